"""Searching people: by whole number, by name, or by both name and last four characters."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test.utils import override_settings
from town import settle
from visiting import browser, machine, token_of

from counter import FACTORY, MAN, MAN_NAME, WOMAN, WOMAN_NAME, enrol, ssn_of
from tongchou.agency.models import AccessRecord
from tongchou.channels.clerk import people
from tongchou.channels.front.references import reference_to, referred_to, state_in, state_reference
from tongchou.registry.models import Person
from tongchou.standards.identity import mask_ssn
from tongchou.workflow.models import Item

JSON = "application/json"

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(counter: dict[str, Any]) -> None:
    """Settle the town."""
    del counter
    settle()


def searched(text: str, *, by: str = "clerk") -> str:
    """Return the page that a search leads to."""
    answer = browser(by).post("/clerk/people", {"text": text}, follow=True)
    return answer.content.decode()


def finds_the_man(text: str) -> bool:
    return MAN_NAME in searched(text).replace(f'value="{text}"', "")


@pytest.mark.parametrize(
    "text",
    [MAN, MAN.lower(), MAN_NAME, MAN_NAME[:1], f"{MAN_NAME} {MAN[-4:]}", f"{MAN[-4:]} {MAN_NAME}"],
)
def test_a_person_is_found_by_whole_number_or_name(text: str) -> None:
    assert finds_the_man(text)


def test_no_part_of_a_number_finds_anybody() -> None:
    parts = [MAN[:length] for length in range(1, 18)] + [MAN[-length:] for length in range(1, 18)]

    assert [part for part in parts if finds_the_man(part)] == []


@pytest.mark.parametrize("address", ["/clerk/people", "/clerk/"])
def test_who_types_a_part_of_a_number_is_told_what_to_type(address: str) -> None:
    answer = browser("clerk").post(address, {"text": MAN[:10], "which": "open"}, follow=True)

    said = answer.content.decode()
    assert "不按号码的一部分查找" in said
    assert "请输入完整号码，或姓名，或姓名加号码后四位" in said
    assert MAN_NAME not in said


def test_an_inbox_shows_the_same_mask_whatever_was_typed() -> None:
    Item.objects.filter(subject=MAN).update(subject_name=MAN_NAME)

    for text in (MAN, MAN_NAME, f"{MAN_NAME} {MAN[-4:]}"):
        asked = {"text": text, "which": "open"}
        answer = browser("clerk").post("/clerk/", asked, follow=True)

        said = answer.content.decode().replace(f'value="{text}"', "")
        assert mask_ssn(MAN) in said
        assert MAN not in said


def test_a_machine_that_sends_a_part_of_a_number_is_refused(counter: dict[str, Any]) -> None:
    token = machine(token_of(counter, "clerk"))

    whole, part = (
        token.post("/api/v1/items/search", {"which": "all", "text": text}, content_type=JSON)
        for text in (MAN, MAN[:17])
    )

    assert [item["subject"] for item in whole.json()] == [MAN]
    assert part.status_code == 422
    assert [one["code"] for one in part.json()["refusals"]] == ["search.part_of_a_number"]


def test_a_name_with_other_last_digits_finds_nobody() -> None:
    assert not finds_the_man(f"{MAN_NAME} 0000")
    assert not finds_the_man(f"{WOMAN_NAME} {MAN[-4:]}")


@pytest.mark.parametrize("text", [MAN, MAN_NAME, f"{MAN_NAME} {MAN[-4:]}"])
def test_a_hit_shows_the_same_mask_whatever_was_typed(text: str) -> None:
    said = searched(text).replace(f'value="{text}"', "")

    assert mask_ssn(MAN) in said
    assert MAN not in said


def test_what_was_typed_stands_in_no_address() -> None:
    answer = browser("clerk").post("/clerk/people", {"text": MAN}, follow=True)

    addresses = [address for address, _ in answer.redirect_chain]
    assert len(addresses) == 1
    assert MAN not in addresses[0]
    assert MAN[:6] not in addresses[0]


def test_a_search_is_noted_with_its_hits_and_without_any() -> None:
    searched(MAN_NAME)
    searched("没有这个人")

    looks = [(one.what, one.search, one.ssns) for one in AccessRecord.objects.order_by("id")]
    assert looks == [("people.list", MAN_NAME, [MAN]), ("people.list", "没有这个人", [])]


def test_who_lies_outside_the_scope_is_answered_as_who_is_unknown() -> None:
    neighbour = browser("clerk340209")

    asked = [str(Person.objects.get(ssn=MAN).handle), str(uuid4())]

    answers = [neighbour.get(f"/clerk/people/{reference}") for reference in asked]

    said = [
        re.sub(r'value="\w{64}"', "", answer.content.decode().replace(reference, ""))
        for reference, answer in zip(asked, answers, strict=True)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert said[0] == said[1]


def test_a_list_goes_on_behind_the_last_row_until_all_were_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(people, "ROWS", 2)
    newcomers = [ssn_of("19900101", f"{serial}") for serial in range(200, 205)]
    for ssn in newcomers:
        enrol(ssn, "赵同名", employer=FACTORY)
    clerk, address, seen = browser("clerk"), "/clerk/people", []

    while address:
        page = clerk.get(address).content.decode()
        shown = re.findall(r'"/clerk/people/([\w-]+)"', page)
        seen += [str(Person.objects.get(handle=one).ssn) for one in shown]
        following = re.search(r'href="\?(list=[\w-]+)">下一页', page)
        address = f"/clerk/people?{following[1]}" if following else ""

    assert sorted(seen) == sorted([MAN, WOMAN, *newcomers])
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("reference", ["", "x", "AAAA", "é", "A" * 20_000, "../x"])
def test_what_is_no_reference_leads_nowhere(reference: str) -> None:
    assert browser("clerk").get("/clerk/people", {"list": reference}).status_code == 200
    assert state_in(reference) == {}
    with pytest.raises(ValueError, match="reference"):
        referred_to(reference)


def test_a_reference_hides_what_it_stands_for_and_is_the_same_every_time() -> None:
    assert referred_to(reference_to(MAN)) == MAN
    assert reference_to(MAN) == reference_to(MAN)
    assert MAN[:4] not in reference_to(MAN)
    assert state_in(state_reference(text=MAN, after="")) == {"text": MAN}


def test_a_reference_of_another_node_opens_nothing() -> None:
    with override_settings(SECRET_KEY="another node's secret"):
        there = reference_to(MAN)

    assert state_in(state_reference(text="x")) == {"text": "x"}
    with pytest.raises(ValueError, match="reference"):
        referred_to(there)
