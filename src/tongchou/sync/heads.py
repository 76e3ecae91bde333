"""Kept heads against the copy: is what is held what its sender signed, and if not, who is wrong.

A forged event whose chain was computed anew behind it is whole in itself; what its sender signed
says otherwise. Each run is proven by its own head alone: the chain is computed from the signed
hash before it, and must end in the signed hash behind it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from tongchou.events.chain import NO_HASH, follow
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.sync.envelope import signed_text
from tongchou.sync.keys import Keyring
from tongchou.sync.logs import hash_held
from tongchou.sync.models import Acceptance, HeldEvent, KeptHead
from tongchou.sync.queries import received_position
from tongchou.sync.register import verifier_at

PAGE = 50
"""How many heads are read at once, and with them their runs: 500 events each at the most."""

_Held = Mapping[int, tuple[bytes, str]]
"""Digest and algorithm of held events by position."""

_WRONG = {
    "copy": Text(
        "本节点所持副本与发送方签名不符：本节点的副本有误",
        "the copy held here is not what its sender signed: our copy is wrong",
    ),
    "head": Text(
        "留存的信封头签名不成立：本节点的留存记录有误",
        "the signature under the kept head does not hold: our record is wrong",
    ),
    "unsigned": Text(
        "没有留存发送方的签名：本节点的留存记录有误",
        "no signature of the sender is kept: our record is wrong",
    ),
    "two_logs": Text(
        "发送方对同一位置签署了两份不同的日志：发送方有误",
        "the sender signed two different logs: the sender is wrong",
    ),
}


@dataclass(frozen=True)
class SignedFault:
    """A run of a peer's log, from `position` to `until`, that is not as its sender signed it.

    `what` is `copy`, `head`, `unsigned` or `two_logs`; only of the last is the sender guilty.
    """

    position: int
    until: int
    what: str

    @property
    def is_forged(self) -> bool:
        """Whether the signature holds, and what is held is something else."""
        return self.what == "copy"

    @property
    def at_fault(self) -> str:
        """Who is wrong: `sender`, or `copy` for what is held here."""
        return "sender" if self.what == "two_logs" else "copy"

    def as_json(self) -> dict[str, Any]:
        """Return the fault as JSON, with a sentence in both languages."""
        place = {"position": self.position, "until": self.until}
        return {
            **place,
            "what": self.what,
            "at_fault": self.at_fault,
            **_WRONG[self.what].as_json(),
        }


def verify_signed(node: str, *, keyring: Keyring, since: int = 0) -> Iterator[SignedFault]:
    """Compare the copy held of a peer's log with what the peer signed, run by run.

    What was taken in up to `since` is taken as proven. The walk goes as far as is held when it
    sets out.
    """
    end, proven = received_position(node), since
    for heads in _pages(node, since, end):
        held = _held(node, heads[0].first_position, heads[-1].last_position)
        for head in heads:
            if proven < head.first_position - 1:
                yield SignedFault(proven + 1, head.first_position - 1, "unsigned")
            what = _fault_of(head, held, keyring)
            if what:
                yield SignedFault(head.first_position, head.last_position, what)
            proven = head.last_position
    if proven < end:
        yield SignedFault(proven + 1, end, "unsigned")
    yield from _contradictions(node, keyring=keyring, since=since)


def tip_is_signed(node: str, *, keyring: Keyring) -> bool:
    """Whether the peer signed the last position that is held of its log.

    Where the chain is whole, that stands under everything before it.
    """
    place = received_position(node)
    head = heads_of(node).filter(refusal="", last_position=place).order_by("id").last()
    if head is None or not is_signed(head, keyring):
        return place == 0
    return bytes.fromhex(json.loads(head.head)["last_hash"]) == hash_held(node, place)


def heads_of(node: str) -> QuerySet[KeptHead]:
    """Return the heads kept of the log as it is held: not those of runs that were set aside.

    What a node said in an epoch that it gave up openly contradicts nothing that it says now.
    """
    found = KeptHead.objects.filter(node=node)
    for accepted in Acceptance.objects.filter(node=node):
        found = found.exclude(id__lte=accepted.last_head, last_position__gt=accepted.position)
    return found


def _pages(node: str, after: int, until: int) -> Iterator[Sequence[KeptHead]]:
    while True:
        found = heads_of(node).filter(refusal="", last_position__gt=after, last_position__lte=until)
        heads = list(found.order_by("last_position", "id")[:PAGE])
        if not heads:
            return
        yield heads
        after = heads[-1].last_position


def _held(node: str, first: int, last: int) -> _Held:
    """Return digest and algorithm of held events by position."""
    found = HeldEvent.objects.filter(node=node, position__gte=first, position__lte=last)
    rows = found.values_list("position", "digest", "algorithm")
    return {position: (bytes(digest), algorithm) for position, digest, algorithm in rows}


def _fault_of(head: KeptHead, held: _Held, keyring: Keyring) -> str:
    if not is_signed(head, keyring):
        return "head"
    said = json.loads(head.head)
    hashes = _hashes(said, held)
    return "" if hashes.get(head.last_position) == bytes.fromhex(said["last_hash"]) else "copy"


def _hashes(said: dict[str, Any], held: _Held) -> dict[int, bytes]:
    """Return the hashes of a run, computed from the signed one before it, as far as it is held."""
    first, last_hash = said["first_position"], bytes.fromhex(said["previous_hash"])
    hashes = {first - 1: last_hash}
    for position in range(first, first + said["count"]):
        if position not in held:
            break
        digest, algorithm = held[position]
        hashes[position] = last_hash = follow(last_hash, position, digest, algorithm)
    return hashes


def is_signed(head: KeptHead, keyring: Keyring) -> bool:
    """Whether the sender signed this head, and it says of which run it is.

    The key counts that was valid when the head arrived, whatever became of it since.
    """
    verifier = verifier_at(keyring, head.node, head.key_id, head.received_at)
    if isinstance(verifier, Refusal):
        return False
    if not verifier.is_signed(signed_text(head.head.encode() + b"\n"), bytes(head.signature)):
        return False
    said = json.loads(head.head)
    place = (said["first_position"], said["first_position"] + said["count"] - 1)
    return place == (head.first_position, head.last_position) and said["sender"] == head.node


def _contradictions(node: str, *, keyring: Keyring, since: int) -> Iterator[SignedFault]:
    """Return the runs that the peer signed, and that go against others that it signed too."""
    refused = heads_of(node).filter(last_position__gt=since).exclude(refusal="")
    for head in refused.order_by("id").iterator():
        if not is_signed(head, keyring):
            yield SignedFault(head.first_position, head.last_position, "head")
            continue
        said = json.loads(head.head)
        marks = {
            head.first_position - 1: bytes.fromhex(said["previous_hash"]),
            head.last_position: bytes.fromhex(said["last_hash"]),
        }
        proven = {place: _proven_hash(node, place, keyring) for place in marks}
        if any(proven[place] not in {None, given} for place, given in marks.items()):
            yield SignedFault(head.first_position, head.last_position, "two_logs")


def _proven_hash(node: str, position: int, keyring: Keyring) -> bytes | None:
    """Return the hash at a position that the peer signed and the copy bears out; None otherwise."""
    if position == 0:
        return NO_HASH
    covering = heads_of(node).filter(
        refusal="", first_position__lte=position, last_position__gte=position
    )
    head = covering.order_by("last_position").first()
    if head is None:
        return None
    held = _held(node, head.first_position, head.last_position)
    if _fault_of(head, held, keyring):
        return None
    return _hashes(json.loads(head.head), held)[position]
