"""Years before the account, as the spans of a record show them 建账前年限."""

from datetime import date

import pytest

from tongchou.policy.employees.pension.claim import NOTHING_EARLY, Early, NotShown
from tongchou.policy.employees.pension.early_years import (
    BASIS,
    Before,
    Span,
    before_account,
    early_years,
)
from tongchou.policy.engine.law import Law
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")
AT = month(2025, 12)


def _span(first: int, until: int, months: int | None = None, index: int = 8_000) -> Span:
    return Span(first, until, until - first if months is None else months, index)


def _before(province: str, *spans: Span) -> Before | tuple[str, ...]:
    found = before_account(LAW, province, AT, spans)
    return found if isinstance(found, Before) else tuple(refusal.code for refusal in found)


@pytest.mark.parametrize(
    ("province", "began"),
    [
        ("34", month(1996, 1)),
        ("11", month(1992, 10)),
        ("44", month(1998, 7)),
        ("54", month(2000, 7)),
    ],
)
def test_what_ends_with_the_month_before_accounts_began_lies_before(
    province: str, began: int
) -> None:
    # the last of 24 months before, and then one that is the first after
    assert _before(province, _span(began - 24, began, 20)) == Before(20, 160_000)
    assert _before(province, _span(began, began + 24)) == Before(0, 0)


def test_a_span_without_gaps_is_parted_where_accounts_began() -> None:
    found = _before("34", _span(month(1995, 10), month(1996, 6)))

    assert found == Before(3, 24_000)


def test_a_span_with_gaps_cannot_be_parted() -> None:
    assert _before("34", _span(month(1995, 10), month(1996, 6), 7)) == ("benefit.record_runs_on",)


def test_neither_can_one_where_its_part_needs_an_index_of_its_own() -> None:
    assert _before("33", _span(month(1997, 10), month(1998, 6))) == ("benefit.record_runs_on",)


def test_every_span_that_runs_on_is_refused() -> None:
    spans = [_span(month(1995, 1), month(1996, 6), 1)] * 2

    assert _before("34", *spans) == ("benefit.record_runs_on",) * 2


def test_nobody_without_a_record_needs_to_know_when_accounts_began() -> None:
    assert _before("66") == Before(0, 0)


def _early(province: str, months: int = 120, deemed: int | None = None) -> Early | tuple[str, ...]:
    found = early_years(LAW, province, AT, Before(months, months * 9_000), deemed)
    return found if isinstance(found, Early) else tuple(refusal.code for refusal in found)


def test_all_years_count_where_nothing_else_is_said() -> None:
    assert _early("37") == Early(years=(120, 12), virtual_account_fen=None)


@pytest.mark.parametrize("province", ["22", "34", "43"])
def test_only_deemed_years_count_in_some_provinces(province: str) -> None:
    found = _early(province, deemed=30)

    assert found == Early(years=(30, 12), deemed=(30, 12), virtual_account_fen=None)
    assert _early(province, deemed=0) == NOTHING_EARLY


@pytest.mark.parametrize("province", ["11", "22", "34", "41", "43"])
def test_where_deemed_years_count_apart_they_must_be_told(province: str) -> None:
    assert _early(province) == ("benefit.deemed_months_missing",)


@pytest.mark.parametrize("province", ["14", "32", "33", "44"])
def test_in_some_provinces_these_years_have_their_own_index(province: str) -> None:
    found = _early(province)

    assert found == Early(years=(120, 12), index_e6=900_000, virtual_account_fen=None)


def test_in_beijing_deemed_and_other_years_count_apart() -> None:
    found = _early("11", deemed=90)

    assert found == Early(
        years=(120, 12), index_e6=900_000, deemed=(90, 12), virtual_account_fen=None
    )


def test_an_index_that_nobody_explains_is_not_guessed() -> None:
    with pytest.raises(NotShown) as fault:
        _early("41", deemed=12)

    assert fault.value.refusal.field == "early_index"


def test_each_refusal_says_what_it_met_and_what_to_do() -> None:
    found = (
        before_account(LAW, "34", AT, [_span(month(1995, 10), month(1996, 6), 7)]),
        early_years(LAW, "34", AT, Before(12, 0), None),
        early_years(LAW, "34", AT, Before(12, 0), 13),
    )

    assert [
        refusal.as_json() for refused in found if isinstance(refused, tuple) for refusal in refused
    ] == [
        {
            "code": "benefit.record_runs_on",
            "zh": "有缴费记录跨越1996年1月建账,无法区分建账前后月数",
            "en": "A record runs on beyond 1996-01, when accounts began",
            "basis": BASIS,
            "remedy": {
                "zh": "请将该记录在1996年1月分为两段录入",
                "en": "Enter the record as two, split there",
            },
            "field": "ssn",
            "row": None,
        },
        {
            "code": "benefit.deemed_months_missing",
            "zh": "建账前有12个月,须说明其中视同缴费月数",
            "en": "12 months lie before the account; how many of them are deemed is not told",
            "basis": BASIS,
            "remedy": {
                "zh": "请填写视同缴费月数,没有则填0",
                "en": "Write it, 0 if there is none: The number of deemed months",
            },
            "field": "deemed_months",
            "row": None,
        },
        {
            "code": "benefit.too_many_deemed_months",
            "zh": "视同缴费13个月,而建账前只有12个月",
            "en": "13 deemed months, but only 12 lie before the account",
            "basis": BASIS,
            "remedy": {
                "zh": "请核对,或先录入历史缴费记录",
                "en": "Compare, or enter the prior record first",
            },
            "field": "deemed_months",
            "row": None,
        },
    ]


def test_no_more_months_are_deemed_than_there_are() -> None:
    assert _early("37", 12, 12) == Early(years=(12, 12), deemed=(12, 12), virtual_account_fen=None)
    assert _early("37", 12, 13) == ("benefit.too_many_deemed_months",)
    assert _early("34", 0, 1) == ("benefit.too_many_deemed_months",)


def test_who_has_no_month_before_the_account_is_owed_nothing() -> None:
    assert _early("34", 0) == NOTHING_EARLY
    assert _early("34", 0, 0) == NOTHING_EARLY
