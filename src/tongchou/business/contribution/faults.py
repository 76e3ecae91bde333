"""Faults of a declared row and the repairs it may take: code, wording and remedy, in one place.

The faults of a row are one number, a bit for each in the order of `FAULTS`; so are its changes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tongchou.business.contribution.repairs import NUMBER_KEPT_MAX
from tongchou.standards.identity import FIRST_YEAR, SSN_FAULTS
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR

Bits = NDArray[np.uint32]

_CUT_TO_ZEROS = "000"
"""A spreadsheet keeps 15 digits of a number and writes zeros for the rest."""


@dataclass(frozen=True)
class Fault:
    """What a row is refused for: its code, a short phrase, and what to do where that is not plain.

    The phrase may depend on the social security number as it was declared. Faults of one code
    that are worded in several ways go by their `name`.
    """

    code: str
    case: Text | Callable[[str], Text]
    name: str = ""
    field: str = ""
    remedy: Text | None = None

    def case_of(self, ssn: str) -> Text:
        """Return how the fault of a row is worded."""
        return self.case if isinstance(self.case, Text) else self.case(ssn)


def _length_case(ssn: str) -> Text:
    if not ssn:
        return Text("号码为空", "empty number")
    if len(ssn) >= NUMBER_KEPT_MAX:
        return Text("号码过长", "number far too long")
    if ssn.isdecimal():
        return Text(f"{len(ssn)}位号码", f"{len(ssn)}-digit number")
    return Text(f"号码有{len(ssn)}个字符", f"number of {len(ssn)} characters")


def _check_case(ssn: str) -> Text:
    if ssn.endswith(_CUT_TO_ZEROS):
        return Text(
            "校验位不符,末三位为000,可能被电子表格改掉",
            "check digit; a spreadsheet may have set the last three to 000",
        )
    return Text("校验位不符", "check digit")


def _birth_case(ssn: str) -> Text:
    year, number, day = ssn[6:10], ssn[10:12], ssn[12:14]
    if not 1 <= int(number) <= MONTHS_PER_YEAR:
        return Text(f"{number}月", f"month {number}")
    if int(year) < FIRST_YEAR:
        return Text(f"{year}年", f"year {year}")
    return Text(f"{year}年{number}月{day}日", f"day {year}-{number}-{day}")


FAULTS = (
    Fault("row.crowded", Text("单元格多于表头列数", "more cells than columns")),
    Fault("employer.length", Text("信用代码不是18位", "credit code not of 18 characters")),
    Fault(
        "employer.characters", Text("信用代码含有不能使用的字符", "characters in the credit code")
    ),
    Fault("employer.check_digit", Text("信用代码校验位不符", "check digit of the credit code")),
    Fault("employer.not_registered", Text("单位尚未参保登记", "employer not registered")),
    Fault(
        "employer.out_of_scope",
        Text("单位不在您的权限范围内", "employer outside your scope"),
        field="credit_code",
        remedy=Text(
            "请向该单位所属经办机构申报", "Declare it to the agency the employer belongs to"
        ),
    ),
    Fault("name.missing", Text("姓名为空", "empty name")),
    Fault("name.too_long", Text("姓名过长", "name too long")),
    Fault("name.characters", Text("姓名含有不能使用的字符", "characters in the name")),
    Fault("identity.mangled", Text("号码被电子表格改坏", "spreadsheet-mangled number")),
    Fault("identity.length", _length_case),
    Fault("identity.characters", Text("号码含有不能使用的字符", "characters in the number")),
    Fault("identity.country", Text("号码的国家代码不存在", "no such country in the number")),
    Fault("identity.birth_date", _birth_case),
    Fault("identity.check_digit", _check_case),
    Fault("identity.name_mismatch", Text("号码相同姓名不同", "same number, other name")),
    Fault(
        "person.unregistered",
        Text("境外人员尚未参保登记", "foreigner not registered"),
        field="ssn",
        remedy=Text(
            "号码中没有出生日期和性别,请先办理个人参保登记",
            "The number tells neither birth nor sex: enrol the person at the counter first",
        ),
    ),
    Fault(
        "person.not_enrolled",
        Text("未在本单位参保", "not enrolled with this employer"),
        field="ssn",
        remedy=Text("请先办理个人参保登记", "Hand in the person's enrolment first"),
    ),
    Fault("age.under_16", Text("不满16周岁", "under 16")),
    Fault("person.retired", Text("已领取养老金", "draws a pension")),
    Fault("wage.missing", Text("工资为空", "empty wage")),
    Fault("wage.not_a_number", Text("工资为文字", "wage in words"), name="wage.in_words"),
    Fault(
        "wage.not_a_number",
        Text("公式没有计算结果", "formula without its value"),
        name="wage.formula",
        field="wage",
        remedy=Text(
            "请用电子表格打开,重新计算并保存后提交",
            "Open it in a spreadsheet, work it out, save it and hand it in again",
        ),
    ),
    Fault("wage.not_a_number", Text("工资不是数字", "wage is no number")),
    Fault("wage.not_positive", Text("工资为零", "zero wage"), name="wage.zero"),
    Fault("wage.not_positive", Text("工资为负数", "negative wage"), name="wage.negative"),
    Fault("wage.too_large", Text("工资超过每月一千万元", "wage above ten million yuan")),
    Fault("contribution.exists", Text("该月已申报核定", "month assessed before")),
    Fault("row.duplicate", Text("同一人重复申报", "second row for one person")),
)
"""What a row may be refused for, in order of precedence; all of a row's faults are shown."""

