"""Person enrolment 个人参保登记: a person begins to be insured with an employer."""

from dataclasses import replace

from pydantic import BaseModel, Field

from tongchou.business.enrolment.refusals import is_under_16, month_ahead, under_16
from tongchou.business.standing import free_to_act, named_so
from tongchou.policy.engine.law import Law
from tongchou.registry import queries as registry
from tongchou.registry import refusals
from tongchou.registry.queries import Standing
from tongchou.risk.checks import reports
from tongchou.risk.gate import Seen
from tongchou.standards.fields import CreditCode, MonthText, Name, SocialSecurityNumber
from tongchou.standards.messages import PersonsEnrolled
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month_of, month_on, month_text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects
from tongchou.workflow.queries import open_items_about
from tongchou.workflow.reversal import reversal_of

FIRST_MONTH = Text("参保起始年月", "first insured month")


class Form(BaseModel, frozen=True, extra="forbid"):
    """What the employer or the person states."""

    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    name: Name = Field(title="姓名", description="Name", max_length=64)
    credit_code: CreditCode = Field(
        title="用人单位信用代码", description="Credit code of the employer"
    )
    from_month: MonthText = Field(title="参保起始年月", description="First insured month")


class Facts(BaseModel, frozen=True):
    """What the registry knows of the person and the employer, and today's month."""

    form: Form
    standing: Standing
    items_open: tuple[str, ...]
    this_month: int


def gather(form: Form, act: Act) -> Facts:
    """Look up the person, the employer and the enrolments that are open."""
    standing = registry.standing_of(
        form.ssn, province=act.province, scheme=act.scheme, credit_code=form.credit_code
    )
    if act.scope:
        seen = registry.people_in(act.scope, province=act.province).filter(ssn=form.ssn)
        if not seen.exists():
            # Whoever serves another county does not hear whether number and name match there; the
            # names are compared when the enrolment is reviewed.
            standing = replace(standing, name=None)
    return Facts(
        form=form,
        standing=standing,
        items_open=open_items_about(form.ssn, code="person_enrolment", besides=act.item_number),
        this_month=month_on(act.today),
    )


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """Enrol a person of working age who is not enrolled with this employer yet."""
    del law
    form, standing = facts.form, facts.standing
    refused = list(named_so(standing, form.name, must_be_known=False))
    if not standing.employer_is_known:
        refused.append(refusals.employer_unknown())
    refused += free_to_act(standing, may_have_left=True, may_be_moving=True)
    first = month_of(form.from_month)
    if is_under_16(form.ssn, first):
        refused.append(under_16(FIRST_MONTH))
    if first > facts.this_month:
        refused.append(month_ahead(FIRST_MONTH, "from_month"))
    if standing.enrolled_since(form.credit_code) is not None:
        refused.append(
            Refusal(
                code="enrolment.open",
                text=Text("该人员已在此单位参保", "The person is enrolled with this employer"),
                field="credit_code",
            )
        )
    until = standing.enrolled_until(form.credit_code)
    if until is not None and first < until:
        refused.append(
            Refusal(
                code="enrolment.overlap",
                text=Text(
                    f"该人员在此单位已参保至{month_text(until - 1)}",
                    f"The person was enrolled with this employer up to {month_text(until - 1)}",
                ),
                field="from_month",
                remedy=Text("请填写之后的年月", "Write a later month"),
            )
        )
    return tuple(refused) or Decision(None)


def hints(facts: Facts) -> tuple[Text, ...]:
    """Say that another enrolment is open or under way: a person may work in two places.

    Where it is stays unsaid: whoever takes the matter in need not have business with that place.
    """
    elsewhere_since = [
        one.from_month
        for one in facts.standing.insured
        if one.until_month is None and one.credit_code != facts.form.credit_code
    ]
    said = [
        Text(
            f"该人员自{month_text(since)}起另有未终止的参保,请核对是否应先停保",
            f"Another enrolment is open since {month_text(since)};"
            " see whether it should have ended",
        )
        for since in elsewhere_since
    ]
    said += [
        Text(
            f"该人员另有未办结的参保登记{number},请核对是否重复",
            f"Another enrolment of the person is under way: {number}; see whether it is the same",
        )
        for number in facts.items_open
    ]
    return tuple(said)


def record(facts: Facts, found: None, act: Act) -> Effects:
    """Register the person where unknown and open the enrolment."""
    del found
    form = facts.form
    return Effects(
        messages=(
            PersonsEnrolled(
                scheme=act.scheme,
                from_month=form.from_month,
                ssns=[form.ssn],
                names=[form.name],
                credit_codes=[form.credit_code],
            ),
        )
    )


ITEM = BusinessItem(
    code="person_enrolment",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    hints=hints,
    gates=(reports.identity_changed,),
    seen=lambda facts: Seen(facts.standing),
)

REVERSAL = reversal_of(ITEM)
