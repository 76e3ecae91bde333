"""Who may open a citizen's page: the citizen whose record it is, and nobody else."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from tongchou.agency.door import opened_to, signed_in
from tongchou.agency.models import Clerk, Kind
from tongchou.standards.text import Text

citizen_of = signed_in
"""A citizen's login is their social security number."""


def _is_citizen(visitor: Clerk) -> bool:
    return visitor.kind == Kind.CITIZEN


for_citizens = opened_to(_is_citizen, door="public:sign_in")
"""Opens a page to citizens, each to their own record."""


def now() -> datetime:
    """Return the node's time: a channel is where the clock is read."""
    at: datetime = settings.NOW()
    return at


def said(request: HttpRequest, zh: str, en: str) -> str:
    """Return a sentence in the citizen's language."""
    return Text(zh, en).of(getattr(request, "language", "zh"))
