"""Opening of an employer's user 单位经办人授权: a delegate gets a sign-in of their own.

The first one opens the employer's entrance. A delegate of several employers has a user of each.
"""

from pydantic import BaseModel, Field

from tongchou.agency.changes import SignInChange, SignInVerb
from tongchou.agency.models import Kind
from tongchou.business.online import refusals
from tongchou.business.online.documents import DocumentSeen
from tongchou.business.online.users import USERS_MAX, User, next_login, user_of, users
from tongchou.policy.engine.law import Law
from tongchou.registry.queries import employer_of
from tongchou.registry.refusals import employer_unknown
from tongchou.standards.fields import CreditCode, Name, SocialSecurityNumber
from tongchou.standards.refusal import Refusals
from tongchou.workflow.item import SIGN_IN, Act, BusinessItem, Decision, Effects, Panel
from tongchou.workflow.turns import lock


class Form(BaseModel, frozen=True, extra="forbid"):
    """Which employer delegates whom, and by which document they were known."""

    credit_code: CreditCode = Field(
        title="用人单位信用代码", description="Credit code of the employer"
    )
    ssn: SocialSecurityNumber = Field(
        title="经办人社会保障号码", description="Social security number of the delegate"
    )
    name: Name = Field(title="经办人姓名", description="Name of the delegate", max_length=64)
    document: DocumentSeen = Field(title="核对的证件", description="Document compared")


class Facts(BaseModel, frozen=True):
    """Whether the employer is registered, and the users that it ever had."""

    form: Form
    is_registered: bool
    known: tuple[User, ...]


def gather(form: Form, act: Act) -> Facts:
    """Look up the employer and its users; two delegates of one get no login twice."""
    lock("users of ", form.credit_code)
    employer = employer_of(form.credit_code, province=act.province)
    return Facts(form=form, is_registered=employer is not None, known=users(form.credit_code))


def decide(facts: Facts, law: Law) -> Decision[str] | Refusals:
    """Find the login of the delegate: that of before, or the next one."""
    del law
    if not facts.is_registered:
        return (employer_unknown(),)
    before = user_of(facts.known, facts.form.ssn)
    if before is not None:
        return (refusals.open_already("ssn"),) if before.is_open else Decision(before.login)
    if len(facts.known) >= USERS_MAX:
        return (refusals.no_more_users(USERS_MAX),)
    return Decision(next_login(facts.form.credit_code, facts.known))


def record(facts: Facts, found: str, act: Act) -> Effects:
    """Open the sign-in."""
    del act
    form = facts.form
    opened = SignInChange(
        SignInVerb.OPEN,
        found,
        name=form.name,
        kind=Kind.EMPLOYER,
        credit_code=form.credit_code,
        person_code=form.ssn,
    )
    return Effects(sign_ins=(opened,), outcome={SIGN_IN: found})


ITEM = BusinessItem(
    code="employer_user",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    panels=(Panel.SIGN_IN,),
)
