"""Employment end 停保: a person stops working for an employer, and contributions stop."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from tongchou.business.enrolment.refusals import month_ahead
from tongchou.policy.engine.law import Law
from tongchou.registry import queries as registry
from tongchou.registry.queries import Standing
from tongchou.standards import codes
from tongchou.standards.fields import Choice, CreditCode, MonthText, SocialSecurityNumber
from tongchou.standards.messages import EmploymentEnded
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month_of, month_on, month_text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects
from tongchou.workflow.reversal import reversal_of


class Reason(StrEnum):
    """Why contributions stop 停保原因; the codes are those of the table `end_reasons`."""

    CONTRACT_ENDED = "221"
    RESIGNED = "222"
    DISMISSED = "223"
    OTHER = "229"


REASONS = Choice(
    lambda _: {reason.value: codes.table("end_reasons")[reason].text for reason in Reason}
)


class Form(BaseModel, frozen=True, extra="forbid"):
    """What the employer states."""

    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    credit_code: CreditCode = Field(
        title="用人单位信用代码", description="Credit code of the employer"
    )
    last_month: MonthText = Field(title="最后缴费年月", description="Last insured month")
    reason: Annotated[Reason, REASONS] = Field(
        title="停保原因", description="Reason", default=Reason.CONTRACT_ENDED
    )


class Facts(BaseModel, frozen=True):
    """When the enrolment began, which month this employer last declared, and today's month."""

    form: Form
    enrolled_from: int | None
    last_declared: int | None
    this_month: int


def gather(form: Form, act: Act) -> Facts:
    """Find the open enrolment with this employer."""
    open_ones = registry.open_enrolments(form.ssn, province=act.province, scheme=act.scheme)
    with_employer = [
        enrolment.from_month for enrolment in open_ones if enrolment.credit_code == form.credit_code
    ]
    return Facts(
        form=form,
        enrolled_from=with_employer[0] if with_employer else None,
        last_declared=registry.last_contribution_month(
            form.ssn, province=act.province, credit_code=form.credit_code, scheme=act.scheme
        ),
        this_month=month_on(act.today),
    )


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """End an enrolment that is open: not before it began, nor before what was declared."""
    del law
    last_month = month_of(facts.form.last_month)
    if facts.enrolled_from is None:
        return (
            Refusal(
                code="enrolment.none_open",
                text=Text("该人员未在此单位参保", "The person is not enrolled with this employer"),
                field="credit_code",
            ),
        )
    if last_month < facts.enrolled_from:
        return (
            Refusal(
                code="enrolment.ends_before_it_began",
                text=Text(
                    f"最后缴费年月早于参保起始年月{month_text(facts.enrolled_from)}",
                    f"The last month lies before the first, {month_text(facts.enrolled_from)}",
                ),
                field="last_month",
            ),
        )
    if last_month > facts.this_month:
        return (month_ahead(Text("最后缴费年月", "last insured month"), "last_month"),)
    if facts.last_declared is not None and facts.last_declared > last_month:
        return (
            Refusal(
                code="enrolment.declared_later",
                text=Text(
                    f"{month_text(facts.last_declared)}已有缴费申报",
                    f"A contribution was declared for {month_text(facts.last_declared)}",
                ),
                field="last_month",
                remedy=Text("请填写该月或之后的年月", "Write that month or a later one"),
            ),
        )
    return Decision(None)


def record(facts: Facts, found: None, act: Act) -> Effects:
    """Close the enrolment after its last month."""
    del found
    form = facts.form
    return Effects(
        messages=(
            EmploymentEnded(
                scheme=act.scheme,
                ssn=form.ssn,
                credit_code=form.credit_code,
                until_month=month_text(month_of(form.last_month) + 1),
                reason=form.reason.value,
            ),
        )
    )


def offered(standing: Standing) -> Mapping[str, str] | None:
    """Offer the end of an enrolment that is open, with its employer where there is but one."""
    employers = [one.credit_code for one in standing.insured if one.until_month is None]
    if not employers:
        return None
    return {"credit_code": employers[0]} if len(employers) == 1 else {}


ITEM = BusinessItem(
    code="employment_end",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    offered=offered,
)

REVERSAL = reversal_of(ITEM)
