"""Contributions 缴费: the base, the rates, and where each part goes."""

from dataclasses import dataclass

from tongchou.policy.law import Figure, Law
from tongchou.policy.worksheet import Sheet, put_in
from tongchou.standards.money import Fen, Flag, clip, round_half_up
from tongchou.standards.time import Month

BASE = "state-council-office-2019-13-3"
RATES = "state-council-office-2019-13-1"
ACCOUNT = "state-council-2005-38-6"
RATE_SCALE = 10_000


@dataclass(frozen=True)
class Contribution:
    """One month's contribution, or a column of them; amounts in fen."""

    base_fen: Fen
    employer_fen: Fen
    employee_fen: Fen
    account_fen: Fen
    pooled_fen: Fen
    floored: Flag
    capped: Flag


def contribution(
    law: Law, province: str, month: Month, wage_fen: Fen, sheet: Sheet
) -> Contribution:
    """Return what an employee's wage obliges both sides to pay for a month.

    The wage is raised to the province's floor or cut to its ceiling; each share is
    rounded half-up to the fen person by person (四舍五入到分). What does not go to the
    individual account goes to the pooled fund.
    """
    floor_fen = sheet.figure(law.figure("base_floor", month, province))
    ceiling_fen = sheet.figure(law.figure("base_ceiling", month, province))
    base_fen = sheet.line(
        "base",
        "缴费基数",
        "Contribution base",
        clip(wage_fen, floor_fen, ceiling_fen),
        "fen",
        put_in("min(max({}, {}), {})", (wage_fen, "fen"), (floor_fen, "fen"), (ceiling_fen, "fen")),
        BASE,
    )
    employer_fen = _share(
        law.figure("employer_rate", month, province), base_fen, sheet, *_EMPLOYER, RATES
    )
    employee_fen = _share(
        law.figure("employee_rate", month, province), base_fen, sheet, *_EMPLOYEE, ACCOUNT
    )
    account_fen = _share(
        law.figure("account_rate", month, province), base_fen, sheet, *_ACCOUNT, ACCOUNT
    )
    pooled_fen = sheet.line(
        "pooled",
        "划入统筹基金",
        "To the pooled fund",
        employer_fen + employee_fen - account_fen,
        "fen",
        put_in("{} + {} − {}", (employer_fen, "fen"), (employee_fen, "fen"), (account_fen, "fen")),
        ACCOUNT,
    )
    return Contribution(
        base_fen=base_fen,
        employer_fen=employer_fen,
        employee_fen=employee_fen,
        account_fen=account_fen,
        pooled_fen=pooled_fen,
        floored=wage_fen < floor_fen,
        capped=wage_fen > ceiling_fen,
    )


_EMPLOYER = ("employer", "单位缴费", "Employer's contribution")
_EMPLOYEE = ("employee", "个人缴费", "Employee's contribution")
_ACCOUNT = ("account", "划入个人账户", "Credited to the individual account")


def _share(
    rate: Figure, base_fen: Fen, sheet: Sheet, name: str, zh: str, en: str, basis: str
) -> Fen:
    """Write a share of the base as a line, rounded half-up to the fen."""
    sheet.note_provisional(rate.provisional)
    share_fen: Fen = sheet.line(
        name,
        zh,
        en,
        round_half_up(base_fen * rate.value, RATE_SCALE),
        "fen",
        put_in("{} × {}", (base_fen, "fen"), (rate.value, rate.unit)),
        basis,
    )
    return share_fen
