"""Who is insured after a reported death, or under another name, is found in every province."""

import pytest
from told_lives import contributed, ended, enrolled, reported

from tongchou.registry.changes.reports import note_step
from tongchou.registry.models import Report, ReportVerb

pytestmark = pytest.mark.usefixtures("ministry")

CODE = "told_against_report"


def test_it_fires_after_a_reported_death_until_the_report_is_rejected() -> None:
    reported("death", {"died_on": "2024-06-30"})

    assert enrolled("34", "2024-09") == [(CODE, 5, ["34"])]
    assert contributed("34", "2024-09") == [(CODE, 5, ["34"])]
    note_step(
        Report.objects.get().pk, ReportVerb.REJECT, login="reviewer", person_code="", name="",
        why="同名", at="2024-10-09T00:00:00Z",
    )  # fmt: skip
    assert contributed("34", "2024-10") == []


def test_it_fires_for_another_name_and_number() -> None:
    reported("identity", {"name_now": "李平"})

    assert enrolled("34", "2024-09") == [(CODE, 9, ["34"])]


@pytest.mark.parametrize(
    ("kind", "facts"), [("identity", {"name_now": "李安"}), ("death", {"died_on": "2024-06-30"})]
)
def test_it_keeps_still_for_the_same_name_and_where_the_enrolment_ended_with_the_death(
    kind: str, facts: dict[str, str]
) -> None:
    enrolled("34", "2024-01")
    reported(kind, facts)

    assert ended("34", "2024-07") == []
