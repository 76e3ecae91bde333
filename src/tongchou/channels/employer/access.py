"""Who may open an employer's pages: its users, and nobody else; each sees that employer alone."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.agency.door import opened_to, signed_in
from tongchou.agency.models import Clerk, Kind
from tongchou.registry.models import Employer
from tongchou.registry.queries import employer_of

user_of = signed_in


def _is_user(visitor: Clerk) -> bool:
    return visitor.kind == Kind.EMPLOYER


for_employers = opened_to(_is_user, door="employer:sign_in")
"""Opens a page to the users of employers, each to their own employer."""


def own_employer(request: HttpRequest) -> Employer | None:
    """Return the employer whose user is signed in, as this province knows it, or None."""
    return employer_of(user_of(request).applicant, province=settings.NODE_CODE)


def page(
    request: HttpRequest, template: str, section: str, *, status: int = 200, **facts: Any
) -> HttpResponse:
    """Render an employer's page with its place in the navigation."""
    context = {"section": section, **facts}
    return render(request, f"employer/{template}", context, status=status)
