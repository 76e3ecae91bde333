"""Keys with a validity: entered, handed over, revoked; the other side learns of it by the log."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from postbox import MORNING, Desk, arrive, letter, sealed_log

from tongchou.events.changes import seal
from tongchou.standards import messages
from tongchou.standards.messages import NodeKeyEntered, NodeKeyHandedOver, NodeKeyRevoked
from tongchou.standards.refusal import Refusal
from tongchou.sync import queries
from tongchou.sync.changes import accept, meet
from tongchou.sync.changes.register import (
    NotTheirs,
    enter_first_keys,
    enter_key,
    hand_over_text,
    revoke,
    rotate,
    take_entered,
    take_hand_over,
    take_revocation,
    take_up_next,
)
from tongchou.sync.envelope import pack
from tongchou.sync.handlers import AT_THE_MINISTRY, IN_A_PROVINCE, Received
from tongchou.sync.heads import verify_signed
from tongchou.sync.keys import ED25519, KEY_MAKERS, SM2, Keyring, signer_of
from tongchou.sync.models import NodeKey, NodeKeyEnd, Peer, Quarantine
from tongchou.sync.queries import links
from tongchou.sync.register import (
    fault_of_own_key,
    key_days_left,
    key_faults,
    key_named,
    known_keys,
    verifier_at,
)

DAY = timedelta(days=1)
LOG = sealed_log(["甲", "乙", "丙"])


def code_of(found: Any) -> str:
    return found.code if isinstance(found, Refusal) else ""


def rotated(keyring: Keyring, days: int = 30) -> Any:
    return rotate(keyring, valid_for=1_000 * DAY, overlap=days * DAY, at=MORNING, by="operator")


def confirm(position: int) -> None:
    """Let the ministry say how far it holds our log."""
    heard = {"sent_position": position, "contact_at": MORNING}
    Peer.objects.update_or_create(code="00", defaults=heard)


def told(kind: type[messages.Message]) -> Any:
    """Return the message of a kind that the log tells last."""
    seal()
    found = [event for event in queries.events.sealed_after(0) if event.kind == kind.kind]
    return messages.parse(kind.kind, found[-1].body)


def received(sender: str) -> Received:
    return Received(sender, 1, "key-1", MORNING, "", MORNING)


@pytest.mark.usefixtures("ministry")
def test_what_is_signed_within_a_key_s_time_is_believed_and_outside_is_named(
    ministry_keys: Keyring,
) -> None:
    pem = signer_of(KEY_MAKERS[ED25519]()).public_pem
    key = enter_key("34", pem.decode(), until=MORNING + DAY, at=MORNING, by="operator")
    assert not isinstance(key, Refusal)

    found = {
        hours: code_of(
            verifier_at(ministry_keys, "34", key.key_id, MORNING + timedelta(hours=hours))
        )
        for hours in (-1, 0, 23, 24)
    }

    assert found == {-1: "sync.key_not_valid", 0: "", 23: "", 24: "sync.key_not_valid"}


@pytest.mark.usefixtures("ministry")
def test_a_key_of_another_node_and_one_nobody_entered_are_named_so(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    key_id = anhui.signer().key_id

    codes = [
        code_of(verifier_at(ministry_keys, node, named, MORNING))
        for node, named in (("34", key_id), ("32", key_id), ("34", "0" * 64), ("99", "0" * 64))
    ]

    assert codes == ["", "sync.key_of_another", "sync.unknown_key", "sync.unknown_peer"]


@pytest.mark.usefixtures("ministry")
def test_an_envelope_under_the_key_of_another_node_is_refused_by_name(
    ministry_keys: Keyring, home: Path
) -> None:
    (home / "nodes/32/key.pem").write_bytes((home / "nodes/34/key.pem").read_bytes())
    envelope = letter(LOG, Keyring(home, "32"))

    receipt = arrive(envelope, Desk().handlers, keyring=ministry_keys, at=MORNING)

    assert code_of(receipt.refusal) == "sync.key_of_another"
    assert code_of(fault_of_own_key(Keyring(home, "32"), MORNING)) == "sync.key_of_another"


@pytest.mark.usefixtures("ministry")
@pytest.mark.parametrize(
    ("certified", "code"), [("", ""), ("34", ""), ("32", "sync.certificate_of_another")]
)
def test_an_envelope_that_comes_by_the_certificate_of_another_node_is_refused(
    ministry_keys: Keyring, anhui: Keyring, certified: str, code: str
) -> None:
    shown = replace(ministry_keys, certified=certified)

    receipt = arrive(letter(LOG, anhui), Desk().handlers, keyring=shown, at=MORNING)

    assert code_of(receipt.refusal) == code
    assert (receipt.position > 0) == (not code)


@pytest.mark.usefixtures("ministry")
def test_an_envelope_by_the_certificate_of_another_node_shows_at_once_until_its_own_comes(
    ministry_keys: Keyring, anhui: Keyring, jiangsu: Keyring
) -> None:
    meet(["32", "34"])
    wrong = replace(ministry_keys, certified="32")
    forged = letter(LOG, jiangsu, receiver="00")
    forged = replace(forged, head=forged.head.model_copy(update={"sender": "34", "log": "34"}))

    arrive(forged, Desk().handlers, keyring=wrong, at=MORNING)
    assert shown_on_links() == {}
    late = MORNING + timedelta(hours=1)
    arrive(letter(LOG, anhui), Desk().handlers, keyring=wrong, at=late)
    assert shown_on_links() == {}  # whoever kept an old envelope may bring it

    arrive(letter(LOG, anhui), Desk().handlers, keyring=wrong, at=MORNING)
    assert shown_on_links() == {"34": "Node 34 came by the certificate of node 32"}
    own = replace(ministry_keys, certified="34")
    arrive(letter(LOG, anhui), Desk().handlers, keyring=own, at=MORNING)
    assert shown_on_links() == {}


def shown_on_links() -> dict[str, str]:
    return {link.peer: link.fault.en for link in links(at=MORNING) if link.fault}


@pytest.mark.usefixtures("ministry")
def test_a_link_whose_node_has_no_key_left_is_not_level(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    arrive(letter(LOG, anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)
    assert states_at(MORNING) == [("34", "level")]
    end_keys_of("34", MORNING + timedelta(seconds=1))

    after = MORNING + timedelta(seconds=1)

    assert states_at(after) == [("34", "halted")]
    [link] = [one for one in links(at=after) if one.peer == "34"]
    assert link.fault is not None
    assert "its log is not to be trusted" in link.fault.en
    assert key_days_left(MORNING)["34"] == 0
    assert key_days_left(MORNING + DAY)["34"] == -1


@pytest.mark.usefixtures("province")
def test_a_province_without_a_key_of_its_own_shows_so_on_its_link(anhui: Keyring) -> None:
    meet(["00"])
    Peer.objects.update(contact_at=MORNING, level_at=MORNING)
    assert [link.state for link in links(at=MORNING)] == ["level"]
    end_keys_of(anhui.node, MORNING)

    [link] = links(at=MORNING)

    assert (link.state, link.fault) == ("halted", None)
    assert link.refused is not None
    assert "The key of node 34 ended on 2024-10-08" in link.refused.en


def states_at(at: datetime) -> list[tuple[str, str]]:
    return [(link.peer, link.state) for link in links(at=at) if link.state != "never"]


def end_keys_of(node: str, at: datetime) -> None:
    """Let every key of a node end at an instant."""
    for key in known_keys(node):
        NodeKeyEnd.objects.create(
            key_id=key.key_id, ends_at=at, is_revoked=False, entered_at=MORNING, entered_by="test"
        )


@pytest.mark.usefixtures("province")
def test_one_key_is_entered_for_one_node_only(anhui: Keyring) -> None:
    pem = anhui.signer().public_pem.decode()

    refused = enter_key("32", pem, until=MORNING + DAY, at=MORNING, by="operator")

    assert code_of(refused) == "sync.key_known"
    assert code_of(enter_key("32", "x", until=MORNING, at=MORNING, by="")) == "sync.bad_key"


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("algorithm", [ED25519, SM2])
def test_a_hand_over_is_signed_by_both_keys_and_the_peer_enters_it(
    anhui: Keyring, monkeypatch: pytest.MonkeyPatch, algorithm: str
) -> None:
    monkeypatch.setenv("TONGCHOU_SIGNATURES", algorithm)
    old = anhui.signer().key_id

    new = rotated(anhui)

    message = told(NodeKeyHandedOver)
    assert (message.old_key, message.next_key, new.algorithm) == (old, new.key_id, algorithm)
    assert anhui.signer().key_id == old
    assert key_named(old).ends_at == MORNING + 30 * DAY  # type: ignore[union-attr]
    assert code_of(rotated(anhui)) == "sync.hand_over"
    take_hand_over(message, received("34"))  # known already: nothing changes
    assert NodeKeyEnd.objects.count() == 1


@pytest.mark.usefixtures("ministry", "ministry_keys")
def test_a_key_entered_by_hand_is_told_and_comes_back_after_a_restore() -> None:
    other = KEY_MAKERS[ED25519]()
    pem = signer_of(KEY_MAKERS[ED25519]()).public_pem.decode()
    key = enter_key("65", pem, until=MORNING + 60 * DAY, at=MORNING, by="operator")
    assert not isinstance(key, Refusal)
    message = told(NodeKeyEntered)
    assert (message.node, message.key, message.entered_by) == ("65", key.key_id, "operator")

    take_entered(message, received("00"))  # known still: nothing changes
    again = message.model_copy(
        update={"key": signer_of(other).key_id, "public_key": signer_of(other).public_pem.decode()}
    )
    take_entered(again, received("00"))

    assert {one.key_id for one in known_keys("65")} == {key.key_id, signer_of(other).key_id}
    assert {(one.ends_at, one.entered_by) for one in known_keys("65")} == {
        (MORNING + 60 * DAY, "operator")
    }


@pytest.mark.usefixtures("province")
def test_the_new_key_signs_once_the_peer_holds_the_hand_over(anhui: Keyring) -> None:
    new = rotated(anhui)
    told(NodeKeyHandedOver)
    confirm(0)

    early = take_up_next(anhui, MORNING)
    confirm(1)
    done = take_up_next(anhui, MORNING)

    assert (early, done) == (False, True)
    assert anhui.signer().key_id == new.key_id
    assert not take_up_next(anhui, MORNING)
    assert (anhui.home / "peers/34.pub").read_bytes() == new.public_pem


@pytest.mark.usefixtures("province")
def test_a_peer_that_is_cut_off_is_waited_for_until_half_of_the_overlap(anhui: Keyring) -> None:
    rotated(anhui, days=30)
    told(NodeKeyHandedOver)
    confirm(0)

    taken = [take_up_next(anhui, MORNING + days * DAY) for days in (14, 15)]

    assert taken == [False, True]


@pytest.mark.usefixtures("ministry")
def test_the_ministry_believes_the_new_key_after_the_hand_over_and_the_old_until_its_end(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    """Both sides stand in one database, so the ministry knows the new key before it is told."""
    old = anhui.signer()
    new = rotated(anhui)
    seal()
    envelope = queries.envelope_after(0, receiver="00", keyring=anhui, at=MORNING)
    assert envelope is not None
    message = told(NodeKeyHandedOver)
    anhui.take_up_next()

    codes = [
        code_of(verifier_at(ministry_keys, "34", key_id, MORNING + days * DAY))
        for key_id, days in (
            (old.key_id, 0), (old.key_id, 29), (old.key_id, 30), (new.key_id, 0), (new.key_id, 999),
            (new.key_id, 1_000),
        )
    ]  # fmt: skip

    ended = "sync.key_not_valid"
    assert codes == ["", "", ended, "", "", ended]
    assert message.valid_until == "2027-07-05T01:00:00.000000Z"
    receipt = accept(BytesIO(pack(envelope)), AT_THE_MINISTRY, keyring=ministry_keys, at=MORNING)
    assert receipt.refusal is None
    assert not Quarantine.objects.exists()


FORGERIES: dict[str, dict[str, Any]] = {
    "another's key": {"node": "32"},
    "another algorithm": {"algorithm": "SM2"},
    "a longer validity": {"valid_until": "2099-01-01T00:00:00.000000Z"},
    "another key": {"public_key": signer_of(KEY_MAKERS[ED25519]()).public_pem.decode()},
    "no signature of the old key": {"signature": "00" * 64},
    "no signature of the new key": {"proof": "00" * 64},
    "an unknown old key": {"old_key": "00" * 32},
}


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("what", sorted(FORGERIES))
def test_a_forged_hand_over_enters_no_key(anhui: Keyring, what: str) -> None:
    rotated(anhui)
    message = told(NodeKeyHandedOver)
    before = NodeKey.objects.count()

    for handlers in (AT_THE_MINISTRY, IN_A_PROVINCE):
        handler = handlers.of(message.kind)
        assert handler is not None
        with pytest.raises(NotTheirs):
            handler(message.model_copy(update=FORGERIES[what]), received("34"))
    with pytest.raises(NotTheirs):
        take_hand_over(message, received("32"))

    assert NodeKey.objects.count() == before
    assert b"proof" not in hand_over_text(message)


@pytest.mark.usefixtures("ministry")
def test_a_revoked_key_is_believed_no_more_and_what_it_signed_before_stays_proven(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    arrive(letter(LOG[:2], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING - DAY)
    key_id = anhui.signer().key_id

    revoked = revoke(ministry_keys, key_id, why="私钥外泄", at=MORNING, by="operator")

    receipt = arrive(letter(LOG[2:], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)
    assert code_of(receipt.refusal) == "sync.key_revoked"
    assert not isinstance(revoked, Refusal)
    assert (revoked.state(MORNING), revoked.why) == ("revoked", "私钥外泄")
    assert list(verify_signed("34", keyring=ministry_keys)) == []
    message = told(NodeKeyRevoked)
    assert (message.node, message.key) == ("34", key_id)
    [event] = queries.events.sealed_after(0)
    assert event.addressee == "34"


@pytest.mark.usefixtures("province")
def test_the_other_side_learns_of_a_revocation_by_the_log(anhui: Keyring, home: Path) -> None:
    key_id = anhui.signer().key_id
    message = NodeKeyRevoked(
        scheme="110", node="34", key=key_id, revoked_at="2024-10-08T01:00:00.000000Z", why="外泄"
    )

    take_revocation(message, received("00"))

    assert code_of(fault_of_own_key(anhui, MORNING)) == "sync.key_revoked"
    assert key_named(key_id).entered_by == "test"  # type: ignore[union-attr]
    for sender, of in (("32", "34"), ("34", "32"), ("34", "00")):
        other = {"node": of, "key": Keyring(home, of).signer().key_id}
        with pytest.raises(NotTheirs):
            take_revocation(message.model_copy(update=other), received(sender))


@pytest.mark.usefixtures("province")
def test_the_key_that_signs_now_is_not_revoked_before_it_is_handed_over(anhui: Keyring) -> None:
    old = anhui.signer().key_id
    assert code_of(revoke(anhui, old, why="-", at=MORNING, by="")) == "sync.key_in_use"
    assert code_of(revoke(anhui, "0" * 64, why="-", at=MORNING, by="")) == "sync.no_such_key"

    rotated(anhui)
    anhui.take_up_next()

    assert code_of(revoke(anhui, old, why="-", at=MORNING, by="")) == ""


@pytest.mark.usefixtures("ministry")
def test_the_end_of_a_node_s_last_key_is_told_before_and_after() -> None:
    pem = signer_of(KEY_MAKERS[ED25519]()).public_pem.decode()
    key = enter_key("65", pem, until=MORNING + 60 * DAY, at=MORNING, by="operator")
    assert not isinstance(key, Refusal)

    def said(days: int) -> list[str]:
        return [one.en for node, one in key_faults(MORNING + days * DAY).items() if node == "65"]

    assert [said(days) for days in (29, 30, 60)] == [
        [],
        ["The key of node 65 ends on 2024-12-07: rotate it there"],
        ["The key of node 65 ended on 2024-12-07"],
    ]
    NodeKeyEnd.objects.create(
        key_id=key.key_id, ends_at=MORNING, is_revoked=True, entered_at=MORNING, entered_by=""
    )
    assert said(1) == ["Node 65 has only revoked keys"]


@pytest.mark.usefixtures("province")
def test_the_first_keys_are_entered_once(anhui: Keyring) -> None:
    before = {key.key_id for key in known_keys()}

    enter_first_keys(anhui, MORNING)

    assert {key.key_id for key in known_keys()} == before


@pytest.mark.usefixtures("province")
def test_a_node_without_a_key_that_opens_cannot_prove_itself(anhui: Keyring) -> None:
    key = anhui.home / "nodes/34/key.pem"
    own = key.read_bytes()
    anhui.encrypt(b"secret")
    encrypted = code_of(fault_of_own_key(anhui, MORNING))
    key.unlink()
    missing = code_of(fault_of_own_key(anhui, MORNING))
    key.write_bytes(KEY_MAKERS[ED25519]())
    other = code_of(fault_of_own_key(anhui, MORNING))
    key.write_bytes(own)

    assert (encrypted, missing) == ("sync.key_unreadable", "sync.key_unreadable")
    assert other == "sync.unknown_key"
    assert fault_of_own_key(anhui, MORNING) is None


@pytest.mark.usefixtures("province")
def test_a_node_may_only_add_to_the_register() -> None:
    for change in (
        "UPDATE sync_nodekey SET node = '32'",
        "DELETE FROM sync_nodekey",
        "UPDATE sync_nodekeyend SET why = ''",
        "DELETE FROM sync_nodekeyend",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(change)


def shown(node: str) -> str:
    """Return why the log of a node does not go on here, as its link shows it."""
    theirs = queries.view_of(node).theirs
    return theirs.code if theirs else ""


@pytest.mark.usefixtures("ministry")
def test_what_a_misused_key_signs_now_shows_on_the_link_and_what_is_replayed_does_not(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    meet(["32", "34"])
    envelope = letter(LOG, anhui)
    revoke(ministry_keys, anhui.signer().key_id, why="外泄", at=MORNING, by="operator")
    forged = replace(envelope, signature=bytes(64))

    arrive(envelope, Desk().handlers, keyring=ministry_keys, at=MORNING + DAY)
    arrive(forged, Desk().handlers, keyring=ministry_keys, at=MORNING)
    before = shown("34")
    arrive(envelope, Desk().handlers, keyring=ministry_keys, at=MORNING)

    assert (before, shown("34"), shown("32")) == ("", "sync.key_revoked", "")
