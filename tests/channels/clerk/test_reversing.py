"""A completed item offers its reversal, with the form filled in; to withdraw is asked twice."""

from typing import Any

import pytest
from town import inhabit
from visiting import browser, page_of

from counter import FACTORY, MAN, accepted, completed
from tongchou.agency.models import AccessRecord
from tongchou.workflow.models import Item, Status

END = {"ssn": MAN, "credit_code": FACTORY, "last_month": "2024-11"}


@pytest.fixture(autouse=True)
def town(counter: dict[str, Any]) -> None:
    """Settle a town whose counter handles matters."""
    del counter
    inhabit()


def test_a_completed_item_is_reversed_from_its_own_page() -> None:
    item = completed("employment_end", END)
    clerk = browser("clerk")
    address = f"/clerk/items/start/employment_end_reversal?item_number={item.number}"

    offered = page_of(clerk.get(f"/clerk/items/{item.number}"))
    form = page_of(clerk.get(address))

    assert f'href="{address}"' in offered
    assert f'value="{item.number}"' in form
    assert f'value="{MAN}"' in form
    answer = clerk.post(address, {"item_number": item.number, "ssn": MAN, "reason": "填错了"})
    number = answer["Location"].rpartition("/")[2]
    assert Item.objects.get(number=number).reverses == item.number
    shown = page_of(clerk.get(f"/clerk/items/{item.number}"))
    assert "本办件的冲销正在办理" in shown
    assert number in shown
    assert address not in shown
    assert item.number in page_of(clerk.get(f"/clerk/items/{number}"))


def test_who_opens_the_form_looked_at_the_person_for_that_item() -> None:
    item = completed("employment_end", END)

    browser("clerk").get(f"/clerk/items/start/employment_end_reversal?item_number={item.number}")

    look = AccessRecord.objects.latest("id")
    assert (look.ssns, look.reason) == ([MAN], item.number)


def test_what_is_not_completed_and_who_may_not_accept_are_offered_none() -> None:
    item = accepted("employment_end", END)

    assert "employment_end_reversal" not in page_of(
        browser("clerk").get(f"/clerk/items/{item.number}")
    )
    done = completed("prior_record", {
        "ssn": MAN, "name": Item.objects.get(pk=item.number).subject_name or "陈建国",
        "from_month": "1996-01", "last_month": "1999-12", "months": "40", "wage_index": "1.0",
        "account_yuan": "0", "document": "档案",
    })  # fmt: skip
    assert "prior_record_reversal" not in page_of(
        browser("reviewer").get(f"/clerk/items/{done.number}")
    )


def test_the_list_of_matters_names_no_reversal() -> None:
    assert "_reversal" not in page_of(browser("clerk").get("/clerk/items/start"))


def test_a_matter_is_withdrawn_only_after_a_question() -> None:
    item = accepted("employment_end", END)
    clerk, address = browser("clerk"), f"/clerk/items/{item.number}/step"

    asked = page_of(clerk.post(address, {"verb": "withdraw", "note": "当事人要求"}))

    assert "确定要撤回" in asked
    assert 'name="sure"' in asked
    assert Item.objects.get(pk=item.pk).status == Status.ACCEPTED
    clerk.post(address, {"verb": "withdraw", "note": "当事人要求", "sure": "yes"})
    assert Item.objects.get(pk=item.pk).status == Status.WITHDRAWN
