"""The temporary account 临时账户: who from elsewhere is opened one, and what it carries."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import numpy as np

from tongchou.policy.employees.transfer.transfer_amount import (
    ACCOUNT,
    SHARE_PER_RATE,
    SHARE_SCALE,
    AccountParts,
    Moved,
    PaidYear,
    write_parts,
    write_total,
)
from tongchou.policy.engine.figures import NATIONAL
from tongchou.policy.engine.formulas import NO_FORMULA, Formula, joined, put_in
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Flag,
    Number,
    choose,
    clip,
    round_half_up,
)
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month

BASIS = "state-council-office-2009-66-5"
KEPT_ORDINARY = "ministry-2016-5-3"
EXEMPT = (
    Text("户籍在本地", "household registered here"),
    Text("曾在本地参保", "insured here before"),
    Text("经批准调动", "an approved move"),
)
ON_LEAVING = ("collected", "sealed")


def full_months(birth_on: date, day: date) -> int:
    """Return the age on a day in full months 周岁(月); a birthday makes its month full."""
    months = (day.year - birth_on.year) * MONTHS_PER_YEAR + day.month - birth_on.month
    return months - (day.day < birth_on.day)


def opens_temporary(
    law: Law,
    opened_in: Month,
    *,
    is_man: Flag,
    age_months: Number,
    is_home: Flag,
    was_insured_here: Flag,
    is_approved: Flag,
    sheet: Sheet,
) -> Flag:
    """Return whether a person is opened a temporary account 临时账户, or a column of people.

    It is the age on the day of opening that counts: 50 full years of a man, 40 of a woman.
    The hukou province asks for no age, nor does a transfer that an authority approved; whoever
    was insured here at a younger age keeps the ordinary account, also after a break.
    """
    man = sheet.figure(law.figure("temporary_account_age_man", opened_in))
    woman = sheet.figure(law.figure("temporary_account_age_woman", opened_in))
    limit = choose(is_man, man, woman)
    is_exempt = is_home | was_insured_here | is_approved
    is_temporary = choose(is_exempt, 0, (age_months >= limit) * 1) != 0
    sheet.line("age_months", "开户时年龄", "Age at the opening", age_months, "months", "", BASIS)
    sheet.line(
        "temporary",
        "是否临时账户",
        "Temporary account",
        is_temporary,
        "none",
        _why(is_home, was_insured_here, is_approved)
        or put_in("{} ≥ {}", (age_months, "months"), (limit, "months")),
        KEPT_ORDINARY,
    )
    found: Flag = is_temporary
    return found


def _why(*exempt: Flag) -> Formula:
    """Return what exempts a person from the age; a column has no one reason."""
    if any(isinstance(one, np.ndarray) for one in exempt):
        return NO_FORMULA
    held = [ground for ground, holds in zip(EXEMPT, exempt, strict=True) if holds]
    return Formula("、".join(one.zh for one in held), ", ".join(one.en for one in held))


def on_leaving(law: Law, left_in: Month) -> str:
    """Return what becomes of a temporary account at the next move: `collected` or `sealed` 封存.

    What is sealed waits, and the province that pays the pension collects it at retirement.
    """
    return law.word_among(ON_LEAVING, "temporary_account_on_leaving", left_in)


def temporary_transfer(
    law: Law,
    province: str,
    rows: Sequence[PaidYear],
    account: AccountParts | None,
    sheet: Sheet,
    *,
    interest_fen: Fen = 0,
) -> Moved:
    """Return what a temporary account 临时账户 carries: all that both sides paid, with interest.

    The employer's side moves at the rates that were paid, not at 12 %, as far as the account
    does not hold it already: a balance of as much as both can have paid holds both. Without
    its balance the account is what was credited.
    """
    balance_fen = (
        _credited(law, province, rows, sheet)
        if account is None
        else sum(write_parts(account, sheet))
    )
    account_fen = sheet.line(
        "account",
        *ACCOUNT,
        balance_fen + interest_fen,
        "fen",
        put_in("{} + {}", (balance_fen, "fen"), (interest_fen, "fen")),
        BASIS,
    )
    both_fen = sum(_both_sides(law, province, row) for row in rows)
    holds_both = account is not None and balance_fen >= both_fen
    beyond_fen, formula = 0 * balance_fen, "max({} − {}, 0)"
    if not np.all(holds_both):
        sides_fen = sum(_employer_side(law, province, row, sheet) for row in rows)
        beyond_fen, formula = choose(holds_both, 0, sides_fen), "Σ"
    pooled_fen = sheet.line(
        "pooled",
        "单位缴费转移额",
        "From the employer's side",
        beyond_fen,
        "fen",
        put_in(formula, (both_fen, "fen"), (balance_fen, "fen")),
        BASIS,
    )
    total_fen = write_total(account_fen, pooled_fen, sheet)
    return Moved(account_fen, pooled_fen, total_fen, account_fen)


def _credited(law: Law, province: str, rows: Sequence[PaidYear], sheet: Sheet) -> Fen:
    """Return what was credited to an account whose balance nobody states, in fen."""
    shares = [_share(law, province, row) for row in rows]
    credited_fen: Fen = sheet.line(
        "credited",
        "记入账户本金",
        "Credited to the account",
        sum(
            round_half_up(row.base_sum_fen * share_e6, SHARE_SCALE)
            for row, share_e6 in zip(rows, shares, strict=True)
        ),
        "fen",
        joined(
            " + ",
            (
                put_in("{} × {}", (row.base_sum_fen, "fen"), (share_e6, "rate_e6"))
                for row, share_e6 in zip(rows, shares, strict=True)
            ),
        ),
        BASIS,
    )
    return credited_fen


def _share(law: Law, province: str, row: PaidYear) -> Number:
    """Return the share credited to the account: what the employee pays, unless the row says."""
    if row.credited_e6 is not None:
        return row.credited_e6
    return _employee_e6(law, province, row.year)


def _both_sides(law: Law, province: str, row: PaidYear) -> Fen:
    """Return the most that both sides can have paid in a year, in fen."""
    both_e6 = _employee_e6(law, province, row.year) + _employer_most_e6(law, province, row)
    both_fen: Fen = round_half_up(row.base_sum_fen * both_e6, SHARE_SCALE)
    return both_fen


def _employer_side(law: Law, province: str, row: PaidYear, sheet: Sheet) -> Fen:
    """Return what both sides paid in a year beyond what the account was credited, in fen.

    An account that was credited as much as both can have paid holds the employer's side,
    whatever its rate was.
    """
    employee_e6, share_e6 = _employee_e6(law, province, row.year), _share(law, province, row)
    employer_e6 = _employer_most_e6(law, province, row)
    if np.any(share_e6 < employer_e6 + employee_e6):
        employer_e6 = _employer_e6(law, province, row)
    beyond_e6 = clip(employer_e6 + employee_e6 - share_e6, 0, employer_e6 + employee_e6)
    side_fen: Fen = sheet.line(
        f"employer_{row.year}",
        f"{row.year}年未记入账户的缴费",
        f"Paid in {row.year} and not in the account",
        round_half_up(row.base_sum_fen * beyond_e6, SHARE_SCALE),
        "fen",
        put_in("{} × {}", (row.base_sum_fen, "fen"), (beyond_e6, "rate_e6")),
        BASIS,
    )
    return side_fen


def _employee_e6(law: Law, province: str, year: int) -> int:
    return law.value("employee_rate", month(year, 1), province) * SHARE_PER_RATE


def _employer_e6(law: Law, province: str, row: PaidYear) -> int:
    """Return the employer's rate of a year; raises `RateChanged` if it was not one all the year."""
    if row.employer_e6 is not None:
        return row.employer_e6
    first, last = _employer_rates(law, row.year, province)
    if first != last:
        raise RateChanged(province, row.year)
    return first * SHARE_PER_RATE


