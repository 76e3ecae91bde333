"""Writing several messages of one kind at once: the same rows as one by one, in one statement.

No two of them are about the same person, employer or declaration.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tongchou.registry.changes.contributions import receive_all, take_all_receipts
from tongchou.registry.changes.people import (
    end_employments,
    enrol_persons,
    register_employers,
)
from tongchou.registry.changes.writers import Place, writers
from tongchou.standards.messages import (
    ContributionsReceived,
    EmployersRegistered,
    EmploymentEnded,
    Message,
    PersonsEnrolled,
    ReceiptsTaken,
)

Told = tuple[Any, str]
"""A message, and the number of the item that told it."""


def apply_run(told: Sequence[Told], *, province: str) -> None:
    """Write what messages of one kind say happened in a province; raises as `apply` does."""
    kind = type(told[0][0])
    if kind in _TOGETHER:
        _TOGETHER[kind](told, province)
        return
    for message, number in told:
        writers()[kind](message, Place(province, number))


def _enrol(told: Sequence[Told], province: str) -> None:
    for message in joined(message for message, _ in told):
        enrol_persons(message, Place(province, ""))


def _register(told: Sequence[Told], province: str) -> None:
    for message in joined(message for message, _ in told):
        register_employers(message, Place(province, ""))


def _end(told: Sequence[Told], province: str) -> None:
    end_employments([message for message, _ in told], province)


def _receive(told: Sequence[Told], province: str) -> None:
    receive_all([message for message, _ in told], province)


_TOGETHER: Mapping[type[Message], Callable[[Sequence[Told], str], None]] = {
    EmployersRegistered: _register,
    PersonsEnrolled: _enrol,
    EmploymentEnded: _end,
    ContributionsReceived: _receive,
    ReceiptsTaken: take_all_receipts,
}


def joined(messages: Iterable[Any]) -> list[Any]:
    """Return messages of one kind with the rows of those that differ in their columns only."""
    alike: dict[tuple[Any, ...], list[Message]] = {}
    for message in messages:
        kind = type(message)
        heading = tuple(
            getattr(message, name) for name in kind.model_fields if name not in kind.columns
        )
        alike.setdefault(heading, []).append(message)
    return [_with_the_rows_of(every) for every in alike.values()]


def _with_the_rows_of(every: Sequence[Message]) -> Message:
    first = every[0]
    columns = {
        column: [value for message in every for value in getattr(message, column)]
        for column in first.columns
    }
    return first.model_copy(update=columns) if len(every) > 1 else first
