"""Judging a signal: once, with words, by a supervisor; the second finds it done."""

from datetime import date
from typing import Any

import pytest
from visiting import browser, page_of

from counter import TODAY, WOMAN
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.risk.models import Signal
from tongchou.standards.time import month_of

PLACES = [
    {"province": "32", "item_number": "32-1", "row": 3},
    {"province": "34", "item_number": "34-1", "row": 7},
]


@pytest.fixture
def signal(capital: dict[str, Any]) -> Signal:
    """Raise one signal at the ministry."""
    assert capital
    finding = Finding("duplicate_contribution_month", WOMAN, month_of("2024-09"), PLACES)
    raise_signals([finding], on=TODAY)
    return Signal.objects.get()


def test_a_judgement_is_kept_with_who_gave_it_and_when(signal: Signal) -> None:
    answer = browser("supervisor").post(f"/nation/signals/{signal.pk}", {"judgement": " 江苏有效 "})

    signal.refresh_from_db()
    assert answer.status_code == 302
    assert (signal.judgement, signal.judged_by) == ("江苏有效", "supervisor")
    assert signal.judged_on == date(2024, 11, 5)


@pytest.mark.usefixtures("signal")
def test_the_list_names_the_check_and_the_rows_in_either_language() -> None:
    page = page_of(browser("supervisor").get("/nation/signals"))
    english = page_of(browser("supervisor").get("/nation/signals?language=en"))

    assert "江苏第3行、安徽第7行" in page
    assert "Jiangsu row 3, Anhui row 7" in english


def test_a_judgement_without_words_is_refused(signal: Signal) -> None:
    answer = browser("supervisor").post(f"/nation/signals/{signal.pk}", {"judgement": "  "})

    signal.refresh_from_db()
    assert answer.status_code == 422
    assert signal.judged_on is None


def test_the_second_judgement_changes_nothing_and_says_so(signal: Signal) -> None:
    supervisor = browser("supervisor")
    supervisor.post(f"/nation/signals/{signal.pk}", {"judgement": "江苏有效"})

    answer = supervisor.post(f"/nation/signals/{signal.pk}", {"judgement": "安徽有效"}, follow=True)

    signal.refresh_from_db()
    assert signal.judgement == "江苏有效"
    assert "本次未作更改" in answer.content.decode()
