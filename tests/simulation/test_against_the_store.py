"""What the ministry of fifty worlds did is done again by the real one, with its database."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from disks import LETTER, MINISTRY, PROVINCES, Disk, kind_of
from django.conf import settings
from django.db import connection
from nodes import OPERATOR, WHY
from travelling import Answer, Ask, Bring
from world import World

from databases import Databases
from tongchou.events import changes as events
from tongchou.events import queries as log
from tongchou.events.chain import SHA256, TEXT_LOST, SealedEvent, moment_text
from tongchou.events.changes import Letter
from tongchou.standards.messages import (
    EmployersRegistered,
    EpochAccepted,
    EpochOpened,
    Message,
    PeerWaived,
)
from tongchou.standards.refusal import Refusal
from tongchou.sync.changes import (
    accept,
    accept_epoch,
    halted,
    note_request,
    open_epoch,
    put_together,
    tell_once,
    waive,
)
from tongchou.sync.changes.epochs import note_act
from tongchou.sync.envelope import Head, SignedHead, build, pack, signed_text
from tongchou.sync.handlers import Handlers, Received
from tongchou.sync.kept import Shown
from tongchou.sync.keys import Keyring, create_keys
from tongchou.sync.logs import HeldLog, standing_towards, view_in
from tongchou.sync.models import FormerEvent, HeldEvent, Peer, WrittenBefore
from tongchou.sync.protocol.marks import Mark
from tongchou.sync.statements import Heard, Place, Statement, ToldOpening

DELIVERIES = 200
WORLDS = [(seed, DELIVERIES) for seed in range(50)] + [(25299, 500)]
"""Seeds, and how many deliveries: in the last a letter waits while the log comes back with it."""

Step = tuple[str, tuple[Any, ...], Any]


class Recorded(World):
    """A world that remembers what its ministry was asked to do, and what came of it."""

    def __init__(self, seed: int, deliveries: int) -> None:
        super().__init__(seed, deliveries=deliveries)
        self.steps: list[Step] = []
        ministry = self.machines[MINISTRY].node
        for name in ("answer", "seal", "recover", "open_epoch", "waive", "accept_epoch"):
            setattr(ministry, name, self._recording(name, getattr(ministry, name)))

    def _recording(self, name: str, step: Any) -> Any:
        ministry = self.machines[MINISTRY].node

        def recording(*args: Any, **given: Any) -> Any:
            before = len(ministry.disk.log.entries)
            done = step(*args, **given)
            if name != "seal" or len(ministry.disk.log.entries) > before:
                moment = self.clock(self.machines[MINISTRY])
                self.steps.append((name, (*args, moment), done))
            return done

        return recording

    def _copy(self, whom: str) -> None:
        super()._copy(whom)
        if self.machines[MINISTRY].restored is not None:
            self.steps.append(("copy", (), None))

    def _put_back(self, machine: Any, *, is_marked: bool) -> None:
        super()._put_back(machine, is_marked=is_marked)
        if machine.node.code == MINISTRY:
            life = next(iter(machine.node.disk.links.values())).view.life
            self.steps.append(("restore", (life,), None))


class Store:
    """The real ministry: its database, and what it does with messages."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self.keyring = Keyring(settings.HOME, MINISTRY)
        acts = {one.kind: note_act for one in (EpochOpened, EpochAccepted, PeerWaived)}
        self.handlers = Handlers({EmployersRegistered.kind: self.cause, **acts})

    def cause(self, message: Message, received: Received) -> None:
        """Send a letter on to the province that it names, as the simulated ministry does."""
        assert isinstance(message, EmployersRegistered)
        (name,) = message.names
        if kind_of(name) == LETTER:
            letter = Letter(message, received.item_number, name[:2])
            tell_once([letter], recorded_at=received.at)

    def take(self, step: Step) -> None:
        """Do a step again, and compare what comes of it."""
        name, args, expected = step
        if name == "answer":
            self._answer(*args, expected)
        elif name == "seal":
            while not halted() and events.seal():
                pass
        elif name == "recover":
            done = put_together(at=args[-1])
            code = done.code if isinstance(done, Refusal) else ""
            assert code in {expected.code if expected else "", "sync.nothing_to_recover"}
        elif name in {"open_epoch", "waive", "accept_epoch"}:
            refusal = self._act(name, *args)
            assert (refusal and refusal.code) == (expected and expected.code)
        elif name == "copy":
            self._databases.copy(MINISTRY).keep()
        else:
            self._databases.copy(MINISTRY).put_back()
            Peer.objects.update(life=args[0])

    def _act(self, name: str, *args: Any) -> Refusal | None:
        """Do what an operator did; return why it was refused, if it was."""
        said = {"by": OPERATOR, "why": WHY, "at": args[-1]}
        if name == "open_epoch":
            done: object = open_epoch(MINISTRY, **said)
        elif name == "waive":
            done = waive(args[0], **said)
        else:
            done = accept_epoch(MINISTRY, peer=args[0], **said)
        return done if isinstance(done, Refusal) else None

    def _answer(self, message: Ask | Bring, at: datetime, expected: Answer) -> None:
        if isinstance(message, Ask):
            refusal = note_request(heard(message, self.keyring), at=at)
            assert (refusal is None) == (expected.standing is not None)
        else:
            keyring = Keyring(settings.HOME, message.sender)
            receipt = accept(
                BytesIO(pack(enveloped(message, keyring))), self.handlers,
                keyring=self.keyring, at=at,
            )  # fmt: skip
            assert receipt.position == expected.position
        if expected.standing:
            assert standing_towards(message.sender) == expected.standing


