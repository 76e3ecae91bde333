"""Writing the register of nodes' keys: entering, handing over, revoking, on both sides.

Each act of a node is told to its peers as an event of its log, so both registers say the same.
"""

from datetime import datetime, timedelta

from django.db import transaction

from tongchou.events import changes as events
from tongchou.events.chain import moment_text
from tongchou.events.queries import told_by
from tongchou.standards.codes import MINISTRY
from tongchou.standards.messages import (
    Message,
    NodeKeyEntered,
    NodeKeyHandedOver,
    NodeKeyRevoked,
    canonical_json,
)
from tongchou.standards.refusal import Refusal
from tongchou.standards.schemes import EMPLOYEES
from tongchou.sync import key_refusals as refusals
from tongchou.sync.handlers import AT_THE_MINISTRY, BROUGHT_BACK, IN_A_PROVINCE, Received
from tongchou.sync.keys import BadKey, Keyring, NoSM2, Verifier, make_key, verifier_of
from tongchou.sync.models import NodeKey, NodeKeyEnd, Peer
from tongchou.sync.queries import confirmed_position
from tongchou.sync.register import KnownKey, fault_of_own_key, key_named, known_keys

VALID_FOR = timedelta(days=3 * 365)
"""How long a key may sign, unless told otherwise."""


class NotTheirs(ValueError):
    """A node tells of a key that is none of its own, or that its old key did not hand over."""


def enter_first_keys(keyring: Keyring, at: datetime) -> None:
    """Enter the key files of nodes of which the register has no key yet, our own among them.

    Our own is entered too where it is new and all before it have ended.
    """
    known = known_keys()
    named = {key.key_id for key in known}
    settled = {key.node for key in known if key.node != keyring.node or key.state(at) == "valid"}
    for node in [keyring.node, *keyring.peers()]:
        verifier = None if node in settled else keyring.verifier(node)
        if verifier and verifier.key_id not in named:
            pem, until = verifier.public_pem, at + VALID_FOR
            if node in {key.node for key in known}:
                _enter_and_tell(node, pem, until, at=at, by="prepare")
            else:
                _enter(node, pem, None, until, at=at, by="prepare")


def enter_key(
    node: str, public_pem: str, *, until: datetime, at: datetime, by: str
) -> KnownKey | Refusal:
    """Enter the public key of a node by hand: a new node's, or one after the last has ended."""
    try:
        verifier = verifier_of(public_pem.encode())
    except (BadKey, NoSM2) as fault:
        return refusals.bad_key(str(fault))
    known = key_named(verifier.key_id)
    if known:
        return refusals.key_known(known.node)
    return _enter_and_tell(node, verifier.public_pem, until, at=at, by=by)


def rotate(
    keyring: Keyring, *, valid_for: timedelta, overlap: timedelta, at: datetime, by: str
) -> KnownKey | Refusal:
    """Hand over to a new key of this node: the old one signs it, and both sides keep that.

    The old key signs until the peers hold the hand-over (`take_up_next`), and is believed until
    the overlap ends.
    """
    fault = fault_of_own_key(keyring, at)
    if fault:
        return fault
    waiting = keyring.next_signer()
    if waiting and key_named(waiting.key_id):
        return refusals.hand_over_under_way(keyring.node)
    try:
        keyring.write_next(make_key())
    except (NoSM2, ValueError) as fault_of_setting:
        return refusals.key_unreadable(keyring.node, str(fault_of_setting))
    message = _hand_over(keyring, valid_for=valid_for, overlap=overlap, at=at)
    with transaction.atomic():
        _write_hand_over(message, at=at, by=by)
        _tell(message, message.next_key, at=at)
    return _found(message.next_key)


def take_up_next(keyring: Keyring, at: datetime) -> bool:
    """Sign with the new key once every peer holds the hand-over; say whether it does now.

    A peer that is cut off is not waited for beyond half of the overlap.
    """
    waiting = keyring.next_signer()
    entered = NodeKey.objects.filter(key_id=waiting.key_id).first() if waiting else None
    if waiting is None or entered is None:
        return False
    old = _found(keyring.signer().key_id)
    is_late = at >= entered.entered_at + (old.ends_at - entered.entered_at) / 2
    if not (is_late or _is_held_by_all(entered.key_id)):
        return False
    keyring.take_up_next()
    return True


