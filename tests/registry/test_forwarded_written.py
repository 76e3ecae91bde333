"""What a province may not write of matters between provinces, whatever it signs."""

from datetime import date
from typing import Any

import pytest

from tongchou.registry import changes as registry
from tongchou.registry.changes.writers import Contradiction
from tongchou.registry.models import Forwarded
from tongchou.standards.messages import MatterFollowed, PaperSent
from tongchou.standards.messages.forwarding import SCANS_MAX

pytestmark = pytest.mark.usefixtures("ministry")

LETTER = "34-F20241105-000001-32"


def paper(**other: Any) -> PaperSent:
    told = {
        "scheme": "110", "letter": LETTER, "sender": "34", "competent": "32", "paper": "identity",
        "name": "证.pdf", "digest": "ab" * 32, "piece": 1, "pieces": 1, "body": "JVBERi0xLjc=",
    }  # fmt: skip
    return PaperSent(**told | other)


def answer(**other: Any) -> MatterFollowed:
    told = {
        "scheme": "110", "letter": LETTER, "sender": "34", "competent": "32",
        "followed_on": date(2024, 11, 6), "turn": 1, "round": 1, "status": "submitted",
        "waits_for": "", "item_number": "", "due_on": None, "note": "", "points": [],
        "missing": [], "refusals": [],
    }  # fmt: skip
    return MatterFollowed(**told | other)


@pytest.mark.parametrize(
    "message",
    [
        answer(competent="31"),
        answer(sender="31"),
        paper(competent="31"),
        paper(piece=2),
    ],
    ids=["a number for another", "a number of another's", "a scan under it", "behind the last"],
)
def test_no_number_of_other_provinces_is_taken(message: Any) -> None:
    with pytest.raises(Contradiction):
        registry.apply(message, province="31", item_number=LETTER)

    assert not Forwarded.objects.filter(competent="31").exists()


def test_a_matter_has_so_many_scans_at_the_most() -> None:
    for number in range(SCANS_MAX):
        registry.apply(paper(digest=f"{number:064x}"), province="34", item_number=LETTER)

    with pytest.raises(Contradiction):
        registry.apply(paper(digest="f" * 64), province="34", item_number=LETTER)

    assert len(Forwarded.objects.get().papers) == SCANS_MAX


def test_a_number_is_written_as_the_provinces_write_it() -> None:
    for letter in ("34-F/", "34-F20241105-000001", "34-F20241105-000001-32\n"):
        with pytest.raises(ValueError, match="letter"):
            answer(letter=letter)
