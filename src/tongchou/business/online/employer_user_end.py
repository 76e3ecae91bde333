"""End of an employer's user 单位经办人授权终止: the delegate speaks for the employer no more."""

from pydantic import BaseModel, Field

from tongchou.agency.changes import SignInChange, SignInVerb
from tongchou.business.online import refusals
from tongchou.business.online.users import User, user_of, users
from tongchou.policy.engine.law import Law
from tongchou.standards.fields import CreditCode, SocialSecurityNumber, Words
from tongchou.standards.refusal import Refusals
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects


class Form(BaseModel, frozen=True, extra="forbid"):
    """Which employer's user, by the person behind it, and why."""

    credit_code: CreditCode = Field(
        title="用人单位信用代码", description="Credit code of the employer"
    )
    ssn: SocialSecurityNumber = Field(
        title="经办人社会保障号码", description="Social security number of the delegate"
    )
    reason: Words = Field(title="终止原因", description="Reason", min_length=1, max_length=200)


class Facts(BaseModel, frozen=True):
    """The user who is this person, if the employer has one."""

    form: Form
    user: User | None


def gather(form: Form, act: Act) -> Facts:
    """Look up the user."""
    del act
    return Facts(form=form, user=user_of(users(form.credit_code), form.ssn))


def decide(facts: Facts, law: Law) -> Decision[str] | Refusals:
    """End the user that is in use."""
    del law
    user = facts.user
    return Decision(user.login) if user and user.is_open else (refusals.none_open("ssn"),)


def record(facts: Facts, found: str, act: Act) -> Effects:
    """End the sign-in, and its sessions; what it handed in stays the employer's."""
    del facts, act
    return Effects(sign_ins=(SignInChange(SignInVerb.END, found),))


ITEM = BusinessItem(
    code="employer_user_end",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
)
