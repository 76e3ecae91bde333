"""Who may open the ministry's pages, and what every such page is told."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest

from tongchou.agency.door import opened_to, signed_in
from tongchou.agency.models import Clerk
from tongchou.standards.text import Text

supervisor_of = signed_in


def _watches_the_country(visitor: Clerk) -> bool:
    return visitor.scope == "" and visitor.has_duty("supervise")


for_supervisors = opened_to(_watches_the_country, door="supervisor:sign_in")
"""Opens a page to those who watch the whole country."""


def now() -> datetime:
    """Return the node's time: a channel is where the clock is read."""
    at: datetime = settings.NOW()
    return at


def said(request: HttpRequest, zh: str, en: str) -> str:
    """Return a sentence in the supervisor's language."""
    return Text(zh, en).of(getattr(request, "language", "zh"))
