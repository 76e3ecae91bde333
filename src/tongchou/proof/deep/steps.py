"""The steps of a deep proof, each in one snapshot, so that business goes on beside it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import connection

from tongchou.events import queries as events
from tongchou.events.chain import TEXT_LOST
from tongchou.proof.deep import (
    deliveries,
    epochs,
    guards,
    inquiries,
    items,
    keys,
    letters,
    published,
    rebuilt,
)
from tongchou.proof.deep.differences import (
    KNOWN_GAP,
    SET_ASIDE,
    UNSIGNED,
    WITHHELD,
    Difference,
)
from tongchou.proof.deep.logs import Log
from tongchou.proof.deep.nodes import nodes_held, nodes_with_rows
from tongchou.proof.deep.rows import Read, of_ledger, of_registry
from tongchou.standards.codes import MINISTRY
from tongchou.sync import queries as sync
from tongchou.sync.heads import tip_is_signed, verify_signed
from tongchou.sync.keys import Keyring


@dataclass(frozen=True)
class ProofStep:
    """A step of a proof: its name, how many bytes of a log it reads, what names the differences."""

    name: str
    bytes: int
    differences: Callable[[Read], Iterator[Difference]]


def steps_of(province: str, since: int) -> list[ProofStep]:
    """Return the steps that prove one log's node, or with '' every log that is held here."""
    steps: list[ProofStep] = []
    written = nodes_with_rows()
    every = [Log(node) for node in nodes_held(written)]
    for log in every:  # what takes long begins first
        if province not in {"", log.node}:
            continue
        size = log.bytes()
        if log.node != MINISTRY or log.node in written:  # its log tells of no row there
            steps.append(
                ProofStep(
                    f"rebuilt {log.node}", size, partial(rebuilt.differences, log, since=since)
                )
            )
            for name, of in (("registry", of_registry), ("ledger", of_ledger)):
                steps.append(ProofStep(f"{name} {log.node}", size, partial(_rows, of, log, since)))
        steps.append(ProofStep(f"chain {log.node}", size, partial(_chain, log, since)))
        steps.append(ProofStep(f"published {log.node}", 0, partial(_published, log)))
        if log.node != MINISTRY or log.is_own:
            steps.append(ProofStep(f"items {log.node}", size, partial(_items, log)))
    steps.append(ProofStep("letters", 0, partial(_letters, every)))
    steps.append(ProofStep("keys", 0, partial(_keys, every)))
    steps.append(ProofStep("inquiries", 0, _inquiries))
    steps.append(ProofStep("deliveries", 0, _deliveries))
    steps.append(ProofStep("epochs", 0, partial(_epochs, every[0])))
    steps.append(ProofStep("guards", 0, _guards))
    return steps


def held_logs() -> list[Log]:
    """Return the logs that are held here, and those of nodes of which rows are; our own first."""
    return [Log(node) for node in nodes_held(nodes_with_rows())]


def hold_still() -> None:
    """Let this transaction see the moment at which it begins, whatever others write meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute("SET LOCAL temp_buffers = '256MB'")  # shadows stay in memory
        cursor.execute("SET LOCAL jit = off")


def chain_of(log: Log, since: int) -> Iterator[Difference]:
    """Name the positions after one at which a log is not what was sealed."""
    table, faults = "sync_heldevent", _faults_of_copy
    if log.is_own:
        table, faults = "events_event", _faults_of_own
    for position, what in faults(log.node, since):
        yield Difference(log.node, table, {"position": position}, what, position)


def _faults_of_own(node: str, since: int) -> Iterator[tuple[int, str]]:
    del node
    for fault in events.verify(since=since):
        yield fault.position, fault.what


def _faults_of_copy(node: str, since: int) -> Iterator[tuple[int, str]]:
    """Return what is wrong with a copy, by position.

    Where an event was forged and the chain computed anew, the chain breaks behind it, at an event
    that is as it was signed, or nowhere. Then the run is named that its sender signed otherwise.
    """
    may_withhold = settings.NODE_CODE != MINISTRY
    breaks = sync.verify_held(node, since=since, may_withhold=may_withhold)
    found = {(fault.position, fault.what) for fault in breaks}
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    is_signed = tip_is_signed(node, keyring=keyring)
    if found or not is_signed:
        broken = {position for position, _ in found}
        for run in verify_signed(node, keyring=keyring, since=since):
            places = range(run.position, run.until + 1)
            if run.is_forged and broken.isdisjoint(places):
                found |= {(place, "content") for place in places}
                found.discard((run.until + 1, "chain"))
    last = sync.received_position(node)
    if not is_signed and (last, "content") not in found:
        found.add((last, UNSIGNED))
    yield from sorted(found)


def _chain(log: Log, since: int, read: Read) -> Iterator[Difference]:
    yield from chain_of(log, since)
    yield from _texts_lost(log)
    for one in sync.set_aside(log.node):  # what it tells is held in no table
        key = {"position": one.position}
        yield Difference(log.node, one.kind, key, SET_ASIDE, one.position, held=one.fault)
    read(log.bytes())


def _texts_lost(log: Log) -> Iterator[Difference]:
    """Name the events of our own log whose text is kept nowhere: what they told is told no more.

    The ministry's may have come back so from copies, and are a gap from then on; a province's come
    back whole.
    """
    for event in (event for page in log.events([TEXT_LOST]) for event in page):
        key = {"position": event.position}
        if log.node == MINISTRY:
            yield Difference(log.node, TEXT_LOST, key, KNOWN_GAP, event.position)
        else:
            yield Difference(log.node, "events_event", key, WITHHELD, event.position)


def _rows(
    of: Callable[..., Iterator[Difference]], log: Log, since: int, read: Read
) -> Iterator[Difference]:
    yield from of(log, items=log.items_since(since) if since else None, read=read)


def _items(log: Log, read: Read) -> Iterator[Difference]:
    yield from items.differences(log, read)


def _letters(logs: list[Log], read: Read) -> Iterator[Difference]:
    del read
    yield from letters.differences(logs)


def _inquiries(read: Read) -> Iterator[Difference]:
    del read
    yield from inquiries.differences()


def _deliveries(read: Read) -> Iterator[Difference]:
    del read
    yield from deliveries.differences()


def _keys(logs: list[Log], read: Read) -> Iterator[Difference]:
    del read
    yield from keys.differences(logs)


def _published(log: Log, read: Read) -> Iterator[Difference]:
    del read
    yield from published.differences(log)


def _epochs(own: Log, read: Read) -> Iterator[Difference]:
    del read
    yield from epochs.differences(own)


def _guards(read: Read) -> Iterator[Difference]:
    del read
    yield from guards.differences()
