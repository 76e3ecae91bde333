"""The amount of a transfer 转移基金总额, as others ask it."""

from collections import Counter
from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.transfer.temporary_account import temporary_transfer
from tongchou.policy.employees.transfer.transfer_amount import (
    BASIS,
    RATES,
    SHARE_SCALE,
    AccountParts,
    Moved,
    PaidYear,
    ordinary_transfer,
    transfer_within,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedProvince, RateE6, YuanFen, at_most
from tongchou.policy.engine.formulas import shown
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rows import AskedRow
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.money import fen_of
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR

Amount = Annotated[YuanFen, Field(ge=0)]
Share = Annotated[RateE6, Field(ge=0), at_most(SHARE_SCALE, "1")]


class PaidRow(AskedRow):
    """A year as the information table writes it; the employer's rate for temporary accounts."""

    year: Annotated[WholeNumber, Field(ge=1978, le=2199)]
    base_sum: Amount
    months: Annotated[WholeNumber, Field(ge=0, le=MONTHS_PER_YEAR)]
    credited_rate: Share | None = None
    employer_rate: Share | None = None


class Facts(AskedFacts):
    """A record that moves away: its years, its account in three parts, where it was kept."""

    origin: AskedProvince
    destination: AskedProvince | None = None
    rows: list[PaidRow] = Field(max_length=80)
    opening_before_1998: Amount | None = None
    account_at_year_end: Amount | None = None
    current_year_principal: Amount | None = None
    temporary: bool = False

    @property
    def account(self) -> AccountParts:
        """The three parts of the account."""
        return AccountParts(
            self.opening_before_1998 or 0,
            self.account_at_year_end or 0,
            self.current_year_principal or 0,
        )

    @property
    def states_account(self) -> bool:
        """Whether any part of the account is told, though it be nothing."""
        parts = (self.opening_before_1998, self.account_at_year_end, self.current_year_principal)
        return any(part is not None for part in parts)


@rule("transfer-amount", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what moves, and what the account's record says afterwards."""
    refused = _refusals(facts)
    if refused:
        return refused
    sheet.line(
        "months",
        "本地实际缴费月数",
        "Months that move",
        sum(row.months for row in facts.rows),
        "months",
        " + ".join(str(row.months) for row in facts.rows),
        BASIS,
    )
    moved = _moved(facts, law, sheet)
    if moved.account_fen < 0:
        return (_below_zero(int(facts.account.sum_fen), int(moved.account_fen)),)
    return {
        "account": (moved.account_fen, "fen"),
        "pooled": (moved.pooled_fen, "fen"),
        "total": (moved.total_fen, "fen"),
        "record_after": (moved.record_fen, "fen"),
    }


def _moved(facts: Facts, law: Law, sheet: Sheet) -> Moved:
    rows = [
        PaidYear(row.year, row.base_sum, row.credited_rate, row.employer_rate) for row in facts.rows
    ]
    if facts.destination == facts.origin:
        return transfer_within(facts.account, sheet)
    if not facts.temporary:
        return ordinary_transfer(law, rows, facts.account, sheet)
    return temporary_transfer(
        law,
        facts.origin,
        rows,
        facts.account if facts.states_account else None,
        sheet,
        interest_fen=fen_of(facts.given.get("interest", "0")),
    )


def _refusals(facts: Facts) -> Refusals:
    months = Counter[int]()
    for row in facts.rows:
        months[row.year] += row.months
    refused = [_too_many(year, many) for year, many in months.items() if many > MONTHS_PER_YEAR]
    refused += [
        _no_months(place, row.year)
        for place, row in enumerate(facts.rows)
        if row.base_sum and not row.months
    ]
    if not any(row.months or row.base_sum for row in facts.rows) and not facts.account.sum_fen:
        refused.append(_nothing())
    if "interest" in facts.given:
        refused += _interest_refusals(facts)
    return tuple(refused)


def _interest_refusals(facts: Facts) -> Refusals:
    text = facts.given["interest"]
    try:
        is_odd = fen_of(text) < 0
    except ValueError:
        is_odd = True
    if is_odd:
        return (_odd_interest(text),)
    if facts.temporary and facts.destination != facts.origin:
        return ()
    return (_unused_interest(),)


def _too_many(year: int, months: int) -> Refusal:
    return Refusal(
        code="transfer.too_many_months",
        text=Text(
            f"{year}年各行合计{months}个月,一年至多{MONTHS_PER_YEAR}个月",
            f"The rows of {year} sum up to {months} months; a year has {MONTHS_PER_YEAR}",
        ),
        field="rows",
        basis=BASIS,
        remedy=Text("请核对缴费月数,重复月份先清理", "Compare the months; clean those held twice"),
    )


def _no_months(place: int, year: int) -> Refusal:
    return Refusal(
        code="transfer.no_months",
        text=Text(
            f"{year}年有缴费基数,缴费月数却为0",
            f"A contribution base stands in {year}, and 0 months",
        ),
        field=f"rows.{place}.months",
        basis=BASIS,
        remedy=Text("请填写实际缴费月数", "Write the months that were paid"),
    )


def _nothing() -> Refusal:
    return Refusal(
        code="transfer.nothing",
        text=Text(
            "缴费记录和个人账户储存额都为空,没有可转移的内容",
            "There are no months and no account: nothing moves",
        ),
        field="rows",
        basis=BASIS,
        remedy=Text("请填写年度缴费记录或储存额", "Write the years paid, or the balance"),
    )


def _below_zero(held_fen: int, account_fen: int) -> Refusal:
    held, beyond = shown(held_fen, "fen"), shown(held_fen - account_fen, "fen")
    return Refusal(
        code="transfer.account_below_zero",
        text=Text(
            f"个人账户储存额{held}元,少于各行超比例记入的{beyond}元",
            f"The account holds {held} yuan, less than the {beyond} credited beyond the norm",
        ),
        field="account_at_year_end",
        basis=RATES,
        remedy=Text("请核对储存额和各年记账比例", "Compare the balance and the credited rates"),
    )


def _odd_interest(text: str) -> Refusal:
    return Refusal(
        code="given.odd",
        text=Text(f"参数“interest”的值无法识别:{text}", f"'{text}' is no value of 'interest'"),
        field="given.interest",
        remedy=Text("应写成 612.40", "Write it as 612.40"),
    )


def _unused_interest() -> Refusal:
    return Refusal(
        code="transfer.interest_unused",
        text=Text(
            "只有跨省转移的临时账户才单列利息,普通账户的利息已在储存额内",
            "Interest stands by itself only for a temporary account that leaves the province;"
            " an ordinary balance holds it",
        ),
        field="given.interest",
        basis=BASIS,
        remedy=Text(
            "请删去 interest;确为临时账户的,temporary 填 true",
            "Leave interest out, or say temporary: true",
        ),
    )


RULE = Asked(find, EMPLOYEES, Text("转移基金总额", "amount that moves"), Facts, given=("interest",))
