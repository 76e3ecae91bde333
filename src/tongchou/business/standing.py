"""Is this person known, named so, and free to act? What several items refuse of a person."""

import re

from tongchou.registry import refusals
from tongchou.registry.queries import Standing
from tongchou.standards.identity import birth_month, is_foreign
from tongchou.standards.messages import Born
from tongchou.standards.names import plain_name
from tongchou.standards.person_fields import Identified
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_on

_BRACKETS = re.compile(r"[()\[\]{}《》【】〔〕]")


def named_so(standing: Standing, name: str, *, must_be_known: bool = True) -> Refusals:
    """Refuse a person whom the province does not know, or knows under another name.

    A name that differs in form only is the same: MARIA is Maria, 陳 is 陈, • is ·.
    """
    if standing.name is None:
        return (refusals.person_unknown(),) if must_be_known else ()
    if plain_name(standing.name) == plain_name(name):
        return ()
    return (refusals.name_mismatch(),)


def register_so(standing: Standing, form: Identified, name: str) -> Refusals:
    """Refuse a name that is none for somebody not registered yet, and another day of birth."""
    if standing.name is None:
        return _odd_name(name)
    if form.birth_on is None or standing.birth_on in {None, form.birth_on}:
        return ()
    text = Text("与登记的出生日期不符", "Registered with another day of birth")
    return (Refusal(code="identity.birth_mismatch", text=text, field="birth_on"),)


def _odd_name(name: str) -> Refusals:
    remedy = Text("请按证件填写", "Write it as the document has it")
    if any(map(str.isdigit, name)):
        text = Text("姓名中不能有数字", "A name has no digits")
        return (Refusal(code="name.digits", text=text, field="name", remedy=remedy),)
    if _BRACKETS.search(name):
        text = Text("姓名中不能有括号,备注请勿写入姓名", "Notes in brackets are no part of a name")
        return (Refusal(code="name.brackets", text=text, field="name", remedy=remedy),)
    return ()


def name_hints(standing: Standing, name: str) -> tuple[Text, ...]:
    """Say that a name is written otherwise than it is registered."""
    if standing.name in {None, name} or plain_name(standing.name or "") != plain_name(name):
        return ()
    return (
        Text(
            f"登记的姓名写作“{standing.name}”,与填写的“{name}”仅写法不同,以登记为准",
            f"Registered as {standing.name}; {name} differs in form only, and the record stands",
        ),
    )


def born_in(ssn: str, standing: Standing) -> Month:
    """Return the month of birth of a registered person, as the number or the record tells it."""
    if standing.birth_on is not None and is_foreign(ssn):
        return month_on(standing.birth_on)
    return birth_month(ssn)


def free_to_act(
    standing: Standing, *, may_have_left: bool = False, may_be_moving: bool = False
) -> Refusals:
    """Refuse a person who draws a pension, whose record left, or whose record is moving."""
    hindered = (
        (standing.draws_pension, refusals.draws_pension),
        (standing.has_moved and not may_have_left, refusals.moved_away),
        (standing.is_moving and not may_be_moving, refusals.transfer_under_way),
    )
    return tuple(refusal() for is_so, refusal in hindered if is_so)


def births_told(form: Identified) -> tuple[Born, ...]:
    """Return birth and sex of whom a form is about as a message tells them, where it must."""
    if form.birth_on is None or form.sex is None:
        return ()
    return (Born(ssn=form.ssn, birth_on=form.birth_on, sex=form.sex),)
