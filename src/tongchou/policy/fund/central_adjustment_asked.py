"""The adjustment of the fund between provinces, as others ask it."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedProvince, YuanFen, at_most
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import shown
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rows import AskedRow
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.policy.fund.central_adjustment import (
    BASIS,
    PLAN,
    ProvinceYear,
    fund_adjustment,
)
from tongchou.standards.fields import WholeNumber, plain
from tongchou.standards.money import fen_of
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, YEARS, month

WAGE_MAX = 10**11
PEOPLE_MAX = 2 * 10**9
PLAN_MAX = 10**16
PROVINCES_MAX = 100
RATE = "central_adjustment_rate"

People = Annotated[WholeNumber, Field(ge=0, le=PEOPLE_MAX)]


class AskedProvinceYear(AskedRow):
    """A province's year: its average wage, its people, and what the plan gives or takes."""

    code: AskedProvince
    wage: Annotated[YuanFen, Field(ge=0), at_most(WAGE_MAX, "1000000000")]
    insured: People
    employed: People
    retirees: People
    plan: Annotated[YuanFen, Field(ge=-PLAN_MAX, le=PLAN_MAX)] | None = None


def _rate(value: Any) -> str:
    """Return a rate as the law's figures are written."""
    text = str(plain(value))
    try:
        is_share = 0 < fen_of(text, scale=4) <= RATE_SCALE
    except ValueError:
        is_share = False
    if not is_share:
        raise ValueError(
            "上解比例应大于0且不超过1,如 0.045 | A rate is above 0 and at most 1, such as 0.045"
        )
    return text


class Facts(AskedFacts):
    """A year, all provinces that take part, and a rate where it is not the year's own."""

    year: Annotated[WholeNumber, Field(ge=YEARS.start, lt=YEARS.stop)]
    rate: Annotated[str, BeforeValidator(_rate)] | None = None
    provinces: list[AskedProvinceYear] = Field(min_length=1, max_length=PROVINCES_MAX)


@rule("central-adjustment", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what each province remits, is allocated and gains.

    A year is judged as its December is: the system began in the middle of 2018.
    """
    december = month(facts.year, MONTHS_PER_YEAR)
    if facts.rate is not None:
        law = Law(law.known_on, {RATE: facts.rate, **facts.given}, scheme=law.scheme)
    is_planned = law.word("fund_adjustment_method", december) == "plan_figures"
    refused = _refusals(facts.provinces, is_planned=is_planned)
    if not is_planned and not law.value(RATE, december):
        refused += (_no_rate(),)
    if refused:
        return refused
    found = fund_adjustment(
        law,
        december,
        [
            ProvinceYear(row.code, row.wage, row.insured, row.employed, row.retirees, row.plan)
            for row in facts.provinces
        ],
        sheet,
    )
    return {
        "per_head": None if found.per_head_fen is None else (found.per_head_fen, "fen"),
        "rows": [
            {
                "code": share.code,
                "remittance": (share.remittance_fen, "fen"),
                "allocation": (share.allocation_fen, "fen"),
                "net": (share.net_fen, "fen"),
            }
            for share in found.shares
        ],
    }


def _refusals(rows: Sequence[AskedProvinceYear], *, is_planned: bool) -> Refusals:
    refused: Refusals = ()
    codes = [row.code for row in rows]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        refused += (_named_twice(twice),)
    plans = [row.plan for row in rows if row.plan is not None]
    unbalanced = sum(plans) if len(plans) == len(rows) else 0
    if is_planned and unbalanced:
        refused += (_plan_unbalanced(unbalanced),)
    if not is_planned and not any(row.retirees for row in rows):
        refused += (_nobody_retired(),)
    return refused


def _no_rate() -> Refusal:
    return Refusal(
        code="given.odd",
        text=Text("上解比例为0,应大于0", "A rate of 0 is given; it must be above 0"),
        field=f"given.{RATE}",
        basis=BASIS,
        remedy=Text("应写成 0.045", "Write it as 0.045"),
    )


def _named_twice(codes: list[str]) -> Refusal:
    named = ", ".join(codes)
    return Refusal(
        code="fund.named_twice",
        text=Text(f"省份重复:{named}", f"Named more than once: {named}"),
        field="provinces",
        basis=BASIS,
        remedy=Text("每个省份只填一行", "Give one row a province"),
    )


def _nobody_retired() -> Refusal:
    return Refusal(
        code="fund.nobody_retired",
        text=Text(
            "离退休人数合计为0,无法计算人均拨付额(至少需1人)",
            "0 people are retired; an allocation a head needs at least 1",
        ),
        field="provinces",
        basis=BASIS,
        remedy=Text("请填写核定的离退休人数", "Give the retired people"),
    )


def _plan_unbalanced(total_fen: int) -> Refusal:
    difference = shown(total_fen, "fen")
    return Refusal(
        code="fund.plan_unbalanced",
        text=Text(
            f"各省份调剂计划合计应为0元,实为{difference}元",
            f"The plan's figures sum up to {difference} yuan; they must be 0",
        ),
        field="provinces",
        basis=PLAN,
        remedy=Text("请核对调剂计划", "Compare the plan"),
    )


RULE = Asked(find, EMPLOYEES, Text("基金中央调剂", "central adjustment"), Facts)
