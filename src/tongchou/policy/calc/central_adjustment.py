"""The adjustment of the fund between provinces, as others ask it."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, AskedProvince, YuanFen
from tongchou.policy.fund_adjustment import BASIS, PLAN, ProvinceYear, fund_adjustment
from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet, shown
from tongchou.standards.fields import WholeNumber, plain
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, YEARS, month

WAGE_MAX = 10**11
PEOPLE_MAX = 2 * 10**9
PLAN_MAX = 10**16
PROVINCES_MAX = 100
RATE = "central_adjustment_rate"
COLUMNS = ("code", "wage", "insured", "employed", "retirees", "plan")

People = Annotated[WholeNumber, Field(ge=0, le=PEOPLE_MAX)]


class AskedProvinceYear(BaseModel):
    """A province's year: its average wage, its people, and what the plan gives or takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: AskedProvince
    wage: Annotated[YuanFen, Field(ge=0, le=WAGE_MAX)]
    insured: People
    employed: People
    retirees: People
    plan: Annotated[YuanFen, Field(ge=-PLAN_MAX, le=PLAN_MAX)] | None = None


def _row(value: Any) -> Any:
    """Return a row written as a list under the names of its columns."""
    if isinstance(value, list | tuple) and len(value) <= len(COLUMNS):
        return dict(zip(COLUMNS, value, strict=False))
    return value


class Facts(AskedFacts):
    """A year, all provinces that take part, and a rate where it is not the year's own."""

    year: Annotated[WholeNumber, Field(ge=YEARS.start, lt=YEARS.stop)]
    provinces: list[Annotated[AskedProvinceYear, BeforeValidator(_row)]] = Field(
        min_length=1, max_length=PROVINCES_MAX
    )

    @model_validator(mode="before")
    @classmethod
    def _rate_is_given(cls, asked: Any) -> Any:
        """Return what is asked with its rate among what is given."""
        if not isinstance(asked, dict) or asked.get("rate") is None:
            return asked
        others = {name: value for name, value in asked.items() if name not in {"rate", "given"}}
        given = asked.get("given") or {}
        if not isinstance(given, dict):
            return asked
        return {**others, "given": {RATE: str(plain(asked["rate"])), **given}}


def find(facts: Facts, law: Law, sheet: Sheet) -> Result | Refusals:
    """Return what each province remits, is allocated and gains.

    A year is judged as its December is: the system began in the middle of 2018.
    """
    december = month(facts.year, MONTHS_PER_YEAR)
    is_planned = law.word("fund_adjustment_method", december) == "plan_figures"
    refused = _refusals(facts.provinces, is_planned=is_planned)
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


RULE = Rule("central-adjustment", Text("基金中央调剂", "central adjustment"), Facts, find)
