"""Vouchers: every event is booked on the accounts that the data names, and never out of balance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest

from tongchou.ledger.changes import EntryDraft, Unbalanced
from tongchou.ledger.vouchers import (
    FaultyVoucher,
    Misposted,
    read_vouchers,
    voucher,
    vouchers,
)
from tongchou.standards.citation import register
from tongchou.standards.time import month

TODAY, OCTOBER = date(2024, 11, 5), month(2024, 10)
LI, WANG = "340104198503071015", "340104199012120024"

VOUCHERS = vouchers()
"""Read once for all tests, so that a faulty voucher is told once."""


@dataclass(frozen=True)
class Booked:
    """What an event is booked as: book, memo, and its legs (account, holder, fen)."""

    amounts: Mapping[str, int]
    facts: Mapping[str, str]
    book: str
    memo: str
    legs: Sequence[tuple[str, str, int]]
    holders: Sequence[str] = ()
    shares_fen: Sequence[int] | None = None
    more: Mapping[str, object] = field(default_factory=dict)


EVENTS = {
    "contribution_received": Booked(
        {"employers": 200, "employees": 100}, {"contribution_month": "2024-09"},
        "fund", "国库收到2024-09基本养老保险费",
        [("1005", "", 300), ("4001.01", "", -200), ("4001.02", "", -100)],
    ),
    "contribution_moved_to_special_account": Booked(
        {"received": 300}, {"contribution_month": "2024-09"},
        "fund", "划入财政专户:2024-09基本养老保险费",
        [("1003", "", 300), ("1005", "", -300)],
    ),
    "contribution_credited": Booked(
        {"employees": 100}, {"contribution_month": "2024-09"},
        "accounts", "2024-09基本养老保险费记账",
        [("8001", LI, -60), ("8001", WANG, -40), ("8101", "", 100)],
        holders=[LI, WANG], shares_fen=[60, 40],
    ),
    "prior_record_entered": Booked(
        {"balance": 500}, {"document": "职工档案"},
        "accounts", "历史记录补录:职工档案",
        [("8106", "", 500), ("8001", LI, -500)], holders=[LI],
    ),
    "interest_credited_at_retirement": Booked(
        {"interest": 7}, {"retirement_month": "2024-09"},
        "accounts", "退休当年记账利息:2024-09",
        [("8102", "", 7), ("8001", LI, -7)], holders=[LI],
    ),
    "interest_credited_at_transfer": Booked(
        {"interest": 7}, {"letter": "32-1"},
        "accounts", "转出时记账利息:32-1",
        [("8001", LI, -7), ("8102", "", 7)], holders=[LI],
    ),
    "account_transferred_out": Booked(
        {"balance": 500}, {"letter": "32-1"},
        "accounts", "关系转出:32-1",
        [("8001", LI, 500), ("8104", "", -500)], holders=[LI],
    ),
    "account_transferred_in": Booked(
        {"balance": 500}, {"letter": "32-1"},
        "accounts", "关系转入:32-1",
        [("8103", "", 500), ("8107", "", -500)],
    ),
    "transfer_credited": Booked(
        {"credited": 500}, {"letter": "32-1"},
        "accounts", "转入记账:32-1",
        [("8107", "", 500), ("8001", LI, -500)], holders=[LI],
    ),
    "pensions_funded": Booked(
        {"pensions": 900}, {"benefit_month": "2024-11"},
        "fund", "拨付2024-11养老金",
        [("1004", "", 900), ("1003", "", -900)],
    ),
    "pensions_paid": Booked(
        {"pensions": 900}, {"benefit_month": "2024-11"},
        "fund", "发放2024-11养老金",
        [("5001.01", "", 900), ("1004", "", -900)],
    ),
    "account_pensions_paid": Booked(
        {"account_part": 30}, {"benefit_month": "2024-11"},
        "accounts", "支付2024-11个人账户养老金",
        [("8001", LI, 10), ("8001", WANG, 20), ("8105", "", -30)],
        holders=[LI, WANG], shares_fen=[10, 20],
    ),
}  # fmt: skip
"""What each event was booked as before its voucher was data: the legs, their order, the memo."""


def drafted(name: str, event: Booked, **other: object) -> EntryDraft:
    facts: dict[str, object] = {
        "scheme": "110",
        "posted_on": TODAY,
        "month": OCTOBER,
        "amounts": event.amounts,
        "holders": event.holders,
        "shares_fen": event.shares_fen,
        "facts": event.facts,
    }
    return voucher(name, **(facts | other))  # type: ignore[arg-type]


def legs(draft: EntryDraft) -> list[tuple[str, str, int]]:
    return list(zip(draft.accounts, draft.holders, map(int, draft.amounts_fen), strict=True))


def test_every_voucher_is_among_the_events() -> None:
    unbooked, unknown = sorted(VOUCHERS.keys() - EVENTS), sorted(EVENTS.keys() - VOUCHERS)

    assert not unbooked, "say in EVENTS what it is booked as"
    assert not unknown, "no voucher of ledger/vouchers.yaml"


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_booked_as_it_always_was(name: str) -> None:
    event = EVENTS[name]

    draft = drafted(name, event)

    assert (draft.book, draft.memo.zh, legs(draft)) == (event.book, event.memo, event.legs)
    assert (draft.scheme, draft.posted_on, draft.month) == ("110", TODAY, OCTOBER)
    assert all(fact in draft.memo.en for fact in event.facts.values())


def test_every_version_rests_on_a_text_that_the_register_knows() -> None:
    sources = {version.source for versions in VOUCHERS.values() for version in versions}

    assert sources
    assert sources <= register().keys()


def test_a_large_event_stays_columns() -> None:
    people = 100_000
    shares = np.arange(people, dtype=np.int64)
    holders = [f"{number:018d}" for number in range(people)]

    draft = drafted(
        "contribution_credited",
        EVENTS["contribution_credited"],
        amounts={"employees": int(shares.sum())},
        holders=holders,
        shares_fen=shares,
    )

    assert isinstance(draft.amounts_fen, np.ndarray)
    assert len(draft.accounts) == people + 1
    assert int(draft.amounts_fen.sum()) == 0
    assert list(draft.holders[:-1]) == holders


ONE_HOLDER = EVENTS["prior_record_entered"]
NO_HOLDER = EVENTS["pensions_paid"]
MANY = EVENTS["contribution_credited"]


@pytest.mark.parametrize(
    ("name", "event", "other", "said"),
    [
        ("pension_paid", NO_HOLDER, {}, "no voucher 'pension_paid'"),
        ("pensions_paid", NO_HOLDER, {"scheme": "310"}, "scheme 310"),
        ("pensions_paid", NO_HOLDER, {"posted_on": date(2017, 12, 31)}, "in force on 2017-12-31"),
        ("pensions_paid", NO_HOLDER, {"amounts": {}}, "amounts"),
        ("pensions_paid", NO_HOLDER, {"amounts": {"pensions": 1, "more": 1}}, "amounts"),
        ("pensions_paid", NO_HOLDER, {"facts": {}}, "facts"),
        ("pensions_paid", NO_HOLDER, {"facts": {"month": "2024-11"}}, "facts"),
        ("pensions_paid", NO_HOLDER, {"holders": [LI]}, "holders are not asked"),
        ("prior_record_entered", ONE_HOLDER, {"holders": []}, "holders are missing"),
        ("prior_record_entered", ONE_HOLDER, {"holders": [LI, WANG]}, "2 holders of 1 shares"),
        ("contribution_credited", MANY, {"holders": [LI]}, "1 holders of 2 shares"),
    ],
)  # fmt: skip
def test_what_a_voucher_does_not_know_or_lacks_is_a_fault(
    name: str, event: Booked, other: dict[str, object], said: str
) -> None:
    with pytest.raises(Misposted, match=said):
        drafted(name, event, **other)


def test_shares_that_do_not_sum_to_the_amount_are_a_fault() -> None:
    with pytest.raises(Unbalanced, match="shares of 99 fen, in all 100"):
        drafted("contribution_credited", MANY, shares_fen=[60, 39])


GOOD = """
paid:
  - from: 2018-01-01
    until: 2020-01-01
    source: fund-accounting-2017-28
    schemes: ["110"]
    book: fund
    memo: {zh: "发放{month}", en: "Paid {month}"}
    legs:
      - {debit: "5001.01", amounts: [paid]}
      - {credit: "1004", amounts: [paid]}
  - from: 2020-01-01
    source: fund-accounting-2017-28
    schemes: ["110"]
    book: fund
    memo: {zh: "发放", en: "Paid"}
    legs:
      - {debit: "5001.01", amounts: [paid]}
      - {credit: "1003", amounts: [paid]}
