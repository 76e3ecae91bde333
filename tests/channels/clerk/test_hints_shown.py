"""What a clerk should look at twice stands on the item's page and in the machines' answer."""

from typing import Any

import pytest
from town import settle
from visiting import browser, machine, token_of

from counter import MAN, MAN_NAME, MILL, accepted

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