def revoke(keyring: Keyring, key_id: str, *, why: str, at: datetime, by: str) -> KnownKey | Refusal:
    """Revoke a key, here at once, and where its node or our peers are, by our log.

    The key that signs for this node now is handed over first.
    """
    key = key_named(key_id)
    if key is None:
        return refusals.no_such_key(key_id)
    if key.node == keyring.node and key_id == keyring.signer().key_id:
        return refusals.key_in_use(keyring.node)
    message = NodeKeyRevoked(
        scheme=EMPLOYEES, node=key.node, key=key_id, revoked_at=moment_text(at), why=why
    )
    addressee = key.node if keyring.node == MINISTRY != key.node else ""
    with transaction.atomic():
        _end(key_id, at, is_revoked=True, why=why, at=at, by=by)
        _tell(message, key_id, at=at, addressee=addressee)
    return _found(key_id)


@AT_THE_MINISTRY.on(NodeKeyHandedOver)
@IN_A_PROVINCE.on(NodeKeyHandedOver)
@BROUGHT_BACK.on(NodeKeyHandedOver)
def take_hand_over(message: NodeKeyHandedOver, received: Received) -> None:
    """Enter the key that a peer hands over to; raises `NotTheirs` unless the old key says so."""
    old = key_named(message.old_key)
    if message.node != received.sender or old is None or old.node != received.sender:
        raise NotTheirs(f"node {received.sender} hands over a key that is none of its own")
    if old.state(received.recorded_at) != "valid":
        raise NotTheirs(f"key {old.key_id} was not valid when it handed over")
    successor = verifier_of(message.public_key.encode())
    if not is_handed_over(message, old.verifier(), successor):
        raise NotTheirs(f"the hand-over of node {received.sender} is not signed by both keys")
    if key_named(message.next_key) is None:
        _write_hand_over(message, at=received.at, by=f"node {received.sender}")


@BROUGHT_BACK.on(NodeKeyEntered)
def take_entered(message: NodeKeyEntered, received: Received) -> None:
    """Enter again a key that was entered here by hand, before this node was restored."""
    if key_named(message.key) is None:
        begins, ends = map(datetime.fromisoformat, (message.valid_from, message.valid_until))
        pem = message.public_key.encode()
        _enter(message.node, pem, begins, ends, at=received.at, by=message.entered_by)


@AT_THE_MINISTRY.on(NodeKeyEntered)
@IN_A_PROVINCE.on(NodeKeyEntered)
def hear_entered(message: NodeKeyEntered, received: Received) -> None:
    """Hold what a peer entered into its own register; ours is ours."""
    del message, received


@AT_THE_MINISTRY.on(NodeKeyRevoked)
@IN_A_PROVINCE.on(NodeKeyRevoked)
@BROUGHT_BACK.on(NodeKeyRevoked)
def take_revocation(message: NodeKeyRevoked, received: Received) -> None:
    """Note a revocation: a province speaks of its own keys, the ministry of all."""
    key = key_named(message.key)
    if key is None or key.node != message.node:
        raise NotTheirs(f"node {received.sender} revokes a key that is not known here")
    if received.sender not in {message.node, MINISTRY}:
        raise NotTheirs(f"node {received.sender} no longer trusts a key of node {message.node}")
    revoked_at = datetime.fromisoformat(message.revoked_at)
    by = f"node {received.sender}"
    _end(key.key_id, revoked_at, is_revoked=True, why=message.why, at=received.at, by=by)


def hand_over_text(message: NodeKeyHandedOver) -> bytes:
    """Return what both keys sign of a hand-over: every field but their signatures."""
    said = message.model_dump(exclude={"signature", "proof"})
    return b"tongchou hand-over\n" + canonical_json(said).encode()


