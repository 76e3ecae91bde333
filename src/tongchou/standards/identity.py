"""Who is who: social security numbers (GB/T 40217) and credit codes (GB 32100).

One number at a time, as the standards word it; `identity_columns` judges a million at once. A
number that begins with a digit is of the form of GB 11643, whoever gave it out: citizens' numbers,
those of residence permits and of permanent residence cards since 2023. Any other is a country, a
digit that is 0 unless two numbers would be alike, and the number of a document: USA0123456789. It
stays when the document is renewed.
"""

import re
from datetime import date

from tongchou.standards import codes
from tongchou.standards.text import plain_forms
from tongchou.standards.time import Month, month

LENGTH = 18
FIRST_YEAR = 1850

SSN_FAULTS = (
    "identity.mangled",
    "identity.length",
    "identity.characters",
    "identity.country",
    "identity.birth_date",
    "identity.check_digit",
)
"""What may be wrong with a social security number, in order of precedence.

A number that a spreadsheet mangled, or of the wrong length or characters, has no birth date
and no check digit to judge, nor has one that begins with a country; the last two are told together.
"""

CREDIT_CODE_FAULTS = ("employer.length", "employer.characters", "employer.check_digit")
"""What may be wrong with a credit code, in order of precedence; each hides those after it."""

SSN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SSN_CHECKS = "10X98765432"

CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))

_MANGLED = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]+")
_SSN = re.compile(r"[0-9]{17}[0-9X]")
_FOREIGN = re.compile(r"[A-Z]{3}[0-9][0-9A-Z]{5,14}")
FOREIGN_MIN = 9
_IN_TEXT = re.compile(
    r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])"
    r"|(?<![0-9A-Za-z])[A-Za-z]{3}[0-9][0-9A-Za-z]{5,14}(?![0-9A-Za-z])"
)


def ssn_faults(ssn: str) -> tuple[str, ...]:
    """Return what is wrong with a social security number 社会保障号码; nothing for a good one.

    The place in digits 1 to 6 is not judged: divisions come and go, numbers stay.
    """
    if _MANGLED.fullmatch(ssn):
        return ("identity.mangled",)
    if "A" <= ssn[:1] <= "Z":
        return _foreign_faults(ssn)
    if len(ssn) != LENGTH:
        return ("identity.length",)
    if not _SSN.fullmatch(ssn):
        return ("identity.characters",)
    faults = []
    if not _is_born(int(ssn[6:10]), int(ssn[10:12]), int(ssn[12:14])):
        faults.append("identity.birth_date")
    if ssn_check(ssn[:-1]) != ssn[-1]:
        faults.append("identity.check_digit")
    return tuple(faults)


def _foreign_faults(ssn: str) -> tuple[str, ...]:
    if not FOREIGN_MIN <= len(ssn) <= LENGTH:
        return ("identity.length",)
    if not _FOREIGN.fullmatch(ssn):
        return ("identity.characters",)
    return () if ssn[:3] in codes.table("countries") else ("identity.country",)


def is_foreign(ssn: str) -> bool:
    """Whether a number begins with a country 国家或地区代码, and so tells neither birth nor sex."""
    return "A" <= ssn[:1] <= "Z"


def ssn_check(body: str) -> str:
    """Return the check digit 校验码 of a number's first seventeen digits (ISO 7064 MOD 11-2)."""
    weighed = sum(int(digit) * weight for digit, weight in zip(body, SSN_WEIGHTS, strict=True))
    return SSN_CHECKS[weighed % 11]


def _is_born(year: int, number: int, day: int) -> bool:
    try:
        date(year, number, day)
    except ValueError:
        return False
    return year >= FIRST_YEAR


def birth_on(ssn: str) -> date:
    """Return the day of birth that stands in a well-formed number, digits 7 to 14.

    Raises `ValueError` for one that tells none.
    """
    return date(int(ssn[6:10]), int(ssn[10:12]), int(ssn[12:14]))


def birth_month(ssn: str) -> Month:
    """Return the month of birth that stands in a well-formed number."""
    return month(int(ssn[6:10]), int(ssn[10:12]))


def sex_of(ssn: str) -> str:
    """Return the sex (GB/T 2261.1) that stands in the number: "1" a man, "2" a woman.

    Raises `ValueError` for one that tells none.
    """
    if is_foreign(ssn):
        raise ValueError("the number of a foreign document does not tell the sex")
    return "1" if int(ssn[16]) % 2 else "2"


def credit_code_faults(code: str) -> tuple[str, ...]:
    """Return what is wrong with a credit code 统一社会信用代码; nothing for a good one."""
    if len(code) != LENGTH:
        return ("employer.length",)
    if any(sign not in CREDIT_CODE_ALPHABET for sign in code):
        return ("employer.characters",)
    return () if credit_code_check(code[:-1]) == code[-1] else ("employer.check_digit",)


def credit_code_check(body: str) -> str:
    """Return the check character 校验码 of a credit code's first seventeen characters."""
    weighed = sum(
        CREDIT_CODE_ALPHABET.index(sign) * weight
        for sign, weight in zip(body, _CREDIT_WEIGHTS, strict=True)
    )
    return CREDIT_CODE_ALPHABET[-weighed % len(CREDIT_CODE_ALPHABET)]


def repair_ssn(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a number or credit code as it was meant, and what was changed to get there.

    Changes are `full_width`, `apostrophe`, `spaces` and `lower_case`, in this order; white
    space around a number is no part of it, so that taking it off is no change.
    """
    changes = []
    plain = plain_forms(text).strip()
    if plain != text.strip():
        changes.append("full_width")
    bare = plain.lstrip("'‘’`").strip()
    if bare != plain:
        changes.append("apostrophe")
    joined = "".join(bare.split())
    if joined != bare:
        changes.append("spaces")
    if _MANGLED.fullmatch(joined):
        return joined, tuple(changes)
    raised = joined.upper()
    if raised != joined:
        changes.append("lower_case")
    return raised, tuple(changes)


def mask_ssn(ssn: str) -> str:
    """Return the number with its birth date hidden: 340104********101X, or USA0*****6789."""
    if _FOREIGN.fullmatch(ssn):
        return f"{ssn[:4]}{'*' * (len(ssn) - 8)}{ssn[-4:]}"
    if len(ssn) != LENGTH:
        return "*" * len(ssn)
    return f"{ssn[:6]}********{ssn[-4:]}"


def numbers_masked(text: str) -> str:
    """Return a text with the social security numbers in it masked as pages mask them."""
    return _IN_TEXT.sub(lambda found: _masked_if_one(found[0]), text)


def holds_a_number(text: str) -> bool:
    """Whether a social security number stands in a text."""
    return numbers_masked(text) != text


def _masked_if_one(found: str) -> str:
    """Return what may be a number masked, where it is one: no check digit is asked of citizens'."""
    raised = found.upper()
    if not is_foreign(raised):
        return mask_ssn(found)
    return found if _foreign_faults(raised) else mask_ssn(raised)
