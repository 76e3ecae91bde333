"""On an item's page: who has it, who works on it, what was said and changed, and the next one."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings
from town import Town, leaving, settle
from visiting import browser, page_of

from counter import AT, FACTORY, MAN, MILL, another_sign_in, clerk
from tongchou.agency.models import AccessRecord, Clerk
from tongchou.channels.front.references import state_in
from tongchou.standards.identity import mask_ssn
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Comment, Hand, HandOver, Item


@pytest.fixture
def town(counter: dict[str, Any]) -> Town:
    """Settle the town, in which anna reviews too."""
    del counter
    another_sign_in("anna", ["review"])
    Clerk.objects.filter(login="anna").update(is_password_one_time=False)
    return settle()


def item_page(visitor: Client, number: str) -> str:
    return page_of(visitor.get(f"/clerk/items/{number}"))


def reviewed(visitor: Client, number: str, **more: str) -> Any:
    return visitor.post(f"/clerk/items/{number}/step", {"verb": "review", "note": "", **more})


def test_who_opens_an_item_they_may_go_on_with_keeps_others_out(town: Town) -> None:
    number = town.mans_item.number
    opened = item_page(browser("reviewer"), number)

    other = item_page(browser("anna"), number)
    refused = reviewed(browser("anna"), number)

    name = clerk("reviewer").name
    assert "您正在办理" in opened
    assert f"{name}正在办理本事项" in other
    assert 'value="review"' in opened
    assert 'value="review"' not in other
    assert refused.status_code == 422
    assert "接手" in page_of(refused)


def test_who_may_only_look_keeps_nobody_out(town: Town) -> None:
    number = town.mans_item.number
    item_page(browser("clerk"), number)
    item_page(browser("approver"), number)
    browser("reviewer").head(f"/clerk/items/{number}")

    assert not Hand.objects.filter(worker__in=["clerk", "approver"]).exists()


def test_an_item_is_taken_over_from_its_page(town: Town) -> None:
    number = town.mans_item.number
    item_page(browser("reviewer"), number)
    visitor = browser("anna")

    taken = visitor.post(f"/clerk/items/{number}/hand", {"to": "anna", "word": "急"}, follow=True)

    assert "在您手上" in page_of(taken)
    assert HandOver.objects.get().verb == "take_over"
    assert reviewed(browser("reviewer"), number).status_code == 422
    assert reviewed(visitor, number).status_code == 302


def test_a_page_in_use_keeps_an_item_and_is_told_when_it_was_taken_over(town: Town) -> None:
    number = town.mans_item.number
    visitor = browser("reviewer")
    item_page(visitor, number)

    with override_settings(NOW=lambda: AT + timedelta(minutes=9)):
        kept = visitor.post(f"/clerk/items/{number}/work")
    until = Hand.objects.get().works_until
    workflow.pass_on(number, "anna", clerk=clerk("anna"), at=AT)
    lost = visitor.post(f"/clerk/items/{number}/work")

    assert kept.status_code == 204
    assert until == AT + timedelta(minutes=19)
    assert lost.status_code == 409
    assert "anna" in lost.content.decode()


def test_sign_out_lets_go(town: Town) -> None:
    visitor = browser("reviewer")
    item_page(visitor, town.mans_item.number)

    visitor.post("/clerk/sign-out")

    assert not Hand.objects.exclude(worker="").exists()


def test_after_a_step_the_next_item_of_the_same_list_is_one_click_away(town: Town) -> None:
    visitor = browser("reviewer")
    inbox = page_of(visitor.get("/clerk/?which=group"))
    first = re.search(r'href="(/clerk/items/[^"?]+)\?list=([^"]+)"', inbox)
    assert first
    where, listed = first.groups()
    number = where.rpartition("/")[2]

    done = visitor.post(
        f"{where}/step", {"verb": "review", "note": "", "list": listed}, follow=True
    )
    led = re.search(r'href="(/clerk/items/next[^"]+)"', page_of(done))
    assert led
    following = visitor.get(led[1].replace("&amp;", "&"))

    others = {town.mans_item.number, town.womans_item.number} - {number}
    assert following["Location"].partition("?")[0].rpartition("/")[2] in others
    assert state_in(listed)["which"] == "group"


def test_where_a_list_has_no_other_item_the_next_one_is_the_list_itself(town: Town) -> None:
    visitor = browser("reviewer")
    for item in Item.objects.filter(status="accepted").exclude(pk=town.mans_item.pk):
        workflow.take(item.number, "review", clerk=clerk("reviewer"), at=AT)

    answer = visitor.get(f"/clerk/items/next?which=group&after={town.mans_item.number}")

    assert answer["Location"].startswith("/clerk/?list=")


@pytest.mark.parametrize(
    ("asked", "is_listed"),
    [
        ("which=open&item=employment_end", True),
        ("which=open&item=person_enrolment", False),
        ("which=open&line=enrolment", True),
        ("which=open&line=benefit", False),
        ("which=open&status=accepted", True),
        ("which=open&status=returned", False),
        ("which=open&step=review", True),
        ("which=open&step=approve", False),
        ("which=open&hand=-", True),
        ("which=open&hand=anna", False),
        (f"which=open&employer={FACTORY}", True),
        (f"which=open&employer={FACTORY.lower()}", True),
        (f"which=open&employer={MILL}", False),
        ("which=open&employer=没有的单位", False),
        ("which=overdue", False),
        ("which=nonsense", False),
    ],
)
def test_an_inbox_is_narrowed_as_asked(town: Town, asked: str, is_listed: bool) -> None:
    page = page_of(browser("clerk").get(f"/clerk/?{asked}"))

    assert (town.mans_item.number in page) is is_listed


def test_what_a_correction_changed_stands_on_the_page_with_numbers_masked(town: Town) -> None:
    number = town.mans_item.number
    workflow.take(number, "return", clerk=clerk("reviewer"), at=AT, note="请更正")
    form = {**leaving(MAN, FACTORY), "last_month": "2024-09"}
    done = workflow.resubmit(number, form, clerk=clerk("clerk"), at=AT)
    assert isinstance(done, Item), done

    page = item_page(browser("reviewer"), number)

    assert "<del>2024年10月</del>" in page
    assert "<ins>2024年9月</ins>" in page


def test_clerks_comment_on_an_item_and_no_whole_number_is_shown(town: Town) -> None:
    number = town.mans_item.number
    visitor = browser("reviewer")

    sent = visitor.post(f"/clerk/items/{number}/comment", {"text": f"请核对 {MAN}。"})
    page = item_page(browser("clerk"), number)
    empty = visitor.post(f"/clerk/items/{number}/comment", {"text": "  "})

    assert sent.status_code == 302
    assert f"请核对 {mask_ssn(MAN)}。" in page
    assert Comment.objects.get().person_code == clerk("reviewer").person_code
    assert empty.status_code == 422


def test_a_neighbour_does_nothing_with_an_item(town: Town) -> None:
    neighbour = browser("clerk340209")
    number = town.mans_item.number

    statuses = {
        neighbour.post(f"/clerk/items/{number}/{act}", {"to": "anna", "text": "x"}).status_code
        for act in ("hand", "work", "comment")
    }

    assert statuses == {404}
    assert not AccessRecord.objects.exclude(ssns=[]).filter(login="clerk340209").exists()


def test_a_substitute_is_named_and_let_go_on_a_page(town: Town) -> None:
    del town
    visitor = browser("reviewer")
    days = {"first_day": "2024-11-05", "last_day": "2024-11-08"}

    odd = visitor.post("/clerk/absence", {"substitute": "anna", "first_day": "x", "last_day": ""})
    named = visitor.post("/clerk/absence", {"substitute": "anna", **days}, follow=True)
    told = page_of(browser("anna").get("/clerk/absence"))
    number = re.search(r"/clerk/absence/(\d+)/end", page_of(named))
    assert number
    ended = visitor.post(number[0], follow=True)

    assert odd.status_code == 422
    assert clerk("reviewer").name in told
    assert "没有安排" in page_of(ended)
