"""Tables that change, rebuilt: the events are written anew by the system's own writers.

A shadow 影表 of each table, empty and temporary, stands before the real one in this session, so
that the writers fill it; then both are compared in one statement a table. What an event writes
into a table that only grows is not written again here: it is matched in lines.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from tongchou.proof.deep.differences import CHANGED, Difference, Row, paired, unwritable
from tongchou.proof.deep.logs import Log, Told
from tongchou.registry import changes as registry
from tongchou.registry.changes.contributions import owe
from tongchou.registry.changes.writers import Place
from tongchou.registry.counters import COUNTERS
from tongchou.standards.messages import (
    BenefitDetermined,
    ContributionsAssessed,
    ContributionsReceived,
    EarlierRecordEntered,
    EmployersRegistered,
    EmploymentEnded,
    Message,
    PersonsEnrolled,
    fields_of,
    parse,
)
from tongchou.storage.rows import execute, fetch


@dataclass(frozen=True)
class Shadowed:
    """A table that is rebuilt: its columns, the first `keys` of them the key.

    `named` is the column by whose value an event is found that told of a row, `kinds` those that
    do. `own` are columns that each node fills by itself, which no event tells. `of_node` is the
    condition by which the rows of a node are found.
    """

    name: str
    columns: tuple[str, ...]
    keys: int
    named: str
    kinds: tuple[type[Message], ...]
    own: tuple[str, ...] = ()
    of_node: str = "province = %(node)s"


SHADOWED = (
    Shadowed(
        "registry_employer",
        ("credit_code", "name", "division_code", "registered_on"),
        keys=1,
        named="credit_code",
        kinds=(EmployersRegistered,),
    ),
    Shadowed(
        "registry_person",
        ("ssn", "name", "name_key", "sex", "birth_on"),
        keys=1,
        named="ssn",
        kinds=(PersonsEnrolled, EarlierRecordEntered),
        own=("handle",),
    ),
    Shadowed(
        "registry_enrolment",
        ("ssn", "scheme", "credit_code", "from_month", "until_month", "end_reason"),
        keys=4,
        named="ssn",
        kinds=(PersonsEnrolled, EmploymentEnded),
    ),
    Shadowed(
        "registry_assessment",
        ("credit_code", "scheme", "month", "item_number", "people", "base_fen", "employer_fen",
         "employee_fen", "received_on", "receipt_item_number"),
        keys=4,
        named="item_number",
        kinds=(ContributionsAssessed, ContributionsReceived),
    ),
    Shadowed(
        "registry_earlierrecord",
        ("ssn", "scheme", "source", "paid_in", "from_month", "until_month", "place", "months",
         "wage_index_e4", "base_sum_fen", "account_fen", "item_number"),
        keys=7,
        named="ssn",
        kinds=(EarlierRecordEntered,),
    ),
    Shadowed(
        "registry_benefit",
        ("ssn", "scheme", "kind", "from_month", "retirement_month", "basic_fen", "account_fen",
         "total_fen", "contribution_months", "wage_index_e4", "worksheet", "provisional",
         "item_number"),
        keys=3,
        named="ssn",
        kinds=(BenefitDetermined,),
    ),
)  # fmt: skip

KINDS = frozenset(kind.kind for table in SHADOWED for kind in table.kinds)
"""The kinds of messages whose effects are rebuilt."""

TOLD_AGAIN_MAX = 3
"""How often an event that could not be written is tried again behind later ones."""


def make_shadow(table: str, own: Sequence[str] = ()) -> None:
    """Put an empty shadow before a table, without some columns, until the transaction ends."""
    fetch("SELECT proof_shadow(%(table)s, %(own)s::text[])", table=table, own=[*own])
    execute("DISCARD PLANS")  # or a statement prepared before would still mean the real table


def differences(log: Log, read: Callable[[int], None]) -> Iterator[Difference]:
    """Rebuild what changes of a log's node, and name what differs."""
    rebuilding = Rebuilding(log)
    for page in log.events(KINDS):
        rebuilding.write(page)
        read(sum(len(event.body) for event in page))
    yield from rebuilding.differences()


class Rebuilding:
    """The shadows of one log while its events are written into them, in order."""

    def __init__(self, log: Log) -> None:
        self.log = log
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
        told = list(self._messages(page))
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
        found = {table: list(compared(table, self.log.node)) for table in SHADOWED}
        if any(found.values()):
            yield from self._placed(found)
        yield from _counted(self.log.node)

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
            registry.apply(message, province=province, item_number=number)

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

    Writing two of them is the same as writing one with the people of both.
    """
    for (kind, *_), run in groupby(told, key=lambda one: _alike(one[0])):
        (first, event), *others = run
        if kind is not PersonsEnrolled or not others:
            yield from [(first, event), *others]
            continue
        every = [first, *(message for message, _ in others)]
        columns = {
            column: [value for message in every for value in getattr(message, column)]
            for column in PersonsEnrolled.columns
        }
        yield first.model_copy(update=columns), event


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


def compared(table: Shadowed, node: str) -> Iterator[Difference]:
    """Compare a shadow with its table in one statement; only what differs is read."""
    keys = ", ".join(table.columns[: table.keys])
    told, held = (
        ", ".join(f"{side}.{column}" for column in table.columns) for side in ("told", "held")
    )
    texts = ", ".join(
        f"{side}.{column}::text" for side in ("told", "held") for column in table.columns
    )
    places = ", ".join(
        f"coalesce(told.{column}, held.{column})" for column in table.columns[: table.keys]
    )
    first = table.columns[0]
    # Names come from code.
    statement = f"""
        SELECT told.{first} IS NOT NULL, held.{first} IS NOT NULL, {texts}
        FROM pg_temp.{table.name} AS told
        FULL JOIN (SELECT * FROM public.{table.name} WHERE {table.of_node}) AS held
            USING ({keys})
        WHERE ({told}) IS DISTINCT FROM ({held})
        ORDER BY {places}
    """  # noqa: S608
    width = len(table.columns)
    rows = fetch(statement, node=node)
    return paired(
        node,
        table.name,
        table.columns,
        table.columns[: table.keys],
        told=[Row(row[2 : 2 + width]) for row in rows if row[0]],
        held=[Row(row[2 + width :]) for row in rows if row[1]],
    )


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
        yield Difference(node, COUNTERS.table, key, CHANGED, None, "amount", told, held)
