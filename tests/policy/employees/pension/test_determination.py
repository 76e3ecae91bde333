"""A pension determined from a working life 待遇核定: typed amounts, and every reason against it.

The life of these tests: a man born in September 1964, in the archive from January 1996 to June
2024 with 342 months at an index of 0.8 and 80,000.00 yuan, then three months on 8,000 yuan.

index    8000 ÷ 7044.38 (the average wage of 2023) = 1.1357 a month
         (342 × 0.8 + 3 × 1.1357) ÷ 345 = 277.0071 ÷ 345 = 0.8029
interest (80000 × 3 + 640 × (3 + 2 + 1)) × 2.62 % ÷ 12 = 243840 × 2.62 % ÷ 12 = 532.38
balance  80000 + 3 × 640 + 532.38 = 82452.38
basic    345 months are 28.75 years, up to the tenth 28.8 (安徽)
         7842 × 1.8029 ÷ 2 × 28.8 × 1 % = 2035.92
account  82452.38 ÷ 139 = 593.18
"""

from dataclasses import replace
from datetime import date

from tongchou.policy.employees.pension.determination import Determination, WorkingLife, determine
from tongchou.policy.employees.pension.early_years import Span
from tongchou.policy.employees.retirement.retirement_terms import RetirementFacts
from tongchou.policy.engine.law import Law
from tongchou.standards.time import month

TODAY = date(2024, 11, 5)
PAID = (month(2024, 7), month(2024, 8), month(2024, 9))
LIFE = WorkingLife(
    province="34",
    city=None,
    retirement=RetirementFacts(month(1964, 9), "man", chosen_in=month(2024, 9)),
    months=PAID,
    base_fens=(800_000, 800_000, 800_000),
    earlier=(Span(month(1996, 1), month(2024, 7), 342, 8_000),),
    account_months=(month(2024, 7), *PAID),
    account_fens=(8_000_000, 64_000, 64_000, 64_000),
)


def _determined(life: WorkingLife) -> Determination:
    found = determine(Law(TODAY, scheme="110"), life)
    assert isinstance(found, Determination), found
    return found


def _refused(life: WorkingLife) -> list[str]:
    found = determine(Law(TODAY, scheme="110"), life)
    assert not isinstance(found, Determination)
    return [refusal.code for refusal in found]


def test_every_amount_has_its_name_and_type() -> None:
    found = _determined(LIFE)

    assert (found.basic_fen, found.account_fen, found.transitional_fen) == (203_592, 59_318, 0)
    assert (found.total_fen, found.additions_fen) == (262_910, {})
    assert (found.contribution_months, found.wage_index_e4) == (345, 8_029)
    assert (found.account_balance_fen, found.interest_fen) == (8_245_238, 53_238)
    assert found.from_month == month(2024, 10)
    assert found.retirement.age_months == 720
    assert not found.is_provisional


def test_the_worksheet_ends_with_what_is_paid_and_says_by_which_rules() -> None:
    worksheet = _determined(LIFE).worksheet

    assert worksheet.lines[-1].value == 262_910
    assert worksheet.provenance is not None
    assert list(worksheet.provenance.rules) == [
        "pension-determination",
        "retirement-terms",
        "retirement-eligibility",
        "months-before-account",
        "early-years",
        "average-index",
        "wage-index",
        "account-interest",
        "monthly-pension",
    ]


def test_the_worksheet_shows_what_the_account_held_and_how_the_index_was_averaged() -> None:
    lines = {line.name: line for line in _determined(LIFE).worksheet.lines}

    balance, index = lines["account_balance"], lines["wage_index"]
    assert (balance.title.zh, balance.title.en) == (
        "退休时个人账户储存额",
        "Account balance at retirement",
    )
    assert (balance.said("zh"), balance.formula.zh) == ("82,452.38 元", "81,920.00 + 532.38")
    assert (index.title.zh, index.title.en) == ("平均缴费工资指数", "Average wage index")
    assert (index.said("zh"), index.formula.zh) == ("0.8029", "277.0071 ÷ 345")
    assert balance.basis
    assert index.basis


def test_the_months_that_count_are_reckoned_and_not_taken_from_whoever_asks() -> None:
    asked = replace(LIFE.retirement, contribution_months=12)

    assert _determined(replace(LIFE, retirement=asked)).contribution_months == 345


def test_the_first_record_of_the_file_moves_the_age() -> None:
    asked = replace(LIFE.retirement, born_in=month(1964, 12), file_born_in=month(1964, 9))

    found = _determined(replace(LIFE, retirement=asked))

    assert (found.retirement.born_in, found.retirement.age_months) == (month(1964, 9), 720)
    assert found.total_fen == 262_910


def test_hazardous_work_opens_an_earlier_age_with_more_annuity_months() -> None:
    asked = RetirementFacts(
        month(1969, 9), "man", chosen_in=month(2024, 9), work_code="toxic", work_months=96
    )

    found = _determined(replace(LIFE, retirement=asked))

    assert found.account_fen == 48_501  # 82,452.38 ÷ 170, at 55
    assert found.basic_fen == 203_592


def test_whoever_is_wholly_unable_retires_at_fifty() -> None:
    asked = RetirementFacts(month(1974, 9), "man", chosen_in=month(2024, 9), is_wholly_unable=True)

    found = _determined(replace(LIFE, retirement=asked))

    assert found.account_fen == 42_283  # 82,452.38 ÷ 195, at 50


def test_all_reasons_against_it_are_told_together() -> None:
    asked = replace(LIFE.retirement, born_in=month(1966, 9))
    life = replace(
        LIFE, retirement=asked, months=(), base_fens=(), earlier=LIFE.earlier, deemed_months=4
    )

    assert _refused(life) == ["retirement.age_not_reached", "benefit.too_many_deemed_months"]


def test_where_gaps_count_all_months_since_the_first_divide_the_index() -> None:
    gap = replace(LIFE, province="11", earlier=(Span(month(1996, 1), month(2024, 7), 330, 8_000),))

    found = _determined(gap)

    # 8000 ÷ 11761 (北京, 2023) = 0.6802; (330 × 0.8 + 3 × 0.6802) ÷ 345 due = 0.7711
    assert found.wage_index_e4 == 7_711
    assert found.contribution_months == 333


def test_months_after_the_retirement_are_shown_and_do_not_count() -> None:
    found = _determined(replace(LIFE, months_after=2))

    assert found.contribution_months == 345
    (line,) = (line for line in found.worksheet.lines if line.name == "months_after")
    assert (line.said("zh"), line.title.zh, line.title.en) == (
        "2 个月",
        "退休年月之后的缴费月数(不计入)",
        "Months contributed after the retirement, not counted",
    )


def test_without_a_chosen_month_one_retires_in_the_statutory() -> None:
    asked = replace(LIFE.retirement, chosen_in=None)

    assert _determined(replace(LIFE, retirement=asked)).retirement.retired_in == month(2024, 9)