"""


CREDIT = '{credit: "1004", amounts: [paid]}'


def test_the_version_in_force_on_a_day_is_the_only_one() -> None:
    first, second = read_vouchers(GOOD)["paid"]

    assert [first.is_in_force(day) for day in (date(2018, 1, 1), date(2019, 12, 31))] == [True] * 2
    assert [first.is_in_force(day) for day in (date(2017, 12, 31), date(2020, 1, 1))] == [False] * 2
    assert (second.is_in_force(date(2019, 12, 31)), second.is_in_force(date(2020, 1, 1))) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ('"1004"', '"1099"', "the book fund has no 1099"),
        ('"1004"', '"8105"', "the book fund has no 8105"),
        ("book: fund", "book: cash", "cash"),
        (CREDIT, '{debit: "1004", amounts: [paid]}', "paid not debited"),
        (CREDIT, '{credit: "1004", amounts: [pay]}', "paid, pay not"),
        (CREDIT, '{credit: "1004", amounts: []}', "has no amount"),
        (CREDIT, "{amounts: [paid]}", "one side"),
        (CREDIT, '{credit: "1004", amounts: [paid], by: x}', "one side"),
        ('en: "Paid {month}"', 'en: "Paid"', "different facts"),
        ("until: 2020-01-01", "until: 2020-01-02", "two versions on 2020-01-01"),
        ("    until: 2020-01-01\n", "", "two versions on 2020-01-01"),
        ("    source: fund-accounting-2017-28\n", "", "source"),
    ],
)  # fmt: skip
def test_a_voucher_that_cannot_be_booked_by_is_not_read(
    written: str, instead: str, said: str
) -> None:
    assert written in GOOD

    with pytest.raises(FaultyVoucher, match=said):
        read_vouchers(GOOD.replace(written, instead, 1))


def test_two_legs_by_holder_are_not_read() -> None:
    with pytest.raises(FaultyVoucher, match="more than one leg by holder"):
        read_vouchers(GOOD.replace("[paid]}", "[paid], by_holder: true}"))
