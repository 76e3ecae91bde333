"""What else a dossier holds: work, account, transfers, pension and payments."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counter import (
    EMPLOYEE_FEN,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    apply,
    contribute,
    credit,
    enrol,
    register_employer,
)
from tongchou.ledger.queries import account_movements
from tongchou.registry.dossier import AccountMovement, Dossier, dossier_of
from tongchou.standards.messages import (
    BenefitDetermined,
    EmploymentEnded,
    PaymentsMade,
    PersonsEnrolled,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month

pytestmark = pytest.mark.usefixtures("working")

OCTOBER = month(2024, 10)
CREDITED = Text("记账", "Credited")


@dataclass(frozen=True)
class Moved:
    """A movement as a test words it."""

    province: str
    amount_fen: int
    posted_on: date = TODAY
    month: Month = OCTOBER
    memo: Text = CREDITED


@pytest.fixture
def working(province: Any) -> None:
    """Let a man and a woman work for the factory."""
    del province
    register_employer(FACTORY, "安徽皖江机械有限公司")
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME)


def dossier(*movements: AccountMovement, ssn: str = MAN) -> Dossier:
    found = dossier_of(ssn, movements, scheme="110")
    assert found is not None
    return found


def told() -> dict[str, Any]:
    return dossier().as_json()


def elsewhere() -> None:
    message = PersonsEnrolled(
        scheme="110", from_month="2024-06", ssns=[MAN], names=["在江苏的名字"], credit_codes=[""]
    )
    apply(message, province="32")


def draws() -> None:
    apply(
        BenefitDetermined(scheme="110", benefit="pension",
            ssn=MAN, from_month="2024-11", retirement_month="2024-10", basic_fen=221_000,
            account_fen=100_000, total_fen=321_000, contribution_months=240,
            wage_index_e4=10_000, worksheet=[{"name": "total", "value": 321_000}],
            item_number="34-8", provisional=True,
        )
    )  # fmt: skip


def paid(in_month: str, ssn: str = MAN) -> None:
    apply(
        PaymentsMade(scheme="110", benefit="pension",
            month=in_month, paid_on=TODAY, item_number="34-9", ssns=[ssn],
            amount_fens=[321_000], account_part_fens=[100_000],
        )
    )  # fmt: skip


def test_nobody_has_a_dossier_whom_nobody_knows() -> None:
    assert dossier_of("110101199003070003", [], scheme="110") is None


def test_a_dossier_says_who_it_is_about() -> None:
    found = dossier(ssn=WOMAN)

    assert (found.ssn, found.name, found.sex) == (WOMAN, WOMAN_NAME, "2")
    assert found.birth_on == date(1985, 3, 7)


def test_work_is_told_oldest_first_with_its_end() -> None:
    register_employer(MILL, "芜湖纺织有限公司", "340209")
    enrol(MAN, MAN_NAME, employer=MILL, from_month="2023-01")
    apply(
        EmploymentEnded(
            scheme="110", ssn=MAN, credit_code=MILL, until_month="2023-07", reason="222"
        )
    )

    [part] = told()["provinces"]

    assert part["enrolments"] == [
        {
            "from_month": "2023-01", "until_month": "2023-07", "employer": "芜湖纺织有限公司",
            "end_reason": "222",
        },
        {
            "from_month": "2024-01", "until_month": None, "employer": "安徽皖江机械有限公司",
            "end_reason": "",
        },
    ]  # fmt: skip


def test_each_province_has_its_own_part() -> None:
    elsewhere()

    found = told()

    assert [part["province"] for part in found["provinces"]] == ["32", "34"]
    assert [len(part["enrolments"]) for part in found["provinces"]] == [1, 1]
    assert found["provinces"][0]["enrolments"][0]["employer"] is None
    assert found["name"] == "在江苏的名字"  # of two, the first province's


def test_the_account_is_the_sum_of_its_movements_province_by_province() -> None:
    elsewhere()

    found = dossier(Moved("34", 64_000), Moved("34", 64_000), Moved("34", -100), Moved("32", 7))

    assert [(part.province, part.account_fen) for part in found.parts] == [
        ("32", 7),
        ("34", 64_000 + 64_000 - 100),
    ]
    assert found.account_fen == 7 + 127_900


def test_the_ledger_s_movements_are_the_dossier_s() -> None:
    contribute(MAN, "2024-09", "2024-10")
    credit(WOMAN, 1, OCTOBER)

    found = dossier(*account_movements(MAN)).as_json()

    assert found["account_fen"] == 2 * EMPLOYEE_FEN
    assert found["account_movements"] == [
        {
            "province": "34", "posted_on": "2024-11-05", "month": in_month,
            "memo": {"zh": "记账", "en": "记账"},
            "amount_fen": EMPLOYEE_FEN,
        }
        for in_month in ("2024-09", "2024-10")
    ]  # fmt: skip


def test_an_empty_account_holds_nothing() -> None:
    assert dossier().account_fen == 0
    assert told()["account_movements"] == []


def requested() -> None:
    apply(
        TransferRequested(scheme="110",
            letter="32-1", ssn=MAN, name=MAN_NAME, origin="34", destination="32",
            requested_on=date(2024, 10, 8),
        )
    )  # fmt: skip


def answered(*, refused: bool, reason: str = "") -> None:
    apply(
        TransferAnswered(scheme="110",
            letter="32-1", ssn=MAN, name=MAN_NAME, origin="34", destination="32",
            answered_on=date(2024, 10, 20), refused=refused, reason=reason, years=[2024],
            months=[9], base_sum_fens=[1], index_sums_e4=[2], earlier=[], account_fen=64_000,
            pooled_fen=96_000,
        )
    )  # fmt: skip


def test_a_transfer_is_told_from_its_request_on() -> None:
    requested()

    [transfer] = told()["transfers"]

    assert (transfer["origin"], transfer["destination"]) == ("34", "32")
    assert transfer["requested_on"] == "2024-10-08"
    assert (transfer["answered_on"], transfer["completed_on"]) == (None, None)


def test_a_transfer_that_ended_tells_what_moved() -> None:
    requested()
    answered(refused=False)
    apply(
        TransferCompleted(scheme="110",
            letter="32-1", ssn=MAN, origin="34", destination="32",
            completed_on=date(2024, 10, 22), months=9, account_fen=64_000,
        )
    )  # fmt: skip

    assert told()["transfers"] == [
        {
            "letter": "32-1", "origin": "34", "destination": "32", "requested_on": "2024-10-08",
            "answered_on": "2024-10-20", "completed_on": "2024-10-22", "refused": False,
            "reason": "", "months": 9, "account_fen": 64_000, "pooled_fen": 96_000,
        }
    ]  # fmt: skip


def test_a_refused_transfer_tells_the_reason() -> None:
    requested()
    answered(refused=True, reason="该人员已在我省领取养老金")

    [transfer] = told()["transfers"]

    assert (transfer["refused"], transfer["reason"]) == (True, "该人员已在我省领取养老金")


def test_a_pension_is_told_with_its_worksheet() -> None:
    draws()

    assert told()["benefits"] == [
        {
            "province": "34", "kind": "pension",
            "from_month": "2024-11", "retirement_month": "2024-10",
            "basic_fen": 221_000, "account_fen": 100_000, "total_fen": 321_000,
            "contribution_months": 240, "provisional": True,
            "worksheet": [{"name": "total", "value": 321_000}],
        }
    ]  # fmt: skip


def test_payments_are_told_month_by_month() -> None:
    draws()
    paid("2024-12")
    paid("2024-11")

    assert told()["payments"] == [
        {"month": "2024-11", "amount_fen": 321_000, "paid_on": "2024-11-05"},
        {"month": "2024-12", "amount_fen": 321_000, "paid_on": "2024-11-05"},
    ]


def test_nothing_of_anybody_else_is_in_a_dossier() -> None:
    contribute(MAN, "2024-10", "2024-10")
    draws()
    paid("2024-11")
    requested()

    found = dossier(ssn=WOMAN).as_json()

    assert found["months"] == found["account_fen"] == 0
    assert found["transfers"] == found["benefits"] == found["payments"] == []
    assert [part["stretches"] for part in found["provinces"]] == [[]]


def test_a_dossier_is_json_as_it_stands() -> None:
    contribute(MAN, "2024-09", "2024-10")
    draws()
    paid("2024-11")
    requested()
    found = dossier(*account_movements(MAN)).as_json()

    assert json.loads(json.dumps(found)) == found


def test_a_long_life_is_read_in_as_few_questions_as_a_short_one() -> None:
    contribute(MAN, "2024-10", "2024-10")
    with CaptureQueriesContext(connection) as short:
        dossier(*account_movements(MAN)).as_json()
    contribute(MAN, "2023-01", "2024-08")
    elsewhere()

    with CaptureQueriesContext(connection) as long:
        dossier(*account_movements(MAN)).as_json()

    assert len(long) == len(short)
