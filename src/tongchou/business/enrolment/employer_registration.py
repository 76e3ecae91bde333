"""Employer registration 用人单位参保登记: an employer asks to be registered."""

from pydantic import BaseModel, Field

from tongchou.policy.engine.law import Law
from tongchou.registry import queries as registry
from tongchou.standards.fields import CreditCode, DivisionCode, Name
from tongchou.standards.messages import EmployersRegistered
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects
from tongchou.workflow.reversal import reversal_of


class Form(BaseModel, frozen=True, extra="forbid"):
    """What the employer states."""

    credit_code: CreditCode = Field(title="统一社会信用代码", description="Credit code")
    name: Name = Field(title="单位名称", description="Name of the employer", max_length=128)
    division_code: DivisionCode = Field(title="所在地行政区划代码", description="Division code")


class Facts(BaseModel, frozen=True):
    """What is known of the employer beside its form."""

    form: Form
    province: str
    is_known: bool


def gather(form: Form, act: Act) -> Facts:
    """Look whether the employer is registered already."""
    known = registry.employer_of(form.credit_code, province=act.province)
    return Facts(form=form, province=act.province, is_known=known is not None)


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """Register what is new and lies in this province."""
    del law
    if facts.is_known:
        return (
            Refusal(
                code="employer.known",
                text=Text("该单位已办理参保登记", "This employer is registered already"),
                field="credit_code",
            ),
        )
    if facts.form.division_code[:2] != facts.province:
        return (
            Refusal(
                code="employer.other_province",
                text=Text("所在地不在本省", "The place lies in another province"),
                field="division_code",
                remedy=Text("请到单位所在省办理", "Register in the employer's own province"),
            ),
        )
    return Decision(None)


def record(facts: Facts, found: None, act: Act) -> Effects:
    """Enter the employer into the registry."""
    del found
    form = facts.form
    return Effects(
        messages=(
            EmployersRegistered(
                scheme=act.scheme,
                registered_on=act.today,
                credit_codes=[form.credit_code],
                names=[form.name],
                division_codes=[form.division_code],
            ),
        )
    )


ITEM = BusinessItem(
    code="employer_registration",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
)

REVERSAL = reversal_of(ITEM)
