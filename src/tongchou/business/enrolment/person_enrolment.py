"""Person enrolment 个人参保登记: a person begins to be insured with an employer."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import BaseModel, Field

from tongchou.business.enrolment.refusals import is_under_16, month_ahead, under_16
from tongchou.business.standing import (
    births_told,
    free_to_act,
    name_hints,
    named_so,
    register_so,
)
from tongchou.policy.engine.law import Law
from tongchou.registry import queries as registry
from tongchou.registry import refusals
from tongchou.registry.queries import Standing
from tongchou.risk.checks import reports
from tongchou.risk.gate import Seen
from tongchou.standards.fields import CreditCode, MonthText
from tongchou.standards.messages import PersonsEnrolled
from tongchou.standards.person_fields import Identified, PersonName
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, month_of, month_on, month_text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects
from tongchou.workflow.queries import open_items_about
from tongchou.workflow.reversal import reversal_of

FIRST_MONTH = Text("参保起始年月", "first insured month")

USUAL_AGE_MAX = 65 * MONTHS_PER_YEAR
LONG_PAST = 12
"""From so many months on, a first month is long past."""


class Form(Identified, frozen=True, extra="forbid"):
    """What the employer or the person states."""

    name: PersonName = Field(title="姓名", description="Name", max_length=64)
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
    people = registry.people_in(act.scope, province=act.province)
    if act.is_outside or (act.scope and not people.filter(ssn=form.ssn).exists()):
        # Whoever serves another county, or none, does not hear whether number and name match, nor
        # what was reported of the person; both are looked at when the enrolment is reviewed.
        standing = replace(standing, name=None, birth_on=None, reports=())
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
    refused += register_so(standing, form, form.name)
    if not standing.employer_is_known:
        refused.append(refusals.employer_unknown())
    refused += free_to_act(standing, may_have_left=True, may_be_moving=True)
    first = month_of(form.from_month)
    if is_under_16(month_on(form.born_on), first):
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
    """Say what is odd but allowed: another enrolment, an age, a month, the form of a name.

    Where another enrolment is stays unsaid: whoever takes the matter in need not have business with
    that place.
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
    return (*said, *_odd_times(facts), *name_hints(facts.standing, facts.form.name))


def _odd_times(facts: Facts) -> list[Text]:
    first = month_of(facts.form.from_month)
    age, past = first - month_on(facts.form.born_on), facts.this_month - first
    said = []
    if age > USUAL_AGE_MAX:
        years = age // MONTHS_PER_YEAR
        said.append(
            Text(
                f"参保起始时该人员已{years}周岁,请核对出生日期和参保起始年月",
                f"The person is {years} years old in the first month; check birth and month",
            )
        )
    if past >= LONG_PAST:
        said.append(
            Text(
                f"参保起始年月在{past}个月以前,请核对是否应补缴",
                f"The first month lies {past} months back; check whether arrears are due",
            )
        )
    return said


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
                births=births_told(form),
            ),
        )
    )


def offered(standing: Standing) -> Mapping[str, str] | None:
    """Offer an enrolment to whoever draws no pension."""
    return None if standing.draws_pension else {}


ITEM = BusinessItem(
    code="person_enrolment",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    offered=offered,
    hints=hints,
    gates=(reports.identity_changed,),
    seen=lambda facts: Seen(facts.standing),
)

REVERSAL = reversal_of(ITEM)
