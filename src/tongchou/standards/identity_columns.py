"""Social security numbers by the column: the rules of `identity`, on a million numbers at once."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from tongchou.standards.identity import (
    FIRST_YEAR,
    LENGTH,
    SSN_CHECKS,
    SSN_FAULTS,
    SSN_WEIGHTS,
    is_foreign,
    ssn_faults,
)
from tongchou.standards.time import MONTHS_PER_YEAR

Flags = NDArray[np.bool_]

_ZERO, _NINE, _X = b"09X"
_BLANK = " " * LENGTH
_CHECKS = np.frombuffer(SSN_CHECKS.encode(), dtype=np.uint8)
_WEIGHTS = np.array(SSN_WEIGHTS, dtype=np.int16)
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_FEBRUARY = 2


def ssn_fault_columns(ssns: Sequence[str]) -> dict[str, Flags]:
    """Return, for each fault that a number may have, the rows which have it.

    Whatever is not seventeen digits and a check digit is rare and judged one by one.
    """
    count = len(ssns)
    fits = np.fromiter(map(len, ssns), np.int64, count) == LENGTH
    if not "".join(ssns).isascii():
        fits &= np.fromiter(map(str.isascii, ssns), bool, count)
    given = _matrix(
        ssns
        if fits.all()
        else [ssn if fit else _BLANK for ssn, fit in zip(ssns, fits, strict=True)]
    )
    body, check = given[:, :-1], given[:, -1]
    fits &= _is_digit(body).all(axis=1) & (_is_digit(check) | (check == _X))
    digits = np.where(fits[:, None], body - _ZERO, 0).astype(np.int16)
    checked = _CHECKS[(digits * _WEIGHTS).sum(axis=1) % len(_CHECKS)] == check
    faults = {fault: np.zeros(count, dtype=bool) for fault in SSN_FAULTS}
    faults["identity.birth_date"] = fits & ~_born(digits[:, 6:14].astype(np.int64))
    faults["identity.check_digit"] = fits & ~checked
    for row in np.flatnonzero(~fits).tolist():
        for fault in ssn_faults(ssns[row]):
            faults[fault][row] = True
    return faults


def foreign_flags(ssns: Sequence[str]) -> Flags:
    """Return which numbers begin with a country."""
    return np.fromiter(map(is_foreign, ssns), bool, len(ssns))


def birth_months(ssns: Sequence[str]) -> NDArray[np.int64]:
    """Return the months of birth that stand in well-formed numbers; of none with a country."""
    digits = _matrix(ssns).astype(np.int64) - _ZERO
    return _number(digits[:, 6:10]) * MONTHS_PER_YEAR + _number(digits[:, 10:12]) - 1


def ssn_keys(ssns: Sequence[str]) -> NDArray[np.int64]:
    """Return the first seventeen digits of well-formed numbers, which tell them apart.

    None of them begins with a country; `foreign_key` is for those.
    """
    digits = _matrix(ssns)[:, :-1].astype(np.int64) - _ZERO
    return _number(digits)


def foreign_key(ssn: str) -> int:
    """Return what tells a foreigner's number from all others: 62 bits of its digest."""
    digest = sha256(ssn.encode()).digest()
    return int.from_bytes(digest[:8]) >> 2 | 1 << 62


def _matrix(ssns: Sequence[str]) -> NDArray[np.uint8]:
    """Return numbers of 18 ASCII characters as a matrix of bytes, one row a number."""
    return np.frombuffer("".join(ssns).encode(), dtype=np.uint8).reshape(-1, LENGTH)


def _number(digits: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers that the digits of each row spell."""
    places: NDArray[np.int64] = 10 ** np.arange(digits.shape[1])[::-1]
    return digits @ places


def _is_digit(characters: NDArray[np.uint8]) -> Flags:
    return (characters >= _ZERO) & (characters <= _NINE)


def _born(digits: NDArray[np.int64]) -> Flags:
    """Return whether the eight digits of each row name a day of the calendar."""
    year, number, day = _number(digits[:, :4]), _number(digits[:, 4:6]), _number(digits[:, 6:])
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    known = (number >= 1) & (number <= MONTHS_PER_YEAR)
    days = _MONTH_DAYS[np.where(known, number, 0)] + (leap & (number == _FEBRUARY))
    return np.asarray((day >= 1) & (day <= days) & (year >= FIRST_YEAR))