def _employer_most_e6(law: Law, province: str, row: PaidYear) -> int:
    """Return the most that an employer's rate can have been in a year: the whole, if unknown.

    Whatever a province asked before it came to the country's rate, it came from below:
    those above could go down to it at once.
    """
    if row.employer_e6 is not None:
        return row.employer_e6
    for place in (province, NATIONAL):
        with suppress(NotInForce):
            return max(_employer_rates(law, row.year, place)) * SHARE_PER_RATE
    return SHARE_SCALE


def _employer_rates(law: Law, year: int, place: str) -> tuple[int, int]:
    """Return the employer's rates of the first and the last month of a year."""
    first, last = (law.value("employer_rate", month(year, at), place) for at in (1, 12))
    return first, last


class RateChanged(NotInForce):
    """The employer's rate changed within the year, and a yearly sum does not tell the months."""

    may_be_given = False

    def __init__(self, province: str, year: int) -> None:
        super().__init__("employer_rate", month(year, 12), province)
        self.year = year

    @property
    def refusal(self) -> Refusal:
        """What to tell whoever asked: which year, and what to write instead."""
        return Refusal(
            code="transfer.rate_changed",
            text=Text(
                f"{self.year}年内单位缴费比例有变动,按年合计的基数无法分月计算",
                f"The employer's rate changed within {self.year}; a yearly sum has no months",
            ),
            field="rows",
            basis=BASIS,
            remedy=Text("请在该行写明单位缴费比例", "Write the employer's rate in that row"),
        )
