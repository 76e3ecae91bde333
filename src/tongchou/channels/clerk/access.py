"""Who may open a clerk's page, and what every such page is told."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.agency.door import opened_to, signed_in
from tongchou.agency.models import Clerk, Kind
from tongchou.standards.text import Text
from tongchou.standards.time import beijing_day
from tongchou.workflow.queries import inbox

clerk_of = signed_in


def _works_here(visitor: Clerk) -> bool:
    return visitor.kind == Kind.CLERK and visitor.scope is not None


for_clerks = opened_to(_works_here, door="clerk:sign_in")
"""Opens a page to clerks of an agency."""


def scope_of(request: HttpRequest) -> str:
    """Return the prefix of division codes whose employers and people the clerk may see."""
    return clerk_of(request).insured_scope or ""


def now() -> datetime:
    """Return the node's time: a channel is where the clock is read."""
    at: datetime = settings.NOW()
    return at


def today() -> date:
    """Return today's date at the counter."""
    return beijing_day(now())


def language_of(request: HttpRequest) -> str:
    """Return the language in which the clerk reads: "zh" or "en"."""
    return getattr(request, "language", "zh")


def said(request: HttpRequest, zh: str, en: str) -> str:
    """Return a sentence in the clerk's language."""
    return Text(zh, en).of(language_of(request))


def page(
    request: HttpRequest, template: str, section: str, *, status: int = 200, **facts: Any
) -> HttpResponse:
    """Render a clerk's page with its place in the side navigation and the inbox's count."""
    waiting = inbox(clerk_of(request), which="mine").count()
    context = {"section": section, "waiting": waiting, "today": today(), **facts}
    return render(request, f"clerk/{template}", context, status=status)
