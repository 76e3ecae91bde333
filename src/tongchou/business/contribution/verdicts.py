"""Judging a declaration: which rows stand, which are refused and for what; pure, by columns."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import ne
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tongchou.business.contribution.repairs import Declaration
from tongchou.standards.identity import SSN_FAULTS, credit_code_faults
from tongchou.standards.identity_columns import Flags, birth_months, ssn_fault_columns
from tongchou.standards.time import Month

Key = TypeVar("Key", str, tuple[str, str])

WORKING_AGE_MONTHS = 16 * 12

FAULTS = (
    "row.crowded",
    "employer.length",
    "employer.characters",
    "employer.check_digit",
    "employer.not_registered",
    "employer.out_of_scope",
    "name.missing",
    "name.too_long",
    "name.characters",
    *SSN_FAULTS,
    "identity.name_mismatch",
    "age.under_16",
    "person.retired",
    "wage.missing",
    "wage.not_a_number",
    "wage.not_positive",
    "wage.too_large",
    "contribution.exists",
    "row.duplicate",
)
"""What a row may be refused for, in order of precedence; all of a row's faults are shown."""


@dataclass(frozen=True)
class Known:
    """What the registry knows of a declaration's employers and people.

    `employers` are registered, each in its division; `outside` are those of them that are not of
    the division whose clerk declares them; `assessed` are the (number, credit code) of the
    person-months that the month has already.
    """

    employers: Mapping[str, str]
    outside: AbstractSet[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    pensioners: AbstractSet[str] = frozenset()
    assessed: AbstractSet[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Verdicts:
    """A declaration with the verdict on each of its rows."""

    declaration: Declaration
    faults: Mapping[str, Flags]

    @property
    def accepted(self) -> NDArray[np.int64]:
        """The places of the rows that stand."""
        return np.flatnonzero(~_any_of(self.faults.values()))

    @property
    def refused(self) -> dict[int, tuple[str, ...]]:
        """The faults of each refused row, the weightiest first, by the row's place."""
        found: dict[int, tuple[str, ...]] = {}
        for fault in FAULTS:
            for place in np.flatnonzero(self.faults[fault]).tolist():
                found[place] = (*found.get(place, ()), fault)
        return dict(sorted(found.items()))

    @property
    def normalised(self) -> dict[int, list[str]]:
        """The changes made to each row that stands after repair, by the row's place."""
        refused = _any_of(self.faults.values())
        changes = sorted(self.declaration.changes.items())
        return {place: made for place, made in changes if made and not refused[place]}


def judge(declaration: Declaration, month: Month, known: Known) -> Verdicts:
    """Return the verdict on every row of a declaration for a month.

    Of two rows for one person the first stands, if nothing else is wrong with it: a later
    row under another name is a mismatch, a later row with the same employer a duplicate.
    Two employers may declare one person, who then works for both.
    """
    faults = {fault: np.zeros(len(declaration), dtype=bool) for fault in FAULTS}
    faults["row.crowded"][list(declaration.table.crowded)] = True
    for fault, places in declaration.faults.items():
        faults[fault][places] = True
    faults |= ssn_fault_columns(declaration.ssns)
    _judge_employers(declaration, known, faults)
    _judge_ages(declaration, month, faults)
    _judge_people(declaration, known, faults)
    _judge_repetitions(declaration, faults)
    return Verdicts(declaration, faults)


def _any_of(faults: Iterable[Flags]) -> Flags:
    return np.asarray(np.logical_or.reduce(list(faults)))


def _judge_employers(declaration: Declaration, known: Known, faults: dict[str, Flags]) -> None:
    wrong = dict.fromkeys(known.outside, "employer.out_of_scope")
    for code in set(declaration.credit_codes) - known.employers.keys():
        wrong[code] = next(iter(credit_code_faults(code)), "employer.not_registered")
    if wrong:
        for place, code in enumerate(declaration.credit_codes):
            if code in wrong:
                faults[wrong[code]][place] = True


def _judge_ages(declaration: Declaration, month: Month, faults: dict[str, Flags]) -> None:
    """Refuse who is not sixteen in the month 不满16周岁, and who is not born by then."""
    written = ~_any_of(faults[fault] for fault in SSN_FAULTS)
    places = np.flatnonzero(written)
    ssns = declaration.ssns
    if len(places) < len(ssns):
        ssns = [ssns[place] for place in places.tolist()]
    age_months = month - birth_months(ssns)
    faults["age.under_16"][places] = age_months < WORKING_AGE_MONTHS
    faults["identity.birth_date"][places] = age_months < 0


def _judge_people(declaration: Declaration, known: Known, faults: dict[str, Flags]) -> None:
    ssns, names, codes = declaration.ssns, declaration.names, declaration.credit_codes
    if known.names:
        registered = map(known.names.get, ssns, names)
        faults["identity.name_mismatch"][:] = list(map(ne, registered, names))
    if known.pensioners:
        faults["person.retired"][:] = [ssn in known.pensioners for ssn in ssns]
    if known.assessed:
        pairs = zip(ssns, codes, strict=True)
        faults["contribution.exists"][:] = [pair in known.assessed for pair in pairs]


def _judge_repetitions(declaration: Declaration, faults: dict[str, Flags]) -> None:
    ssns, names = declaration.ssns, declaration.names
    if len(set(ssns)) == len(ssns):
        return
    pairs = list(zip(ssns, declaration.credit_codes, strict=True))
    sound = ~_any_of(faults.values())
    first = _first_places(ssns, sound)
    renamed = [
        first.get(ssn, place) < place and names[first[ssn]] != names[place]
        for place, ssn in enumerate(ssns)
    ]
    faults["identity.name_mismatch"] |= np.array(renamed, dtype=bool)
    standing = _first_places(pairs, sound & ~faults["identity.name_mismatch"])
    repeated = [standing.get(pair, place) < place for place, pair in enumerate(pairs)]
    faults["row.duplicate"] |= np.array(repeated, dtype=bool) & ~faults["identity.name_mismatch"]


def _first_places(keys: Sequence[Key], counted: Flags) -> dict[Key, int]:
    """Return the first place at which each key stands in a counted row."""
    places = np.flatnonzero(counted)[::-1].tolist()
    return {keys[place]: place for place in places}
