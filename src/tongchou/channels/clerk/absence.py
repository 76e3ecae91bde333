"""Absence: a clerk names who stands in for them, from day to day."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency import changes
from tongchou.agency.models import Clerk, Kind
from tongchou.agency.queries import substitutions_of
from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, said, today
from tongchou.channels.front.fields import Shown
from tongchou.channels.front.seen import shows_nobody
from tongchou.standards.fields import Kind as FieldKind
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text

COLLEAGUES_MAX = 500
NO_DAY = Refusal(
    code="substitution.days",
    text=Text("请填写起止日期", "Give the first and the last day"),
    field="last_day",
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
@shows_nobody
def show_absence(request: HttpRequest) -> HttpResponse:
    """Show who stands in for whom, and name a substitute when the form is sent."""
    clerk, given = clerk_of(request), request.POST.dict()
    refused: Refusals = ()
    if request.method == "POST":
        refused = _named(clerk, given)
        if not refused:
            messages.success(request, said(request, "已指定代办人。", "The substitute is named."))
            return redirect("clerk:absence")
    lasting = list(substitutions_of(clerk, on=today()))
    return page(
        request,
        "absence.html",
        "inbox",
        status=422 if refused else 200,
        refusals=refused,
        fields=_fields(clerk, given, refused),
        own=[one for one in lasting if one.absent_id == clerk.pk],
        others=[one for one in lasting if one.substitute_id == clerk.pk],
    )


@require_POST
@for_clerks
@shows_nobody
def end(request: HttpRequest, substitution_id: int) -> HttpResponse:
    """End a substitution of one's own."""
    done = changes.end_substitution(substitution_id, by=clerk_of(request), at=now())
    if isinstance(done, tuple):
        messages.error(request, said(request, done[0].text.zh, done[0].text.en))
    else:
        messages.success(request, said(request, "代办已结束。", "The substitution has ended."))
    return redirect("clerk:absence")


def _named(clerk: Clerk, given: dict[str, str]) -> Refusals:
    """Name a substitute as a form says; return why not."""
    try:
        first, last = (
            date.fromisoformat(given.get(name, "")) for name in ("first_day", "last_day")
        )
    except ValueError:
        return (NO_DAY,)
    done = changes.name_substitute(
        clerk, given.get("substitute", ""), first_day=first, last_day=last, today=today(), at=now()
    )
    return done if isinstance(done, tuple) else ()


def _fields(clerk: Clerk, given: dict[str, str], refused: Refusals) -> list[Shown]:
    here = Clerk.objects.filter(agency=clerk.agency_id, is_active=True, kind=Kind.CLERK)
    others = here.exclude(person_code=clerk.person_code).order_by("name", "login")
    colleagues = [
        (one.login, Text(one.name, one.name))
        for one in others[:COLLEAGUES_MAX]
        if not one.is_administrator
    ]
    asked: tuple[tuple[str, Text, FieldKind, list[tuple[str, Text]]], ...] = (
        ("substitute", Text("代办人", "Substitute"), FieldKind.CHOICE, colleagues),
        ("first_day", Text("起日", "First day"), FieldKind.DATE, []),
        ("last_day", Text("止日", "Last day"), FieldKind.DATE, []),
    )
    return [
        Shown(
            name,
            title,
            kind,
            value=given.get(name, ""),
            choices=choices,
            faults=[refusal.text for refusal in refused if refusal.field == name],
        )
        for name, title, kind, choices in asked
    ]
