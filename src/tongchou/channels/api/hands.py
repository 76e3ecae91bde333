"""What a machine may ask of items beside their steps: their hands, their history, comments."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from tongchou.agency import changes as people
from tongchou.agency.models import Clerk, Kind, Substitution
from tongchou.agency.queries import substitutions_of
from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import caller
from tongchou.channels.api.shapes.hands import (
    CommentTold,
    HandTold,
    HappenedTold,
    SubstitutionTold,
)
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CONFLICT, CREATED, NOT_FOUND
from tongchou.channels.front.seen import look_of, people_in, shows_nobody, shows_people, ssn_of
from tongchou.channels.front.visit import now, today
from tongchou.standards import codes
from tongchou.standards.identity import numbers_masked
from tongchou.workflow import changes as workflow
from tongchou.workflow import queries as items
from tongchou.workflow.hands import aside_of, comments_on, hand_of
from tongchou.workflow.models import Comment, Hand, Item

router = Router(tags=["hands"])

AT_THE_COUNTER = ("accept", "review", "approve")


class HandedOver(Schema):
    """Into whose hand an item is put: a login; '' gives it back to the group."""

    to: str = Field("", max_length=40)
    word: str = Field("", max_length=500)


class Said(Schema):
    """A comment."""

    text: str = Field("", max_length=1_000)


class SubstituteNamed(Schema):
    """Who stands in for the caller, from one day until another."""

    substitute: str = Field(max_length=40)
    first_day: date
    last_day: date


@router.get("/items/{number}/hand", openapi_extra=answers(HandTold, NOT_FOUND))
@shows_nobody
def show_hand(request: HttpRequest, number: str) -> Any:
    """Return in whose hand an item is, and who works on it now."""
    _seen(request, number)
    return _hand(number, hand_of(number))


@router.post("/items/{number}/hand", openapi_extra=answers(HandTold, NOT_FOUND, CONFLICT))
@shows_nobody
def pass_on(request: HttpRequest, number: str, given: HandedOver) -> Any:
    """Take an item into the own hand, hand it on, assign it, or give it back to the group."""
    clerk = _seen(request, number)
    done = workflow.pass_on(number, given.to, clerk=clerk, at=now(), word=given.word)
    return refused(done) if isinstance(done, tuple) else _hand(number, hand_of(number))


@router.get("/items/{number}/history", openapi_extra=answers(list[HappenedTold], NOT_FOUND))
@shows_people("api.items")
def history(request: HttpRequest, number: str) -> Any:
    """Return all that happened to an item: steps, hand-overs, and what corrections changed."""
    _seen(request, number)
    item = Item.objects.get(number=number)
    look_of(request).at(ssn_of(item), reason=number)
    aside, verbs, titles = aside_of(number), codes.table("item_verbs"), codes.table("hand_overs")
    look_of(request).at(*people_in(item, aside))
    told = [
        _happened("step", one.at, one.login, one.name, verb=one.verb, note=one.note)
        | {"title": verbs[one.verb].text.as_json()}
        for one in item.steps.order_by("id")
    ]
    told += [
        _happened("hand_over", one.at, one.by, one.by_name, verb=one.verb, note=one.word)
        | {"title": titles[one.verb].text.as_json(), "before": one.before, "to": one.login}
        for one in aside.hand_overs
    ]
    told += [
        _happened("form_change", one.at, one.login, one.name) | {"fields": one.fields}
        for one in aside.form_changes
    ]
    return sorted(told, key=lambda one: str(one["at"]))


@router.get("/items/{number}/comments", openapi_extra=answers(list[CommentTold], NOT_FOUND))
@shows_nobody
def list_comments(request: HttpRequest, number: str) -> Any:
    """Return what clerks noted on an item among themselves."""
    _seen(request, number)
    return [_comment(one) for one in comments_on(number)]


@router.post("/items/{number}/comments", openapi_extra=answers(CommentTold, NOT_FOUND, ok=CREATED))
@shows_nobody
def add_comment(request: HttpRequest, number: str, given: Said) -> Any:
    """Note something on an item for other clerks."""
    clerk = _seen(request, number)
    done = workflow.comment(number, given.text, clerk=clerk, at=now())
    if isinstance(done, tuple):
        return refused(done)
    return made(_comment(done), f"/items/{number}/comments")


@router.get("/substitutions", openapi_extra=answers(list[SubstitutionTold]))
@shows_nobody
def list_substitutions(request: HttpRequest) -> Any:
    """Return who stands in for the caller, and for whom the caller stands in."""
    clerk = caller(request, *AT_THE_COUNTER)
    return [_substitution(one) for one in substitutions_of(clerk, on=today())]


@router.post("/substitutions", openapi_extra=answers(SubstitutionTold, ok=CREATED))
@shows_nobody
def name_substitute(request: HttpRequest, given: SubstituteNamed) -> Any:
    """Name a colleague who stands in for the caller."""
    clerk = _person(request)
    done = people.name_substitute(
        clerk, given.substitute, first_day=given.first_day, last_day=given.last_day,
        today=today(), at=now(),
    )  # fmt: skip
    if isinstance(done, tuple):
        return refused(done)
    return made(_substitution(done), "/substitutions")


@router.post("/substitutions/{substitution_id}/end", openapi_extra=answers(SubstitutionTold))
@shows_nobody
def end_substitution(request: HttpRequest, substitution_id: int) -> Any:
    """End a substitution of the caller's own."""
    done = people.end_substitution(substitution_id, by=_person(request), at=now())
    return refused(done) if isinstance(done, tuple) else _substitution(done)


def _person(request: HttpRequest) -> Clerk:
    """Return who calls, if it is a clerk: a service is never absent."""
    clerk = caller(request, *AT_THE_COUNTER)
    if clerk.kind != Kind.CLERK:
        raise HttpError(403, "仅限经办人员本人 · for clerks alone")
    return clerk


def _seen(request: HttpRequest, number: str) -> Clerk:
    """Return who calls, if they may see the item with this number; 404 if not."""
    clerk = caller(request, *AT_THE_COUNTER)
    if not items.items_in_scope(clerk).filter(number=number).exists():
        raise HttpError(404, f"您的权限范围内没有办件{number} · no item {number} in your scope")
    return clerk


def _hand(number: str, hand: Hand | None) -> dict[str, Any]:
    is_worked_on = hand is not None and hand.is_worked_on(now())
    worked = hand if is_worked_on else None
    return {
        "item": number,
        "login": hand.login if hand else "",
        "name": hand.name if hand else "",
        "since": hand.since.isoformat() if hand and hand.since else None,
        "worker": worked.worker if worked else "",
        "worker_name": worked.worker_name if worked else "",
        "works_until": worked.works_until.isoformat() if worked and worked.works_until else None,
    }


def _happened(
    kind: str, at: Any, login: str, name: str, *, verb: str = "", note: str = ""
) -> dict[str, Any]:
    return {
        "kind": kind,
        "verb": verb,
        "title": {"zh": "更正内容", "en": "What was corrected"},
        "login": login,
        "name": name,
        "at": at.isoformat(),
        "note": note,
        "before": "",
        "to": "",
        "fields": {},
    }


def _comment(one: Comment) -> dict[str, Any]:
    return {
        "number": one.pk,
        "login": one.login,
        "name": one.name,
        "at": one.at.isoformat(),
        "text": numbers_masked(one.text),
    }


def _substitution(one: Substitution) -> dict[str, Any]:
    return {
        "number": one.pk,
        "absent": one.absent.login,
        "substitute": one.substitute.login,
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day.isoformat(),
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
    }
