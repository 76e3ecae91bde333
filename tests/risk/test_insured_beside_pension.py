"""Who is insured in one province while another pays a pension is found, whoever tells it last."""

import pytest
from told_lives import contributed, ended, enrolled, pensioned

pytestmark = pytest.mark.usefixtures("ministry")

CODE = "insured_beside_pension"


def test_it_fires_whichever_of_the_two_arrives_last_and_says_the_same() -> None:
    enrolled("32", "2020-01")
    assert pensioned("32", "2024-03") == []

    assert enrolled("34", "2024-05") == [(CODE, 2, ["32", "34"])]
    assert contributed("34", "2024-05") == [(CODE, 2, ["32", "34"])]
    assert pensioned("34", "2024-09") == [
        (CODE, 2, ["32", "34", "34"]),
        (CODE, 8, ["32", "32", "34"]),
    ]


def test_it_keeps_still_where_the_enrolment_ended_before() -> None:
    enrolled("34", "2020-01")
    ended("34", "2024-03")
    enrolled("32", "2024-03")

    assert pensioned("32", "2024-03") == []
