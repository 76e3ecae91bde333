"""Epochs 纪元: those that this node opened, and those of peers that it accepted, against its log.

Each is an act, and the log tells of it. Whoever serves may add a row to either table: an epoch of
our own would turn all peers away, and an acceptance would take what a peer signed out of sight.
"""

from collections.abc import Iterator, Mapping

from tongchou.events.chain import moment_text
from tongchou.proof.deep.differences import CHANGED, MISSING, SURPLUS, Difference
from tongchou.proof.deep.logs import Log
from tongchou.standards.messages import EpochAccepted, EpochOpened, parse
from tongchou.sync.models import Acceptance, Opened

OPENED, ACCEPTED = "sync_opened", "sync_acceptance"

Said = Mapping[str, object]


def differences(log: Log) -> Iterator[Difference]:
    """Compare the epochs that are entered here with what this node's own `log` says of them."""
    opened: dict[int, tuple[Said, int | None]] = {}
    accepted: list[Said] = []
    for page in log.events([EpochOpened.kind, EpochAccepted.kind]):
        for event in page:
            message = parse(event.kind, event.body)
            said = message.model_dump(exclude={"scheme"})
            if isinstance(message, EpochOpened):
                opened[message.epoch] = said, event.position
            else:
                accepted.append(said)
    yield from _of_opened(log.node, opened)
    for row in Acceptance.objects.order_by("id"):
        if _accepted(row) not in [{name: one[name] for name in _ACCEPTED} for one in accepted]:
            key = {"node": row.node, "epoch": row.epoch}
            yield Difference(log.node, ACCEPTED, key, SURPLUS)


def _of_opened(node: str, told: dict[int, tuple[Said, int | None]]) -> Iterator[Difference]:
    for row in Opened.objects.order_by("epoch"):
        said, position = told.pop(row.epoch, ({}, None))
        key = {"epoch": row.epoch}
        if not said:
            yield Difference(node, OPENED, key, SURPLUS)
            continue
        for name in ("position", "hash", "opened_at", "opened_by", "why"):
            held = bytes(row.hash).hex() if name == "hash" else getattr(row, name)
            if held != said[name]:
                place = position, name, str(said[name]), str(held)
                yield Difference(node, OPENED, key, CHANGED, *place)
    for epoch, (_, position) in told.items():
        yield Difference(node, OPENED, {"epoch": epoch}, MISSING, position)


_ACCEPTED = ("node", "epoch", "position", "set_aside", "accepted_at", "accepted_by", "why")


def _accepted(row: Acceptance) -> Said:
    """Return an acceptance as the log says it."""
    return {name: getattr(row, name) for name in _ACCEPTED} | {
        "accepted_at": moment_text(row.accepted_at)
    }