def is_handed_over(message: NodeKeyHandedOver, old: Verifier, successor: Verifier) -> bool:
    """Whether both keys signed a hand-over, and the new one is the one it names."""
    said = hand_over_text(message)
    return (
        successor.key_id == message.next_key
        and old.is_signed(said, bytes.fromhex(message.signature))
        and successor.is_signed(said, bytes.fromhex(message.proof))
    )


def _hand_over(
    keyring: Keyring, *, valid_for: timedelta, overlap: timedelta, at: datetime
) -> NodeKeyHandedOver:
    old, successor = keyring.signer(), keyring.next_signer()
    if successor is None:
        raise BadKey("the new key was written and is gone")
    unsigned = NodeKeyHandedOver(
        scheme=EMPLOYEES,
        node=keyring.node,
        old_key=old.key_id,
        old_until=moment_text(min(at + overlap, _found(old.key_id).ends_at)),
        next_key=successor.key_id,
        algorithm=successor.algorithm,
        public_key=successor.public_pem.decode(),
        valid_from=moment_text(at),
        valid_until=moment_text(at + valid_for),
        signature="00",
        proof="00",
    )
    said = hand_over_text(unsigned)
    signed = {"signature": old.sign(said).hex(), "proof": successor.sign(said).hex()}
    return unsigned.model_copy(update=signed)


def _write_hand_over(message: NodeKeyHandedOver, *, at: datetime, by: str) -> None:
    begins, ends, old_ends = (
        datetime.fromisoformat(text)
        for text in (message.valid_from, message.valid_until, message.old_until)
    )
    _enter(message.node, message.public_key.encode(), begins, ends, at=at, by=by)
    _end(message.old_key, old_ends, is_revoked=False, why="", at=at, by=by)


def _enter(
    node: str, public_pem: bytes, begins: datetime | None, ends: datetime, *, at: datetime, by: str
) -> KnownKey:
    verifier = verifier_of(public_pem)
    NodeKey.objects.create(
        key_id=verifier.key_id,
        node=node,
        algorithm=verifier.algorithm,
        public_key=verifier.public_pem.decode(),
        valid_from=begins,
        valid_until=ends,
        entered_at=at,
        entered_by=by,
    )
    return _found(verifier.key_id)


def _enter_and_tell(
    node: str, public_pem: bytes, until: datetime, *, at: datetime, by: str
) -> KnownKey:
    with transaction.atomic():
        key = _enter(node, public_pem, at, until, at=at, by=by)
        message = NodeKeyEntered(
            scheme=EMPLOYEES,
            node=node,
            key=key.key_id,
            algorithm=key.algorithm,
            public_key=key.public_pem.decode(),
            valid_from=moment_text(at),
            valid_until=moment_text(until),
            entered_by=by,
        )
        _tell(message, key.key_id, at=at)
    return key


def _end(
    key_id: str, ends_at: datetime, *, is_revoked: bool, why: str, at: datetime, by: str
) -> None:
    NodeKeyEnd.objects.create(
        key_id=key_id, ends_at=ends_at, is_revoked=is_revoked, why=why, entered_at=at, entered_by=by
    )


def _found(key_id: str) -> KnownKey:
    key = key_named(key_id)
    if key is None:
        raise LookupError(f"key {key_id} is not in the register")
    return key


def _tell(message: Message, key_id: str, *, at: datetime, addressee: str = "") -> None:
    number = _number(key_id)
    events.append([message], item_number=number, recorded_at=at, addressee=addressee)


def _number(key_id: str) -> str:
    """Return under which number the log tells of a key."""
    return f"key-{key_id[:16]}"


def _is_held_by_all(key_id: str) -> bool:
    """Whether every peer that was ever heard holds the event in which a key was handed over."""
    told = [one for one in told_by(_number(key_id)) if one.kind == NodeKeyHandedOver.kind]
    if not told or told[0].last_position is None:
        return False
    heard = Peer.objects.filter(contact_at__isnull=False).values_list("code", flat=True)
    return all(confirmed_position(code) >= told[0].last_position for code in heard)
