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
        "社会统一信用代码",
        "信用代码",
        "单位信用代码",
        "缴费人识别号",
        "纳税人识别号",
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
        "证照号码",
        "身份证件号",
        "证件号",
        "身份证",
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
        "养老保险缴费工资",
        "缴费工资",
        "月工资",
        "月平均工资",
        "工资",
        "应发工资",
        "养老保险缴费基数",
        "养老缴费基数",
        "缴费工资基数",
        "月缴费基数",
        "缴费基数",
        "declaredmonthlywage",
        "declaredwage",
        "monthlywage",
        "wage",
    ),
    "periods": (
        "费款所属期",
        "费款所属期起",
        "费款所属期起止",
        "费款所属月份",
        "缴费所属期",
        "所属期",
        "所属期起",
        "所属月份",
        "所属年月",
        "缴费月份",
        "缴费年月",
        "缴费区间",
        "contributionmonth",
        "period",
        "month",
    ),
    "period_ends": ("费款所属期止", "所属期止"),
}
"""The names of each column, normalised; where two match, the earlier one is meant."""

REQUIRED = {
    "credit_codes": Text("统一社会信用代码", "credit code"),
    "names": Text("姓名", "name"),
    "ssns": Text("社会保障号码", "social security number"),
    "wages": Text("申报月工资", "declared monthly wage"),
}
"""The columns without which nothing can be judged; the employer's name is for people only."""

PERIODS = {"periods", "period_ends"}
"""The columns in which rows say for which month they are."""

NAME_LENGTH_MAX = 100
"""What is longer, however much of it is in brackets, names no column."""

_SURPLUS = re.compile(r"\(.*?\)|[\s*_:./-]")


def plain_headings(cells: Sequence[str]) -> list[str]:
    """Return what the cells of a header say, without marks, spaces and what is in brackets."""
    return [
        _SURPLUS.sub("", plain_forms(cell)).lower() if len(cell) <= NAME_LENGTH_MAX else ""
        for cell in cells
    ]


def columns_of(cells: Sequence[str]) -> dict[str, list[int]]:
    """Return where each column stands that a row names; several places where it is repeated."""
    places: dict[str, list[int]] = {}
    for place, said in enumerate(plain_headings(cells)):
        places.setdefault(said, []).append(place)
    return {
        column: next(places[name] for name in names if name in places)
        for column, names in NAMES.items()
        if not places.keys().isdisjoint(names)
    }
