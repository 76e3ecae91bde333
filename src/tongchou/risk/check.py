"""What a check is: a function over messages, and what is declared with it.

A check looks at messages after they were written (事后): it finds facts that do not fit
together, and a signal is raised for a person to judge. What is looked at before a matter goes on
is a gate (`gate.py`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from tongchou.standards.messages import Message, SignalPlace
from tongchou.standards.text import Text
from tongchou.standards.time import Month

Told = TypeVar("Told", bound=Message)


class Among(StrEnum):
    """Of which people something may not fit together, so that the others need not be asked about.

    `SEVERAL` are known in more than one province; of `REPORTED` a department said something here.
    """

    SEVERAL = "several"
    REPORTED = "reported"


class Severity(StrEnum):
    """How grave a finding is."""

    DOUBT = "doubt"
    FAULT = "fault"


@dataclass(frozen=True)
class Doubt:
    """A doubt 疑点 as a check finds it: the person, the month, every place of the facts."""

    ssn: str
    month: Month
    places: list[SignalPlace]


@dataclass(frozen=True)
class Finding:
    """A doubt with the code of the check that found it, as signals are raised of it."""

    code: str
    ssn: str
    month: Month
    places: list[dict[str, Any]]


@dataclass(frozen=True)
class Check:
    """A check 疑点规则 over messages of some kinds, asked in the transaction that wrote them.

    `among` says about which of the people in them it asks, `remedy` what to do about a finding.
    """

    code: str
    title: Text
    remedy: Text
    severity: Severity
    basis: str
    messages: tuple[type[Message], ...]
    among: Among
    find: Callable[[Sequence[Any], frozenset[str]], Iterable[Doubt]]

    def sees(self, messages: Iterable[Message]) -> list[Message]:
        """Return those of these messages that the check is for."""
        return [message for message in messages if isinstance(message, self.messages)]

    def findings(self, messages: Sequence[Message], people: frozenset[str]) -> list[Finding]:
        """Return what the check finds, in messages that it is for, of these people."""
        return [
            Finding(self.code, doubt.ssn, doubt.month, [one.model_dump() for one in doubt.places])
            for doubt in self.find(messages, people)
        ]


def check(
    *,
    title: Text,
    remedy: Text,
    severity: Severity,
    basis: str,
    messages: tuple[type[Told], ...],
    among: Among = Among.SEVERAL,
) -> Callable[[Callable[[Sequence[Told], frozenset[str]], Iterable[Doubt]]], Check]:
    """Declare the function below as a check; its name is the check's code.

    It is given all that an envelope brought of these messages, with those of their people about
    whom it is to ask, and asks about them together.
    """

    def declared(find: Callable[[Sequence[Told], frozenset[str]], Iterable[Doubt]]) -> Check:
        return Check(find.__name__, title, remedy, severity, basis, messages, among, find)

    return declared
