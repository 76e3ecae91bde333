"""Duplicates: no month counts twice, and what is given back, or comes back."""

from datetime import date

import numpy as np
import pytest
from asking import line_values
from hypothesis import given
from hypothesis import strategies as st

from tongchou.policy.employees.transfer import duplicate_months_asked as asked_months
from tongchou.policy.employees.transfer import duplicate_pensions_asked as asked_pensions
from tongchou.policy.employees.transfer import residents_refund_asked as asked_refund
from tongchou.policy.employees.transfer.benefit_province import Stay, benefit_province
from tongchou.policy.employees.transfer.duplicate_months import (
    Relation,
    clean,
)
from tongchou.policy.employees.transfer.duplicate_pensions import (
    residents_benefit_ended,
)
from tongchou.policy.employees.transfer.residents_refund import (
    residents_refund,
)
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

TODAY = date(2026, 11, 24)
LAW = Law(TODAY, scheme="110")


def _relation(province: str, first: int, count: int, fen: int = 30_000) -> Relation:
    return Relation(province, range(first, first + count), [fen] * count)


def test_three_relations_at_retirement_become_one_record_of_228_months() -> None:
    # 江苏 132 months are kept; 上海 24 within them count nothing; 河南 96 stand before
    relations = [
        _relation("32", month(2012, 1), 132),
        _relation("31", month(2015, 1), 24),
        _relation("41", month(2004, 1), 96),
    ]

    jiangsu, shanghai, henan = clean(relations, Sheet())
    province, rule = benefit_province(
        LAW,
        "41",
        "32",
        [Stay("41", len(henan.months)), Stay("31", len(shanghai.months)), Stay("32", 132)],
        [],
        month(2023, 3),
        Sheet(),
    )

    assert len(shanghai.months) == 0
    assert shanghai.refund_fen == 720_000  # 24 × 300.00
    assert (jiangsu.refund_fen, henan.refund_fen) == (0, 0)
    assert len(jiangsu.months) + len(henan.months) == 228  # 132 + 96
    assert (province, rule) == ("32", 2)


def test_only_the_months_held_twice_are_paid_back() -> None:
    kept = _relation("32", month(2020, 1), 12)
    other = Relation("31", [month(2020, 11), month(2020, 12), month(2021, 1)], [100, 200, 400])
    sheet = Sheet()

    _, cleaned = clean([kept, other], sheet)

    assert cleaned.months == (month(2021, 1),)
    assert cleaned.duplicate == (month(2020, 11), month(2020, 12))
    assert cleaned.refund_fen == 300  # 1.00 + 2.00
    assert line_values(sheet.worksheet()) == {
        "months_1": 12,
        "refund_1": 0,
        "months_2": 1,
        "refund_2": 300,
    }
    assert sheet.lines[2].formula.zh == "3 − 2"


def test_which_relation_is_kept_is_chosen() -> None:
    first, second = _relation("32", month(2020, 1), 12, 100), _relation("31", month(2020, 1), 6, 7)

    kept_first = clean([first, second], Sheet())
    kept_second = clean([second, first], Sheet())

    assert [one.refund_fen for one in kept_first] == [0, 42]  # 6 × 0.07
    assert [one.refund_fen for one in kept_second] == [0, 600]  # 6 × 1.00


@given(st.lists(st.sets(st.integers(24_000, 24_040)), max_size=4))
def test_no_month_is_lost_and_none_counts_twice(spans: list[set[int]]) -> None:
    relations = [Relation("31", sorted(span), [1] * len(span)) for span in spans]

    cleaned = clean(relations, Sheet())

    counted = [at for one in cleaned for at in one.months]
    assert sorted(counted) == sorted(set().union(*spans))
    assert sum(one.refund_fen for one in cleaned) == sum(map(len, spans)) - len(counted)


def test_residents_get_back_what_they_and_the_collective_paid_but_no_subsidy() -> None:
    # (1000 + 120) × 4 ÷ 12 = 373.33; 8 months stay
    sheet = Sheet()

    refund = residents_refund(100_000, 12_000, 4, 12, sheet)

    assert refund == 37_333
    assert line_values(sheet.worksheet())["residents_months"] == 8


@pytest.mark.parametrize(
    ("paid", "months", "refund"),
    [(100, 12, 100), (100, 0, 0), (6, 1, 1), (5, 1, 0)],  # 6 ÷ 12 = 0.5 rounds up, 5 ÷ 12 down
)
def test_a_refund_goes_by_months_and_is_rounded_half_up(
    paid: int, months: int, refund: int
) -> None:
    assert residents_refund(paid, 0, months, 12, Sheet()) == refund


