"""What the ministry does not pass on of a matter between provinces, whoever signed it."""

from datetime import date
from typing import Any

import pytest

from counter import AT, MAN, MAN_NAME
from tongchou.ministry.intake.forwarding import NotTheirs, pass_on
from tongchou.registry.models import Forwarded
from tongchou.standards.messages import MatterForwarded
from tongchou.sync.handlers import Received

pytestmark = pytest.mark.usefixtures("ministry")


def matter(**other: Any) -> MatterForwarded:
    told = {
        "scheme": "110", "letter": "34-F20241105-000001-32", "sender": "34", "competent": "32",
        "agency": "340104", "agency_name": "包河", "handed_in_by": "王敏",
        "forwarded_on": date(2024, 11, 5), "item": "prior_record", "subject": MAN,
        "subject_name": MAN_NAME, "form": {}, "round": 1, "checked": [], "note": "",
    }  # fmt: skip
    return MatterForwarded(**told | other)


def passed(message: MatterForwarded, sender: str) -> None:
    pass_on(message, Received(sender, 1, message.letter, AT, "", AT))


@pytest.mark.parametrize(
    ("message", "sender"),
    [
        (matter(), "32"),
        (matter(agency="320505"), "34"),
        (matter(letter="34-F20241105-000001-31"), "34"),
        (matter(letter="34-F20241105-000001-34", competent="34"), "34"),
    ],
    ids=["written by its reader", "another's agency", "another's number", "one end only"],
)
def test_what_is_not_theirs_is_not_held(message: MatterForwarded, sender: str) -> None:
    with pytest.raises(NotTheirs):
        passed(message, sender)

    assert not Forwarded.objects.exists()


def test_a_matter_of_their_own_is_held() -> None:
    passed(matter(), "34")

    assert Forwarded.objects.get().agency == "340104"
