"""What an employer hears of people who are not its own: nothing but that."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from town import USER, inhabit
from visiting import browser

from counter import MAN, MAN_NAME, WOMAN, WOMAN_NAME, pension, ssn_of
from counter import apply as told_here
from tongchou.registry.models import Enrolment, Person
from tongchou.workflow.models import Item

NOBODY = ssn_of("19910305", "107")
START = "/employer/matters/start"


@pytest.fixture(autouse=True)
def _inhabited(counter: Any) -> None:
    del counter
    inhabit()
    told_here(pension(WOMAN, total_fen=300_000))


def test_a_file_tells_nothing_of_strangers_and_lets_nobody_join() -> None:
    """The woman draws a pension, her name is told right and wrong; the last one nobody knows."""
    rows = (
        (MAN_NAME, MAN, 8000),
        (WOMAN_NAME, WOMAN, 0),
        ("王五", WOMAN, 1),
        ("赵六", NOBODY, 9000),
    )
    lines = ["姓名,社会保障号码,申报月工资", *(",".join(map(str, row)) for row in rows)]
    before = set(Enrolment.objects.values_list("ssn", "credit_code"))

    answer = browser(USER).post(
        f"{START}/wage_declaration",
        {"month": "2024-10", "file": SimpleUploadedFile("a.csv", "\n".join(lines).encode())},
    )

    outcome = Item.objects.get(code="wage_declaration").outcome
    told = [{one["code"], *one.get("also", [])} for one in outcome["refusals"]]
    assert answer.status_code == 302
    assert outcome["accepted"] == 1
    assert all("person.not_enrolled" in one for one in told)
    assert set().union(*told) <= {"person.not_enrolled", "wage.not_positive", "row.duplicate"}
    assert outcome["normalised"] == []
    assert set(Enrolment.objects.values_list("ssn", "credit_code")) == before
    assert not Person.objects.filter(ssn=NOBODY).exists()


def test_whether_a_name_fits_a_number_is_heard_by_the_clerk_alone() -> None:
    pages = [
        browser(USER)
        .post(f"{START}/person_enrolment", {"ssn": MAN, "name": name, "from_month": "2024-11"})
        .content.decode()
        for name in (MAN_NAME, "王五")
    ]

    assert all(
        "该人员已在此单位参保" in page and "有1处" in page.replace(" ", "") for page in pages
    )
