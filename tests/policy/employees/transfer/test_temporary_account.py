"""The temporary account: who is opened one, on the day of the opening, and who never is."""

from datetime import date

import numpy as np
import pytest
from asking import ask, line_values, said

from tongchou.policy.employees.transfer import temporary_account_asked as asked_account
from tongchou.policy.employees.transfer.temporary_account import full_months, opens_temporary
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Flag
from tongchou.standards.time import month

TODAY = date(2026, 11, 24)
LAW = Law(TODAY, scheme="110")
OPENED = month(2023, 3)
FIFTY, FORTY = 50 * 12, 40 * 12


def _temporary(age_months: int, *, is_man: bool, **exempt: bool) -> Flag:
    facts = {"is_home": False, "was_insured_here": False, "is_approved": False} | exempt
    return opens_temporary(
        LAW, OPENED, is_man=is_man, age_months=age_months, sheet=Sheet(), **facts
    )


@pytest.mark.parametrize(
    ("is_man", "age_months", "expected"),
    [
        (True, FIFTY - 1, False),  # 49 years and 11 months
        (True, FIFTY, True),
        (False, FORTY - 1, False),
        (False, FORTY, True),
        (False, FORTY + 12, True),  # a woman of 41
        (True, FORTY, False),
    ],
)
def test_the_age_on_the_day_of_opening_decides(
    age_months: int, *, is_man: bool, expected: bool
) -> None:
    assert _temporary(age_months, is_man=is_man) is expected


@pytest.mark.parametrize("reason", ["is_home", "was_insured_here", "is_approved"])
def test_no_age_stands_in_the_way_of(reason: str) -> None:
    assert _temporary(55 * 12, is_man=True, **{reason: True}) is False
    assert _temporary(55 * 12, is_man=True, **{reason: False}) is True


@pytest.mark.parametrize(
    ("birth_on", "day", "months"),
    [
        (date(1973, 3, 6), date(2023, 3, 5), FIFTY - 1),  # the day before the birthday
        (date(1973, 3, 6), date(2023, 3, 6), FIFTY),
        (date(1973, 12, 31), date(2023, 1, 1), 588),  # 2023-01 − 1973-12 = 589, not yet full
        (date(1973, 1, 1), date(2023, 12, 31), 611),  # 50 × 12 + 11
    ],
)
def test_a_month_of_age_is_full_on_the_day(birth_on: date, day: date, months: int) -> None:
    assert full_months(birth_on, day) == months


def test_the_worksheet_puts_the_age_against_the_limit() -> None:
    sheet = Sheet()

    opens_temporary(
        LAW,
        OPENED,
        is_man=False,
        age_months=492,
        is_home=False,
        was_insured_here=False,
        is_approved=False,
        sheet=sheet,
    )

    assert line_values(sheet.worksheet())["temporary"] == 1
    assert sheet.lines[-1].formula.zh == "492 ≥ 480"


@pytest.mark.parametrize(
    ("exempt", "said"),
    [
        ({"hukou": "33"}, "户籍在本地"),
        ({"insured_here_before": "true", "approved": "true"}, "曾在本地参保、经批准调动"),
        ({}, "660 ≥ 600"),
    ],
)
def test_the_worksheet_says_what_exempts_from_the_age(exempt: dict[str, str], said: str) -> None:
    asked = {
        "hukou": "34",
        "province": "33",
        "birth": "1968-03-06",
        "sex": "man",
        "opened_on": "2023-03-06",
    }

    assert ask(asked_account.RULE, asked | exempt).worksheet.lines[-1].formula.zh == said


def test_before_the_measures_there_was_no_temporary_account() -> None:
    with pytest.raises(NotInForce):
        opens_temporary(
            LAW,
            month(2009, 12),
            is_man=True,
            age_months=FIFTY,
            is_home=False,
            was_insured_here=False,
            is_approved=False,
            sheet=Sheet(),
        )


