"""Transfers: how much a record carries, and what is not known about its money."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import line_values
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from tongchou.policy.employees.transfer import transfer_amount_asked as asked_transfer
from tongchou.policy.employees.transfer import transfer_money_asked as asked_money
from tongchou.policy.employees.transfer.temporary_account import temporary_transfer
from tongchou.policy.employees.transfer.transfer_amount import (
    AccountParts,
    PaidYear,
    ordinary_transfer,
    pooled_amount,
    transfer_within,
)
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards import codes

TODAY = date(2026, 11, 24)
LAW = Law(TODAY, scheme="110")
FEN = st.integers(0, 9_999_999_999)
SHARES = st.integers(0, 1_000_000)
YEARS = st.integers(1990, 2026)


@pytest.mark.parametrize("case", cases("transfers"), ids=lambda case: case["case"])
def test_a_transfer_carries_what_the_measures_say(case: dict[str, Any]) -> None:
    found = answer(asked_transfer.RULE, case["facts"], known_on=TODAY)

    assert found.result == {
        name: case[name] for name in ("account", "pooled", "total", "record_after")
    }


def test_a_record_without_months_carries_its_account() -> None:
    moved = ordinary_transfer(LAW, [], AccountParts(year_end_fen=700_000), Sheet())

    assert (moved.account_fen, moved.pooled_fen, moved.total_fen) == (700_000, 0, 700_000)


def test_within_one_province_the_worksheet_says_that_no_money_moves() -> None:
    sheet = Sheet()

    moved = transfer_within(AccountParts(1, 20, 300), sheet)

    assert moved.record_fen == 321  # 0.01 + 0.20 + 3.00
    assert line_values(sheet.worksheet())["total"] == 0
    assert line_values(sheet.worksheet())["record_after"] == 321
    assert sheet.lines[-1].formula.zh == "0.01 + 0.20 + 3.00"


def test_an_empty_account_that_is_told_is_not_reckoned_from_the_years() -> None:
    asked = {"origin": "34", "rows": [["2023", "60000", "12", "0.08"]], "temporary": "true"}

    found = answer(asked_transfer.RULE, asked | {"account_at_year_end": "0"}, known_on=TODAY)
    untold = answer(asked_transfer.RULE, asked, known_on=TODAY)

    assert found.result is not None
    assert untold.result is not None
    assert (found.result["account"], untold.result["account"]) == ("0.00", "4800.00")


def test_an_account_that_holds_both_sides_moves_nothing_beside_it() -> None:
    asked = {"origin": "34", "rows": [["2023", "60000", "12", "0.08"]], "temporary": "true"}

    found = answer(asked_transfer.RULE, asked | {"account_at_year_end": "14500"}, known_on=TODAY)

    # 60000 × 24 % = 14400
    line = next(line for line in found.worksheet.lines if line.name == "pooled")
    assert (line.value, line.formula.zh) == (0, "max(14,400.00 − 14,500.00, 0)")


def test_the_pooled_part_begins_with_1998() -> None:
    assert pooled_amount(LAW, 1997, 100_000) == 0
    assert pooled_amount(LAW, 1998, 100_000) == 12_000


def test_how_money_is_settled_is_known_only_until_2021() -> None:
    known = answer(asked_money.RULE, {"month": "2021-12"}, known_on=TODAY)
    unknown = answer(asked_money.RULE, {"month": "2022-01"}, known_on=TODAY)

    assert known.result == {"mode": "per_case_remittance"}
    assert [refusal.code for refusal in unknown.refusals] == ["law.not_in_force"]


def test_a_way_of_settling_money_that_nobody_knows_is_refused() -> None:
    asked = {"month": "2021-12", "given": {"transfer_money_mode": "by_pigeon"}}

    (refusal,) = answer(asked_money.RULE, asked, known_on=TODAY).refusals

    assert (refusal.code, refusal.field) == ("given.odd", "given.transfer_money_mode")


def test_the_worksheet_counts_the_months_and_shows_each_difference() -> None:
    asked = {"origin": "33", "rows": [["2005", "10000", "7", "0.10"], ["2006", "1", "5", "0.08"]]}

    found = answer(asked_transfer.RULE, asked, known_on=TODAY)

    lines = {line.name: line for line in found.worksheet.lines}
    assert lines["months"].value == 12  # 7 + 5
    assert lines["difference_2005"].formula.zh == "10,000.00 × (11.0000% − 10.0000%)"
    assert lines["account"].formula.zh == "0.00 + 0.00 + 0.00 + (100.00)"
    assert lines["pooled"].formula.zh == "10,000.00 × 12.00% + 1.00 × 12.00%"
    assert "difference_2006" not in lines


@pytest.mark.parametrize(
    ("origin", "row"),
    [
        ("66", ["2012", "10000", "12", "0.08"]),
        ("33", ["2022", "10000", "12", "0.2399"]),  # less than 8 % and the country's 16 %
        ("33", ["2018", "10000", "12", "0.24"]),  # the country set no rate yet
    ],
)
def test_an_employers_rate_that_nobody_knows_is_not_guessed(origin: str, row: list[str]) -> None:
    asked = {"origin": origin, "rows": [row], "temporary": "true"}

    found = answer(asked_transfer.RULE, asked, known_on=TODAY)

    assert found.result is None
    assert [refusal.code for refusal in found.refusals] == ["law.not_in_force"]
    assert codes.table("divisions")[origin].text.zh in found.refusals[0].text.zh


def test_a_year_in_which_the_employers_rate_changed_must_say_its_rate() -> None:
    # 上海: 20 % until 2019-04, 16 % from then on
    asked = {"origin": "31", "rows": [["2019", "10000", "12", "0.08"]], "temporary": "true"}
    stated = asked | {"rows": [["2019", "10000", "12", "0.08", "0.18"]]}

    found = answer(asked_transfer.RULE, asked, known_on=TODAY)
    with_rate = answer(asked_transfer.RULE, stated, known_on=TODAY)

    assert [refusal.code for refusal in found.refusals] == ["transfer.rate_changed"]
    assert "2019" in found.refusals[0].text.zh
    assert with_rate.result is not None
    assert with_rate.result["pooled"] == "1800.00"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rows": [["2016", "20000", "13", "0.08"]]}, "rows.0.months"),
        ({"rows": [["2016", "-1", "12", "0.08"]]}, "rows.0.base_sum"),
        ({"rows": [["2016", "1", "12", "1.01"]]}, "rows.0.credited_rate"),
        ({"rows": [["2016", "1", "12", "0.08", "0.16", "6"]]}, "rows.0"),
        ({"account_at_year_end": "-0.01"}, "account_at_year_end"),
        ({"origin": "00"}, "origin"),
        ({"given": {"interest": "much"}}, "given.interest"),
        ({"given": {"interest": "-0.01"}}, "given.interest"),
        ({"given": {"interest": "1"}, "temporary": None}, "given.interest"),
        ({"given": {"interest": "1"}, "destination": "33"}, "given.interest"),
        ({"rows": [["2016", "20000"]]}, "rows.0.months"),
        ({"rows": [["2016", "0", "0"], ["2017", "0.01", "0"]]}, "rows.1.months"),
        ({"rows": [["2016", "1", True]]}, "rows.0.months"),
        ({"rows": []}, "rows"),
        ({"rows": [["2016", "0", "0"]]}, "rows"),
    ],
)
def test_facts_that_cannot_be_are_refused_by_name(change: dict[str, Any], field: str) -> None:
    asked = {"origin": "33", "rows": [["2024", "1", "1"]], "temporary": "true"} | change

    found = answer(asked_transfer.RULE, asked, known_on=TODAY)

    assert [refusal.field for refusal in found.refusals] == [field]


def test_a_year_has_no_more_than_twelve_months_over_all_its_rows() -> None:
    rows = [["2015", "1", "12"], ["2016", "1", "7"], ["2016", "1", "6"]]

    found = answer(asked_transfer.RULE, {"origin": "33", "rows": rows}, known_on=TODAY)
    whole = answer(asked_transfer.RULE, {"origin": "33", "rows": rows[:2]}, known_on=TODAY)

    (refusal,) = found.refusals
    assert (refusal.code, refusal.field) == ("transfer.too_many_months", "rows")
    assert "2016年各行合计13个月" in refusal.text.zh  # 7 + 6
    assert whole.result is not None


def test_an_account_of_which_more_was_credited_than_it_holds_is_refused() -> None:
    # 10000 × (14 % − 11 %) = 300.00 stay behind
    asked = {"origin": "33", "rows": [["2005", "10000", "12", "0.14"]]}

    found = answer(asked_transfer.RULE, asked | {"account_at_year_end": "299.99"}, known_on=TODAY)
    bare = answer(asked_transfer.RULE, asked | {"account_at_year_end": "300"}, known_on=TODAY)

    (refusal,) = found.refusals
    assert (refusal.code, refusal.field) == ("transfer.account_below_zero", "account_at_year_end")
    assert "299.99元,少于各行超比例记入的300.00元" in refusal.text.zh
    assert bare.result is not None
    assert bare.result["account"] == "0.00"


def test_the_bound_of_a_share_is_said_as_callers_write_it() -> None:
    asked = {"origin": "33", "rows": [["2016", "1", "12", "1.01"]]}

    (refusal,) = answer(asked_transfer.RULE, asked, known_on=TODAY).refusals

    assert refusal.text.zh == "不得大于 1"


def test_an_account_alone_moves_and_what_is_null_is_not_given() -> None:
    alone = {"origin": "33", "rows": [], "account_at_year_end": "7000"}
    row = {"year": 2016, "base_sum": "20000", "months": 5, "credited_rate": None}

    found = answer(asked_transfer.RULE, alone, known_on=TODAY)
    with_null = answer(asked_transfer.RULE, alone | {"rows": [row]}, known_on=TODAY)

    assert found.result is not None
    assert found.result["total"] == "7000.00"
    assert with_null.result is not None
    assert with_null.result["total"] == "9400.00"  # 7000 + 20000 × 12 %


@given(st.lists(st.tuples(YEARS, FEN, SHARES), max_size=6), FEN, FEN, FEN)
def test_the_sums_add_up_and_the_record_never_falls(
    years: list[tuple[int, int, int]], before: int, year_end: int, this_year: int
) -> None:
    rows = [PaidYear(year, base, share) for year, base, share in years]
    held = before + year_end + this_year

    moved = ordinary_transfer(LAW, rows, AccountParts(before, year_end, this_year), Sheet())

    assert moved.total_fen == moved.account_fen + moved.pooled_fen
    assert moved.pooled_fen == sum(pooled_amount(LAW, row.year, row.base_sum_fen) for row in rows)
    assert moved.record_fen >= held
    assert moved.record_fen >= moved.account_fen


@given(FEN, st.integers(0, 1_000_000))
def test_a_larger_base_never_moves_less_of_the_pool(base: int, more: int) -> None:
    assert pooled_amount(LAW, 2020, base + more) >= pooled_amount(LAW, 2020, base)


def test_a_column_moves_what_each_row_moves_alone() -> None:
    rng = np.random.default_rng(66)
    bases = rng.integers(0, 10**10, (3, 10_000))
    shares = rng.integers(0, 200_000, (3, 10_000))
    accounts = rng.integers(0, 10**10, (3, 10_000))
    years = (1997, 2005, 2006)

    column = ordinary_transfer(
        LAW,
        [PaidYear(year, *pair) for year, *pair in zip(years, bases, shares, strict=True)],
        AccountParts(*accounts),
        Sheet(),
    )

    for row in range(0, 10_000, 499):
        alone = ordinary_transfer(
            LAW,
            [
                PaidYear(year, int(base), int(share))
                for year, base, share in zip(years, bases[:, row], shares[:, row], strict=True)
            ],
            AccountParts(*accounts[:, row].tolist()),
            Sheet(),
        )
        assert alone == type(alone)(
            *(
                int(part[row])
                for part in (
                    column.account_fen,
                    column.pooled_fen,
                    column.total_fen,
                    column.record_fen,
                )
            )
        )


def test_a_column_of_temporary_accounts_moves_what_each_moves_alone() -> None:
    bases = np.array([0, 38, 6_000_000, 9_999_999_999])
    shares = np.array([80_000, 80_000, 240_000, 0])
    balances = np.array([1, 9, 1_440_000, 100])  # the second and third hold 24 %
    sheet = Sheet()

    column = temporary_transfer(LAW, "34", [PaidYear(2023, bases, shares)], None, sheet)
    stated = temporary_transfer(
        LAW, "34", [PaidYear(2023, bases, shares)], AccountParts(0, balances, 0), Sheet()
    )

    pairs = list(zip(bases.tolist(), shares.tolist(), strict=True))
    assert column.total_fen.tolist() == [
        temporary_transfer(LAW, "34", [PaidYear(2023, *pair)], None, Sheet()).total_fen
        for pair in pairs
    ]
    assert stated.total_fen.tolist() == [
        temporary_transfer(
            LAW, "34", [PaidYear(2023, *pair)], AccountParts(0, balance, 0), Sheet()
        ).total_fen
        for pair, balance in zip(pairs, balances.tolist(), strict=True)
    ]


def test_an_account_below_zero_is_refused_with_all_that_it_held() -> None:
    # 36000 × (8 % − 11 %) are 1080.00 less than 10 + 100 + 5
    asked = {"origin": "44", "rows": [["2006", "36000", "12", "0.11"]], "opening_before_1998": "10"}
    asked |= {"account_at_year_end": "100", "current_year_principal": "5"}

    (refusal,) = answer(asked_transfer.RULE, asked, known_on=TODAY).refusals

    assert "115.00" in refusal.text.zh
