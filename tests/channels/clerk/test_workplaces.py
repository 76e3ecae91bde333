"""The pages of a person and an employer: what is open, what is done, what may be started."""

from typing import Any

import pytest
from town import HERE, settle
from visiting import browser, page_of

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    apply,
    completed,
    pension,
)
from tongchou.registry.models import Person
from tongchou.standards.identity import mask_ssn
from tongchou.workflow.models import Item

OWN = f"clerk{HERE}"

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(counter: dict[str, Any]) -> None:
    """Settle the town: a man and a woman, an item about each."""
    del counter
    settle()


def page_about(ssn: str, login: str = "clerk") -> str:
    return page_of(browser(login).get(f"/clerk/people/{Person.objects.get(ssn=ssn).handle}"))


def started(page: str) -> list[str]:
    """Return the codes of what may be started from a page."""
    part = page[page.index("starts-title") : page.index("</nav>", page.index("starts-title"))]
    return [one.partition("?")[0] for one in part.split('href="/clerk/items/start/')[1:]]


def test_what_may_be_started_follows_from_how_the_person_stands() -> None:
    working = started(page_about(MAN))
    apply(pension(WOMAN))

    assert working[:5] == [
        "person_enrolment", "employment_end", "prior_record", "transfer_in", "retirement_claim",
    ]  # fmt: skip
    assert "retirement_claim" not in started(page_about(WOMAN))
    assert "person_enrolment" not in started(page_about(WOMAN))


def test_who_may_accept_nothing_is_offered_nothing() -> None:
    assert "starts-title" not in page_about(MAN, "approver")


def test_a_form_started_from_a_person_is_filled_in_and_shows_no_number() -> None:
    handle = Person.objects.get(ssn=MAN).handle

    claim = page_of(browser("clerk").get(f"/clerk/items/start/retirement_claim?person={handle}"))
    end = page_of(browser("clerk").get(f"/clerk/items/start/employment_end?person={handle}"))

    assert f'name="ssn" value="{handle}"' in claim
    assert f'value="{MAN_NAME}"' in claim
    assert mask_ssn(MAN) in claim
    assert MAN not in claim + end
    assert f'value="{FACTORY}"' in end


def test_a_person_beyond_the_scope_fills_in_nothing() -> None:
    handle = Person.objects.get(ssn=WOMAN).handle

    page = page_of(browser(OWN).get(f"/clerk/items/start/retirement_claim?person={handle}"))

    assert f'value="{handle}"' not in page
    assert mask_ssn(WOMAN) not in page


def test_what_is_under_way_stands_before_what_is_done() -> None:
    number = Item.objects.get(subject=MAN).number
    done = completed("person_enrolment", {
        "ssn": MAN, "name": MAN_NAME, "credit_code": MILL, "from_month": "2024-10",
    })  # fmt: skip

    page = page_about(MAN)

    assert page.index('id="open"') < page.index(number) < page.index("一生缴费")
    assert page.index("办结的事项") < page.index(done.number)


def test_an_employers_page_starts_matters_with_its_code_filled_in() -> None:
    page = page_of(browser("clerk").get(f"/clerk/employers/{FACTORY}"))

    assert "person_enrolment" in started(page)
    assert f"/clerk/items/start/person_enrolment?credit_code={FACTORY}" in page
    form = page_of(
        browser("clerk").get(f"/clerk/items/start/person_enrolment?credit_code={FACTORY}")
    )
    assert f'value="{FACTORY}"' in form
    assert "安徽皖江机械有限公司" in form
