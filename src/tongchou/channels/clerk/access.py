"""Who may open a clerk's page, and what every such page is told."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.agency.door import opened_to, signed_in
from tongchou.agency.models import Clerk, Kind
from tongchou.channels.front.paging import capped_count, capped_text
from tongchou.channels.front.visit import language_of, now, said, today
from tongchou.workflow.queries import inbox

__all__ = ["clerk_of", "for_clerks", "language_of", "now", "page", "said", "scope_of", "today"]

clerk_of = signed_in


def _works_here(visitor: Clerk) -> bool:
    """Whether somebody handles matters; the three administrators handle none."""
    is_clerk = visitor.kind == Kind.CLERK and visitor.scope is not None
    return is_clerk and not visitor.is_administrator


BADGE_MAX = 99
"""How far the count of the inbox goes that every page shows: it costs every page of a clerk."""

FIND_PAGE = "clerk:find"
"""Under which name forms find where look-ups are answered."""

for_clerks = opened_to(_works_here, door="clerk:sign_in")
"""Opens a page to clerks of an agency."""


def scope_of(request: HttpRequest) -> str:
    """Return the prefix of division codes whose employers and people the clerk may see."""
    return clerk_of(request).insured_scope or ""


def page(
    request: HttpRequest, template: str, section: str, *, status: int = 200, **facts: Any
) -> HttpResponse:
    """Render a clerk's page with its place in the side navigation and the inbox's count.

    Who has counted the inbox already says so by `waiting`.
    """
    if "waiting" not in facts:
        facts["waiting"] = capped_count(inbox(clerk_of(request), on=today()), BADGE_MAX)
    context = {"section": section, "today": today(), "find_page": FIND_PAGE, **facts}
    context["waiting"] = capped_text(facts["waiting"], BADGE_MAX) if facts["waiting"] else ""
    return render(request, f"clerk/{template}", context, status=status)
