"""Who may open the pages of administration: the three administrators, each their part."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.agency.door import opened_to, signed_in
from tongchou.agency.models import Clerk, Kind

DOOR = "administration:sign_in"
SYSTEM, SECURITY, AUDIT = "system", "security", "audit"

administrator_of = signed_in


def _administers(visitor: Clerk) -> bool:
    return visitor.kind == Kind.CLERK and visitor.is_administrator


def _keeps_tokens(visitor: Clerk) -> bool:
    return visitor.has_duty(SECURITY) or visitor.has_duty(AUDIT)


def _audits(visitor: Clerk) -> bool:
    return visitor.has_duty(AUDIT)


for_administrators = opened_to(_administers, door=DOOR)
"""Opens a page to all three."""

for_tokens = opened_to(_keeps_tokens, door=DOOR)
"""Opens a page to who issues tokens and who audits that."""

for_auditors = opened_to(_audits, door=DOOR)
"""Opens a page to who reads the records."""


def page(
    request: HttpRequest, template: str, section: str, *, status: int = 200, **facts: Any
) -> HttpResponse:
    """Render a page of administration: whose it is decides what it offers."""
    visitor = administrator_of(request)
    context = {
        "section": section,
        "is_system": visitor.has_duty(SYSTEM),
        "is_security": visitor.has_duty(SECURITY),
        "is_audit": visitor.has_duty(AUDIT),
        **facts,
    }
    return render(request, f"administration/{template}", context, status=status)
