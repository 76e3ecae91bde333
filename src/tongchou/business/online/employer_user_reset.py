"""Reset of an employer's user 单位经办人密码重置: the password was forgotten."""

from pydantic import BaseModel, Field

from tongchou.agency.changes import SignInChange, SignInVerb
from tongchou.business.online import refusals
from tongchou.business.online.documents import DocumentSeen
from tongchou.business.online.users import User, user_of, users
from tongchou.policy.engine.law import Law
from tongchou.standards.fields import CreditCode, SocialSecurityNumber
from tongchou.standards.refusal import Refusals
from tongchou.workflow.item import SIGN_IN, Act, BusinessItem, Decision, Effects, Panel


class Form(BaseModel, frozen=True, extra="forbid"):
    """Which employer's user, by the person behind it."""

    credit_code: CreditCode = Field(
        title="用人单位信用代码", description="Credit code of the employer"
    )
    ssn: SocialSecurityNumber = Field(
        title="经办人社会保障号码", description="Social security number of the delegate"
    )
    document: DocumentSeen = Field(title="核对的证件", description="Document compared")


class Facts(BaseModel, frozen=True):
    """The user who is this person, if the employer has one."""

    form: Form
    user: User | None


def gather(form: Form, act: Act) -> Facts:
    """Look up the user."""
    del act
    return Facts(form=form, user=user_of(users(form.credit_code), form.ssn))


def decide(facts: Facts, law: Law) -> Decision[str] | Refusals:
    """Reset the user that is in use."""
    del law
    user = facts.user
    return Decision(user.login) if user and user.is_open else (refusals.none_open("ssn"),)


def record(facts: Facts, found: str, act: Act) -> Effects:
    """Void the password; the sessions end."""
    del facts, act
    return Effects(sign_ins=(SignInChange(SignInVerb.RESET, found),), outcome={SIGN_IN: found})


ITEM = BusinessItem(
    code="employer_user_reset",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    panels=(Panel.SIGN_IN,),
)