def test_a_column_of_refunds_gives_what_each_gives_alone() -> None:
    rng = np.random.default_rng(66)
    own, aid = rng.integers(0, 10**10, (2, 10_000))
    twice = rng.integers(0, 13, 10_000)

    column = residents_refund(own, aid, twice, 12, Sheet())

    alone = [
        residents_refund(*row, 12, Sheet())
        for row in zip(own.tolist(), aid.tolist(), twice.tolist(), strict=True)
    ]
    assert np.array_equal(column, alone)


@pytest.mark.parametrize(
    ("drawn", "repaid", "paid_out", "debt"),
    [
        (240_000, 0, 70_000, 0),  # 3400.00 − 300.00 − 2400.00
        (240_000, 240_000, 310_000, 0),
        (400_000, 0, 0, 90_000),  # 4000.00 − 3100.00 from the employee pension
        (400_000, 100_000, 10_000, 0),  # 3100.00 − (4000.00 − 1000.00)
    ],
)
def test_a_residents_pension_drawn_beside_an_employees_comes_back(
    drawn: int, repaid: int, paid_out: int, debt: int
) -> None:
    # an account of 3400.00, of which 300.00 are subsidies
    found = residents_benefit_ended(340_000, 30_000, drawn, repaid, Sheet())

    assert (found.paid_out_fen, found.debt_fen) == (paid_out, debt)


def test_whoever_asks_is_told_what_comes_back() -> None:
    asked = {"individual": "1000", "collective": "120", "subsidy": "60", "duplicate_months": "4"}

    found = answer(asked_refund.RULE, asked, known_on=TODAY)

    assert found.result == {"refund": "373.33", "residents_months": 8}  # 1120 × 4 ÷ 12


def test_no_more_months_stand_twice_than_were_paid() -> None:
    asked = {"individual": "1000", "duplicate_months": "5", "paid_months": "4"}

    found = answer(asked_refund.RULE, asked, known_on=TODAY)

    (refusal,) = found.refusals
    assert (refusal.code, refusal.field) == ("refund.too_many_months", "duplicate_months")
    assert "重复月数5个月,多于缴费月数4个月" in refusal.text.zh


@pytest.mark.parametrize("name", ["duplicate_months", "paid_months"])
def test_yes_is_no_number_of_months(name: str) -> None:
    asked = {"individual": "1000", "duplicate_months": "4"} | {name: True}

    (refusal,) = answer(asked_refund.RULE, asked, known_on=TODAY).refusals

    assert refusal.field == name


def test_whoever_asks_is_told_which_months_stand_twice() -> None:
    kept = {"province": "32", "months": [["2024-01", "400"], ["2024-02", "400"]]}
    other = {"province": "31", "months": [["2024-02", "500"], ["2024-03", "500"]]}

    found = answer(asked_months.RULE, {"relations": [kept, other]}, known_on=TODAY)

    assert found.result == {
        "rows": [
            {"province": "32", "months": 2, "duplicate": [], "refund": "0.00"},
            {"province": "31", "months": 1, "duplicate": ["2024-02"], "refund": "500.00"},
        ]
    }


def test_a_month_is_named_once_in_a_relation() -> None:
    named = [["2024-01", "1"], ["2024-02", "1"], ["2024-02", "2"]]
    relations = [{"province": "32", "months": []}, {"province": "31", "months": named}]

    (refusal,) = answer(asked_months.RULE, {"relations": relations}, known_on=TODAY).refusals

    assert (refusal.code, refusal.field) == ("duplicates.named_twice", "relations.1.months")
    assert "2024-02" in refusal.text.zh


def test_whoever_asks_is_told_how_two_pensions_end() -> None:
    asked = {"account": "3400", "subsidy": "300", "drawn": "4000", "repaid": "1000"}

    found = answer(asked_pensions.RULE, asked, known_on=TODAY)

    assert found.result == {"set_off": "3000.00", "paid_out": "100.00", "debt": "0.00"}


@pytest.mark.parametrize(("field", "most"), [("subsidy", "3400"), ("repaid", "4000")])
def test_no_part_is_more_than_the_whole(field: str, most: str) -> None:
    asked = {"account": "3400", "drawn": "4000"}
    above = {field: f"{most}.01"}

    assert not answer(asked_pensions.RULE, asked | {field: most}, known_on=TODAY).refusals
    (refusal,) = answer(asked_pensions.RULE, asked | above, known_on=TODAY).refusals
    assert (refusal.code, refusal.field) == ("duplicates.too_much", field)