def test_since_2016_a_temporary_account_is_sealed_on_leaving() -> None:
    def left(in_month: str, birth: str = "1960-01-01") -> dict[str, str]:
        person = {"hukou": "34", "province": "33", "sex": "man", "birth": birth}
        return said(
            ask(asked_account.RULE, person | {"opened_on": "2015-06-01", "left_in": in_month})
        )

    assert left("2016-11") == {"temporary": "True", "on_leaving": "collected"}
    assert left("2016-12") == {"temporary": "True", "on_leaving": "sealed"}
    assert left("2016-12", "1980-01-01") == {"temporary": "False", "on_leaving": "none"}


def test_what_becomes_of_it_is_one_of_two() -> None:
    asked = {
        "hukou": "34",
        "province": "33",
        "sex": "man",
        "birth": "1960-01-01",
        "opened_on": "2015-06-01",
        "left_in": "2016-12",
        "given": {"temporary_account_on_leaving": "burnt"},
    }

    (refusal,) = ask(asked_account.RULE, asked).refusals

    assert (refusal.code, refusal.field) == ("given.odd", "given.temporary_account_on_leaving")


def test_a_column_of_people_is_opened_what_each_is_alone() -> None:
    rng = np.random.default_rng(66)
    is_man, is_home, was_here, approved = rng.random((4, 10_000)) < 0.3
    ages = rng.integers(FORTY - 24, FIFTY + 24, 10_000)

    def opened(*facts: Flag, age_months: Flag) -> Flag:
        man, home, here, authority = facts
        return opens_temporary(
            LAW,
            OPENED,
            is_man=man,
            age_months=age_months,
            is_home=home,
            was_insured_here=here,
            is_approved=authority,
            sheet=Sheet(),
        )

    column = opened(is_man, is_home, was_here, approved, age_months=ages)

    flags = zip(
        is_man.tolist(), is_home.tolist(), was_here.tolist(), approved.tolist(), strict=True
    )
    alone = [opened(*row, age_months=age) for row, age in zip(flags, ages.tolist(), strict=True)]
    assert np.array_equal(column, alone)


@pytest.mark.parametrize(
    ("change", "temporary"),
    [
        ({}, True),  # a woman of 41 from 安徽 in 浙江
        ({"sex": "man"}, False),
        ({"sex": "男"}, False),
        ({"sex": "F"}, True),
        ({"birth": "1983-03-07"}, False),  # 39 years and 11 months
        ({"birth": "1983-03-06"}, True),  # 40 that day
        ({"hukou": "33"}, False),
        ({"insured_here_before": "true"}, False),
        ({"approved": "true"}, False),
    ],
)
def test_whoever_asks_is_told(change: dict[str, str], *, temporary: bool) -> None:
    asked = {
        "hukou": "34",
        "province": "33",
        "birth": "1982-01-15",
        "sex": "woman",
        "opened_on": "2023-03-06",
    }

    found = answer(asked_account.RULE, asked | change, known_on=TODAY)

    assert found.result == {"temporary": temporary}


def test_no_account_is_left_before_it_is_opened() -> None:
    asked = {
        "hukou": "34",
        "province": "33",
        "birth": "1960-01-15",
        "sex": "woman",
        "opened_on": "2023-03-06",
    }

    (refusal,) = ask(asked_account.RULE, asked | {"left_in": "2023-02"}).refusals

    assert (refusal.code, refusal.field) == ("temporary_account.left_early", "left_in")
    assert ask(asked_account.RULE, asked | {"left_in": "2023-03"}).result is not None


def test_nobody_is_opened_an_account_before_birth() -> None:
    asked = {
        "hukou": "34",
        "province": "33",
        "birth": "2023-03-07",
        "sex": "woman",
        "opened_on": "2023-03-06",
    }

    (refusal,) = answer(asked_account.RULE, asked, known_on=TODAY).refusals
    newborn = answer(asked_account.RULE, asked | {"birth": "2023-03-06"}, known_on=TODAY)

    assert (refusal.code, refusal.field) == ("temporary_account.not_born", "birth")
    assert newborn.result == {"temporary": False}
