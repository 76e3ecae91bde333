"""Tables that change, rebuilt: the events are written anew by the system's own writers.

A shadow 影表 of each table, empty and temporary, stands before the real one in this session, so
that the writers fill it; then both are compared in one statement a table. What an event writes
into a table that only grows is not written again here: it is matched in lines.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from tongchou.proof.deep.differences import CHANGED, Difference, Whole, unwritable
from tongchou.proof.deep.logs import Log, Told
from tongchou.proof.deep.shadows import SHADOWED, Shadowed, compared, make_shadow
from tongchou.proof.deep.since import Touched, touched_since
from tongchou.registry import changes as registry
from tongchou.registry.changes.contributions import owe
from tongchou.registry.changes.runs import joined
from tongchou.registry.changes.writers import Place
from tongchou.registry.counters import COUNTERS
from tongchou.standards.messages import (
    ContributionsAssessed,
    Message,
    PersonsEnrolled,
    fields_of,
    parse,
)
from tongchou.storage.rows import fetch

KINDS = frozenset(kind.kind for table in SHADOWED for kind in table.kinds)
"""The kinds of messages whose effects are rebuilt."""

TOLD_AGAIN_MAX = 3
"""How often an event that could not be written is tried again behind later ones."""


def differences(log: Log, read: Callable[[int], None], *, since: int = 0) -> Iterator[Difference]:
    """Rebuild what changes of a log's node, and name what differs.

    With `since` only the rows of which something was told after that position; each is built from
    all that was ever told of it.
    """
    touched = touched_since(log, since) if since else None
    rebuilding = Rebuilding(log, touched)
    for page in log.events(KINDS, items=touched.declarations if touched else None):
        rebuilding.write(page)
        read(sum(len(event.body) for event in page))
    yield from rebuilding.differences()


class Rebuilding:
    """The shadows of one log while its events are written into them, in order."""

    def __init__(self, log: Log, touched: Touched | None = None) -> None:
        self.log = log
        self._touched = touched
        self._late: list[tuple[Message, Told]] = []
        self._unreadable: list[tuple[Told, str]] = []
        for table in SHADOWED:
            make_shadow(table.name, table.own)
        make_shadow(f"{COUNTERS.table}_delta")

    def write(self, page: Sequence[Told]) -> None:
        """Write what a page of events tells; one by one only if that fails.

        What cannot be written yet is tried again at the end: an event that was set aside here and
        settled later was written behind those that follow it.
        """
        told = list(self._narrowed(self._messages(page)))
        if self._fault_of(list(_joined(told))):
            self._late += [one for one in told if self._fault_of([one])]

    def differences(self) -> Iterator[Difference]:
        """Name what differs between the shadows and the tables, and what could not be written."""
        for _ in range(TOLD_AGAIN_MAX):
            self._late = [one for one in self._late if self._fault_of([one])]
        for one in self._late:
            yield unwritable(self.log.node, one[1], self._fault_of([one]))
        for event, fault in self._unreadable:
            yield unwritable(self.log.node, event, fault)
        named = self._touched.named if self._touched else lambda _: None
        found = {
            table: list(compared(table, self.log.node, named=named(table.named)))
            for table in SHADOWED
        }
        if any(found.values()):
            yield from self._placed(found)
        if self._touched is None:  # a part of the rows says nothing of their number
            yield from _counted(self.log.node)

    def _narrowed(self, told: Iterable[tuple[Message, Told]]) -> Iterator[tuple[Message, Told]]:
        for message, event in told:
            part = self._touched.part_of(message) if self._touched else message
            if part is not None:
                yield part, event

    def _messages(self, page: Sequence[Told]) -> Iterator[tuple[Message, Told]]:
        """Return the messages of a page; the many numbers of a declaration are not judged again."""
        for event in page:
            try:
                if event.kind == ContributionsAssessed.kind:
                    fields = fields_of(event.kind, event.body)
                    yield ContributionsAssessed.model_construct(**fields), event
                else:
                    yield parse(event.kind, event.body), event
            except ValueError as fault:
                self._unreadable.append((event, str(fault)))

    def _fault_of(self, told: Sequence[tuple[Message, Told]]) -> str:
        try:
            with transaction.atomic():
                for message, event in told:
                    self._apply(message, event)
        except (OperationalError, InterfaceError):
            raise
        except Exception as fault:  # noqa: BLE001  # whatever is wrong with it is what is found
            return f"{type(fault).__name__}: {fault}".replace("\x00", "")[:500]
        return ""

    def _apply(self, message: Message, event: Told) -> None:
        province, number = self.log.node, event.item_number
        if isinstance(message, ContributionsAssessed):
            owe(message, Place(province, number, is_vouched=True))
        else:
            registry.apply(message, province=province, item_number=number, is_shadow=True)

    def _placed(self, found: dict[Shadowed, list[Difference]]) -> Iterator[Difference]:
        """Add to each difference the last event that names its row, read from the log again."""
        sought: dict[str, set[str]] = {}
        for table, differences in found.items():
            names = {str(one.key[table.named]) for one in differences}
            for kind in table.kinds:
                sought.setdefault(kind.kind, set()).update(names)
        last: dict[tuple[str, str], int | None] = {}
        for page in self.log.events([kind for kind, names in sought.items() if names]):
            for event in page:
                fields = parse(event.kind, event.body).model_dump()
                for name in _values(fields) & sought[event.kind]:
                    last[event.kind, name] = event.position
        for table, differences in found.items():
            for one in differences:
                name = str(one.key[table.named])
                places = [last.get((kind.kind, name)) for kind in table.kinds]
                known = [place for place in places if place is not None]
                yield replace(one, position=max(known, default=None))


def _joined(told: Sequence[tuple[Message, Told]]) -> Iterator[tuple[Message, Told]]:
    """Return the events, runs of enrolments from one month as one: people join one by one all day.

    Only what follows each other is joined: which month a person joins in is told by the first.
    """
    for (kind, *_), run in groupby(told, key=lambda one: _alike(one[0])):
        if kind is not PersonsEnrolled:
            yield from run
            continue
        messages, events = zip(*run, strict=True)
        for message in joined(messages):
            yield message, events[0]


def _alike(message: Message) -> tuple[object, ...]:
    month = message.from_month if isinstance(message, PersonsEnrolled) else ""
    return type(message), message.scheme, month


def _values(fields: dict[str, Any]) -> set[str]:
    """Return the texts that a message holds, in its columns or by themselves."""
    found: set[str] = set()
    for value in fields.values():
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, list):
            found.update(one for one in value if isinstance(one, str))
    return found


_COUNTED = f"""
SELECT scheme, name, coalesce(told.amount, 0)::text, coalesce(held.amount, 0)::text
FROM (SELECT scheme, name, sum(amount) AS amount
      FROM pg_temp.{COUNTERS.table}_delta GROUP BY scheme, name) AS told
FULL JOIN (SELECT scheme, name, sum(amount) AS amount
           FROM (SELECT province, scheme, name, amount FROM public.{COUNTERS.table}
                 UNION ALL
                 SELECT province, scheme, name, amount FROM public.{COUNTERS.table}_delta)
               AS counted
           WHERE province = %(node)s GROUP BY scheme, name) AS held
    USING (scheme, name)
WHERE coalesce(told.amount, 0) <> coalesce(held.amount, 0) ORDER BY scheme, name
"""  # noqa: S608  # names come from code


def _counted(node: str) -> Iterator[Difference]:
    """Name the counters that are not what the events counted; none of them has a position."""
    for scheme, name, told, held in fetch(_COUNTED, node=node):
        key = {"scheme": scheme, "name": name}
        whole = Whole(("scheme", "name", "amount"), (scheme, name, told), (scheme, name, held))
        yield Difference(node, COUNTERS.table, key, CHANGED, None, "amount", told, held, whole)
