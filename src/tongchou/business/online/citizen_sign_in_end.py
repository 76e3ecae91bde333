"""End of a citizen's sign-in 个人网上账户注销: asked for by the person, or since they died."""

from pydantic import BaseModel, Field

from tongchou.agency.changes import SignInChange, SignInVerb
from tongchou.agency.queries import outside_sign_in
from tongchou.business.online import refusals
from tongchou.policy.engine.law import Law
from tongchou.standards.fields import SocialSecurityNumber, Words
from tongchou.standards.refusal import Refusals
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects


class Form(BaseModel, frozen=True, extra="forbid"):
    """Whose sign-in ends, and why."""

    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    reason: Words = Field(title="注销原因", description="Reason", min_length=1, max_length=200)


class Facts(BaseModel, frozen=True):
    """Whether there is a sign-in in use."""

    form: Form
    is_open: bool


def gather(form: Form, act: Act) -> Facts:
    """Look up the sign-in."""
    del act
    user = outside_sign_in(form.ssn)
    return Facts(form=form, is_open=user is not None and user.is_active)


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """End a sign-in that is in use."""
    del law
    return Decision(None) if facts.is_open else (refusals.none_open("ssn"),)


def record(facts: Facts, found: None, act: Act) -> Effects:
    """End the sign-in, and its sessions; it stays on record and may be opened again."""
    del found, act
    return Effects(sign_ins=(SignInChange(SignInVerb.END, facts.form.ssn),))


ITEM = BusinessItem(
    code="citizen_sign_in_end",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
)
