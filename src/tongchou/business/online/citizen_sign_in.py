"""Opening of a citizen's sign-in 个人网上账户开通: a clerk compares a document, hands a slip over.

The person may be on record or not: who is not sees so, and may come in all the same.
"""

from pydantic import BaseModel, Field

from tongchou.agency.changes import SignInChange, SignInVerb
from tongchou.agency.queries import is_login_of_staff, outside_sign_in
from tongchou.business.online import refusals
from tongchou.business.online.documents import DocumentSeen
from tongchou.policy.engine.law import Law
from tongchou.registry.queries import person_of
from tongchou.registry.refusals import name_mismatch
from tongchou.standards.fields import Name, SocialSecurityNumber
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.workflow.item import SIGN_IN, Act, BusinessItem, Decision, Effects, Panel


class Form(BaseModel, frozen=True, extra="forbid"):
    """Who stands at the counter, and by which document."""

    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    name: Name = Field(title="姓名", description="Name", max_length=64)
    document: DocumentSeen = Field(title="核对的证件", description="Document compared")


class Facts(BaseModel, frozen=True):
    """Under which name the person is on record, if at all, and whether the login is in use."""

    form: Form
    name: str | None
    is_open: bool
    is_of_staff: bool = False


def gather(form: Form, act: Act) -> Facts:
    """Look up the person and the sign-in."""
    person, user = person_of(form.ssn, province=act.province), outside_sign_in(form.ssn)
    return Facts(
        form=form,
        name=person.name if person else None,
        is_open=user is not None and user.is_active,
        is_of_staff=is_login_of_staff(form.ssn),
    )


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """Open a sign-in for who has none, under the name that is on record."""
    del law
    refused = []
    if facts.name not in {None, facts.form.name}:
        refused.append(name_mismatch())
    if facts.is_open:
        refused.append(refusals.open_already("ssn"))
    if facts.is_of_staff:
        refused.append(refusals.login_of_staff("ssn"))
    return tuple(refused) or Decision(None)


def hints(facts: Facts) -> tuple[Text, ...]:
    """Say that nothing is on record of the person."""
    if facts.name is not None:
        return ()
    return (
        Text(
            "本省没有该人员的参保登记，登录后暂无记录可查",
            "This province has no record of the person; there is nothing to be seen yet",
        ),
    )


def record(facts: Facts, found: None, act: Act) -> Effects:
    """Open the sign-in; the number is its login."""
    del found, act
    form = facts.form
    opened = SignInChange(SignInVerb.OPEN, form.ssn, name=form.name)
    return Effects(sign_ins=(opened,), outcome={SIGN_IN: form.ssn})


ITEM = BusinessItem(
    code="citizen_sign_in",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    hints=hints,
    panels=(Panel.SIGN_IN,),
)
