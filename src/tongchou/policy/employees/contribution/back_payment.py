"""Back payments 补缴: months paid late, by whom they may be, and what they cost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tongchou.policy.employees.contribution.contribution import KINDS, Contribution
from tongchou.policy.employees.contribution.contribution_span import BASE, PARTS
from tongchou.policy.employees.contribution.late_surcharge import arrears_begin, late_surcharge
from tongchou.policy.engine.formulas import joined, put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet, Worksheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_on, month_text, year_of

DOCUMENT = "ministry-2016-132-3"
FLEXIBLE = "ministry-2016-5-5"
SURCHARGE = "social-insurance-law-86"

MONTHS_APART = 12
"""So many months have a line each; of more, equal ones that follow each other share one."""

SIDES = ("employer", "employee")


@dataclass(frozen=True)
class BackPayment:
    """What a back payment comes to, in fen; the account is credited in the month of payment.

    The employer pays the surcharge, and the account earns from the month in which the
    money came, nothing for the time in arrears.
    """

    employer_fen: int
    employee_fen: int
    account_fen: int
    pooled_fen: int
    surcharge_fen: int
    credited_in: Month


@dataclass(frozen=True)
class _Assessed:
    """A month assessed, and how."""

    at: Month
    due: Contribution
    worksheet: Worksheet

    @property
    def is_provisional(self) -> bool:
        return self.worksheet.is_provisional


def back_payment_refusals(
    law: Law, province: str, months: Sequence[Month], paid_on: date, *, kind: str, document: bool
) -> Refusals:
    """Return why the months may not be paid now, in order of precedence.

    A month that is not over is no back payment. A flexible worker pays for no year that is
    past. An employer who pays three years or more at once shows a document of a court or
    of an authority 法律文书.
    """
    paid_in = month_on(paid_on)
    refused = [_not_over(at, paid_in) for at in months if at >= paid_in]
    refused += [_twice(at) for at, times in Counter(months).items() if times > 1]
    if kind == "flexible":
        refused += [_past_year(at, paid_in) for at in months if year_of(at) < year_of(paid_in)]
        return tuple(refused)
    needed = law.value("document_months", paid_in, province)
    if len(set(months)) >= needed and not document:
        refused.append(_document_lacks(len(set(months)), needed))
    return tuple(refused)


def back_payment(
    law: Law,
    province: str,
    months: Sequence[Month],
    wages_fen: Sequence[int],
    paid_on: date,
    sheet: Sheet,
    *,
    kind: str = "employee",
    city: str = "",
) -> BackPayment:
    """Return the back payment 补缴 for months that are over: contributions, and the surcharge.

    Each month is assessed by the limits and rates of its own time. An employer's surcharge
    runs on the whole amount, the employee's part too, since the employer has to pay both
    in; a flexible worker owes nobody a month, and bears none.
    """
    assessed = []
    for at, wage_fen in zip(months, wages_fen, strict=True):
        steps = Sheet()
        due = KINDS[kind](law, province, at, wage_fen, steps, city=city)
        assessed.append(_Assessed(at, due, steps.worksheet()))
    stretches = _stretches(assessed)
    for first, count in stretches:
        _write_sides(first, count, sheet)
    surcharge_fen = 0
    for one in assessed if kind != "flexible" else ():
        sheet.note_provisional(one.is_provisional)
        owed_fen = int(one.due.employer_fen + one.due.employee_fen)
        surcharge_fen += _surcharge_of(law, province, one.at, owed_fen, paid_on, sheet)
    totals = _write_totals(stretches, sheet)
    sheet.note_provisional(any(one.is_provisional for one in assessed))
    sheet.line("surcharge", "滞纳金合计", "Surcharge in all", surcharge_fen, "fen", "Σ", SURCHARGE)
    return BackPayment(
        employer_fen=totals["employer"],
        employee_fen=totals["employee"],
        account_fen=totals["account"],
        pooled_fen=totals["pooled"],
        surcharge_fen=surcharge_fen,
        credited_in=month_on(paid_on),
    )


def _stretches(assessed: Sequence[_Assessed]) -> list[tuple[_Assessed, int]]:
    """Return each month, or the first of each stretch of equal ones, and how many it stands for."""
    if len(assessed) <= MONTHS_APART:
        return [(one, 1) for one in assessed]
    equal = groupby(assessed, key=lambda one: (one.due, one.is_provisional))
    return [(next(group), 1 + sum(1 for _ in group)) for _, group in equal]


def _write_sides(first: _Assessed, count: int, sheet: Sheet) -> None:
    """Write what either side pays for a month, or for so many equal ones."""
    at = month_text(first.at)
    for line in first.worksheet.lines:
        if line.name not in SIDES:
            continue
        sheet.note_provisional(first.is_provisional)
        sheet.line(
            f"{line.name}_{at}",
            at + (f"等{count}个月" if count > 1 else "") + line.title.zh,
            line.title.en + (f", {count} months from {at}" if count > 1 else f" for {at}"),
            line.value * count,
            "fen",
            put_in("{} × {}", (line.value, "fen"), (count, "months"))
            if count > 1
            else line.formula,
            line.basis,
        )


def _write_totals(stretches: Sequence[tuple[_Assessed, int]], sheet: Sheet) -> dict[str, int]:
    """Write each part of the contributions in all, and return them in fen."""
    totals = {}
    for key, field, zh, en in PARTS:
        sums = [int(getattr(first.due, field)) * count for first, count in stretches]
        totals[key] = sum(sums)
        sheet.note_provisional(any(first.is_provisional for first, _ in stretches))
        sheet.line(
            key,
            f"{zh}合计",
            f"{en[:1].upper()}{en[1:]} in all",
            totals[key],
            "fen",
            put_in(" + ".join(["{}"] * len(sums)), *((one, "fen") for one in sums))
            if len(sums) <= MONTHS_APART
            else "Σ",
            BASE,
        )
    return totals


def _surcharge_of(
    law: Law, province: str, at: Month, owed_fen: int, paid_on: date, sheet: Sheet
) -> int:
    """Return the surcharge on one month, as one line of the worksheet."""
    steps = Sheet()
    begins = arrears_begin(law, at, province)
    late = late_surcharge(law, owed_fen, begins, paid_on.toordinal(), steps, province=province)
    return int(
        sheet.line(
            f"surcharge_{month_text(at)}",
            f"{month_text(at)}滞纳金",
            f"Surcharge for {month_text(at)}",
            late.surcharge_fen,
            "fen",
            joined(
                " + ",
                (line.formula for line in steps.lines if line.formula.zh not in {"", "Σ"}),
            ),
            SURCHARGE,
        )
    )


def _not_over(at: Month, paid_in: Month) -> Refusal:
    return Refusal(
        code="back_payment.not_over",
        text=Text(
            f"{month_text(at)}不早于缴纳月{month_text(paid_in)},不属补缴",
            f"{month_text(at)} is not before the month of payment {month_text(paid_in)}",
        ),
        basis=SURCHARGE,
        field="months",
        remedy=Text("按当月正常申报缴费", "Declare it as an ordinary month"),
    )


def _twice(at: Month) -> Refusal:
    return Refusal(
        code="back_payment.twice",
        text=Text(f"{month_text(at)}列了不止一次", f"{month_text(at)} is named more than once"),
        basis=SURCHARGE,
        field="months",
        remedy=Text("每个月份只列一次", "Name each month once"),
    )


def _past_year(at: Month, paid_in: Month) -> Refusal:
    return Refusal(
        code="back_payment.flexible_past_year",
        text=Text(
            f"灵活就业人员不得事后补缴以往年度:{month_text(at)}属{year_of(at)}年,"
            f"只可缴纳{year_of(paid_in)}年",
            f"A flexible worker pays for no past year: {month_text(at)} is of {year_of(at)}, "
            f"and only {year_of(paid_in)} may be paid",
        ),
        basis=FLEXIBLE,
        field="months",
        remedy=Text("只补缴本年度的月份", "Pay only months of this year"),
    )


def _document_lacks(count: int, needed: int) -> Refusal:
    return Refusal(
        code="back_payment.document",
        text=Text(
            f"一次性补缴{count}个月,满{needed}个月须有法律文书",
            f"{count} months are paid at once; {needed} or more want a document",
        ),
        basis=DOCUMENT,
        field="document",
        remedy=Text(
            "提供法院、审计、劳动监察或劳动仲裁机构在补缴前出具的文书",
            "Show a document of a court, an audit body, labour inspection or arbitration, "
            "made before the payment",
        ),
    )
