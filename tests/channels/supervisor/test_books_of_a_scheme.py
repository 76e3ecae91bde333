"""The books' page: one scheme at a time, and every link on it stays with that scheme."""

import re
from typing import Any

import pytest
from django.test import Client
from visiting import browser

from counter import TODAY, entry
from tongchou.ledger.books import Book
from tongchou.ledger.changes import post
from tongchou.standards.time import month

OCTOBER = month(2024, 10)


@pytest.fixture
def supervisor(capital: dict[str, Any]) -> Client:
    """Sign the supervisor in at the ministry, which holds one entry of each of two schemes."""
    assert capital
    for scheme, amount in (("110", 12_300), ("120", 45_600)):
        draft = entry(
            Book.FUND, TODAY, OCTOBER, "", ("1003", "", amount), ("4001.01", "", -amount),
            scheme=scheme,
        )  # fmt: skip
        post(draft, province="34", item_number="34-1", number=scheme)
    return browser("supervisor")


def page_of(visitor: Client, **asked: str) -> str:
    answer = visitor.get("/nation/books", {"month": "2024-10", **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_scheme_has_books_of_its_own(supervisor: Client) -> None:
    employees, others = page_of(supervisor), page_of(supervisor, scheme="120")

    assert ("123.00" in employees, "456.00" in employees) == (True, False)
    assert ("123.00" in others, "456.00" in others) == (False, True)
    assert "456.00" not in page_of(supervisor, scheme="170")


def test_every_link_stays_with_the_scheme_and_the_month(supervisor: Client) -> None:
    page = page_of(supervisor, scheme="120", account="1003")

    links = re.findall(r'href="([?][^"]+)"', page)
    assert len(links) > 3
    assert all("scheme=120" in link and "month=2024-10" in link for link in links)


def test_what_is_no_month_is_said_beside_the_field(supervisor: Client) -> None:
    answer = supervisor.get("/nation/books", {"month": "2024-13"})

    assert answer.status_code == 422
    assert 'id="fault-month"' in answer.content.decode()


def test_a_scheme_that_no_code_table_knows_has_no_page(supervisor: Client) -> None:
    assert supervisor.get("/nation/books", {"scheme": "999"}).status_code == 404
