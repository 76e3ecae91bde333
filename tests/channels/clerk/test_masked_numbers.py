"""People's numbers are masked on pages until somebody asks for one; who asks is noted."""

from typing import Any

import pytest
from town import Town, settle
from visiting import browser, content_of, every_address, machine, token_of

from counter import AT, FACTORY, MAN, MAN_NAME, WOMAN, completed
from tongchou.agency.models import AccessRecord
from tongchou.registry.models import Benefit
from tongchou.standards.identity import mask_ssn
from tongchou.standards.time import month_of
from tongchou.workflow.models import Item


@pytest.fixture
def town(counter: dict[str, Any]) -> Town:
    """Settle the town, one of its people retired and paid."""
    del counter
    settled = settle()
    month = month_of("2024-09")
    Benefit.objects.create(
        ssn=settled.man.ssn, province="34", scheme="110", kind="pension",
        from_month=month + 1, retirement_month=month, basic_fen=1,
        account_fen=1, total_fen=2, contribution_months=180, wage_index_e4=10_000,
        worksheet=[], provisional=False, item_number="34-1",
    )  # fmt: skip
    completed("payment_roll", {"month": "2024-10"})
    return settled


def looks(what: str) -> list[tuple[str, str]]:
    """Return who looked at whose number in this way."""
    found = AccessRecord.objects.filter(what=what).order_by("id")
    return [(look.login, ssn) for look in found for ssn in look.ssns]


def test_no_page_shows_a_number_unasked(town: Town) -> None:
    facts = {
        "number": town.mans_item.number,
        "person_id": town.man.handle,
        "credit_code": FACTORY,
        "code": "employment_end",
        "substitution_id": 1,
        "batch_id": 1,
        "report_id": 1,
        "signal_id": 1,
        "sought": "person",
        "stop": "return",
        "place": 1,
        "attachment_id": town.mans_scan,
    }
    roll = Item.objects.get(code="payment_roll").number
    paths = [
        address.path(facts)
        for address in every_address("province")
        if address.route.startswith("clerk/")
    ]
    clerk = browser("clerk")

    said = {
        path: content_of(clerk.get(path))
        for path in [*paths, "/clerk/?which=open", "/clerk/?which=done", f"/clerk/items/{roll}"]
    }

    assert [path for path, page in said.items() if MAN in page or WOMAN in page] == []
    assert sum(mask_ssn(MAN) in page for page in said.values()) >= 6
    assert mask_ssn(MAN) in said[f"/clerk/items/{roll}"]


def test_a_mask_hides_the_day_of_birth() -> None:
    assert mask_ssn(MAN) == MAN[:6] + "********" + MAN[-4:]


def test_a_persons_number_is_shown_to_who_asks_and_noted(town: Town) -> None:
    answer = browser("clerk").post(f"/clerk/people/{town.man.handle}/number")

    assert MAN in answer.content.decode()
    assert looks("person.number") == [("clerk", MAN)]
    assert AccessRecord.objects.get(what="person.number").looked_at == AT


def test_an_items_number_is_shown_to_who_asks_and_noted(town: Town) -> None:
    answer = browser("reviewer").post(f"/clerk/items/{town.womans_item.number}/number")

    assert WOMAN in answer.content.decode()
    assert looks("item.number") == [("reviewer", WOMAN)]


def test_a_number_is_not_shown_to_a_mere_visit(town: Town) -> None:
    clerk = browser("clerk")

    asked = [
        clerk.get(f"/clerk/people/{town.man.handle}/number"),
        clerk.get(f"/clerk/items/{town.mans_item.number}/number"),
    ]

    assert [answer.status_code for answer in asked] == [405, 405]
    assert looks("person.number") == looks("item.number") == []


@pytest.mark.usefixtures("town")
def test_an_item_about_nobody_has_no_number_to_show() -> None:
    roll = Item.objects.get(code="payment_roll").number

    answer = browser("clerk").post(f"/clerk/items/{roll}/number")

    assert answer.status_code == 404
    assert looks("item.number") == []


def test_opening_a_record_is_noted_and_told_on_it(town: Town) -> None:
    browser("reviewer").get(f"/clerk/people/{town.man.handle}")

    said = browser("clerk").get(f"/clerk/people/{town.man.handle}").content.decode()

    assert looks("person.page") == [("reviewer", MAN), ("clerk", MAN)]
    assert "reviewer" in said


def test_a_record_that_was_not_shown_is_not_noted_as_seen(town: Town) -> None:
    answer = browser("clerk340209").get(f"/clerk/people/{town.man.handle}")

    assert answer.status_code == 404
    assert looks("person.page") == []


@pytest.mark.usefixtures("town")
def test_a_machine_that_reads_a_record_is_noted(counter: dict[str, Any]) -> None:
    clerk = machine(token_of(counter, "clerk"))

    found, missed = (
        clerk.post("/api/v1/persons/query", {"ssn": ssn}, content_type="application/json")
        for ssn in (f" {MAN.lower()} ", "340104196409151x")
    )

    assert found.json()["name"] == MAN_NAME
    assert missed.status_code == 404
    assert looks("api.person") == [("clerk", MAN)]


def test_a_machine_that_reads_items_is_noted(town: Town, counter: dict[str, Any]) -> None:
    clerk = machine(token_of(counter, "clerk"))

    one = clerk.get(f"/api/v1/items/{town.womans_item.number}")
    many = clerk.get("/api/v1/items", {"which": "open"})

    assert one.json()["subject"] == WOMAN
    assert {item["subject"] for item in many.json()} == {MAN, WOMAN}
    assert looks("api.items") == [("clerk", WOMAN), ("clerk", MAN), ("clerk", WOMAN)]


def test_what_nobody_may_see_is_noted_for_nobody(town: Town, counter: dict[str, Any]) -> None:
    answer = machine(token_of(counter, "clerk340209")).get(f"/api/v1/items/{town.mans_item.number}")

    assert answer.status_code == 404
    assert looks("api.items") == []


def test_a_corrected_number_is_the_one_that_is_shown(town: Town) -> None:
    number = town.womans_item.number
    browser("reviewer").post(f"/clerk/items/{number}/step", {"verb": "return", "note": "号码有误"})
    corrected = dict(town.mans_item.form)

    browser("clerk").post(f"/clerk/items/{number}/resubmit", corrected)

    shown = browser("clerk").post(f"/clerk/items/{number}/number").content.decode()
    assert MAN in shown
    assert WOMAN not in shown
