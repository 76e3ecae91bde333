"""Contributions 缴费: the base, the rates, and where each part goes."""

from dataclasses import dataclass
from typing import Any

from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet, put_in
from tongchou.standards.money import clip, round_half_up, yuan_grouped
from tongchou.standards.time import Month

BASE = "state-council-office-2019-13-3"
RATES = "state-council-office-2019-13-1"
ACCOUNT = "state-council-2005-38-6"
RATE_SCALE = 10_000


@dataclass(frozen=True)
class Contribution:
    """One month's contribution, or a column of them; amounts in fen."""

    base_fen: Any
    employer_fen: Any
    employee_fen: Any
    account_fen: Any
    pooled_fen: Any
    floored: Any
    capped: Any


def contribution(
    law: Law, province: str, month: Month, wage_fen: Any, sheet: Sheet
) -> Contribution:
    """Return what an employee's wage obliges both sides to pay for a month.

    The wage is raised to the province's floor or cut to its ceiling; each share is
    rounded half-up to the fen person by person (四舍五入到分).
    """
    floor = law.figure("base_floor", month, province)
    ceiling = law.figure("base_ceiling", month, province)
    sheet.note_provisional(floor.provisional or ceiling.provisional)
    base_fen = sheet.line(
        "base",
        "缴费基数",
        "Contribution base",
        clip(wage_fen, floor.value, ceiling.value),
        "fen",
        put_in(
            "min(max({}, {}), {})",
            *(_yuan(amount) for amount in (wage_fen, floor.value, ceiling.value)),
        ),
        BASE,
    )
    employer_fen = _share(law, "employer_rate", province, month, base_fen, sheet)
    employee_fen = _share(law, "employee_rate", province, month, base_fen, sheet)
    account_rate = law.value("account_rate", month, province)
    account_fen = sheet.line(
        "account",
        "划入个人账户",
        "Credited to the individual account",
        round_half_up(base_fen * account_rate, RATE_SCALE),
        "fen",
        put_in("{} × {} %", _yuan(base_fen), account_rate // 100),
        ACCOUNT,
    )
    return Contribution(
        base_fen=base_fen,
        employer_fen=employer_fen,
        employee_fen=employee_fen,
        account_fen=account_fen,
        pooled_fen=employer_fen + employee_fen - account_fen,
        floored=wage_fen < floor.value,
        capped=wage_fen > ceiling.value,
    )


_SHARES = {
    "employer_rate": ("employer", "单位缴费", "Employer's contribution"),
    "employee_rate": ("employee", "个人缴费", "Employee's contribution"),
}


def _share(
    law: Law, rate_name: str, province: str, month: Month, base_fen: Any, sheet: Sheet
) -> Any:
    rate = law.value(rate_name, month, province)
    name, zh, en = _SHARES[rate_name]
    amount = round_half_up(base_fen * rate, RATE_SCALE)
    formula = put_in("{} × {} %", _yuan(base_fen), rate // 100)
    return sheet.line(name, zh, en, amount, "fen", formula, RATES)


def _yuan(fen: Any) -> Any:
    return yuan_grouped(fen) if isinstance(fen, int) else fen
