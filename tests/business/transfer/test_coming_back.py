"""A record that moves on, comes back, and goes again is counted once, wherever it is.

The woman earns in 安徽 from January 2023 to September 2024 (21 months), in 江苏 from October to
December 2024 (3), in 安徽 again in January and February 2025 (2), and then in 江苏 or 上海.
"""

from datetime import date

import pytest
from mail import (
    MINISTRY,
    SILK,
    ask,
    exchange,
    insured,
    letter_here,
    live_in_anhui,
    live_in_jiangsu,
    live_in_shanghai,
    move,
    on,
)

from counter import (
    FACTORY,
    WOMAN,
    WOMAN_NAME,
    Stand,
    accepted,
    carried,
    contribute,
    refusal_codes,
    sheet,
    told,
)
from tongchou.ledger.queries import account_balance, movements_since_empty
from tongchou.policy.employees.account.account import balance_at
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.registry import queries as registry
from tongchou.registry.models import EarlierRecord
from tongchou.standards.time import month
from tongchou.sync.queries import set_aside

LAW = Law(date(2025, 12, 1), scheme="110")


@pytest.fixture
def back(stand: Stand) -> Stand:
    """Let her move to 江苏 in December 2024 and back to 安徽 in March 2025."""
    live_in_anhui(stand)
    live_in_jiangsu(stand, "2024-10", "2024-12")
    move(stand, "34", "32", at=on("2024-12-10"))
    insured(stand, "34", FACTORY, "2025-01")
    contribute(WOMAN, "2025-01", "2025-02")
    move(stand, "32", "34", at=on("2025-03-10"))
    return stand


def months_held(province: str) -> int:
    earlier = registry.earlier_records(WOMAN, province=province, scheme="110")
    paid = registry.paid_months(WOMAN, province=province, scheme="110")
    return len(paid) + sum(record.months for record in earlier)


def worth(province: str) -> int:
    """Return what the account will hold in June 2025, with all interest."""
    movements = movements_since_empty(WOMAN, province=province, scheme="110")
    months = [movement.month for movement in movements]
    amounts = [movement.amount_fen for movement in movements]
    until = month(2025, 6)
    return sum(amounts) + balance_at(LAW, province, months, amounts, until, Sheet()).interest_fen


def worth_of_whoever_stayed(months: int) -> int:
    """Return what `months` of 640.00 since January 2023 will be worth in June 2025."""
    credited = [month(2023, 1) + place for place in range(months)]
    amounts = [64_000] * months
    until = month(2025, 6)
    return sum(amounts) + balance_at(LAW, "34", credited, amounts, until, Sheet()).interest_fen


def test_what_was_earned_here_before_the_record_left_is_not_entered_again(back: Stand) -> None:
    back("34")

    (record,) = EarlierRecord.objects.all()
    assert (record.paid_in, record.months) == ("32", 3)
    assert months_held("34") == 26  # 21 + 3 + 2


def test_the_account_comes_back_with_all_its_interest_and_earns_it_once(back: Stand) -> None:
    back("34")
    returned = worth("34")

    assert returned == worth_of_whoever_stayed(26)
    back("32")
    assert account_balance(WOMAN, scheme="110") == 0


def test_whoever_is_back_may_be_handled_here_again(back: Stand) -> None:
    back("34")

    assert not registry.moved_away(WOMAN, province="34", scheme="110")
    item = accepted("prior_record", archive(), at=on("2025-03-10"))
    assert item.status == "accepted"


def archive() -> dict[str, object]:
    return {
        "ssn": WOMAN,
        "name": WOMAN_NAME,
        "from_month": "2010-01",
        "last_month": "2010-12",
        "months": 12,
        "wage_index": "0.8",
        "account_yuan": "0",
        "document": "手册",
    }


def test_nothing_was_set_aside_on_the_way(back: Stand) -> None:
    for node in ("34", "32", MINISTRY):
        back(node)
        assert set_aside() == []


def test_a_second_move_to_the_same_province_brings_the_whole_record_once(back: Stand) -> None:
    insured(back, "32", SILK, "2025-03")
    contribute(WOMAN, "2025-03", "2025-03", employer=SILK)

    asked, answered = move(back, "34", "32", at=on("2025-04-10"))

    assert asked.outcome["months"] == 26
    assert months_held("32") == 27  # and March 2025
    held = EarlierRecord.objects.order_by("from_month")
    assert [(record.paid_in, record.from_month, record.months) for record in held] == [
        ("34", month(2023, 1), 12),
        ("34", month(2024, 1), 9),
        ("34", month(2025, 1), 2),
    ]
    assert worth("32") == worth_of_whoever_stayed(27)
    # 12 % of 26 months of 8000: 768000 × 12 % for 32's three months too
    assert answered.outcome["pooled_fen"] == 26 * 96_000


def test_a_third_province_gets_all_that_two_others_earned(back: Stand) -> None:
    live_in_shanghai(back, "2025-03", "2025-03")

    asked, answered = move(back, "34", "31", at=on("2025-04-10"))

    assert asked.outcome["months"] == 26
    held = EarlierRecord.objects.order_by("paid_in", "from_month")
    assert [(record.paid_in, record.months) for record in held] == [
        ("32", 3),
        ("34", 12),
        ("34", 9),
        ("34", 2),
    ]
    assert months_held("31") == 27
    assert worth("31") == worth_of_whoever_stayed(27)
    assert sheet(answered)["months"] == (26, "23 + 3")


def test_the_province_she_left_keeps_nothing_that_could_move_again(back: Stand) -> None:
    back("34")
    live_in_shanghai(back, "2025-03", "2025-03")

    ask("32", at=on("2025-04-10"))
    exchange(back, "31", "32", at=on("2025-04-10"))

    back("32")
    assert refusal_codes(carried(letter_here(), at=on("2025-04-10"))) == ["person.moved_away"]
    assert told(letter_here()) == []
