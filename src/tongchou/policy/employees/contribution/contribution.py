"""Contributions 缴费: the base, the rates, and where each part goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tongchou.policy.engine.blocks import is_any
from tongchou.policy.engine.cities import note_untold_city
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Figure, Law, NotInForce
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen, Flag, clip, round_half_up
from tongchou.standards.time import Month

BASE = "state-council-office-2019-13-3"
ACCOUNT_1998 = "state-council-1997-26-4"


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


@rule("monthly-contribution", version=1)
def contribution(
    law: Law,
    province: str,
    month: Month,
    wage_fen: Fen,
    sheet: Sheet,
    *,
    city: str = "",
) -> Contribution:
    """Return what an employee's wage obliges both sides to pay for a month.

    The wage is raised to the province's floor or cut to its ceiling; each share is
    rounded half-up to the fen person by person (四舍五入到分). What does not go to the
    individual account goes to the pooled fund.
    """
    _note_relief(law, month, sheet)
    base_fen, floored, capped = _base(law, province, month, wage_fen, sheet, city)
    employee_rate = law.figure("employee_rate", month, province, city)
    account_rate = law.figure("account_rate", month, province, city)
    employer_fen = _share(
        law.figure("employer_rate", month, province, city), base_fen, sheet, *_EMPLOYER
    )
    employee_fen = _share(employee_rate, base_fen, sheet, *_EMPLOYEE)
    account_fen = _share(account_rate, base_fen, sheet, *_ACCOUNT)
    # Until 2005 the account got more than the employee paid; the rest was the employer's money.
    if account_rate.value > employee_rate.value:
        sheet.carry_provisional()
        sheet.line(
            "account_from_employer",
            "其中由单位缴费划入",
            "Of it from the employer's contribution",
            account_fen - employee_fen,
            "fen",
            put_in("{} − {}", (account_fen, "fen"), (employee_fen, "fen")),
            ACCOUNT_1998,
        )
    return Contribution(
        base_fen=base_fen,
        employer_fen=employer_fen,
        employee_fen=employee_fen,
        account_fen=account_fen,
        pooled_fen=_pooled(employer_fen, employee_fen, account_fen, account_rate, sheet),
        floored=floored,
        capped=capped,
    )


def _note_relief(law: Law, month: Month, sheet: Sheet) -> None:
    """Note that employers were relieved in a month; how much each was spared is not known here."""
    try:
        law.figure("employer_relief", month)
    except NotInForce:
        return
    sheet.note(
        "2020年2月至12月阶段性减免企业社会保险费(人社部发〔2020〕11号等),免征或减半依企业规模和地区而定;本结果未作减免",
        "From February to December 2020 employers were spared all or half of their part, by size"
        " and province (人社部发〔2020〕11号 and later); nothing is deducted here",
    )


@rule("flexible-contribution", version=1)
def flexible_contribution(
    law: Law,
    province: str,
    month: Month,
    chosen_fen: Fen,
    sheet: Sheet,
    *,
    city: str = "",
) -> Contribution:
    """Return what a flexible worker 灵活就业人员 pays for a month on the base chosen.

    Any base between the floor and the ceiling may be chosen. The whole rate is rounded
    first and the account's share next; the pooled fund has what is left, so that both
    add up to what was paid.
    """
    base_fen, floored, capped = _base(law, province, month, chosen_fen, sheet, city)
    employee_fen = _share(
        law.figure("flexible_rate", month, province, city), base_fen, sheet, *_FLEXIBLE
    )
    account_rate = law.figure("account_rate", month, province, city)
    account_fen = _share(account_rate, base_fen, sheet, *_ACCOUNT)
    employer_fen = 0 * base_fen
    return Contribution(
        base_fen=base_fen,
        employer_fen=employer_fen,
        employee_fen=employee_fen,
        account_fen=account_fen,
        pooled_fen=_pooled(employer_fen, employee_fen, account_fen, account_rate, sheet),
        floored=floored,
        capped=capped,
    )


class Assessment(Protocol):
    """How the contribution of a month follows from a wage, or from the base that was chosen."""

    def __call__(
        self,
        law: Law,
        province: str,
        month: Month,
        wage_fen: Fen,
        sheet: Sheet,
        /,
        *,
        city: str = "",
    ) -> Contribution:
        """Return the contribution."""


KINDS: Mapping[str, Assessment] = {"employee": contribution, "flexible": flexible_contribution}
"""Who contributes, and the rule for them."""

_EMPLOYER = ("employer", "单位缴费", "Employer's contribution")
_EMPLOYEE = ("employee", "个人缴费", "Employee's contribution")
_FLEXIBLE = ("employee", "灵活就业人员缴费", "Flexible worker's contribution")
_ACCOUNT = ("account", "划入个人账户", "Credited to the individual account")


def _base(
    law: Law, province: str, month: Month, wage_fen: Fen, sheet: Sheet, city: str
) -> tuple[Fen, Flag, Flag]:
    """Return the contribution base 缴费基数, and whether the wage was raised or cut to it.

    Where every wage reaches the ceiling the floor makes no difference and need not be known.
    """
    ceiling = law.figure("base_ceiling", month, province, city)
    is_needed = is_any(wage_fen < ceiling.value)
    floor = law.figure("base_floor", month, province, city) if is_needed else ceiling
    note_untold_city(law, floor, city, sheet)
    floor_fen = sheet.figure(floor) if is_needed else ceiling.value
    ceiling_fen = sheet.figure(ceiling)
    sheet.note_provisional(floor.provisional or ceiling.provisional)
    base_fen = sheet.line(
        "base",
        "缴费基数",
        "Contribution base",
        clip(wage_fen, floor_fen, ceiling_fen),
        "fen",
        put_in("min(max({}, {}), {})", (wage_fen, "fen"), (floor_fen, "fen"), (ceiling_fen, "fen"))
        if is_needed
        else put_in("min({}, {})", (wage_fen, "fen"), (ceiling_fen, "fen")),
        BASE,
    )
    return base_fen, wage_fen < floor_fen, wage_fen > ceiling_fen


def _share(rate: Figure, base_fen: Fen, sheet: Sheet, name: str, zh: str, en: str) -> Fen:
    """Write a share of the base as a line, rounded half-up to the fen.

    A base is below 10¹⁰ fen and a rate below 10⁴, so the product stays below 10¹⁴.
    """
    sheet.carry_provisional()
    sheet.note_provisional(rate.provisional)
    share_fen: Fen = sheet.line(
        name,
        zh,
        en,
        round_half_up(base_fen * rate.value, RATE_SCALE),
        "fen",
        put_in("{} × {}", (base_fen, "fen"), (rate.value, rate.unit)),
        rate.source,
    )
    return share_fen


def _pooled(
    employer_fen: Fen, employee_fen: Fen, account_fen: Fen, account_rate: Figure, sheet: Sheet
) -> Fen:
    """Return what goes to the pooled fund 统筹基金: all that does not go to the account."""
    sheet.carry_provisional()
    pooled_fen: Fen = sheet.line(
        "pooled",
        "划入统筹基金",
        "To the pooled fund",
        employer_fen + employee_fen - account_fen,
        "fen",
        put_in("{} + {} − {}", (employer_fen, "fen"), (employee_fen, "fen"), (account_fen, "fen")),
        account_rate.source,
    )
    return pooled_fen
