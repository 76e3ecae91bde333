"""The header of a declaration file: which column holds what, by the names employers use."""

import re
from collections.abc import Sequence

from tongchou.standards.text import Text, plain_forms

NAMES: dict[str, tuple[str, ...]] = {
    "credit_codes": (
        "统一社会信用代码",
        "单位统一社会信用代码",
        "用人单位统一社会信用代码",
        "社会信用代码",
        "信用代码",
        "单位信用代码",
        "creditcode",
        "unifiedsocialcreditcode",
        "employercode",
    ),
    "employer_names": (
        "单位名称",
        "用人单位名称",
        "用人单位",
        "企业名称",
        "公司名称",
        "employername",
        "employer",
    ),
    "names": ("姓名", "职工姓名", "参保人姓名", "人员姓名", "员工姓名", "name", "fullname"),
    "ssns": (
        "社会保障号码",
        "社会保障号",
        "公民身份号码",
        "公民身份证号码",
        "居民身份证号码",
        "居民身份证号",
        "身份证号码",
        "身份证号",
        "身份证件号码",
        "证件号码",
        "socialsecuritynumber",
        "ssn",
        "identitynumber",
        "idnumber",
        "citizennumber",
    ),
    "wages": (
        "申报月工资",
        "申报工资",
        "月缴费工资",
        "申报缴费工资",
        "缴费工资",
        "月工资",
        "月平均工资",
        "工资",
        "declaredmonthlywage",
        "declaredwage",
        "monthlywage",
        "wage",
    ),
}
"""The names of each column, normalised; where two match, the earlier one is meant."""

REQUIRED = {
    "credit_codes": Text("统一社会信用代码", "credit code"),
    "names": Text("姓名", "name"),
    "ssns": Text("社会保障号码", "social security number"),
    "wages": Text("申报月工资", "declared monthly wage"),
}
"""The columns without which nothing can be judged; the employer's name is for people only."""

COLUMNS_MIN = 2
"""How many columns a row names that is a header; a single one may stand in a title."""

NAME_LENGTH_MAX = 100
"""What is longer, however much of it is in brackets, names no column."""

_SURPLUS = re.compile(r"\(.*?\)|[\s*_:./-]")


def columns_of(cells: Sequence[str]) -> dict[str, int]:
    """Return where each column stands that a header names; nothing for a row that is none."""
    said = [
        _SURPLUS.sub("", plain_forms(cell)).lower() if len(cell) <= NAME_LENGTH_MAX else ""
        for cell in cells
    ]
    places = {cell: place for place, cell in reversed(list(enumerate(said)))}
    found = {
        column: next(places[name] for name in names if name in places)
        for column, names in NAMES.items()
        if not places.keys().isdisjoint(names)
    }
    return found if len(found) >= COLUMNS_MIN else {}
