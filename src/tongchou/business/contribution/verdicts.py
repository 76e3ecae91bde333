"""Judging a declaration: which rows stand, which are refused and for what; pure, by columns."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tongchou.business.contribution.declaration import Declaration, Places
from tongchou.business.contribution.faults import BIT, SSN_BITS, Bits, faults_in
from tongchou.standards.identity import credit_code_faults
from tongchou.standards.names import plain_name
from tongchou.standards.text import Text
from tongchou.standards.time import Month

WORKING_AGE_MONTHS = 16 * 12


@dataclass(frozen=True)
class Known:
    """What the registry knows of a declaration's employers.

    `employers` are registered, each in its division; `outside` are those of them that are not of
    the division whose clerk declares them.
    """

    employers: Mapping[str, str]
    outside: AbstractSet[str] = frozenset()


@dataclass(frozen=True)
class Verdicts:
    """A declaration with the verdict on each of its rows."""

    declaration: Declaration
    faults: Bits

    @cached_property
    def accepted(self) -> Places:
        """The places of the rows that stand."""
        return np.flatnonzero(self.faults == 0)

    @cached_property
    def refused(self) -> Places:
        """The places of the rows that are refused."""
        return np.flatnonzero(self.faults)

    @cached_property
    def normalised(self) -> Places:
        """The places of the rows that stand after repair."""
        return np.flatnonzero((self.faults == 0) & (self.declaration.changes != 0))

    def commonest_case(self) -> tuple[Text, int]:
        """Return how the commonest of the weightiest faults is worded, and of how many rows."""
        refused = self.faults[self.refused]
        weightiest = refused & (~refused + np.uint32(1))
        kinds, first, counts = np.unique(weightiest, return_index=True, return_counts=True)
        place = int(np.argmax(counts))
        ssn = str(self.declaration.ssns[self.refused[first[place]]])
        return faults_in(int(kinds[place]))[0].case_of(ssn), int(counts[place])


def judged_by_sight(declaration: Declaration) -> Verdicts:
    """Return the verdicts that need neither the month nor the registry's employers."""
    plausible = {code: "" for code in declaration.employers if not credit_code_faults(code)}
    of_employers = _employer_faults(declaration, Known(plausible))
    return Verdicts(declaration, declaration.faults | of_employers[declaration.employer_of])


def judge(declaration: Declaration, month: Month, known: Known) -> Verdicts:
    """Return the verdict on every row of a declaration for a month.

    Of two rows for one person the first stands, if nothing else is wrong with it: a later
    row under another name is a mismatch, a later row with the same employer a duplicate.
    Two employers may declare one person, who then works for both.
    """
    faults = declaration.faults.copy()
    faults |= _employer_faults(declaration, known)[declaration.employer_of]
    _judge_ages(declaration, month, faults)
    _judge_repetitions(declaration, faults)
    return Verdicts(declaration, faults)


def _employer_faults(declaration: Declaration, known: Known) -> Bits:
    """Return the faults of the rows of each employer."""
    faults = np.zeros(len(declaration.employers), np.uint32)
    for number, code in enumerate(declaration.employers):
        if code in known.outside:
            faults[number] = BIT["employer.out_of_scope"]
        elif code not in known.employers:
            fault = next(iter(credit_code_faults(code)), "employer.not_registered")
            faults[number] = BIT[fault]
    return faults


def _judge_ages(declaration: Declaration, month: Month, faults: Bits) -> None:
    """Refuse who is not sixteen in the month 不满16周岁, and who is not born by then."""
    is_written = declaration.faults & SSN_BITS == 0
    age_months = month - declaration.births
    faults[is_written & (age_months < WORKING_AGE_MONTHS)] |= BIT["age.under_16"]
    faults[is_written & (age_months < 0)] |= BIT["identity.birth_date"]


def _judge_repetitions(declaration: Declaration, faults: Bits) -> None:
    for places in _repeated(declaration):
        _judge_one_person(declaration, faults, places)


def _repeated(declaration: Declaration) -> Iterator[Places]:
    """Return, person by person, the places of the rows of one whose number stands in several."""
    order = np.argsort(declaration.keys, kind="stable")
    keys = declaration.keys[order]
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    ends = np.append(starts[1:], len(keys))
    several = (ends - starts > 1) & (keys[starts] > 0)
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        yield order[start:end]


def _judge_one_person(declaration: Declaration, faults: Bits, places: Places) -> None:
    """Compare the rows of one person; there may be a million, so that none is copied."""
    mismatch, duplicate = BIT["identity.name_mismatch"], BIT["row.duplicate"]
    names, employers = declaration.names, declaration.employer_of
    sound = places[faults[places] == 0]
    if len(sound) == 0:
        return
    named = names[sound[0]]
    for place in places[places > sound[0]]:
        if names[place] != named and plain_name(str(names[place])) != plain_name(str(named)):
            faults[place] |= mismatch
    first: dict[int, int] = {}
    for place in sound[faults[sound] == 0]:
        first.setdefault(int(employers[place]), int(place))
    for place in places[faults[places] & mismatch == 0]:
        if first.get(int(employers[place]), place) < place:
            faults[place] |= duplicate
