"""A declaration 缴费工资申报 as it was meant, in columns that hold a million rows in little memory.

The rows come in slices of text. Each slice is repaired and judged by what its rows show by
themselves, and kept as arrays; the text as it was written is not kept.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.dtypes import StringDType
from numpy.typing import NDArray

from tongchou.business.contribution import limits
from tongchou.business.contribution.faults import BIT, SSN_BITS, Bits, change_bits
from tongchou.business.contribution.refusals import too_many_employers
from tongchou.business.contribution.repairs import (
    NUMBER_KEPT_MAX,
    PLAIN_NAME,
    PLAIN_NUMBER,
    PLAIN_WAGE,
    name_fault,
    repair_name,
    repair_wage,
    unforced,
)
from tongchou.business.contribution.table import Unreadable
from tongchou.standards.identity import repair_ssn
from tongchou.standards.identity_columns import (
    birth_months,
    foreign_flags,
    foreign_key,
    ssn_fault_columns,
    ssn_keys,
)
from tongchou.standards.messages import SLICE_ROWS
from tongchou.standards.money import FEN_PER_YUAN

Strings = NDArray[np.str_]
"""Texts of any length, each about as long as it is in UTF-8; their `dtype` is `StringDType`."""

Places = NDArray[np.int64]
"""The places of rows in their declaration, from 0 on."""


@dataclass(frozen=True)
class WrittenRows:
    """A slice of rows as they are written; `rows` holds their numbers under the header.

    `crowded` holds the places with more cells than the header has columns: in such a row
    nobody can tell which cell is the wage. `periods` are the months that rows state, each with
    its row in the file.
    """

    rows: list[int]
    credit_codes: list[str]
    names: list[str]
    ssns: list[str]
    wages: list[str]
    crowded: list[int] = field(default_factory=list)
    periods: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Declaration:
    """A declaration's columns, one place a row.

    A row's employer is a place in `employers`, the credit codes that occur. `keys` are numbers
    that differ where the social security numbers differ, and `births` months; both are 0 where
    that number is not well formed, and births where it begins with a country. A wage that is none
    is 0 fen. `faults` are those that a row shows by itself or that the registry holds against it,
    `changes` what was repaired, as bits.
    `is_joining` says whose person is not enrolled with the employer yet, as far as was asked.
    `header_row` is the file's row above the first one, and `periods` are the months that the file
    states, each with its row.
    """

    rows: NDArray[np.int32]
    employers: list[str]
    employer_of: NDArray[np.int32]
    names: Strings
    ssns: Strings
    keys: NDArray[np.int64]
    births: NDArray[np.int32]
    wage_fens: NDArray[np.int64]
    faults: Bits
    changes: Bits
    is_joining: NDArray[np.bool_]
    ignored_rows: int = 0
    header_row: int = 0
    periods: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def credit_codes(self, places: Places) -> list[str]:
        """Return the credit codes of the employers of some rows."""
        return [self.employers[number] for number in values_at(self.employer_of, places)]

    def by_number(self, places: Places) -> Places:
        """Return which of the places comes first by its person's number, which next, and so on.

        What is written in the order of its key touches each page of an index once.
        """
        return np.argsort(self.keys[places], kind="stable")


def values_at(column: NDArray[Any], places: Places) -> list[Any]:
    """Return what stands in a column at some places; often they are in a row."""
    is_a_run = len(places) > 0 and bool(np.all(np.diff(places) == 1))
    found = column[places[0] : places[-1] + 1] if is_a_run else column[places]
    values: list[Any] = found.tolist()
    return values


def slices_of(places: Places) -> Iterator[Places]:
    """Return places cut into pieces that fit a message."""
    for start in range(0, len(places), SLICE_ROWS):
        yield places[start : start + SLICE_ROWS]


class Employers:
    """The employers of a declaration, numbered as they occur; each text is repaired once.

    Raises `Unreadable` for more than a declaration may have.
    """

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._written = _Written(self._numbered)
        self._numbers: list[int] = []
        self._changes: list[int] = []

    @property
    def codes(self) -> list[str]:
        """The credit codes as they were meant, by number."""
        return list(self._codes)

    def numbers_of(self, texts: list[str]) -> tuple[NDArray[np.int32], Bits]:
        """Return the numbers of employers whose codes are written so, and what was repaired."""
        written = np.fromiter(map(self._written.__getitem__, texts), np.int32, len(texts))
        return (
            np.array(self._numbers, np.int32)[written],
            np.array(self._changes, np.uint32)[written],
        )

    def _numbered(self, text: str) -> int:
        if len(self._numbers) >= limits.EMPLOYERS_MAX:
            raise Unreadable(too_many_employers())
        code, changes = repair_ssn(unforced(text))
        self._numbers.append(self._codes.setdefault(code[:NUMBER_KEPT_MAX], len(self._codes)))
        self._changes.append(change_bits("credit_code", changes))
        return len(self._numbers) - 1


class _Written(dict[str, int]):
    """Numbers of texts, each found once by a function."""

    def __init__(self, found: Callable[[str], int]) -> None:
        super().__init__()
        self._found = found

    def __missing__(self, text: str) -> int:
        number = self[text] = self._found(text)
        return number


def repaired(given: WrittenRows, employers: Employers) -> Declaration:
    """Return a slice as it was meant, judged by what its rows show by themselves."""
    employer_of, changes = employers.numbers_of(given.credit_codes)
    faults = np.zeros(len(given.rows), np.uint32)
    faults[given.crowded] |= BIT["row.crowded"]
    names, ssns = list(given.names), list(given.ssns)
    for place in _odd(names, PLAIN_NAME):
        names[place], made = repair_name(names[place])
        changes[place] |= change_bits("name", made)
        if fault := name_fault(names[place]):
            faults[place] |= BIT[fault]
    for place in _odd(ssns, PLAIN_NUMBER):
        ssn, made = repair_ssn(unforced(ssns[place]))
        ssns[place] = ssn[:NUMBER_KEPT_MAX]
        changes[place] |= change_bits("ssn", made)
    for fault, flags in ssn_fault_columns(ssns).items():
        faults[flags] |= BIT[fault]
    keys, births = _keys_and_births(ssns, faults)
    return Declaration(
        rows=np.array(given.rows, np.int32),
        employers=employers.codes,
        employer_of=employer_of,
        names=np.array(names, StringDType()),
        ssns=np.array(ssns, StringDType()),
        keys=keys,
        births=births,
        wage_fens=_wages(given.wages, faults, changes),
        faults=faults,
        changes=changes,
        is_joining=np.ones(len(given.rows), bool),
    )


def joined(
    slices: list[Declaration],
    *,
    ignored_rows: int = 0,
    header_row: int = 0,
    periods: dict[str, int] | None = None,
) -> Declaration:
    """Return the whole declaration that slices are of, in their order."""
    return Declaration(
        rows=np.concatenate([piece.rows for piece in slices]),
        employers=slices[-1].employers,
        employer_of=np.concatenate([piece.employer_of for piece in slices]),
        names=np.concatenate([piece.names for piece in slices]),
        ssns=np.concatenate([piece.ssns for piece in slices]),
        keys=np.concatenate([piece.keys for piece in slices]),
        births=np.concatenate([piece.births for piece in slices]),
        wage_fens=np.concatenate([piece.wage_fens for piece in slices]),
        faults=np.concatenate([piece.faults for piece in slices]),
        changes=np.concatenate([piece.changes for piece in slices]),
        is_joining=np.concatenate([piece.is_joining for piece in slices]),
        ignored_rows=ignored_rows,
        header_row=header_row,
        periods=periods or {},
    )


def _odd(texts: list[str], plain: re.Pattern[str]) -> list[int]:
    """Return the places of the texts that may need repair."""
    found = list(map(plain.fullmatch, texts))
    return [] if all(found) else [place for place, match in enumerate(found) if match is None]


def _keys_and_births(ssns: list[str], faults: Bits) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    is_written, is_foreign = faults & SSN_BITS == 0, foreign_flags(ssns)
    plain = np.flatnonzero(is_written & ~is_foreign)
    keys, births = np.zeros(len(ssns), np.int64), np.zeros(len(ssns), np.int32)
    written = ssns
    if len(plain) < len(ssns):
        written = [ssns[place] for place in plain.tolist()]
    keys[plain] = ssn_keys(written)
    births[plain] = birth_months(written)
    for place in np.flatnonzero(is_written & is_foreign).tolist():
        keys[place] = foreign_key(ssns[place])
    return keys, births


def _wages(texts: list[str], faults: Bits, changes: Bits) -> NDArray[np.int64]:
    plain = list(texts)
    for place in _odd(texts, PLAIN_WAGE):
        plain[place] = "0"
    yuan = np.fromiter(map(float, plain), np.float64, len(plain))
    fens = np.rint(yuan * FEN_PER_YUAN).astype(np.int64)  # exact: nine digits at the most
    for place in np.flatnonzero(fens == 0).tolist():
        fens[place], made, fault = repair_wage(texts[place])
        changes[place] |= change_bits("wage", made)
        if fault:
            faults[place] |= BIT[fault]
    return fens
