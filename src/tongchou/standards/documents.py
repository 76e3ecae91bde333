"""The documents 证件 that a social security number stands on, and what each asks of the number."""

import re
from datetime import date
from enum import StrEnum

from tongchou.standards.identity import birth_on, is_foreign, ssn_check


class Document(StrEnum):
    """A kind of document 证件类型; worded in the table `documents`."""

    RESIDENT = "resident"
    RESIDENCE = "residence"
    PERMANENT = "permanent"
    PERMANENT_OLD = "permanent_old"
    PASSPORT = "passport"


COAST = ("810000", "820000", "830000")
"""How the numbers of residence permits begin: 香港, 澳门, 台湾."""

_OLD_CARD = re.compile(r"[A-Z]{3}[0-9]{12}")
_OLD_NUMBER = re.compile(r"[0-9]{15}")
_CENTENARIANS = ("996", "997", "998", "999")
"""The sequences that the old numbers kept for whoever was born before 1900."""


def documents_of(ssn: str) -> tuple[Document, ...]:
    """Return on which documents a well-formed number may stand.

    A permanent residence card of before 2023 has 15 characters, a country first, and may read like
    a passport's number.
    """
    if is_foreign(ssn):
        old = (Document.PERMANENT_OLD,) if _is_of_old_card(ssn) else ()
        return (Document.PASSPORT, *old)
    if ssn.startswith("9"):
        return (Document.PERMANENT,)
    return (Document.RESIDENCE if ssn.startswith(COAST) else Document.RESIDENT,)


def _is_of_old_card(number: str) -> bool:
    """Whether this is the number of a permanent residence card 外国人永久居留身份证 before 2023.

    A country, four digits of the place, the birth as YYMMDD, a sequence, and a check digit as in
    the machine-readable lines of a passport (ICAO 9303).
    """
    if not _OLD_CARD.fullmatch(number):
        return False
    centuries = ("19", "20")
    return any(_day(century + number[7:13]) for century in centuries) and (
        travel_check(number[:-1]) == number[-1]
    )


def travel_check(body: str) -> str:
    """Return the check digit of ICAO 9303: letters count from A as 10, weights are 7, 3, 1."""
    weighed = sum(int(sign, 36) * (7, 3, 1)[place % 3] for place, sign in enumerate(body))
    return str(weighed % 10)


def born_in_old_card(ssn: str, born: date) -> bool:
    """Whether a day of birth is the one in the number of an old card, by its six digits."""
    return ssn[7:13] == f"{born:%y%m%d}"


def number_of_18(number: str) -> str:
    """Return the number 公民身份号码 that took the place of one of 15 digits; '' where unsure."""
    if not _OLD_NUMBER.fullmatch(number) or number[12:] in _CENTENARIANS:
        return ""
    body = f"{number[:6]}19{number[6:]}"
    whole = body + ssn_check(body)
    return whole if _day(whole[6:14]) else ""


def _day(digits: str) -> date | None:
    try:
        return birth_on(f"{'0' * 6}{digits}")
    except ValueError:
        return None
