"""A clerk declares for the employers of the own county or city; other rows are refused alone."""

import hashlib
from typing import Any

import pytest

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    WOMAN_NAME,
    clerk,
    refusal_codes,
    register_employer,
)
from tongchou.agency.models import Clerk
from tongchou.registry.models import Contribution
from tongchou.standards.refusal import Refusals
from tongchou.workflow.changes import Accepted, accept
from tongchou.workflow.item import File

HEADER = "统一社会信用代码,姓名,社会保障号码,申报月工资"
FILE = "\n".join(
    [HEADER, f"{FACTORY},{MAN_NAME},{MAN},8000", f"{MILL},{WOMAN_NAME},{WOMAN},9000"]
).encode()
"""A man of 蜀山区, in 合肥, and a woman of 弋江区, in 芜湖."""


@pytest.fixture(autouse=True)
def two_counties(province: dict[str, Any]) -> None:
    """Register an employer in either county."""
    del province
    register_employer(FACTORY, place="340104")
    register_employer(MILL, place="340209")


def handed_in(by: str) -> Accepted | Refusals:
    form = {"month": "2024-09", "file_digest": hashlib.sha256(FILE).hexdigest()}
    return accept(
        "wage_declaration", form, province="34", at=AT, clerk=clerk(by),
        files=(File("wages.csv", FILE),),
    )  # fmt: skip


def declared(by: str) -> Accepted:
    done = handed_in(by)
    assert isinstance(done, Accepted)
    return done


def test_nobody_hands_in_a_file_that_names_them() -> None:
    Clerk.objects.filter(login="clerk").update(person_code=WOMAN)

    assert refusal_codes(handed_in("clerk")) == ["risk.own_record"]
    assert people_assessed() == set()


def clerk_of(agency: str) -> str:
    Clerk.objects.create(
        login="someone", name="某某", person_code="1", agency_id=agency, duties=["accept"]
    )
    return "someone"


def people_assessed() -> set[str]:
    return set(Contribution.objects.values_list("ssn", flat=True))


@pytest.mark.parametrize(
    ("agency", "assessed"),
    [
        ("340000", {MAN, WOMAN}),
        ("340100", {MAN}),
        ("340104", {MAN}),
        ("340111", set()),
        ("340111901", set()),
        ("340200", {WOMAN}),
    ],
)
def test_rows_of_employers_elsewhere_are_refused_and_the_others_stand(
    agency: str, assessed: set[str]
) -> None:
    outcome = declared(clerk_of(agency)).item.outcome

    assert people_assessed() == assessed
    assert (outcome["accepted"], outcome["refused"]) == (len(assessed), 2 - len(assessed))
    assert {row["code"] for row in outcome["refusals"]} <= {"employer.out_of_scope"}


def test_a_row_out_of_scope_says_which_field_and_what_to_do() -> None:
    outcome = declared("clerk340104").item.outcome

    assert outcome["refusals"] == [
        {
            "row": 2,
            "code": "employer.out_of_scope",
            "case": "employer outside your scope",
            "field": "credit_code",
            "remedy": {
                "zh": "请向该单位所属经办机构申报",
                "en": "Declare it to the agency the employer belongs to",
            },
        }
    ]
    assert outcome["cases"]["employer outside your scope"] == "单位不在您的权限范围内"


def test_what_one_county_was_refused_another_may_hand_in_with_the_same_file() -> None:
    first = declared("clerk340104")

    second, again = declared("clerk340209"), declared("clerk340209")

    assert people_assessed() == {MAN, WOMAN}
    assert second.item.number != first.item.number
    assert (again.repeated, again.item.number) == (True, second.item.number)
