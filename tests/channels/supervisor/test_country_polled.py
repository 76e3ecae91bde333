"""The country's page is polled every three seconds: cheap without a change, exact with one."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from visiting import browser

from counter import AT, MAN, MAN_NAME, TODAY, WOMAN, WOMAN_NAME, enrol, fund, register_employer
from tongchou.channels.supervisor.country import LATEST
from tongchou.proof.models import Run
from tongchou.registry.counters import fold
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.standards.time import month_of

QUERIES_MAX = 9
"""Session, clerk and agency; counters, balances, proofs, links, signals twice."""


@pytest.fixture
def supervisor(capital: dict[str, Any]) -> Client:
    """Sign the supervisor in at the ministry, where one employer of 安徽 is known."""
    assert capital
    register_employer()
    return browser("supervisor")


def polled(visitor: Client, seen: str = "") -> tuple[int, str, str]:
    """Ask as the open page does; return the status, the page, and what it then has seen."""
    answer = visitor.get("/nation/", {"seen": seen}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    found = re.findall(r"[?]seen=(\w+)", page)
    return answer.status_code, page, found[0] if found else seen


def raised(month: str) -> None:
    places = [{"province": "32", "item_number": "32-1"}, {"province": "34", "item_number": "34-1"}]
    raise_signals(
        [Finding("duplicate_contribution_month", WOMAN, month_of(month), places)], on=TODAY
    )


def test_a_poll_is_answered_with_nothing_until_something_changes(supervisor: Client) -> None:
    status, _, seen = polled(supervisor)
    assert status == 200

    for change in (lambda: enrol(MAN, MAN_NAME), lambda: fund(300), lambda: raised("2024-09")):
        assert polled(supervisor, seen)[0] == 204
        change()
        status, _, seen = polled(supervisor, seen)
        assert status == 200


def test_folding_changes_no_figure(supervisor: Client) -> None:
    enrol(MAN, MAN_NAME)
    _, _, seen = polled(supervisor)

    fold()

    assert polled(supervisor, seen)[0] == 204


def test_a_poll_asks_as_little_whatever_there_is(supervisor: Client) -> None:
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME)
    for month in range(1, 10):
        raised(f"2024-0{month}")
    _, page, seen = polled(supervisor)

    with CaptureQueriesContext(connection) as asked:
        status, _, _ = polled(supervisor, seen)

    assert status == 204
    assert len(asked) <= QUERIES_MAX
    assert not [query for query in asked.captured_queries if "registry_person" in query["sql"]]
    assert page.count("/nation/signals/") == LATEST


def test_the_page_is_drawn_in_the_language_and_state_of_who_looks(supervisor: Client) -> None:
    chinese = supervisor.get("/nation/").content.decode()
    assert "参保登记" in chinese

    enrol(MAN, MAN_NAME)
    supervisor.get("/nation/", {"language": "en"})
    english = supervisor.get("/nation/", {"language": "en"}).content.decode()

    assert "People registered" in english
    assert polled(supervisor)[1] in supervisor.get("/nation/").content.decode()


def test_a_deep_proof_that_found_something_stands_out(supervisor: Client) -> None:
    Run.objects.create(asked_by="operator", asked_at=AT, outcome="differs", findings=1)

    page = supervisor.get("/nation/").content.decode()

    said = page.split("上次深度核对")[1]
    assert re.search(r'class="tag hand".*?处不符', said, re.DOTALL)


def test_the_country_s_row_leaves_nothing_empty(supervisor: Client) -> None:
    page = supervisor.get("/nation/").content.decode()

    (row,) = re.findall(r'data-head="在途">(.*?)</td>', page, re.DOTALL)
    assert row.strip() == "0"
