"""How a row's verdict is worded: one short phrase, the same in the answer, the list and the file.

The phrase says what is special about the row; the sentence that a code stands for is told once.
"""

import re
from collections.abc import Iterable
from typing import Any

from tongchou.business.contribution.repairs import Declaration
from tongchou.standards.identity import FIRST_YEAR
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR

_CHANGES = {
    "credit_code.full_width": Text("信用代码为全角", "full-width credit code"),
    "credit_code.apostrophe": Text("信用代码前有撇号", "leading apostrophe in the credit code"),
    "credit_code.spaces": Text("信用代码中有空格", "spaces in the credit code"),
    "credit_code.lower_case": Text("信用代码为小写", "lower-case credit code"),
    "name.forms": Text("姓名字符形式", "character forms in the name"),
    "name.dot": Text("姓名中间点", "middle dot in the name"),
    "name.spaces": Text("姓名中有空格", "spaces in the name"),
    "ssn.full_width": Text("全角数字", "full-width digits"),
    "ssn.apostrophe": Text("号码前有撇号", "leading apostrophe"),
    "ssn.spaces": Text("号码中有空格", "spaces in the number"),
    "ssn.lower_case": Text("小写x", "lower-case x"),
    "wage.full_width": Text("工资为全角", "full-width wage"),
    "wage.apostrophe": Text("工资前有撇号", "leading apostrophe in the wage"),
    "wage.thousands_comma": Text("千分位逗号", "thousands comma"),
    "wage.spaces": Text("工资中有空格", "spaces in the wage"),
    "wage.rounded": Text("工资四舍五入到分", "wage rounded to the fen"),
}

_FAULTS = {
    "row.crowded": Text("单元格多于表头列数", "more cells than columns"),
    "employer.length": Text("信用代码不是18位", "credit code not of 18 characters"),
    "employer.characters": Text("信用代码含有不能使用的字符", "characters in the credit code"),
    "employer.check_digit": Text("信用代码校验位不符", "check digit of the credit code"),
    "employer.not_registered": Text("单位尚未参保登记", "employer not registered"),
    "employer.out_of_scope": Text("单位不在您的权限范围内", "employer outside your scope"),
    "name.missing": Text("姓名为空", "empty name"),
    "name.too_long": Text("姓名过长", "name too long"),
    "name.characters": Text("姓名含有不能使用的字符", "characters in the name"),
    "identity.mangled": Text("号码被电子表格改坏", "spreadsheet-mangled number"),
    "identity.characters": Text("号码含有不能使用的字符", "characters in the number"),
    "identity.check_digit": Text("校验位不符", "check digit"),
    "identity.name_mismatch": Text("号码相同姓名不同", "same number, other name"),
    "age.under_16": Text("不满16周岁", "under 16"),
    "person.retired": Text("已领取养老金", "draws a pension"),
    "wage.missing": Text("工资为空", "empty wage"),
    "wage.too_large": Text("工资超过每月一千万元", "wage above ten million yuan"),
    "row.duplicate": Text("同一人重复申报", "second row for one person"),
    "contribution.exists": Text("该月已申报核定", "month assessed before"),
}

_REMEDIES = {
    "employer.out_of_scope": (
        "credit_code",
        Text("请向该单位所属经办机构申报", "Declare it to the agency the employer belongs to"),
    ),
}


def change_case(changes: Iterable[str]) -> Text:
    """Return how a row that was taken after repair is worded."""
    said = [_CHANGES[change] for change in changes]
    return Text("、".join(text.zh for text in said), ", ".join(text.en for text in said))


def fault_case(fault: str, declaration: Declaration, place: int) -> Text:
    """Return how a row that was refused for a fault is worded."""
    if fault == "identity.length":
        return _length_case(declaration.ssns[place])
    if fault == "identity.birth_date":
        return _birth_case(declaration.ssns[place])
    if fault in {"wage.not_a_number", "wage.not_positive"}:
        return _wage_case(fault, declaration.table.wages[place])
    return _FAULTS[fault]


def remedy_of(fault: str) -> dict[str, Any]:
    """Return the field and the next step for a fault that the row alone does not show."""
    if fault not in _REMEDIES:
        return {}
    field, remedy = _REMEDIES[fault]
    return {"field": field, "remedy": remedy.as_json()}


def _length_case(ssn: str) -> Text:
    if not ssn:
        return Text("号码为空", "empty number")
    if ssn.isdecimal():
        return Text(f"{len(ssn)}位号码", f"{len(ssn)}-digit number")
    return Text(f"号码有{len(ssn)}个字符", f"number of {len(ssn)} characters")


def _birth_case(ssn: str) -> Text:
    year, number, day = ssn[6:10], ssn[10:12], ssn[12:14]
    if not 1 <= int(number) <= MONTHS_PER_YEAR:
        return Text(f"{number}月", f"month {number}")
    if int(year) < FIRST_YEAR:
        return Text(f"{year}年", f"year {year}")
    return Text(f"{year}年{number}月{day}日", f"day {year}-{number}-{day}")


def _wage_case(fault: str, wage: str) -> Text:
    if fault == "wage.not_a_number":
        if re.search(r"\d", wage):
            return Text("工资不是数字", "wage is no number")
        return Text("工资为文字", "wage in words")
    if any(sign.isdecimal() and int(sign) for sign in wage):
        return Text("工资为负数", "negative wage")
    return Text("工资为零", "zero wage")
