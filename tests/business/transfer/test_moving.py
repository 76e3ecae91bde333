"""A record moves from 安徽 to 江苏, through the ministry, and both ends agree 关系转移接续."""

from datetime import date

import pytest
from mail import (
    MINISTRY,
    applied,
    ask,
    carry,
    exchange,
    letter_here,
    live_in_anhui,
    live_in_jiangsu,
    move,
    on,
)

from counter import (
    AT,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    Booked,
    Stand,
    booked,
    carried,
    clerk,
    contribute,
    enrol,
    register_employer,
    told,
)
from tongchou.events.changes import append
from tongchou.ledger.queries import account_balance, movements_since_empty
from tongchou.ministry.books.queries import national_books
from tongchou.ministry.query.queries import national_dossier
from tongchou.policy.employees.account.account import balance_at
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.registry import changes as registry
from tongchou.registry.models import EarlierRecord, Transfer
from tongchou.standards.messages import (
    EarlierRecordEntered,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.standards.time import month
from tongchou.sync.queries import set_aside
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Item


@pytest.fixture
def two_lives(stand: Stand) -> Stand:
    """Let the woman work in 安徽 to September 2024, and in 江苏 since October."""
    live_in_anhui(stand)
    live_in_jiangsu(stand)
    return stand


def test_the_balance_leaves_one_account_and_reaches_the_other(two_lives: Stand) -> None:
    asked, answered = move(two_lives, "34", "32")

    assert (asked.status, answered.status) == ("completed", "completed")
    assert asked.outcome == {"months": 21, "account_fen": 1_360_515}
    # 13605.15 beside the 640.00 of October
    assert account_balance(WOMAN, scheme="110") == 1_424_515
    two_lives("34")
    assert account_balance(WOMAN, scheme="110") == 0


def test_what_arrives_is_credited_for_the_months_from_which_it_earns(two_lives: Stand) -> None:
    asked, _ = move(two_lives, "34", "32")

    arrived, *credited = booked(asked)
    assert arrived == Booked(
        "accounts", "2024-11", [("8103", "", 1_360_515), ("8107", "", -1_360_515)]
    )
    assert credited[0] == Booked(
        "accounts", "2024-01", [("8107", "", 848_515), ("8001", WOMAN, -848_515)]
    )
    assert [entry.month for entry in credited] == [f"2024-{number:02d}" for number in range(1, 10)]
    assert sum(leg for entry in credited for _, _, leg in entry.legs[:1]) == 1_360_515


def test_the_account_earns_what_it_would_have_earned_without_the_move(two_lives: Stand) -> None:
    two_lives("34")
    stayed = movements_since_empty(WOMAN, province="34", scheme="110")

    move(two_lives, "34", "32")

    moved = [
        movement
        for movement in movements_since_empty(WOMAN, province="32", scheme="110")
        if movement.month < month(2024, 10)
    ]
    balances = [
        sum(movement.amount_fen for movement in movements)
        + balance_at(
            Law(date(2025, 12, 1), scheme="110"),
            "32",
            [movement.month for movement in movements],
            [movement.amount_fen for movement in movements],
            month(2025, 6),
            Sheet(),
        ).interest_fen
        for movements in (stayed, moved)
    ]
    assert balances[0] == balances[1] > 1_400_000


def test_the_record_is_held_by_the_years_in_which_it_was_earned(two_lives: Stand) -> None:
    asked, _ = move(two_lives, "34", "32")

    rows = EarlierRecord.objects.order_by("from_month")
    assert list(
        rows.values_list("paid_in", "source", "from_month", "until_month", "months",
                         "wage_index_e4", "base_sum_fen")
    ) == [
        ("34", "transfer", month(2023, 1), month(2024, 1), 12, 11_944, 9_600_000),
        ("34", "transfer", month(2024, 1), month(2025, 1), 9, 11_357, 7_200_000),
    ]  # fmt: skip
    assert {row.item_number for row in rows} == {asked.number}


def test_the_new_province_tells_the_answer_the_spans_and_the_end(two_lives: Stand) -> None:
    asked, _ = move(two_lives, "34", "32")

    kinds = [type(message) for message in told(asked)][:5]
    assert kinds == [
        TransferRequested,
        TransferAnswered,
        EarlierRecordEntered,
        EarlierRecordEntered,
        TransferCompleted,
    ]
    assert told(asked)[4] == TransferCompleted(
        scheme="110",
        letter=asked.number,
        ssn=WOMAN,
        origin="34",
        destination="32",
        completed_on=TODAY,
        months=21,
        account_fen=1_360_515,
    )


@pytest.mark.parametrize("node", ["34", "32", MINISTRY])
def test_every_node_with_a_part_in_it_holds_the_same_transfer(two_lives: Stand, node: str) -> None:
    move(two_lives, "34", "32")

    two_lives(node)

    (transfer,) = Transfer.objects.all()
    assert (transfer.ssn, transfer.origin, transfer.destination) == (WOMAN, "34", "32")
    assert (transfer.requested_on, transfer.answered_on, transfer.completed_on) == (TODAY,) * 3
    assert (transfer.months, transfer.account_fen, transfer.pooled_fen) == (
        21,
        1_360_515,
        2_016_000,
    )


def test_nothing_is_set_aside_anywhere(two_lives: Stand) -> None:
    move(two_lives, "34", "32")

    for node in ("34", "32", MINISTRY):
        two_lives(node)
        assert set_aside() == []


def test_the_national_books_agree_while_the_money_is_on_its_way_and_after(
    two_lives: Stand,
) -> None:
    two_lives("32")
    ask()
    exchange(two_lives, "32", "34")
    two_lives("34")
    carried(letter_here())
    carry(two_lives, "34", MINISTRY)
    on_its_way = [national_books(at, book="accounts", scheme="110").balances for at in MONTHS]

    exchange(two_lives, "34", "32")
    carry(two_lives, "32", MINISTRY)

    assert on_its_way == [True] * len(MONTHS)
    two_lives(MINISTRY)
    assert [national_books(at, book="accounts", scheme="110").balances for at in MONTHS] == [
        True
    ] * len(MONTHS)
    closing = {
        row.account: row.closing_fen
        for row in national_books(month(2024, 11), book="accounts", scheme="110").consolidated
    }
    assert (closing["8103"], closing["8104"], closing["8107"]) == (1_360_515, -1_360_515, 0)


MONTHS = (month(2024, 1), month(2024, 10), month(2024, 11), month(2024, 12))


def test_the_ministry_counts_once_what_both_provinces_tell(two_lives: Stand) -> None:
    two_lives(MINISTRY)
    contributed_in_anhui()

    move(two_lives, "34", "32")

    two_lives(MINISTRY)
    dossier = national_dossier(WOMAN)
    assert dossier is not None
    assert [(part.province, part.months, part.transferred_months) for part in dossier.parts] == [
        ("32", 0, 21),
        ("34", 21, 0),
    ]
    assert dossier.months == 21


def contributed_in_anhui() -> None:
    register_employer()
    enrol(WOMAN, WOMAN_NAME, from_month="2023-01")
    contribute(WOMAN, "2023-01", "2024-09")


def test_an_answer_in_december_that_arrives_in_january_loses_no_month(two_lives: Stand) -> None:
    two_lives("32")
    asked = ask(at=on("2024-12-30"))
    exchange(two_lives, "32", "34", at=on("2024-12-30"))
    two_lives("34")
    carried(letter_here(), at=on("2024-12-31"))

    exchange(two_lives, "34", "32", at=on("2025-01-02"))

    two_lives("32")
    assert [entry.month for entry in booked(asked)][:2] == ["2025-01", "2024-01"]


def test_a_declined_letter_ends_the_application_with_its_reason(two_lives: Stand) -> None:
    two_lives("32")
    asked = ask()
    exchange(two_lives, "32", "34")
    two_lives("34")
    workflow.take(letter_here().number, "refuse", clerk=clerk("reviewer"), at=AT, note="重名待查")

    exchange(two_lives, "34", "32")

    two_lives("32")
    asked.refresh_from_db()
    assert (asked.status, asked.completed_at, asked.outcome) == (
        "refused",
        AT,
        {"reason": "重名待查"},
    )
    assert not EarlierRecord.objects.exists()
    assert applied().status == "accepted"  # and it may be asked again


def transfer_at(stand: Stand, node: str) -> dict[str, object]:
    """Return the only transfer that a node holds, but for its own number of it."""
    stand(node)
    (row,) = Transfer.objects.values()
    return {name: value for name, value in row.items() if name != "id"}


def test_an_answer_to_an_application_that_ended_is_held_alike_by_all(two_lives: Stand) -> None:
    two_lives("32")
    asked = ask()
    exchange(two_lives, "32", "34")
    two_lives("32")
    workflow.follow_decision(asked.number, "withdrawn", at=AT)
    two_lives("34")
    carried(letter_here())

    exchange(two_lives, "34", "32")
    exchange(two_lives, "32", "34")

    at_the_ministry = transfer_at(two_lives, MINISTRY)
    assert at_the_ministry["answered_on"] == TODAY
    assert transfer_at(two_lives, "34") == at_the_ministry == transfer_at(two_lives, "32")
    asked.refresh_from_db()
    assert (asked.status, set_aside()) == ("withdrawn", [])


def test_of_two_answers_to_a_letter_the_first_stands_everywhere(two_lives: Stand) -> None:
    asked, _ = move(two_lives, "34", "32")
    two_lives("34")
    registry.apply(answer_of("34", asked.number), province="34", item_number="34-1")
    append([answer_of("34", asked.number)], item_number="34-1", recorded_at=AT)

    exchange(two_lives, "34", "32")

    assert transfer_at(two_lives, MINISTRY)["account_fen"] == 1_360_515
    assert transfer_at(two_lives, "34") == transfer_at(two_lives, MINISTRY)
    assert transfer_at(two_lives, "32") == transfer_at(two_lives, MINISTRY)
    assert set_aside() == []


def test_an_answer_from_a_province_that_was_not_asked_is_set_aside(two_lives: Stand) -> None:
    two_lives("32")
    asked = ask()
    exchange(two_lives, "32", "34")
    two_lives("31")
    append([answer_of("31", asked.number)], item_number="31-1", recorded_at=AT)

    exchange(two_lives, "31", "32")

    two_lives("32")
    asked.refresh_from_db()
    assert (asked.status, account_balance(WOMAN, scheme="110")) == ("waiting", 64_000)
    two_lives(MINISTRY)
    (aside,) = set_aside("31")
    assert "nobody here knows" in aside.fault


def answer_of(origin: str, letter: str, *, account_fens: tuple[int, ...] = ()) -> TransferAnswered:
    return TransferAnswered(
        scheme="110",
        letter=letter,
        ssn=WOMAN,
        name=WOMAN_NAME,
        origin=origin,
        destination="32",
        answered_on=TODAY,
        refused=False,
        reason="",
        years=[],
        months=[],
        base_sum_fens=[],
        index_sums_e4=[],
        earlier=[],
        account_fen=100_000_000,
        account_months=["2024-01"] * len(account_fens),
        account_fens=list(account_fens),
        pooled_fen=0,
    )


@pytest.mark.parametrize("account_fens", [(), (99_999_999,)])
def test_an_answer_whose_months_do_not_sum_to_its_account_is_set_aside(
    two_lives: Stand, account_fens: tuple[int, ...]
) -> None:
    two_lives("32")
    asked = ask()
    exchange(two_lives, "32", "34")
    two_lives("34")
    append(
        [answer_of("34", asked.number, account_fens=account_fens)],
        item_number="34-1",
        recorded_at=AT,
    )

    exchange(two_lives, "34", "32")

    two_lives("32")
    asked.refresh_from_db()
    assert (asked.status, account_balance(WOMAN, scheme="110")) == ("waiting", 64_000)
    (aside,) = set_aside(MINISTRY)
    assert "do not sum" in aside.fault


def test_a_letter_that_cannot_be_read_is_set_aside_and_not_lost(two_lives: Stand) -> None:
    two_lives("32")
    letter = TransferRequested(
        scheme="110",
        letter="32-9",
        ssn="123",
        name=WOMAN_NAME,
        origin="34",
        destination="32",
        requested_on=TODAY,
    )
    append([letter], item_number="32-9", recorded_at=AT)

    exchange(two_lives, "32", "34")

    two_lives("34")
    (aside,) = set_aside(MINISTRY)
    assert "18 characters" in aside.fault
    assert not Item.objects.filter(code="transfer_out").exists()
