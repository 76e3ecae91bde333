"""The amount of a transfer 转移基金总额, as others ask it."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, AskedProvince, RateE6, YuanFen
from tongchou.policy.law import Law
from tongchou.policy.temporary_account import temporary_transfer
from tongchou.policy.transfer import (
    AccountParts,
    Moved,
    PaidYear,
    ordinary_transfer,
    transfer_within,
)
from tongchou.policy.worksheet import Sheet
from tongchou.standards.money import fen_of
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR

Amount = Annotated[YuanFen, Field(ge=0)]
Share = Annotated[RateE6, Field(ge=0, le=1_000_000)]
COLUMNS = ("year", "base_sum", "months", "credited_rate", "employer_rate")


class PaidRow(BaseModel):
    """A year as the information table writes it; the employer's rate for temporary accounts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    year: int = Field(ge=1978, le=2199)
    base_sum: Amount
    months: int = Field(default=MONTHS_PER_YEAR, ge=0, le=MONTHS_PER_YEAR)
    credited_rate: Share | None = None
    employer_rate: Share | None = None


def _row(value: Any) -> Any:
    """Return a row written as a list under the names of its columns."""
    if isinstance(value, list | tuple) and len(value) <= len(COLUMNS):
        return dict(zip(COLUMNS, value, strict=False))
    return value


class Facts(AskedFacts):
    """A record that moves away: its years, its account in three parts, where it was kept."""

    origin: AskedProvince
    destination: AskedProvince | None = None
    rows: list[Annotated[PaidRow, BeforeValidator(_row)]] = Field(max_length=80)
    opening_before_1998: Amount = 0
    account_at_year_end: Amount = 0
    current_year_principal: Amount = 0
    temporary: bool = False


def find(facts: Facts, law: Law, sheet: Sheet) -> Result | Refusals:
    """Return what moves, and what the account's record says afterwards."""
    try:
        interest_fen = fen_of(facts.given.get("interest", "0"))
    except ValueError:
        return (_odd_interest(facts.given["interest"]),)
    months = sum(row.months for row in facts.rows)
    sheet.line(
        "months",
        "本地实际缴费月数",
        "Months that move",
        months,
        "months",
        " + ".join(str(row.months) for row in facts.rows),
        "state-council-office-2009-66-4",
    )
    moved = _moved(facts, interest_fen, law, sheet)
    return {
        "account": (moved.account_fen, "fen"),
        "pooled": (moved.pooled_fen, "fen"),
        "total": (moved.total_fen, "fen"),
        "record_after": (moved.record_fen, "fen"),
    }


def _moved(facts: Facts, interest_fen: int, law: Law, sheet: Sheet) -> Moved:
    rows = [
        PaidYear(row.year, row.base_sum, row.credited_rate, row.employer_rate) for row in facts.rows
    ]
    account = AccountParts(
        facts.opening_before_1998, facts.account_at_year_end, facts.current_year_principal
    )
    if facts.destination == facts.origin:
        return transfer_within(account, sheet)
    if not facts.temporary:
        return ordinary_transfer(law, rows, account, sheet)
    is_stated = account != AccountParts()
    return temporary_transfer(
        law,
        facts.origin,
        rows,
        account if is_stated else None,
        sheet,
        interest_fen=interest_fen,
    )


def _odd_interest(text: str) -> Refusal:
    return Refusal(
        code="given.odd",
        text=Text(f"参数“interest”的值无法识别:{text}", f"'{text}' is no value of 'interest'"),
        field="given.interest",
        remedy=Text("应写成 612.40", "Write it as 612.40"),
    )


RULE = Rule(
    "transfer-amount",
    Text("转移基金总额", "amount that moves"),
    Facts,
    find,
    given=("interest",),
)
