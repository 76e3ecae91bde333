"""Whose enrolment here spans months paid elsewhere is found; months paid twice are another's."""

import pytest
from told_lives import contributed, ended, enrolled

pytestmark = pytest.mark.usefixtures("ministry")


def test_it_fires_for_an_enrolment_that_spans_months_paid_elsewhere_and_for_its_end() -> None:
    enrolled("34", "2024-01")
    contributed("34", "2024-05")
    contributed("34", "2024-06")

    found = [("insured_beside_contributions", 2, ["32", "34"])]
    assert enrolled("32", "2024-03") == found
    assert ended("32", "2024-09") == found


def test_it_keeps_still_for_neighbouring_months_and_for_months_paid_in_both() -> None:
    enrolled("34", "2024-01")
    contributed("34", "2024-02")
    assert enrolled("32", "2024-03") == []

    contributed("34", "2024-05")
    contributed("32", "2024-05")
    assert ended("32", "2024-09") == []
