"""The urban-rural link 城乡衔接: from the residents' scheme to the employees', and back."""

from dataclasses import dataclass

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Number,
    round_half_up,
)
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text, month_zh

CONDITIONS = "ministry-2014-17-3"
COLLECTED = "ministry-2014-17-4"
TO_EMPLOYEES = "ministry-2014-17-5"
TO_RESIDENTS = "ministry-2014-17-6"
RESIDENTS_PENSION = "state-council-2014-8"


@dataclass(frozen=True)
class Linked:
    """A record after the link 衔接后: its account in fen, and its months; or columns of them."""

    account_fen: Fen
    months: Number


def link_refusals(
    law: Law,
    *,
    to_employees: bool,
    retires_in: Month,
    asked_in: Month,
    employee_months: int,
    draws_pension: bool,
    is_collected: bool = True,
) -> Refusals:
    """Return why a link may not be made 不予衔接, or nothing.

    Only from the month of the retirement age on, not for whoever draws a pension, and after
    the employee relations are collected in one province. With 15 years, payments that went on
    to get there included, it leads to the employees' scheme, with fewer to the residents'.
    """
    needed = law.value("urban_rural_link_months", asked_in)
    refused = []
    if draws_pension:
        refused.append(_draws_pension())
    if asked_in < retires_in:
        refused.append(_age_not_reached(retires_in, asked_in))
    if not is_collected:
        refused.append(_not_collected())
    if to_employees and employee_months < needed:
        refused.append(_too_few(employee_months, needed))
    if not to_employees and employee_months >= needed:
        refused.append(_enough(employee_months, needed))
    return tuple(refused)


def link_to_employees(
    employee_fen: Fen, employee_months: Number, residents_fen: Fen, sheet: Sheet
) -> Linked:
    """Return the record after a link 居民转职工: the whole account comes, no month does."""
    account_fen = _account(employee_fen, residents_fen, TO_EMPLOYEES, sheet)
    months = sheet.line(
        "months", "职工养老保险月数", "Months", employee_months, "months", "", TO_EMPLOYEES
    )
    return Linked(account_fen, months)


def link_to_residents(
    residents_fen: Fen,
    residents_months: Number,
    employee_fen: Fen,
    employee_months: Number,
    sheet: Sheet,
) -> Linked:
    """Return the residents' record after a link 职工转居民: the account comes, and the months do.

    Nothing of the pooled fund moves.
    """
    account_fen = _account(residents_fen, employee_fen, TO_RESIDENTS, sheet)
    months = sheet.line(
        "months",
        "居民养老保险月数",
        "Months",
        residents_months + employee_months,
        "months",
        put_in("{} + {}", (residents_months, "months"), (employee_months, "months")),
        TO_RESIDENTS,
    )
    return Linked(account_fen, months)


def residents_pension(
    law: Law, account_fen: Fen, paid_in: Month, sheet: Sheet, *, base_fen: Fen | None = None
) -> Fen:
    """Return a month's residents' pension 城乡居民养老金, in fen: base pension and account part.

    Without a local base pension it is the national minimum of the month.
    """
    months = sheet.figure(law.figure("residents_annuity_months", paid_in))
    account_part_fen = sheet.line(
        "account_part",
        "个人账户养老金",
        "Account part",
        round_half_up(account_fen, months),
        "fen",
        put_in("{} ÷ {}", (account_fen, "fen"), (months, "months")),
        RESIDENTS_PENSION,
    )
    if base_fen is None:
        base_fen = sheet.figure(law.figure("residents_base_pension", paid_in))
    pension_fen: Fen = sheet.line(
        "residents_pension",
        "城乡居民养老金",
        "Residents' pension",
        account_part_fen + base_fen,
        "fen",
        put_in("{} + {}", (account_part_fen, "fen"), (base_fen, "fen")),
        RESIDENTS_PENSION,
    )
    return pension_fen


def _account(own_fen: Fen, coming_fen: Fen, basis: str, sheet: Sheet) -> Fen:
    account_fen: Fen = sheet.line(
        "account",
        "合并后个人账户储存额",
        "Account after the link",
        own_fen + coming_fen,
        "fen",
        put_in("{} + {}", (own_fen, "fen"), (coming_fen, "fen")),
        basis,
    )
    return account_fen


def _draws_pension() -> Refusal:
    return Refusal(
        code="link.draws_pension",
        text=Text("已领取养老保险待遇,不再办理衔接", "A pension is drawn already; no link is made"),
        field="drawing",
        basis=CONDITIONS,
        remedy=Text("由现领取地继续发放", "It goes on where it is drawn"),
    )


def _age_not_reached(retires_in: Month, asked_in: Month) -> Refusal:
    return Refusal(
        code="link.age_not_reached",
        text=Text(
            f"{month_zh(asked_in)}尚未达到法定退休年龄({month_zh(retires_in)})",
            f"The retirement age is not reached in {month_text(asked_in)},"
            f" but in {month_text(retires_in)}",
        ),
        field="asked_in",
        basis=CONDITIONS,
        remedy=Text(f"请在{month_zh(retires_in)}起申请", f"Ask from {month_text(retires_in)} on"),
    )


def _not_collected() -> Refusal:
    return Refusal(
        code="link.not_collected",
        text=Text(
            "各地职工养老保险关系尚未归集到待遇领取地",
            "The employee relations are not yet collected in the benefit province",
        ),
        field="collected",
        basis=COLLECTED,
        remedy=Text("请先办理职工养老保险关系归集", "Collect the employee relations first"),
    )


def _too_few(months: int, needed: int) -> Refusal:
    return Refusal(
        code="link.too_few_months",
        text=Text(
            f"职工养老保险缴费{months}个月,转入职工养老保险需要{needed}个月",
            f"{months} months as an employee; a link to the employees' scheme needs {needed}",
        ),
        field="employee_months",
        basis=CONDITIONS,
        remedy=Text(
            "可延长缴费至规定年限,或转入城乡居民养老保险",
            "Contributions may go on, or the link may lead to the residents' scheme",
        ),
    )


def _enough(months: int, needed: int) -> Refusal:
    return Refusal(
        code="link.enough_months",
        text=Text(
            f"职工养老保险缴费{months}个月,已满{needed}个月,不转入城乡居民养老保险",
            f"{months} months as an employee, and {needed} are enough for the employees' scheme",
        ),
        field="employee_months",
        basis=CONDITIONS,
        remedy=Text("请按职工养老保险申领待遇", "Claim from the employees' scheme"),
    )
