"""The old province answers a contact letter and lets the record go 关系转出.

The woman earned in 安徽 from January 2023 to September 2024, on 8,000 yuan a month.

account  2023: 640 × 12 = 7680; 640 × (12 + 11 + … + 1) × 3.97 % ÷ 12 = 165.15
         2024: 640 × 9 = 5760, whose interest the destination credits
         7680 + 165.15 + 5760 = 13605.15
pooled   96000 × 12 % + 72000 × 12 % = 11520 + 8640 = 20160
total    33765.15
"""

from datetime import date

import pytest
from mail import PERSON, arrives, on

from counter import (
    TODAY,
    WOMAN,
    WOMAN_NAME,
    Booked,
    Stand,
    apply,
    booked,
    carried,
    declare,
    enrol,
    receive,
    register_employer,
    sheet,
    told,
)
from tongchou.ledger.queries import account_balance
from tongchou.registry.models import Enrolment, Transfer
from tongchou.standards.messages import (
    EarlierRecordEntered,
    EarlierSpan,
    EmploymentEnded,
    TransferAnswered,
)
from tongchou.standards.time import month
from tongchou.workflow.models import Item


@pytest.mark.usefixtures("anhui")
def test_a_letter_comes_into_the_inbox_with_what_would_move() -> None:
    item = arrives()

    assert (item.status, item.source, item.subject) == ("accepted", "peer", WOMAN)
    assert item.form == {"letter": "32-1", **PERSON, "destination": "32"}
    assert item.refusals == []
    assert Transfer.objects.get().letter == "32-1"


@pytest.mark.usefixtures("anhui")
def test_the_worksheet_shows_what_moves_and_how_it_came_about() -> None:
    item = arrives()

    assert sheet(item) == {
        "months": (21, "21 + 0"),
        "interest_2023": (16_515, "0.00 × 3.97% × 12 ÷ 12 + 49,920.00 × 3.97% ÷ 12"),
        "account_interest": (16_515, "Σ"),
        "account_before_1998": (0, ""),
        "account_year_end": (784_515, ""),
        "account_this_year": (576_000, ""),
        "account": (1_360_515, "0.00 + 7,845.15 + 5,760.00"),
        "pooled": (2_016_000, "96,000.00 × 12.00% + 72,000.00 × 12.00%"),
        "total": (3_376_515, "13,605.15 + 20,160.00"),
        "record_after": (1_360_515, "13,605.15 + 0.00"),
    }
    assert all(line["basis"] for line in item.worksheet)


@pytest.mark.usefixtures("anhui")
def test_the_answer_tells_the_record_by_year_and_the_account_by_month() -> None:
    item = arrives()
    carried(item)

    ended, answer, *_ = told(item)
    assert answer == TransferAnswered(
        scheme="110",
        letter="32-1",
        ssn=WOMAN,
        name=WOMAN_NAME,
        origin="34",
        destination="32",
        answered_on=TODAY,
        refused=False,
        reason="",
        years=[2023, 2024],
        months=[12, 9],
        base_sum_fens=[9_600_000, 7_200_000],
        # 8000 ÷ 6698.08 = 1.1944 a month, and 8000 ÷ 7044.38 = 1.1357
        index_sums_e4=[12 * 11_944, 9 * 11_357],
        earlier=[],
        account_fen=1_360_515,
        # January earns for last year's end 7845.15 and its own 640.00
        account_months=[f"2024-{number:02d}" for number in range(1, 10)],
        account_fens=[848_515, *[64_000] * 8],
        pooled_fen=2_016_000,
    )
    assert ended == EmploymentEnded(
        scheme="110", ssn=WOMAN, credit_code="", until_month="2024-12", reason="231"
    )


@pytest.mark.usefixtures("anhui")
def test_the_account_gets_its_interest_and_is_emptied() -> None:
    item = arrives()
    carried(item)

    assert booked(item) == [
        Booked("accounts", "2024-11", [("8001", WOMAN, -16_515), ("8102", "", 16_515)]),
        Booked("accounts", "2024-11", [("8001", WOMAN, 1_360_515), ("8104", "", -1_360_515)]),
    ]
    assert account_balance(WOMAN, scheme="110") == 0


@pytest.mark.usefixtures("anhui")
def test_what_is_open_here_ends_and_the_transfer_is_answered() -> None:
    item = arrives()
    done = carried(item)

    assert isinstance(done, Item)
    assert done.outcome == {"months": 21, "account_fen": 1_360_515, "pooled_fen": 2_016_000}
    (enrolment,) = Enrolment.objects.all()
    assert (enrolment.until_month, enrolment.end_reason) == (month(2024, 12), "231")
    (transfer,) = Transfer.objects.all()
    assert (transfer.answered_on, transfer.completed_on, transfer.refused) == (TODAY, None, False)
    assert (transfer.months, transfer.account_fen, transfer.pooled_fen) == (
        21,
        1_360_515,
        2_016_000,
    )


@pytest.mark.usefixtures("anhui")
def test_the_answer_is_due_in_fifteen_weekdays() -> None:
    assert arrives(at=on("2023-03-06")).due_on == date(2023, 3, 27)  # a Monday, and three weeks


@pytest.mark.usefixtures("anhui")
def test_in_january_everything_is_last_years() -> None:
    item = arrives(at=on("2025-01-06"))

    found = sheet(item)
    # 7845.15 earns 12 months and the credits of 2024 earn 12, 11 … 4: 640 × 72 = 46080
    assert found["interest_2024"][0] == 30_615  # 205.54 and 100.61
    assert found["account_year_end"][0] == 1_391_130  # 13440 + 165.15 + 306.15
    assert found["account_this_year"][0] == 0


@pytest.mark.usefixtures("anhui")
def test_months_that_were_brought_here_move_on_with_their_pooled_part() -> None:
    brought = EarlierRecordEntered(
        scheme="110",
        ssn=WOMAN,
        name=WOMAN_NAME,
        source="transfer",
        paid_in="31",
        from_month="2022-01",
        until_month="2023-01",
        months=6,
        wage_index_e4=9_000,
        base_sum_fen=6_000_000,
        account_fen=0,
    )
    archived = brought.model_copy(
        update={
            "source": "prior",
            "paid_in": "34",
            "from_month": "2010-01",
            "until_month": "2011-01",
            "base_sum_fen": 0,  # the archive does not tell the wages
        }
    )
    apply(brought)
    apply(archived)

    item = arrives()
    carried(item)

    assert sheet(item)["months"] == (33, "21 + 12")
    # 60000 × 12 % = 7200 beside the 20160 that were earned here
    assert sheet(item)["pooled"] == (
        2_736_000,
        "60,000.00 × 12.00% + 96,000.00 × 12.00% + 72,000.00 × 12.00%",
    )
    _, answer, *_ = told(item)
    assert [span.paid_in for span in answer.earlier] == ["34", "31"]
    assert answer.earlier[1] == EarlierSpan(
        paid_in="31",
        from_month="2022-01",
        until_month="2023-01",
        months=6,
        wage_index_e4=9_000,
        base_sum_fen=6_000_000,
    )


def test_a_record_without_an_account_books_nothing(stand: Stand) -> None:
    stand("34")
    register_employer()
    enrol(WOMAN, WOMAN_NAME)
    declare(WOMAN, "2024-09")
    receive("2024-09")

    item = arrives()
    carried(item)

    assert booked(item) == []
    _, answer = told(item)
    assert (answer.account_fen, answer.account_months) == (0, [])
