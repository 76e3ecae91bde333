"""A matter that is taken in for another agency: offered where it is refused, followed, printed."""

import pytest
from town import HERE, THERE, leaving, settle
from visiting import browser, page_of

from counter import FACTORY, MAN
from tongchou.workflow.models import Item

pytestmark = pytest.mark.usefixtures("counter")

START = "/clerk/items/start/employment_end"


@pytest.fixture
def taken() -> Item:
    settle()
    form = leaving(MAN, FACTORY) | {"on_behalf": "yes"}
    answer = browser(f"clerk{THERE}").post(START, form)
    assert answer.status_code == 302, answer.content.decode()
    return Item.objects.exclude(taken_in_by="").get()


def test_it_is_offered_where_the_matter_lies_outside_the_scope() -> None:
    settle()
    visitor = browser(f"clerk{THERE}")

    assert 'name="on_behalf"' not in visitor.get(START).content.decode()
    refused = visitor.post(START, leaving(MAN, FACTORY), follow=True)

    assert 'name="on_behalf"' in refused.content.decode()


def test_whoever_took_it_in_follows_it(taken: Item) -> None:
    visitor = browser(f"clerk{THERE}")

    assert taken.number in page_of(visitor.get("/clerk/?which=taken_in"))
    assert taken.number not in page_of(visitor.get("/clerk/?which=open"))
    page = page_of(visitor.get(f"/clerk/items/{taken.number}"))
    assert "代收" in page
    assert taken.number in page_of(browser(f"clerk{HERE}").get("/clerk/?which=open"))


def test_the_receipt_names_both_agencies(taken: Item) -> None:
    page = page_of(browser(f"clerk{THERE}").get(f"/clerk/items/{taken.number}/notices/1"))

    assert "受理通知书" in page
    assert "代收" in page


def test_a_third_agency_does_not_see_it(taken: Item) -> None:
    assert browser("clerk340111").get(f"/clerk/items/{taken.number}").status_code == 404
