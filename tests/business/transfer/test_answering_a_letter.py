"""The old province answers a contact letter and lets the record go 关系转出.

The woman earned in 安徽 from January 2023 to September 2024, on 8,000 yuan a month.

account  2023: 640 × 12 = 7680; 640 × (12 + 11 + … + 1) × 3.97 % ÷ 12 = 165.15
         2024: 640 × 9 = 5760, whose interest the destination credits
         7680 + 165.15 + 5760 = 13605.15
pooled   96000 × 12 % + 72000 × 12 % = 11520 + 8640 = 20160
total    33765.15
"""

from datetime import date
from typing import Any

import pytest
from mail import PERSON, letter_here, live_in_anhui, on

from counter import (
    AT,
    MAN,
    MAN_NAME,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    Booked,
    Stand,
    apply,
    at_once,
    booked,
    carried,
    clerk,
    contribute,
    credit,
    declare,
    enrol,
    everything,
    receive,
    refusal_codes,
    register_employer,
    said,
    sheet,
    told,
)
from tongchou.business.transfer import letters
from tongchou.ledger.queries import account_balance
from tongchou.node.postgres import Postgres
from tongchou.registry.models import Enrolment, Transfer
from tongchou.standards.messages import (
    BenefitDetermined,
    EarlierRecordEntered,
    EarlierSpan,
    EmploymentEnded,
    TransferAnswered,
    TransferRequested,
)
from tongchou.standards.time import month
from tongchou.sync.handlers import Received
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Item


@pytest.fixture
def anhui(stand: Stand) -> None:
    """Stand in 安徽, where the woman contributed from January 2023 to September 2024."""
    live_in_anhui(stand)


def arrives(letter: str = "32-1", *, destination: str = "32", at: Any = AT, **changed: str) -> Item:
    """Let a contact letter arrive, as the ministry hands it on."""
    message = TransferRequested(
        scheme="110",
        letter=letter,
        **(PERSON | changed),
        origin="34",
        destination=destination,
        requested_on=TODAY,
    )
    letters.on_requested(message, Received("00", 1, letter, at, "34", at))
    return letter_here()


def refusals_of(item: Item) -> list[str]:
    return [refusal["code"] for refusal in item.refusals]


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


@pytest.mark.usefixtures("anhui")
def test_a_letter_about_somebody_unknown_waits_with_the_reason() -> None:
    item = arrives(ssn=MAN, name=MAN_NAME)

    assert (item.status, refusals_of(item)) == ("accepted", ["person.not_registered"])
    assert said(carried(item))[0][2:] == (
        "本省没有该人员的参保登记",
        "This province does not know the person",
    )


@pytest.mark.usefixtures("anhui")
def test_a_letter_with_another_name_waits_with_the_reason() -> None:
    assert refusals_of(arrives(name="李晏")) == ["identity.name_mismatch"]


@pytest.mark.usefixtures("anhui")
def test_a_pensioner_does_not_move() -> None:
    apply(
        BenefitDetermined(
            scheme="110",
            benefit="pension",
            ssn=WOMAN,
            from_month="2024-10",
            retirement_month="2024-09",
            basic_fen=100,
            account_fen=20,
            total_fen=120,
            contribution_months=180,
            wage_index_e4=10_000,
            worksheet=[],
            item_number="34-1",
            provisional=False,
        )
    )

    assert refusals_of(arrives()) == ["person.retired"]


@pytest.mark.usefixtures("anhui")
def test_a_month_that_was_not_received_keeps_the_record_until_it_is() -> None:
    declare(WOMAN, "2024-10")
    item = arrives()
    waiting = carried(item)

    receive("2024-10")
    credit(WOMAN, 64_000, month(2024, 10))
    done = carried(item)

    assert said(waiting) == [
        (
            "transfer.months_unreceived",
            "ssn",
            "还有1个月的缴费未到账",
            "1 declared months have not been received",
        )
    ]
    assert isinstance(waiting, tuple)
    assert waiting[0].remedy is not None
    assert waiting[0].remedy.zh == "请在到账后再办理转出"
    assert isinstance(done, Item)
    assert done.outcome["months"] == 22


@pytest.mark.usefixtures("anhui")
def test_a_record_that_left_does_not_leave_again() -> None:
    carried(arrives("32-1"))

    item = arrives("31-1", destination="31")

    assert refusals_of(item) == ["person.moved_away"]
    assert refusal_codes(carried(item)) == ["person.moved_away"]


@pytest.mark.usefixtures("anhui")
def test_of_two_letters_in_the_same_instant_one_gets_the_record(server: Postgres) -> None:
    to_jiangsu, to_shanghai = arrives("32-1"), arrives("31-1", destination="31")

    first, second = at_once(server, lambda: carried(to_jiangsu), lambda: carried(to_shanghai))

    assert isinstance(first, Item)
    assert refusal_codes(second) == ["person.moved_away"]
    assert account_balance(WOMAN, scheme="110") == 0


@pytest.mark.usefixtures("anhui")
def test_all_reasons_are_told_together() -> None:
    carried(arrives("32-1"))
    declare(WOMAN, "2024-12")

    assert refusals_of(arrives("31-1", destination="31", name="李晏")) == [
        "identity.name_mismatch",
        "person.moved_away",
        "transfer.months_unreceived",
    ]


@pytest.mark.usefixtures("anhui")
def test_a_letter_may_be_declined_with_the_reason_and_nothing_moves() -> None:
    item = arrives()
    before = account_balance(WOMAN, scheme="110")

    done = workflow.take(item.number, "refuse", clerk=clerk("reviewer"), at=AT, note="档案有疑")

    assert isinstance(done, Item)
    assert done.status == "refused"
    (answer,) = told(item)
    assert answer == TransferAnswered(
        scheme="110",
        letter="32-1",
        ssn=WOMAN,
        name=WOMAN_NAME,
        origin="34",
        destination="32",
        answered_on=TODAY,
        refused=True,
        reason="档案有疑",
        years=[],
        months=[],
        base_sum_fens=[],
        index_sums_e4=[],
        earlier=[],
        account_fen=0,
        pooled_fen=0,
    )
    assert (account_balance(WOMAN, scheme="110"), booked(item)) == (before, [])
    assert Enrolment.objects.get().until_month is None
    assert Transfer.objects.get().reason == "档案有疑"


@pytest.mark.usefixtures("anhui")
def test_a_declined_letter_keeps_the_person_here() -> None:
    item = arrives()
    workflow.take(item.number, "refuse", clerk=clerk("reviewer"), at=AT, note="档案有疑")

    contribute(WOMAN, "2024-10", "2024-10")

    assert refusals_of(arrives("32-2")) == []


@pytest.mark.usefixtures("anhui")
@pytest.mark.parametrize("verb", ["return", "withdraw"])
def test_a_letter_must_be_answered_and_cannot_be_laid_aside(verb: str) -> None:
    item = arrives()
    before = everything()

    done = workflow.take(
        item.number,
        verb,
        clerk=clerk({"return": "reviewer", "withdraw": "clerk"}[verb]),
        at=AT,
        note="不办",
    )

    assert refusal_codes(done) == ["workflow.must_be_answered"]
    assert everything() == before
