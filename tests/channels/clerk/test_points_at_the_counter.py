"""A matter given back or refused point by point, corrected field by field, and its notices."""

import pytest
from town import leaving, settle
from visiting import browser, page_of

from counter import FACTORY, MAN
from tongchou.workflow.models import Item, Status

pytestmark = pytest.mark.usefixtures("counter")


@pytest.fixture
def item() -> Item:
    return settle().mans_item


def give_back(item: Item, **points: str) -> None:
    told = {f"point-{name.replace('__', ':')}": words for name, words in points.items()}
    answer = browser("reviewer").post(
        f"/clerk/items/{item.number}/step", {"verb": "return", "note": "", **told}
    )
    assert answer.status_code == 302, answer.content.decode()


def test_the_page_asks_what_is_to_be_mended_of_each_field(item: Item) -> None:
    page = page_of(browser("reviewer").get(f"/clerk/items/{item.number}/stop/return"))

    assert 'name="point-field:last_month"' in page
    assert 'name="point-field:ssn"' in page


def test_whoever_may_not_give_it_back_is_told_why(item: Item) -> None:
    answer = browser("clerk").get(f"/clerk/items/{item.number}/stop/return")

    assert answer.status_code == 422


def test_the_form_shows_each_point_at_its_field_and_takes_a_tick(item: Item) -> None:
    give_back(item, field__last_month="以解除合同的月份为准")
    clerk, form = browser("clerk340104"), leaving(MAN, FACTORY)

    shown = page_of(clerk.get(f"/clerk/items/{item.number}/resubmit"))
    assert shown.count("以解除合同的月份为准") == 3  # in the list, at the field, beside its box
    assert 'href="#field-last_month"' in shown

    refused = clerk.post(f"/clerk/items/{item.number}/resubmit", form)
    assert "尚未补正" in refused.content.decode()

    done = clerk.post(
        f"/clerk/items/{item.number}/resubmit", {**form, "checked": "field:last_month"}
    )
    assert done.status_code == 302
    assert Item.objects.get(pk=item.pk).status == Status.ACCEPTED
    assert "已核对，未更改" in browser("clerk").get(f"/clerk/items/{item.number}").content.decode()


def test_a_refusal_by_reasons_prints_how_to_object(item: Item) -> None:
    browser("reviewer").post(
        f"/clerk/items/{item.number}/step",
        {"verb": "refuse", "note": "劳动关系仍存续", "reason": ["reason:facts_unclear"]},
    )

    page = page_of(browser("clerk").get(f"/clerk/items/{item.number}/notices/2"))

    assert "不予办理决定书" in page
    assert f"{item.number}-2" in page
    for said in ("所述事实无法核实", "劳动关系仍存续", "60日内", "6个月内", "行政复议法"):
        assert said in page


def test_the_notice_of_correction_lists_what_to_mend(item: Item) -> None:
    give_back(item, field__last_month="以解除合同的月份为准")

    page = page_of(browser("clerk").get(f"/clerk/items/{item.number}/notices/2"))

    assert "补正通知书" in page
    assert "以解除合同的月份为准" in page


def test_an_english_reader_sees_it_in_english_and_prints_it_in_chinese(item: Item) -> None:
    visitor = browser("clerk")

    page = page_of(visitor.get(f"/clerk/items/{item.number}/notices/1?language=en"))

    assert "受理通知书" in page
    assert "Notice of acceptance" in page


def test_a_step_that_tells_the_applicant_nothing_has_no_notice(item: Item) -> None:
    browser("reviewer").post(f"/clerk/items/{item.number}/step", {"verb": "review", "note": ""})

    assert browser("clerk").get(f"/clerk/items/{item.number}/notices/2").status_code == 404
    assert browser("clerk").get(f"/clerk/items/{item.number}/notices/9").status_code == 404
