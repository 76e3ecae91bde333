"""What a clerk should look at twice stands on the item's page and in the machines' answer."""

from typing import Any

import pytest
from town import settle
from visiting import browser, machine, token_of

from counter import AT, FACTORY, MAN, MAN_NAME, MILL, accepted, apply, clerk
from tongchou.standards.messages import EmploymentEnded
from tongchou.workflow import changes as workflow

HINT = "该人员自2024-01起另有未终止的参保,请核对是否应先停保"


@pytest.mark.usefixtures("counter")
def test_a_hint_is_shown_and_names_no_employer_of_another_county(counter: dict[str, Any]) -> None:
    settle()
    form = {"ssn": MAN, "name": MAN_NAME, "credit_code": MILL, "from_month": "2024-11"}
    item = accepted("person_enrolment", form, by="clerk340209")

    page = browser("clerk340209").get(f"/clerk/items/{item.number}").content.decode()
    told = machine(token_of(counter, "clerk340209")).get(f"/api/v1/items/{item.number}").json()

    assert [hint["zh"] for hint in told["hints"]] == [HINT]
    assert HINT.replace(",", "，") in page
    assert "皖江" not in page + str(told)


@pytest.mark.usefixtures("counter")
def test_a_hint_is_gone_from_the_page_when_its_cause_is() -> None:
    settle()
    form = {"ssn": MAN, "name": MAN_NAME, "credit_code": MILL, "from_month": "2024-11"}
    item, other = (accepted("person_enrolment", form, by="clerk340209") for _ in range(2))
    reviewer = browser("reviewer")
    before = reviewer.get(f"/clerk/items/{item.number}").content.decode()

    workflow.take(other.number, "withdraw", clerk=clerk("clerk"), at=AT)
    apply(
        EmploymentEnded(
            scheme="110", ssn=MAN, credit_code=FACTORY, until_month="2024-10", reason="221"
        )
    )
    after = reviewer.get(f"/clerk/items/{item.number}").content.decode()

    assert other.number in before
    assert HINT.replace(",", "，") in before
    assert HINT.replace(",", "，") not in after
