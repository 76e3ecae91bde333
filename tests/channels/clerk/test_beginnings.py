"""What a clerk may begin: matters of the own county, and only those that clerks begin."""

import json
from typing import Any

import pytest
from town import HERE, THERE, Town, leaving, settle
from visiting import browser, machine, token_of, was_refused

from counter import FACTORY, MAN, MAN_NAME, MILL, another_sign_in, ssn_of
from tongchou.workflow.models import Item

NEIGHBOUR, OWN = f"clerk{THERE}", f"clerk{HERE}"

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(counter: dict[str, Any]) -> Town:
    """Settle the town; the neighbour's county is the woman's."""
    del counter
    return settle()


BEYOND = {
    "employment_end": leaving(MAN, FACTORY),
    "retirement_claim": {
        "ssn": MAN, "name": MAN_NAME, "track": "man", "retirement_month": "2024-10",
    },
    "transfer_in": {"ssn": MAN, "name": MAN_NAME, "origin": "32"},
    "prior_record": {
        "ssn": MAN, "name": MAN_NAME, "from_month": "2000-01", "last_month": "2000-12",
        "months": "12", "wage_index": "1.0", "account_yuan": "100.00", "document": "档案",
    },
    "person_enrolment": {
        "ssn": ssn_of("19900101", "203"), "name": "张三", "credit_code": FACTORY,
        "from_month": "2024-10",
    },
    "payment_roll": {"month": "2024-10"},
}  # fmt: skip
"""A form of each item that lies beyond the woman's county."""


def refused(answer: Any) -> tuple[int, list[str]]:
    """Return the status of a machine's answer, and the codes of what was refused."""
    return answer.status_code, [refusal["code"] for refusal in answer.json()["refusals"]]


def test_a_matter_beyond_the_county_cannot_be_begun_at_its_counter() -> None:
    neighbour, before = browser(NEIGHBOUR), Item.objects.count()

    answers = {
        code: neighbour.post(f"/clerk/items/start/{code}", form) for code, form in BEYOND.items()
    }

    for code, answer in answers.items():
        assert was_refused(answer), code
        assert "该事项不在您的权限范围内" in answer.content.decode(), code
    assert Item.objects.count() == before


def test_nor_by_its_machine(counter: dict[str, Any]) -> None:
    neighbour = machine(token_of(counter, NEIGHBOUR))

    answers = {
        code: neighbour.post(
            "/api/v1/items", {"code": code, "form": form}, content_type="application/json"
        )
        for code, form in BEYOND.items()
    }

    assert {code: refused(answer) for code, answer in answers.items()} == dict.fromkeys(
        BEYOND, (422, ["workflow.out_of_scope"])
    )


def test_a_newcomer_is_enrolled_by_the_county_of_the_employer() -> None:
    form = {"ssn": MAN, "name": MAN_NAME, "credit_code": MILL, "from_month": "2024-11"}

    answer = browser(NEIGHBOUR).post("/clerk/items/start/person_enrolment", form)

    assert answer.status_code == 302


def test_a_corrected_form_cannot_lead_out_of_the_county(town: Town) -> None:
    number = town.womans_item.number
    browser("reviewer").post(f"/clerk/items/{number}/step", {"verb": "return", "note": "请更正"})

    answer = browser(NEIGHBOUR).post(f"/clerk/items/{number}/resubmit", leaving(MAN, FACTORY))

    assert was_refused(answer)
    assert "该事项不在您的权限范围内" in answer.content.decode()


def test_a_neighbour_does_not_hear_whether_number_and_name_match(counter: dict[str, Any]) -> None:
    neighbour = machine(token_of(counter, NEIGHBOUR))
    people = [(MAN, MAN_NAME), (MAN, "别的名字"), (ssn_of("19700101"), "无人认识")]

    answers = [
        neighbour.post(
            "/api/v1/items",
            {
                "code": "person_enrolment",
                "form": {"ssn": ssn, "name": name, "credit_code": MILL, "from_month": "2024-10"},
            },
            content_type="application/json",
        )
        for ssn, name in people
    ]

    said = [(answer.status_code, answer.json()["status"]) for answer in answers]
    assert said == [(201, "accepted")] * 3
    reviewer = machine(token_of(counter, "reviewer"))
    number = answers[1].json()["number"]
    reviewed = reviewer.post(f"/api/v1/items/{number}/review", {}, content_type="application/json")
    assert refused(reviewed) == (422, ["identity.name_mismatch"])


def test_what_a_system_starts_no_clerk_starts(counter: dict[str, Any]) -> None:
    clerk = machine(token_of(counter, "clerk"))
    codes = ("contribution_receipt", "employer_feed", "transfer_out")

    answers = [
        clerk.post("/api/v1/items", {"code": code, "form": {}}, content_type="application/json")
        for code in codes
    ]

    assert [refused(answer) for answer in answers] == [(422, ["workflow.other_entrance"])] * 3


def test_what_a_clerk_starts_no_system_starts(counter: dict[str, Any]) -> None:
    del counter
    codes = ("retirement_claim", "payment_roll", "transfer_out")
    token = another_sign_in("systems", [f"feed/{code}" for code in codes], kind="service")

    answers = [
        machine(token).post(
            f"/api/v1/feeds/{code}", {"month": "2024-10"}, content_type="application/json"
        )
        for code in codes
    ]

    assert [refused(answer) for answer in answers] == [(422, ["workflow.other_entrance"])] * 3


def test_a_neighbours_key_is_not_the_countys_own(counter: dict[str, Any]) -> None:
    newcomers = [
        {"ssn": ssn_of("19900101", "203"), "name": "张三", "from_month": "2024-10",
         "credit_code": employer}
        for employer in (FACTORY, MILL)
    ]  # fmt: skip

    answers = [
        machine(token_of(counter, login)).post(
            "/api/v1/items",
            json.dumps({"code": "person_enrolment", "form": form}),
            content_type="application/json",
            headers={"Idempotency-Key": "1"},
        )
        for login, form in zip((OWN, NEIGHBOUR), newcomers, strict=True)
    ]

    assert [answer.json()["repeated"] for answer in answers] == [False, False]
    assert answers[0].json()["number"] != answers[1].json()["number"]


@pytest.mark.parametrize("path", ["/clerk/items/start", "/clerk/items/start/retirement_claim"])
def test_the_steps_ahead_are_said_before_a_matter_is_begun(path: str) -> None:
    page = browser("clerk").get(path).content.decode()

    assert "受理 → 复核 → 审批" in page
