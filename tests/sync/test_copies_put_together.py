"""Our own log from the copies of peers, where a claim that is not proven hides who has a text."""

import pytest

from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.protocol.links import View
from tongchou.sync.protocol.marks import START, Mark
from tongchou.sync.protocol.recovery import Copy, put_together, sure_until

UNPROVEN = View(ours=refusals.unproven(9))
LEVEL = View()


def copy(position: int, text: bytes = b"") -> Copy:
    """Return the copy of a position, its text where the peer has it."""
    return Copy(position, "sha256", b"%d" % position, b"%d" % position, text)


PROVEN = [copy(1, b"a"), copy(2), copy(3)]
HELD = {"31": Mark(1, 3, b"3")}


@pytest.mark.parametrize(
    ("given", "brought"),
    [([], [1]), ([copy(1), copy(2)], [1, 2]), ([copy(1), copy(2, b"b")], [1, 2])],
)
def test_behind_what_a_doubtful_peer_gave_back_no_event_without_text_is_brought(
    given: list[Copy], brought: list[int]
) -> None:
    returned = {"31": PROVEN, "32": given}
    sure = sure_until(START, {"31": LEVEL, "32": UNPROVEN}, returned)

    found = put_together(START, HELD, returned, sure_until=sure)

    assert not isinstance(found, Refusal)
    assert [one.position for one in found] == brought


def test_its_text_counts_where_its_hash_is_the_proven_one() -> None:
    returned = {
        "31": PROVEN,
        "32": [copy(1), copy(2, b"b")],
        "34": [copy(3, b"c")._replace(hash=b"x")],
    }

    found = put_together(START, HELD, returned, sure_until=None)

    assert not isinstance(found, Refusal)
    assert [one.text for one in found] == [b"a", b"b", b""]


def test_without_a_doubtful_peer_all_is_sure_and_with_one_unheard_nothing() -> None:
    assert sure_until(START, {"31": LEVEL}, {}) is None
    assert sure_until(START, {"31": View(life="a"), "32": LEVEL}, {"31": PROVEN}) == 0
