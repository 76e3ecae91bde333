"""Retirement claim 退休申领: a person reaches retirement age, and the pension is determined."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from tongchou.ledger import queries as ledger
from tongchou.ledger.changes import EntryDraft
from tongchou.ledger.vouchers import voucher
from tongchou.policy.employees.account.account import interest_until
from tongchou.policy.employees.pension.early_years import Before, Span, before_account, early_years
from tongchou.policy.employees.pension.pension import pension
from tongchou.policy.employees.pension.wage_index import average_index
from tongchou.policy.employees.retirement.retirement import TRACKS, eligibility
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet, Worksheet
from tongchou.registry import queries as registry
from tongchou.registry import refusals
from tongchou.standards.fields import (
    Choice,
    MonthText,
    Name,
    SocialSecurityNumber,
    WholeNumber,
)
from tongchou.standards.identity import birth_month
from tongchou.standards.messages import BenefitDetermined, EmploymentEnded
from tongchou.standards.money import yuan_grouped
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import month_of, month_on, month_text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Panel

BASIS = "state-council-2005-38-6"
INDEX_E4 = 100
"""How many millionths a ten-thousandth of an index is."""

RETIRED = "251"
"""The end reason 在职转退休."""


Track = Annotated[
    Literal["man", "woman_55", "woman_50"],
    Choice(lambda _: {code: track.text for code, track in TRACKS.items()}),
]
"""A retirement track 退休类别."""


class Form(BaseModel, frozen=True, extra="forbid"):
    """What the person claims."""

    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    name: Name = Field(title="姓名", description="Name", max_length=64)
    track: Track = Field(title="退休类别", description="Retirement track")
    retirement_month: MonthText = Field(title="退休年月", description="Month of retirement")
    deemed_months: WholeNumber | None = Field(
        default=None,
        title="建账前月数中的视同缴费月数",
        description="Deemed months among those before the account",
        ge=0,
        le=600,
    )


class Facts(BaseModel, frozen=True):
    """A working life, as the province holds it."""

    form: Form
    province: str
    city: str | None
    registered_name: str | None
    sex: str
    months: list[int]
    base_fens: list[int]
    months_after: int
    first_month: int | None
    earlier: list[Span]
    account_months: list[int]
    account_fens: list[int]
    unreceived_months: int
    draws_pension: bool
    has_moved: bool
    is_moving: bool
    this_month: int


@dataclass(frozen=True)
class Found:
    """The pension that was determined and what it rests on; amounts in fen."""

    basic_fen: int
    account_fen: int
    total_fen: int
    interest_fen: int
    contribution_months: int
    wage_index_e4: int
    worksheet: Worksheet


def gather(form: Form, act: Act) -> Facts:
    """Collect months, wages and the account's movements.

    Contributions for months after the retirement earn no right; what they put into the
    account is the person's all the same.
    """
    person = registry.person_of(form.ssn, province=act.province)
    # Asked before the months that were received: one received in between is missed by neither.
    unreceived = registry.unreceived_months(form.ssn, province=act.province)
    received = registry.paid_months(form.ssn, province=act.province)
    paid = [row for row in received if row[0] <= month_of(form.retirement_month)]
    earlier = registry.earlier_records(form.ssn, province=act.province)
    movements = ledger.movements_since_empty(form.ssn, province=act.province)
    return Facts(
        form=form,
        province=act.province,
        city=registry.last_city(form.ssn, province=act.province),
        registered_name=person.name if person else None,
        sex=person.sex if person else "",
        months=[month for month, _ in paid],
        base_fens=[base for _, base in paid],
        months_after=len(received) - len(paid),
        first_month=min(
            [record.from_month for record in earlier] + [month for month, _ in paid], default=None
        ),
        earlier=[
            Span(record.from_month, record.until_month, record.months, record.wage_index_e4)
            for record in earlier
        ],
        account_months=[movement.month for movement in movements],
        account_fens=[movement.amount_fen for movement in movements],
        unreceived_months=unreceived,
        draws_pension=registry.benefit_of(form.ssn, province=act.province) is not None,
        has_moved=registry.moved_away(form.ssn, province=act.province),
        is_moving=registry.is_moving(form.ssn),
        this_month=month_on(act.today),
    )


def decide(facts: Facts, law: Law) -> Decision[Found] | Refusals:
    """Ask when the person may retire, what they earned, and what pension follows."""
    form = facts.form
    hindrances = _hindrances(facts)
    if hindrances:
        return hindrances
    sheet = Sheet()
    retired_in = month_of(form.retirement_month)
    months = len(facts.months) + sum(span.months for span in facts.earlier)
    born_in = birth_month(form.ssn)
    not_yet = eligibility(law, born_in, form.track, retired_in, months, sheet)
    at = (law, facts.province, retired_in)
    before = before_account(*at, facts.earlier)
    early = early_years(*at, before, form.deemed_months) if isinstance(before, Before) else before
    if isinstance(before, tuple) or isinstance(early, tuple) or not_yet:
        return not_yet + (early if isinstance(early, tuple) else ())
    if facts.months_after:
        sheet.line(
            "months_after",
            "退休年月之后的缴费月数(不计入)",
            "Months contributed after the retirement, not counted",
            facts.months_after,
            "months",
            "",
            BASIS,
        )
    index_e4 = _index_e4(facts, law, retired_in, before, sheet)
    interest_fen, balance_fen = _balance(facts, law, sheet)
    determined = pension(
        law,
        facts.province,
        retired_in,
        contribution_months=months,
        wage_index_e6=index_e4 * INDEX_E4,
        account_balance_fen=balance_fen,
        age_months=retired_in - born_in,
        early=early,
        sheet=sheet,
        city=facts.city,
    )
    worksheet = sheet.worksheet()
    found = Found(
        basic_fen=int(determined.basic_fen),
        account_fen=int(determined.account_fen),
        total_fen=int(determined.total_fen),
        interest_fen=interest_fen,
        contribution_months=months,
        wage_index_e4=index_e4,
        worksheet=worksheet,
    )
    return Decision(found, worksheet)


def _index_e4(facts: Facts, law: Law, retired_in: int, before: Before, sheet: Sheet) -> int:
    """Return the average index over all that was earned, gaps counted where the province does."""
    first = facts.first_month
    return average_index(
        law,
        facts.province,
        facts.months,
        facts.base_fens,
        sheet,
        earlier_months=[span.months for span in facts.earlier],
        earlier_indices_e4=[span.index_e4 for span in facts.earlier],
        before=(before.months, before.index_sum_e4),
        due_months=None if first is None else retired_in - first + 1,
        retired_in=retired_in,
        city=facts.city,
    )


def _balance(facts: Facts, law: Law, sheet: Sheet) -> tuple[int, int]:
    """Return the last interest of the account, and what it holds at retirement with it; in fen."""
    interest_fen = interest_until(
        law,
        facts.province,
        facts.account_months,
        facts.account_fens,
        month_of(facts.form.retirement_month),
        sheet,
    )
    principal_fen = sum(facts.account_fens)
    balance_fen = principal_fen + interest_fen
    sheet.line(
        "account_balance",
        "退休时个人账户储存额",
        "Account balance at retirement",
        balance_fen,
        "fen",
        f"{yuan_grouped(principal_fen)} + {yuan_grouped(interest_fen)}",
        BASIS,
    )
    return interest_fen, balance_fen


def _hindrances(facts: Facts) -> Refusals:
    refused: list[Refusal] = []
    if facts.registered_name is None:
        refused.append(refusals.person_unknown())
    elif facts.registered_name != facts.form.name:
        refused.append(refusals.name_mismatch())
    if facts.draws_pension:
        refused.append(refusals.draws_pension())
    if facts.has_moved:
        refused.append(refusals.moved_away())
    if facts.is_moving:
        refused.append(refusals.transfer_under_way())
    if month_of(facts.form.retirement_month) > facts.this_month:
        refused.append(
            Refusal(
                code="retirement.month_ahead",
                text=Text("退休年月尚未到来", "The month of retirement has not come yet"),
                field="retirement_month",
                remedy=Text("请在该月或之后申领", "Claim in that month or later"),
            )
        )
    if facts.sex and (facts.sex == "1") != (facts.form.track == "man"):
        refused.append(
            Refusal(
                code="retirement.track_sex",
                text=Text(
                    "退休类别与社会保障号码中的性别不符",
                    "The track does not fit the sex in the social security number",
                ),
                field="track",
            )
        )
    if facts.unreceived_months:
        refused.append(
            Refusal(
                code="retirement.months_unreceived",
                text=Text(
                    f"还有{facts.unreceived_months}个月的缴费未到账",
                    f"{facts.unreceived_months} declared months have not been received",
                ),
                field="ssn",
                remedy=Text("请在到账后再申领", "Claim once they are received"),
            )
        )
    return tuple(refused)


def record(facts: Facts, found: Found, act: Act) -> Effects:
    """Determine the pension, credit the last interest, and end the enrolments."""
    form = facts.form
    retired_in = month_of(form.retirement_month)
    determined = BenefitDetermined(
        scheme=EMPLOYEES,
        benefit="pension",
        ssn=form.ssn,
        from_month=month_text(retired_in + 1),
        retirement_month=form.retirement_month,
        basic_fen=found.basic_fen,
        account_fen=found.account_fen,
        total_fen=found.total_fen,
        contribution_months=found.contribution_months,
        wage_index_e4=found.wage_index_e4,
        worksheet=found.worksheet.as_json(),
        item_number=act.item_number,
        provisional=found.worksheet.is_provisional,
    )
    ended = EmploymentEnded(
        scheme=EMPLOYEES,
        ssn=form.ssn,
        credit_code="",
        until_month=month_text(retired_in + 1),
        reason=RETIRED,
    )
    return Effects(
        messages=(determined, ended),
        entries=_interest(form, found.interest_fen, act),
        outcome={"total_fen": found.total_fen, "from_month": month_text(retired_in + 1)},
    )


def _interest(form: Form, interest_fen: int, act: Act) -> tuple[EntryDraft, ...]:
    if not interest_fen:
        return ()
    return (
        voucher(
            "interest_credited_at_retirement",
            scheme=act.scheme,
            posted_on=act.today,
            month=month_on(act.today),
            amounts={"interest": interest_fen},
            holders=[form.ssn],
            facts={"retirement_month": form.retirement_month},
        ),
    )


ITEM = BusinessItem(
    code="retirement_claim",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    panels=(Panel.WORKSHEET,),
)
