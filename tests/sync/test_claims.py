"""A claim to hold more of our log than there is halts us only with our own signature under it."""

import pytest
from postbox import MINUTE, MORNING, Desk, arrive, letter, mark_of, registered, sealed_log

from tongchou.events import queries as events
from tongchou.events.chain import SealedEvent
from tongchou.events.changes import append, seal
from tongchou.sync import queries, statements
from tongchou.sync.changes import halted, note_request
from tongchou.sync.envelope import Envelope
from tongchou.sync.kept import PROOF
from tongchou.sync.keys import Keyring
from tongchou.sync.protocol.marks import START, Mark, Standing

pytestmark = pytest.mark.usefixtures("ministry")

LOST = sealed_log(["甲", "乙", "丙"])
"""What the ministry had sealed, and lost but for the first event."""


@pytest.fixture
def first_only() -> None:
    """Leave the ministry with the first event of its log."""
    event = LOST[0]
    append([registered("甲")], item_number=event.item_number, recorded_at=MORNING)
    seal()
    assert events.hash_at(1) == event.hash


def claim(by: Keyring, ministry: Keyring, held: Mark, head: Envelope | None = None) -> str:
    """Let a province claim to hold the ministry's log so far; return what the ministry shows."""
    at = MORNING + MINUTE
    headers = statements.sign(Standing(START, held), keyring=by, receiver="00", at=at)
    if head:
        line = head.head.text().decode().rstrip("\n")
        headers |= {PROOF: f"{head.signature.hex()} {line}"}
    heard = statements.prove_request(headers, keyring=ministry, at=at)
    assert isinstance(heard, statements.Heard)
    assert note_request(heard, at=at) is None
    view = queries.view_of(by.node)
    return view.ours.code if view.ours else ""


def sent(run: list[SealedEvent], keyring: Keyring) -> Envelope:
    """Return an envelope of the ministry's log as somebody signs it."""
    return letter(run, keyring, receiver="34")


@pytest.mark.usefixtures("first_only")
def test_a_claim_alone_halts_nobody_and_is_shown_while_others_go_on(
    ministry_keys: Keyring, anhui: Keyring, jiangsu: Keyring
) -> None:
    shown = claim(jiangsu, ministry_keys, mark_of(LOST[2]))
    desk = Desk()
    arrive(letter(sealed_log(["丁"]), anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    assert shown == "sync.unproven"
    assert halted() is None
    assert desk.names == ["丁"]
    [link] = [one for one in queries.links(at=MORNING) if one.peer == "32"]
    assert link.state == "halted"
    assert link.refused is not None
    assert "no signature of ours" in link.refused.en


@pytest.mark.usefixtures("first_only")
def test_our_own_signature_beyond_our_log_halts_us(ministry_keys: Keyring, anhui: Keyring) -> None:
    head = sent(LOST[1:], ministry_keys)

    assert claim(anhui, ministry_keys, mark_of(LOST[2]), head) == "sync.rolled_back"
    assert halted() is not None
    assert queries.view_of("34").confirmed == mark_of(LOST[2])


@pytest.mark.usefixtures("first_only")
def test_a_claim_counts_as_far_as_it_is_proven(ministry_keys: Keyring, anhui: Keyring) -> None:
    head = sent(LOST[1:], ministry_keys)

    assert claim(anhui, ministry_keys, Mark(1, 9, b"9" * 32), head) == "sync.rolled_back"
    assert queries.view_of("34").confirmed == mark_of(LOST[2])


@pytest.mark.usefixtures("first_only")
def test_our_own_signature_under_another_hash_halts_us(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    other = sealed_log(["别"])

    assert claim(anhui, ministry_keys, mark_of(other[0]), sent(other, ministry_keys)) == (
        "sync.forked"
    )
    assert halted() is not None


@pytest.mark.usefixtures("first_only")
@pytest.mark.parametrize("proof", ["of our log as it is", "signed by the claimant", "for nothing"])
def test_what_does_not_prove_a_claim_halts_nobody(
    ministry_keys: Keyring, anhui: Keyring, proof: str
) -> None:
    heads = {
        "of our log as it is": sent(LOST[:1], ministry_keys),
        "signed by the claimant": sent(LOST[1:], anhui),
        "for nothing": None,
    }

    assert claim(anhui, ministry_keys, mark_of(LOST[2]), heads[proof]) == "sync.unproven"
    assert halted() is None


@pytest.mark.usefixtures("first_only")
def test_a_head_with_a_changed_line_proves_nothing(ministry_keys: Keyring, anhui: Keyring) -> None:
    true = sent(LOST[1:], ministry_keys)
    forged = Envelope(true.head.model_copy(update={"sealed": 9}), true.signature, b"")

    assert claim(anhui, ministry_keys, Mark(1, 9, b"9" * 32), forged) == "sync.unproven"


def test_whoever_took_a_run_in_can_prove_how_far_it_holds_the_log(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    log = sealed_log(["甲", "乙", "丙"])
    for run in (log[:2], log[2:]):
        arrive(letter(run, anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)

    headers = statements.say("34", keyring=ministry_keys, at=MORNING)
    shown = statements.shown_in(headers, keyring=anhui)

    assert shown is not None
    assert shown.mark() == mark_of(log[2])
