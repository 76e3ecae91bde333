"""What reverses messages 冲销: the messages that take them back, and what rests on what they told.

Each kind of message that can be taken back has one function here. It is given all messages of its
kind that one item told, and looks at what the registry holds since: what came later and needs what
would be taken away must be reversed first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from tongchou.registry.queries.reversal_statements import (
    BENEFITS,
    EMPLOYER_CHANGED,
    EMPLOYER_RESTS,
    ENDED,
    ENROLMENT_RESTS,
    PAYMENTS,
    RECEIVED,
    REOPENED_RESTS,
    STRANGERS,
    TRANSFERS,
)
from tongchou.standards.messages import (
    SLICE_ROWS,
    BenefitDetermined,
    BenefitRemoved,
    ContributionsAssessed,
    ContributionsRemoved,
    EarlierRecordEntered,
    EarlierRecordRemoved,
    EmployersRegistered,
    EmployersRemoved,
    EmploymentEnded,
    EnrolmentsRemoved,
    EnrolmentsReopened,
    Message,
    PersonsEnrolled,
)
from tongchou.standards.text import Text
from tongchou.standards.time import month_of, month_text
from tongchou.storage.rows import fetch

RESTING_MAX = 20
"""How many things that rest on an item are named."""

WORDED = {
    "contribution": Text("缴费申报", "a declared contribution"),
    "end": Text("停保", "the end of the enrolment"),
    "enrolment": Text("参保", "an enrolment"),
    "assessment": Text("应缴核定", "an assessment"),
    "receipt": Text("税务到账", "a receipt"),
    "benefit": Text("待遇核定", "a benefit determined"),
    "payment": Text("待遇发放", "a payment"),
    "transfer": Text("关系转移", "a transfer"),
    "change": Text("单位信息变更", "a change of the employer's name or place"),
}


@dataclass(frozen=True)
class Resting:
    """Something that rests on an item: what it is, and the number of its own item or ''."""

    what: str
    item_number: str

    @property
    def text(self) -> Text:
        """How it is called, with its number."""
        named = WORDED[self.what]
        if not self.item_number:
            return named
        return Text(f"{named.zh}{self.item_number}", f"{named.en}, {self.item_number}")


@dataclass(frozen=True)
class Inverse:
    """What takes messages back, and what rests on them."""

    messages: tuple[Message, ...] = ()
    rests: tuple[Resting, ...] = ()


@dataclass(frozen=True)
class Told:
    """Who told the messages that are to be taken back: the item, its province and scheme."""

    province: str
    scheme: str
    item_number: str

    def resting(self, statement: str, **facts: Any) -> tuple[Resting, ...]:
        """Return what a statement finds, at most `RESTING_MAX` of it."""
        rows = fetch(
            statement,
            province=self.province,
            scheme=self.scheme,
            item_number=self.item_number,
            limit=RESTING_MAX,
            **facts,
        )
        return tuple(Resting(*row) for row in rows)


_Taken = TypeVar("_Taken", bound=Message)
_Function = Callable[[Sequence[Any], Told], Inverse]

_INVERSES: dict[type[Message], _Function] = {}


def takes_back(
    kind: type[_Taken],
) -> Callable[
    [Callable[[Sequence[_Taken], Told], Inverse]], Callable[[Sequence[_Taken], Told], Inverse]
]:
    """Enter a function as the one that says how messages of a kind are taken back."""

    def enter(
        function: Callable[[Sequence[_Taken], Told], Inverse],
    ) -> Callable[[Sequence[_Taken], Told], Inverse]:
        _INVERSES[kind] = function
        return function

    return enter


def reversible() -> frozenset[type[Message]]:
    """Return the kinds of messages that can be taken back."""
    return frozenset(_INVERSES)


def inverse_of(messages: Iterable[Message], told: Told) -> Inverse:
    """Return how what one item told is taken back: the last kind first.

    Raises `KeyError` for a message that cannot be taken back.
    """
    found = [
        _INVERSES[kind](list(alike), told) for kind, alike in groupby(messages, key=type)
    ]  # fmt: skip
    return Inverse(
        messages=tuple(one for inverse in reversed(found) for one in inverse.messages),
        rests=tuple(dict.fromkeys(one for inverse in found for one in inverse.rests)),
    )


@takes_back(EmployersRegistered)
def employers_removed(messages: Sequence[EmployersRegistered], told: Told) -> Inverse:
    """Take registrations back on which nothing was built, and which nobody changed."""
    rests: tuple[Resting, ...] = ()
    taken = []
    for message in messages:
        codes = message.credit_codes
        rests += told.resting(EMPLOYER_RESTS, credit_codes=codes)
        rests += told.resting(
            EMPLOYER_CHANGED,
            credit_codes=codes,
            names=message.names,
            division_codes=message.division_codes,
            registered_on=message.registered_on,
        )
        taken.append(
            EmployersRemoved(
                scheme=message.scheme, item_number=told.item_number, credit_codes=codes
            )
        )
    return Inverse(tuple(reversed(taken)), rests)


@takes_back(PersonsEnrolled)
def enrolments_removed(messages: Sequence[PersonsEnrolled], told: Told) -> Inverse:
    """Take enrolments back that are open and bare, and whoever is known by nothing else."""
    rests: tuple[Resting, ...] = ()
    taken = []
    for message in messages:
        facts = {
            "ssns": message.ssns,
            "credit_codes": message.credit_codes,
            "from_month": month_of(message.from_month),
        }
        rests += told.resting(ENROLMENT_RESTS, **facts)
        strangers = fetch(
            STRANGERS,
            province=told.province,
            scheme=told.scheme,
            item_number=told.item_number,
            **facts,
        )
        taken.append(
            EnrolmentsRemoved(
                scheme=message.scheme,
                item_number=told.item_number,
                from_month=message.from_month,
                ssns=message.ssns,
                credit_codes=message.credit_codes,
                strangers=[ssn for (ssn,) in strangers],
            )
        )
    return Inverse(tuple(reversed(taken)), rests)


@takes_back(EmploymentEnded)
def enrolments_reopened(messages: Sequence[EmploymentEnded], told: Told) -> Inverse:
    """Let those enrolments go on that ended so."""
    rests: tuple[Resting, ...] = ()
    taken = []
    for message in messages:
        ended = fetch(
            ENDED,
            province=told.province,
            scheme=told.scheme,
            ssn=message.ssn,
            credit_code=message.credit_code,
            until_month=month_of(message.until_month),
            reason=message.reason,
        )
        codes = [code for code, _ in ended]
        rests += told.resting(
            REOPENED_RESTS, ssn=message.ssn, credit_codes=codes, from_months=[at for _, at in ended]
        )
        rests += told.resting(BENEFITS, ssns=[message.ssn])
        rests += told.resting(TRANSFERS, ssns=[message.ssn])
        taken.append(
            EnrolmentsReopened(
                scheme=message.scheme,
                item_number=told.item_number,
                ssn=message.ssn,
                credit_codes=codes,
                from_months=[month_text(at) for _, at in ended],
            )
        )
    return Inverse(tuple(reversed(taken)), rests)


@takes_back(EarlierRecordEntered)
def earlier_record_removed(messages: Sequence[EarlierRecordEntered], told: Told) -> Inverse:
    """Take a span from the archive back, on which no benefit and no transfer rests."""
    rests: tuple[Resting, ...] = ()
    taken = []
    for message in messages:
        rests += told.resting(BENEFITS, ssns=[message.ssn])
        rests += told.resting(TRANSFERS, ssns=[message.ssn])
        strangers = fetch(
            STRANGERS,
            province=told.province,
            scheme=told.scheme,
            item_number=told.item_number,
            ssns=[message.ssn],
            credit_codes=[""],
            from_month=0,
        )
        taken.append(
            EarlierRecordRemoved(
                scheme=message.scheme,
                item_number=told.item_number,
                ssn=message.ssn,
                source="prior",
                paid_in=message.paid_in,
                from_month=message.from_month,
                until_month=message.until_month,
                is_stranger=bool(strangers),
            )
        )
    return Inverse(tuple(reversed(taken)), rests)


@takes_back(ContributionsAssessed)
def contributions_removed(messages: Sequence[ContributionsAssessed], told: Told) -> Inverse:
    """Take back what a declaration said is owed, as long as nothing of it was received."""
    rests: tuple[Resting, ...] = ()
    people: dict[str, int] = {}
    for message in messages:
        rests += told.resting(BENEFITS, ssns=message.ssns)
        rests += told.resting(TRANSFERS, ssns=message.ssns)
        for code in message.credit_codes:
            people[code] = people.get(code, 0) + 1
    month = messages[0].month
    rests += told.resting(RECEIVED, credit_codes=list(people), month=month_of(month))
    return Inverse(tuple(_contributions(people, month, told)), rests)


def _contributions(
    people: dict[str, int], month: str, told: Told
) -> Iterator[ContributionsRemoved]:
    codes = list(people)
    for first in range(0, len(codes), SLICE_ROWS):
        own = codes[first : first + SLICE_ROWS]
        yield ContributionsRemoved(
            scheme=told.scheme,
            month=month,
            item_number=told.item_number,
            credit_codes=own,
            people=[people[code] for code in own],
        )


@takes_back(BenefitDetermined)
def benefit_removed(messages: Sequence[BenefitDetermined], told: Told) -> Inverse:
    """Take a benefit back of which nothing was paid."""
    rests: tuple[Resting, ...] = ()
    for message in messages:
        rests += told.resting(PAYMENTS, ssn=message.ssn, kind=message.benefit)
    return Inverse(
        tuple(
            BenefitRemoved(
                scheme=message.scheme,
                benefit=message.benefit,
                ssn=message.ssn,
                item_number=told.item_number,
            )
            for message in reversed(messages)
        ),
        rests,
    )
