from answers import raised

from tongchou.risk.checks.national import ministry_answer
from tongchou.risk.gate import Rung


def test_it_fires_where_there_is_no_ministry_to_ask() -> None:
    [one] = raised(ministry_answer, is_answered=False, has_ministry=False)

    assert (one.rung, one.found.code) == (Rung.NOTE, "national.no_ministry")


def test_it_fires_when_the_ministry_does_not_hear_a_province() -> None:
    [one] = raised(ministry_answer, unheard=("32", "31"))

    assert (one.rung, one.found.code) == (Rung.NOTE, "national.unheard")
    assert "江苏" in one.found.text.zh
    assert "Shanghai" in one.found.text.en


def test_it_keeps_still_when_all_are_heard_and_while_the_answer_is_awaited() -> None:
    assert raised(ministry_answer) == raised(ministry_answer, is_answered=False) == ()
