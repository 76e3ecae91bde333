"""Whoever hands a matter in from outside the agency 申请人: what is theirs, and what they may do.

A citizen hands in matters about themselves, an employer's user matters of that employer. Who they
are is known from their sign-in and never typed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from pydantic import BaseModel

from tongchou.agency.models import Agency, Clerk, Kind
from tongchou.agency.queries import agency_serving
from tongchou.registry import queries as registry
from tongchou.standards import codes
from tongchou.standards.fields import Kind as FieldKind
from tongchou.standards.refusal import Refusal
from tongchou.workflow import refusals
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.models import ENDED, OPEN, Item
from tongchou.workflow.steps import procedure_of
from tongchou.workflow.turns import lock


@dataclass(frozen=True)
class Startable:
    """A business item that somebody outside may start: its code, and how it is called."""

    code: str
    row: codes.Code


def startable_by(kind: str) -> list[Startable]:
    """Return the items that citizens, or employers, may start here by their own entrance."""
    table = codes.table("items")
    return [Startable(code, table[code]) for code in catalogue() if kind in table[code].facts["by"]]


def own_items(user: Clerk) -> QuerySet[Item]:
    """Return somebody's own items: what is about a citizen, or what an employer handed in.

    Also what a clerk took in about a citizen, whoever brought it.
    """
    if not user.applicant:
        return Item.objects.none()
    if user.kind == Kind.CITIZEN:
        kinds = [code for code, item in catalogue().items() if item.is_about_a_person]
        return Item.objects.filter(subject=user.applicant, code__in=kinds)
    return Item.objects.filter(sender=user.applicant)


def filled_in(
    user: Clerk, item: AnyItem, given: Mapping[str, Any], before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a form as somebody outside hands it in: with who they are, from their sign-in.

    What only the agency fills in stays as it was `before`.
    """
    known = {item.own_field(user.kind) or "": user.applicant}
    if user.kind == Kind.CITIZEN and (name := item.field_of(FieldKind.NAME)):
        person = registry.person_of(user.applicant, province=settings.NODE_CODE)
        known[name] = person.name if person else user.name
    kept = {name: value for name, value in (before or {}).items() if name in item.for_agency}
    typed = {name: value for name, value in given.items() if name not in item.for_agency}
    return typed | kept | known


def is_own(user: Clerk, item: AnyItem, form: BaseModel) -> bool:
    """Whether a form is about the citizen, or of the employer, whose user hands it in."""
    named = item.own_field(user.kind)
    return bool(named and user.applicant) and getattr(form, named or "") == user.applicant


def agency_for(user: Clerk, node: str) -> Agency | None:
    """Return the agency that handles what somebody outside hands in: that of their place."""
    if user.kind == Kind.EMPLOYER:
        employer = registry.employer_of(user.applicant, province=node)
        place = employer.division_code if employer else ""
    else:
        place = registry.last_place(user.applicant, province=node)
    return agency_serving(place, node=node)


def hindrance_outside(item: Item, verb: str, user: Clerk) -> Refusal | None:
    """Return why somebody outside may not take this step on an item now, or None."""
    named = codes.table("item_verbs").get(verb)
    if named is None or item.sender != user.applicant or not user.applicant:
        return refusals.not_ones_own()
    transition = procedure_of(item.code).transition(item.status, verb)
    if transition is None or user.kind not in transition.by:
        status = codes.table("statuses")[item.status].text
        return refusals.wrong_status(status, named, has_ended=item.status in ENDED)
    return None


def hindrance_again(user: Clerk | None, item: AnyItem, form: BaseModel) -> Refusal | None:
    """Return why somebody outside may not hand this in: they did, and it is still open.

    Who works here, or nobody, may: the same again is their own affair.
    """
    subject = item.subject_in(form)[0]
    if user is None or not user.is_outside or not subject:
        return None
    lock(user.applicant, item.code, subject)
    found = own_items(user).filter(
        sender=user.applicant, code=item.code, subject=subject, status__in=OPEN
    )
    number = found.values_list("number", flat=True).first()
    return refusals.under_way_already(number) if number else None