def heard(asked: Ask, ministry: Keyring) -> Heard:
    """Return a request as one whose sender is proven, beside the head of ours that it shows."""
    standing = asked.standing
    said = Statement(
        node=asked.sender, receiver=MINISTRY, moment=moment_text(asked.at), answers="",
        own=Place.of(standing.own), held=Place.of(standing.held),
        confirmed=Place.of(standing.confirmed), refusal=standing.refusal, life=standing.life,
        opening=ToldOpening.of(standing.opening) if standing.opening else None, echo=standing.echo,
        algorithm="Ed25519", key="0" * 64,
    )  # fmt: skip
    return Heard(said, asked.at, shown(standing.signed, ministry) if standing.signed[1] else None)


def shown(mark: Mark, ministry: Keyring) -> Shown:
    """Return a head that the ministry signed of a run that ends at a mark."""
    signer, end = ministry.signer(), mark.hash.hex()
    head = Head(
        sender=MINISTRY, receiver="34", log=MINISTRY, epoch=mark.epoch,
        moment="2024-10-08T01:00:00.000000Z", first_position=mark.position, count=1,
        previous_hash="0" * 64, last_hash=end, sealed=mark.position, sealed_hash=end,
        chain=SHA256, body_bytes=1, body_digest="0" * 64, algorithm=signer.algorithm,
        key=signer.key_id,
    )  # fmt: skip
    return Shown(SignedHead(head, signer.sign(signed_text(head.text()))), ministry)


def enveloped(brought: Bring, keyring: Keyring) -> Any:
    """Return a run as a real envelope, signed by who brings it."""
    before, run = brought.run.previous_hash, []
    for place, (event, digest, last) in enumerate(brought.entries, brought.run.first_position):
        said = (
            event.text().decode().split("\n", 4)
            if event
            else (TEXT_LOST, "", "", moment_text(brought.at), digest.hex())
        )
        run.append(SealedEvent(place, *said, SHA256, before, last))
        before = last
    return build(
        run, sender=keyring.node, receiver=MINISTRY, signer=keyring.signer(), at=brought.at,
        tip=brought.run.tip, log=MINISTRY if brought.is_given_back else "",
    )  # fmt: skip


def equal(disk: Disk) -> Iterator[tuple[Any, Any]]:
    """Return what the simulated ministry has beside what the real one has."""
    yield [one.hash for one in disk.log.entries], log.hashes_after(0, limit=10_000)
    for code, link in disk.links.items():
        peer = Peer.objects.filter(code=code).first() or Peer(code=code)
        found = HeldEvent.objects.filter(node=code).order_by("position")
        hashes = [bytes(one) for one in found.values_list("hash", flat=True)]
        yield [one.hash for one in link.held.entries], hashes
        yield link.held.tip, HeldLog.of(peer).tip
        aside = FormerEvent.objects.filter(node=code).order_by("epoch", "position")
        former = [bytes(one) for one in aside.values_list("hash", flat=True)]
        yield [one.hash for one in link.former], former
        yield link.written.total(), WrittenBefore.objects.filter(node=code).count()
        ours, real = link.view, view_in(peer)
        yield ours._replace(ours=None, theirs=None), real._replace(ours=None, theirs=None)
        yield (
            [fault and fault.code for fault in (ours.ours, ours.theirs)],
            [fault and fault.code for fault in (real.ours, real.theirs)],
        )


@pytest.mark.parametrize(("seed", "deliveries"), WORLDS)
def test_the_real_store_does_as_the_simulated_one(
    stand: Any, databases: Databases, seed: int, deliveries: int
) -> None:
    stand(MINISTRY)
    create_keys(settings.HOME, PROVINCES)
    world, store = Recorded(seed, deliveries), Store(databases)
    world.run()

    for step in world.steps:
        store.take(step)

    for simulated, real in equal(world.machines[MINISTRY].node.disk):
        assert real == simulated
    assert not list(log.verify())
    connection.close()
