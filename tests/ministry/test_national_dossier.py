import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from provinces import LI, answered, book, completed, contribute, employ, requested, tell

from tongchou.ministry.query.queries import national_dossier
from tongchou.standards.messages import (
    BenefitDetermined,
    EarlierRecordEntered,
    EmploymentEnded,
    PaymentsMade,
)

pytestmark = pytest.mark.usefixtures("ministry")


def moved_on() -> None:
    """One month in 安徽, moved to 江苏, one month there."""
    employ("34", LI)
    contribute("34", "2024-09", LI)
    credit("34", "1", 40_000)
    tell(
        "34",
        EmploymentEnded(scheme="110", ssn=LI, credit_code="", until_month="2024-10", reason="231"),
    )
    employ("32", LI, from_month="2024-10")
    contribute("32", "2024-10", LI)
    credit("32", "1", 40_000)
    tell("32", requested())
    tell("34", answered())
    book("34", "2", "accounts", "2024-11", ("8001", LI, 40_000), ("8104", "", -40_000))
    tell(
        "32",
        EarlierRecordEntered(
            scheme="110",
            ssn=LI,
            name="李安",
            source="transfer",
            paid_in="34",
            from_month="2024-01",
            until_month="2025-01",
            months=1,
            wage_index_e4=7_000,
            base_sum_fen=500_000,
            account_fen=0,
        ),
        completed(),
    )
    book("32", "2", "accounts", "2024-11", ("8103", "", 40_000), ("8001", LI, -40_000))


def credit(province: str, number: str, amount: int) -> None:
    book(province, number, "accounts", "2024-09", ("8101", "", amount), ("8001", LI, -amount))


def test_nobody_has_a_dossier_before_anybody_knows_them() -> None:
    assert national_dossier(LI) is None


def test_a_life_in_two_provinces_is_one_dossier() -> None:
    moved_on()

    dossier = national_dossier(LI)

    assert dossier is not None
    assert (dossier.name, dossier.sex, dossier.birth_on.isoformat()) == ("李安", "1", "1985-03-07")
    assert [(part.province, part.account_fen) for part in dossier.parts] == [
        ("32", 80_000),
        ("34", 0),
    ]
    assert dossier.account_fen == 80_000
    assert [transfer.letter for transfer in dossier.transfers] == ["32-1"]


def test_a_month_that_was_transferred_counts_once() -> None:
    """September was paid in 安徽 and told again by 江苏, which added October."""
    moved_on()

    dossier = national_dossier(LI)

    assert dossier is not None
    assert dossier.months == 2


def test_a_month_that_two_provinces_hold_counts_once() -> None:
    for province in ("34", "32"):
        employ(province, LI)
        contribute(province, "2024-09", LI)

    dossier = national_dossier(LI)

    assert dossier is not None
    assert dossier.months == 1


def test_a_pension_and_its_payments_are_in_the_dossier() -> None:
    employ("34", LI)
    tell(
        "34",
        BenefitDetermined(
            scheme="110",
            benefit="pension",
            ssn=LI,
            from_month="2024-10",
            retirement_month="2024-09",
            basic_fen=200_000,
            account_fen=50_000,
            total_fen=250_000,
            contribution_months=240,
            wage_index_e4=10_000,
            worksheet=[],
            item_number="34-1",
            provisional=False,
        ),
        PaymentsMade(
            scheme="110",
            benefit="pension",
            month="2024-10",
            paid_on="2024-10-15",
            item_number="34-2",
            ssns=[LI],
            amount_fens=[250_000],
            account_part_fens=[50_000],
        ),
    )

    dossier = national_dossier(LI)

    assert dossier is not None
    told = dossier.as_json()
    assert [(one["province"], one["total_fen"]) for one in told["benefits"]] == [("34", 250_000)]
    assert [(one["month"], one["amount_fen"]) for one in told["payments"]] == [("2024-10", 250_000)]


def test_a_dossier_is_told_to_machines_with_few_questions() -> None:
    moved_on()

    with CaptureQueriesContext(connection) as asked:
        dossier = national_dossier(LI)

    assert dossier is not None
    told = json.loads(json.dumps(dossier.as_json()))
    assert {part["province"] for part in told["provinces"]} == {"32", "34"}
    assert len(asked) <= 9
