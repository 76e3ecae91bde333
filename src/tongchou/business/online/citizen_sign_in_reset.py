"""Reset of a citizen's sign-in 个人网上账户密码重置: the password was forgotten."""

from pydantic import BaseModel, Field

from tongchou.agency.changes import SignInChange, SignInVerb
from tongchou.agency.queries import outside_sign_in
from tongchou.business.online import refusals
from tongchou.business.online.documents import DocumentSeen
from tongchou.policy.engine.law import Law
from tongchou.registry.refusals import name_mismatch
from tongchou.standards.fields import Name, SocialSecurityNumber
from tongchou.standards.refusal import Refusals
from tongchou.workflow.item import SIGN_IN, Act, BusinessItem, Decision, Effects, Panel


class Form(BaseModel, frozen=True, extra="forbid"):
    """Who stands at the counter, and by which document."""

    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    name: Name = Field(title="姓名", description="Name", max_length=64)
    document: DocumentSeen = Field(title="核对的证件", description="Document compared")


class Facts(BaseModel, frozen=True):
    """Under which name the sign-in is in use; None where there is none."""

    form: Form
    name: str | None


def gather(form: Form, act: Act) -> Facts:
    """Look up the sign-in."""
    del act
    user = outside_sign_in(form.ssn)
    return Facts(form=form, name=user.name if user and user.is_active else None)


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """Reset the sign-in that is in use under this name."""
    del law
    if facts.name is None:
        return (refusals.none_open("ssn"),)
    return Decision(None) if facts.name == facts.form.name else (name_mismatch(),)


def record(facts: Facts, found: None, act: Act) -> Effects:
    """Void the password; the sessions end."""
    del found, act
    ssn = facts.form.ssn
    return Effects(sign_ins=(SignInChange(SignInVerb.RESET, ssn),), outcome={SIGN_IN: ssn})


ITEM = BusinessItem(
    code="citizen_sign_in_reset",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    panels=(Panel.SIGN_IN,),
)
