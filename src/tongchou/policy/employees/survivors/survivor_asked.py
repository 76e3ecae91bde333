"""Survivors' benefits, as others ask them."""

from math import gcd
from typing import Annotated, Literal

from pydantic import Field

from tongchou.policy.employees.survivors.survivor import (
    BASIS,
    GROWS_ABOVE_MONTHS,
    PART_YEARS,
    Income,
    income_of,
    one_grant_only,
    survivor_benefits,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import (
    AskedFacts,
    AskedMonth,
    AskedMonths,
    AskedProvince,
    YuanFen,
)
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import fen_of, round_half_up
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text

INCOME_DECIMALS = 6
SCALED_MAX = 10**15
OTHERS = {
    "work_injury": Text("工伤保险", "work injury insurance"),
    "unemployment": Text("失业保险", "unemployment insurance"),
}


class Facts(AskedFacts):
    """A death 死亡: when, and what the person had contributed and drawn."""

    province: AskedProvince | None = None
    died_in: AskedMonth
    status: Literal["contributing", "retired"]
    contribution_months: AskedMonths
    drawn_months: AskedMonths | None = None
    account_balance: Annotated[YuanFen, Field(ge=0)] | None = None
    own_contributions: Annotated[YuanFen, Field(ge=0)] | None = None
    other_grant: Literal["work_injury", "unemployment"] | None = None


@rule("survivor", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what the survivors are paid."""
    refused = _refusals(facts)
    if refused:
        return refused
    income = _income(facts, law, sheet)
    if not isinstance(income, Income):
        return income
    found = survivor_benefits(
        law,
        facts.died_in,
        income,
        is_retired=facts.status == "retired",
        contribution_months=facts.contribution_months,
        drawn_months=facts.drawn_months or 0,
        account_balance_fen=facts.account_balance or 0,
        own_contributions_fen=facts.own_contributions,
        sheet=sheet,
    )
    return {
        "funeral": (found.funeral_fen, "fen"),
        "survivor_months": (found.survivor_months, "months"),
        "survivor": (found.survivor_fen, "fen"),
        "inherited": (found.inherited_fen, "fen"),
        "total": (found.total_fen, "fen"),
    }


def _income(facts: Facts, law: Law, sheet: Sheet) -> Income | Refusals:
    """Return the monthly income that is given, as a fraction where the asker writes one."""
    text = facts.given.get("monthly_income")
    if text is None:
        if facts.province is None and "urban_income" not in facts.given:
            return (_no_income(),)
        return income_of(law, facts.province or "", facts.died_in, sheet)
    whole, _, parts = text.partition("/")
    try:
        scaled = fen_of(whole, scale=2 + INCOME_DECIMALS, rounded=True)
        divisor = fen_of(parts or "1", scale=0) * 10**INCOME_DECIMALS
    except ValueError:
        return (_odd_income(text),)
    if not 0 <= scaled < SCALED_MAX or divisor <= 0:
        return (_odd_income(text),)
    sheet.line(
        "monthly_income",
        "月人均可支配收入",
        "Monthly income",
        round_half_up(scaled, divisor),
        "fen",
        text,
        BASIS,
    )
    shared = gcd(scaled, 10**INCOME_DECIMALS)
    return Income(scaled // shared, divisor // shared)


def _refusals(facts: Facts) -> Refusals:
    refused: list[Refusal] = []
    if facts.other_grant is not None:
        refused.append(one_grant_only(OTHERS[facts.other_grant]))
    may_lessen = facts.status == "retired" and facts.contribution_months > GROWS_ABOVE_MONTHS
    if may_lessen and facts.drawn_months is None:
        refused.append(_no_drawn_months())
    if facts.status == "contributing" and facts.drawn_months:
        refused.append(_drawn_at_work(facts.drawn_months))
    if facts.given.get("survivor_part_years", "dropped") not in PART_YEARS:
        refused.append(_odd_part_years(facts.given["survivor_part_years"]))
    return tuple(refused)


def _no_drawn_months() -> Refusal:
    return Refusal(
        code="survivor.no_drawn_months",
        text=Text(
            "已领取养老金的月数未填写,抚恤金月数无法确定",
            "The months drawn are not given, and the grant depends on them",
        ),
        field="drawn_months",
        basis=BASIS,
        remedy=Text("请填写 drawn_months", "Give drawn_months"),
    )


def _drawn_at_work(months: int) -> Refusal:
    return Refusal(
        code="survivor.drawn_at_work",
        text=Text(
            f"在职死亡,却已领取养老金{months}个月",
            f"{months} months of pension were drawn by someone who still contributed",
        ),
        field="drawn_months",
        basis=BASIS,
        remedy=Text(
            "已退休的 status 填 retired,否则删去 drawn_months",
            "Say status: retired, or leave drawn_months out",
        ),
    )


def _no_income() -> Refusal:
    return Refusal(
        code="survivor.no_income",
        text=Text(
            "未给出省份或月人均可支配收入", "Neither a province nor the monthly income is given"
        ),
        field="province",
        basis=BASIS,
        remedy=Text("请填写 province 或 given.monthly_income", "Give one of the two"),
    )


def _odd_income(text: str) -> Refusal:
    return Refusal(
        code="given.odd",
        text=Text(f"月收入的值无法识别:{text}", f"'{text}' is no monthly income"),
        field="given.monthly_income",
        remedy=Text("应写成 3915.5 或 47066/12", "Write it as 3915.5 or 47066/12"),
    )


def _odd_part_years(text: str) -> Refusal:
    known = ", ".join(PART_YEARS)
    return Refusal(
        code="given.odd",
        text=Text(f"零头年限办法无法识别:{text}", f"'{text}' is no way to count part years"),
        field="given.survivor_part_years",
        remedy=Text(f"可给定:{known}", f"These may be given: {known}"),
    )


RULE = Asked(
    find, EMPLOYEES, Text("遗属待遇", "survivors' benefits"), Facts, given=("monthly_income",)
)
