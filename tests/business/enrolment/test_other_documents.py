"""Who has no citizen's number is registered too, and found, declared and masked by the number."""

from typing import Any

import pytest

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    accepted,
    completed,
    contribute,
    enrol,
    hand_in,
    refusal_codes,
    register_employer,
    told,
)
from tongchou.registry.dossier import dossier_of
from tongchou.registry.models import Contribution, Enrolment, Person
from tongchou.registry.queries import people_found
from tongchou.standards.messages import PersonsEnrolled
from tongchou.standards.search import search_of
from tongchou.workflow.changes import accept
from tongchou.workflow.item import File

AMERICAN = "USA0123456789"
FORM = {
    "document_kind": "passport", "ssn": AMERICAN, "birth_on": "1985-03-07", "sex": "1",
    "name": "JOHN SMITH", "credit_code": FACTORY, "from_month": "2024-10",
}  # fmt: skip
BARE = {name: value for name, value in FORM.items() if name not in {"birth_on", "sex"}}
HEADER = "统一社会信用代码,姓名,社会保障号码,申报月工资"

pytestmark = pytest.mark.usefixtures("factory")


@pytest.fixture
def factory(province: dict[str, Any]) -> None:
    """Register the factory."""
    del province
    register_employer()


def declared(*rows: str) -> Any:
    """Declare wages of October; return the item."""
    file = File("a.csv", "\n".join([HEADER, *rows]).encode())
    form = {"month": "2024-10", "file_name": "a.csv", "file_digest": file.digest.hex()}
    done = accept("wage_declaration", form, province="34", at=AT, source="system", files=(file,))
    return done.item  # type: ignore[union-attr]  # refused as a whole the test is wrong


def test_a_foreigner_is_registered_with_the_birth_that_the_form_tells() -> None:
    item = completed("person_enrolment", FORM)

    (person,) = Person.objects.all()
    assert (person.ssn, person.birth_on.isoformat(), person.sex) == (AMERICAN, "1985-03-07", "1")
    (message,) = told(item)
    assert isinstance(message, PersonsEnrolled)
    assert [(one.ssn, one.sex) for one in message.births] == [(AMERICAN, "1")]
    dossier = dossier_of(AMERICAN, (), scheme="110")
    assert dossier is not None
    assert (dossier.birth_on, dossier.sex) == (person.birth_on, "1")


def test_without_birth_and_sex_nobody_is_registered_by_a_passport() -> None:
    done = hand_in("person_enrolment", BARE)

    assert [(refusal.field, refusal.text.zh) for refusal in done] == [  # type: ignore[union-attr]
        ("birth_on", "请填写证件上的出生日期"),
        ("sex", "请选择性别"),
    ]


def test_a_foreigner_is_found_by_the_whole_number_and_by_name_and_its_end() -> None:
    completed("person_enrolment", FORM)
    found = [
        len(people_found(search_of(text), division="", province="34").rows)
        for text in (AMERICAN, AMERICAN.lower(), "smith 6789", "smith 6780", "USA0123456780")
    ]

    assert found == [1, 1, 1, 0, 0]
    assert search_of("0123456789").refusal is not None


def test_wages_are_declared_of_a_foreigner_who_is_registered_and_of_no_other() -> None:
    completed("person_enrolment", FORM)

    item = declared(
        f"{FACTORY},JOHN SMITH,{AMERICAN},8000",
        f"{FACTORY},JOHN SMITH,{AMERICAN},8000",
        f"{FACTORY},MARY JONES,GBR0123456789,8000",
        f"{FACTORY},MARY JONES,XYZ0123456789,8000",
    )

    codes = [row["code"] for row in item.outcome["refusals"]]
    assert codes == ["row.duplicate", "person.unregistered", "identity.country"]
    assert list(Contribution.objects.values_list("ssn", flat=True)) == [AMERICAN]
    assert Enrolment.objects.count() == 1


def test_another_birth_than_the_registered_one_is_refused() -> None:
    completed("person_enrolment", FORM)
    earlier = {
        "ssn": AMERICAN, "name": "JOHN SMITH", "birth_on": "1985-03-08", "sex": "1",
        "from_month": "2009-01", "last_month": "2009-12", "months": "12", "wage_index": "1.0",
        "account_yuan": "0.00", "document": "档案",
    }  # fmt: skip

    assert refusal_codes(hand_in("prior_record", earlier)) == ["identity.birth_mismatch"]
    assert refusal_codes(hand_in("prior_record", earlier | {"birth_on": "1985-03-07"})) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("张三(男)", "name.brackets"), ("张三（男）", "name.brackets"), ("张3", "name.digits")],
)
def test_a_note_in_the_name_of_a_newcomer_is_refused_with_why(name: str, code: str) -> None:
    done = hand_in("person_enrolment", FORM | {"name": name})

    assert refusal_codes(done) == [code]
    assert done[0].field == "name"  # type: ignore[index]
    assert done[0].remedy is not None  # type: ignore[index]


def test_who_is_registered_under_an_odd_name_is_still_served_under_it() -> None:
    enrol(MAN, "陈建国(大)")
    contribute(MAN, "2024-01", "2024-03")

    done = hand_in("transfer_in", {"ssn": MAN, "name": "陈建国(大)", "origin": "32"})

    assert refusal_codes(done) == []


@pytest.mark.parametrize(
    ("registered", "written"),
    [("陈大文", "陳大文"), ("Maria Ros", "MARIA ROS"), ("艾力·买买提", "艾力•买买提")],
)
def test_a_name_that_differs_in_form_only_is_a_hint(registered: str, written: str) -> None:
    enrol(MAN, registered)
    contribute(MAN, "2024-01", "2024-03")

    item = accepted("transfer_in", {"ssn": MAN, "name": written, "origin": "32"})

    is_changed = item.form["name"] != registered
    assert [f"“{registered}”" in hint["zh"] for hint in item.hints] == [True] * is_changed


def test_another_name_is_still_refused() -> None:
    enrol(MAN, MAN_NAME)
    contribute(MAN, "2024-01", "2024-03")

    done = hand_in("transfer_in", {"ssn": MAN, "name": "陈国建", "origin": "32"})

    assert refusal_codes(done) == ["identity.name_mismatch"]


def test_an_age_and_a_month_long_past_are_looked_at_twice() -> None:
    old = hand_in("person_enrolment", FORM | {"birth_on": "1928-10-01", "from_month": "2023-10"})

    said = [hint["zh"] for hint in old.item.hints]  # type: ignore[union-attr]
    assert said == [
        "参保起始时该人员已95周岁,请核对出生日期和参保起始年月",
        "参保起始年月在13个月以前,请核对是否应补缴",
    ]
    usual = hand_in("person_enrolment", FORM | {"ssn": "USA0123456780", "from_month": "2023-12"})
    assert usual.item.hints == []  # type: ignore[union-attr]


def test_a_name_in_another_form_is_a_repair_in_a_file_and_another_name_a_fault() -> None:
    enrol(MAN, "Maria Ros")

    item = declared(f"{FACTORY},MARIA ROS,{MAN},8000")
    refused = declared(f"{FACTORY},MARIA ROSE,{MAN},8000")

    assert item.outcome["accepted"] == 1
    assert item.outcome["normalised"] == [{"row": 1, "case": "name registered in another form"}]
    assert item.outcome["cases"]["name registered in another form"] == "姓名与登记的仅写法不同"
    assert [row["code"] for row in refused.outcome["refusals"]] == ["identity.name_mismatch"]
