"""A social security number as it was typed: what was meant, or what is said of one that is none."""

import re

from tongchou.standards.documents import number_of_18
from tongchou.standards.identity import is_foreign, ssn_faults

_SAID = {
    "identity.length": "社会保障号码应为18位 | A social security number has 18 characters",
    "identity.characters": "社会保障号码含有不能使用的字符 | The number holds a wrong character",
    "identity.country": "号码开头的国家或地区代码不存在，应如 USA0123456789"
    " | The number begins with no country's code; USA0123456789 does",
    "identity.birth_date": "号码中的出生日期不存在 | The birth date in the number does not exist",
    "identity.check_digit": "校验位不符,请核对号码 | The check digit is wrong; please compare",
    "identity.mangled": "号码被电子表格改成了科学计数 | A spreadsheet wrote it as 3.4E+17",
}


def ssn_meant(text: str) -> str:
    """Return the number that was meant; raises `ValueError` and says why there is none."""
    number = re.sub(r"\s", "", text).upper()
    if whole := number_of_18(number):
        raise ValueError(
            f"15位的旧号码已停用，请填写证件上的18位号码（对应的应为{whole}）"
            f" | Numbers of 15 digits are out of use; write the one on the card ({whole})"
        )
    faults = ssn_faults(number)
    if is_foreign(number) and "identity.length" in faults:
        raise ValueError(
            "国籍代码开头的号码应为9至18位，如 USA0123456789"
            " | A number that begins with a country has 9 to 18 characters, as USA0123456789"
        )
    if faults:
        raise ValueError(_SAID.get(faults[0], _SAID["identity.check_digit"]))
    return number
