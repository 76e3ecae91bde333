"""A record that leaves 关系转出: its years, its account with last year's interest, the pooled part.

Six months of 2023 on 5,000 yuan and two of 2024 on 6,000; the account was credited 8 % of each.
Before them the record brought a year of 2022 with bases of 48,000 yuan.
"""

from dataclasses import replace
from datetime import date

from tongchou.policy.employees.account.account import balance_at
from tongchou.policy.employees.transfer.departure import HeldRecord, YearHeld, departure
from tongchou.policy.employees.transfer.transfer_amount import PaidYear
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

TODAY = date(2024, 11, 5)
MONTHS = (*range(month(2023, 7), month(2024, 1)), month(2024, 1), month(2024, 2))
RECORD = HeldRecord(
    province="34",
    city=None,
    year=2024,
    months=MONTHS,
    base_fens=(500_000,) * 6 + (600_000,) * 2,
    brought=(PaidYear(2022, 4_800_000),),
    brought_months=12,
    account_months=MONTHS,
    account_fens=(40_000,) * 6 + (48_000,) * 2,
)


def test_the_account_leaves_with_last_years_interest_and_this_years_principal() -> None:
    found = departure(Law(TODAY, scheme="110"), RECORD)

    interest_fen = balance_at(
        Law(TODAY, scheme="110"), "34", MONTHS[:6], (40_000,) * 6, month(2023, 12), Sheet()
    ).interest_fen
    assert found.interest_fen == interest_fen > 0
    assert (found.year_end_fen, found.this_year_fen) == (240_000 + interest_fen, 96_000)
    assert found.account_fen == 336_000 + interest_fen


def test_twelve_per_cent_of_every_year_that_is_known_moves() -> None:
    found = departure(Law(TODAY, scheme="110"), RECORD)

    assert found.pooled_fen == 576_000 + 360_000 + 144_000  # 12 % of 48,000, 30,000, 12,000
    assert found.total_fen == found.account_fen + found.pooled_fen


def test_the_years_paid_here_are_told_with_their_indices() -> None:
    found = departure(Law(TODAY, scheme="110"), RECORD)

    assert found.months == 20
    assert [year.year for year in found.years] == [2023, 2024]
    assert [(year.months, year.base_sum_fen) for year in found.years] == [
        (6, 3_000_000),
        (2, 1_200_000),
    ]
    assert all(isinstance(year, YearHeld) and year.index_sum_e4 > 0 for year in found.years)


def test_an_account_credited_this_year_alone_has_earned_nothing_yet() -> None:
    late = replace(
        RECORD,
        months=MONTHS[6:],
        base_fens=RECORD.base_fens[6:],
        brought=(),
        brought_months=0,
        account_months=MONTHS[6:],
        account_fens=RECORD.account_fens[6:],
    )

    found = departure(Law(TODAY, scheme="110"), late)

    assert (found.interest_fen, found.year_end_fen, found.account_fen) == (0, 0, 96_000)
    assert found.worksheet.lines[0].formula.zh == "2 + 0"