BIT = {fault.name or fault.code: np.uint32(1 << place) for place, fault in enumerate(FAULTS)}
"""The bit of each fault by its name."""

SSN_BITS = np.bitwise_or.reduce([BIT[fault] for fault in SSN_FAULTS])
"""The faults of a social security number that is not well formed."""

CHANGES = {
    "credit_code.full_width": Text("信用代码为全角", "full-width credit code"),
    "credit_code.apostrophe": Text("信用代码前有撇号", "leading apostrophe in the credit code"),
    "credit_code.spaces": Text("信用代码中有空格", "spaces in the credit code"),
    "credit_code.lower_case": Text("信用代码为小写", "lower-case credit code"),
    "name.forms": Text("姓名字符形式", "character forms in the name"),
    "name.dot": Text("姓名中间点", "middle dot in the name"),
    "name.spaces": Text("姓名中有空格", "spaces in the name"),
    "name.registered": Text("姓名与登记的仅写法不同", "name registered in another form"),
    "ssn.full_width": Text("全角数字", "full-width digits"),
    "ssn.apostrophe": Text("号码前有撇号", "leading apostrophe"),
    "ssn.spaces": Text("号码中有空格", "spaces in the number"),
    "ssn.lower_case": Text("小写x", "lower-case x"),
    "wage.full_width": Text("工资为全角", "full-width wage"),
    "wage.apostrophe": Text("工资前有撇号", "leading apostrophe in the wage"),
    "wage.thousands_comma": Text("千分位逗号", "thousands comma"),
    "wage.spaces": Text("工资中有空格", "spaces in the wage"),
    "wage.currency": Text("工资带货币符号", "currency sign in the wage"),
    "wage.rounded": Text("工资四舍五入到分", "wage rounded to the fen"),
}
"""What was changed in a row to read it as it was meant, in the order in which it is told."""

_CHANGE_BIT = {change: 1 << place for place, change in enumerate(CHANGES)}


def change_bits(field: str, changes: Iterable[str]) -> int:
    """Return the bits of the changes that were made to one field of a row."""
    return sum(_CHANGE_BIT[f"{field}.{change}"] for change in changes)


@lru_cache(maxsize=1024)
def faults_in(bits: int) -> tuple[Fault, ...]:
    """Return a row's faults, the weightiest first."""
    return tuple(fault for place, fault in enumerate(FAULTS) if bits >> place & 1)


@lru_cache(maxsize=1024)
def change_case(bits: int) -> Text:
    """Return how the changes to a row that was taken after repair are worded."""
    made = [text for place, text in enumerate(CHANGES.values()) if bits >> place & 1]
    return Text("、".join(text.zh for text in made), ", ".join(text.en for text in made))
