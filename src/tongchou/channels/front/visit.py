"""A visit as every channel sees it: at which hour, in which language, from which address."""

from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest

from tongchou.standards.text import Text
from tongchou.standards.time import beijing_day


def now() -> datetime:
    """Return the node's time: a channel is where the clock is read."""
    at: datetime = settings.NOW()
    return at


def today() -> date:
    """Return today's date at the counter."""
    return beijing_day(now())


def language_of(request: HttpRequest) -> str:
    """Return the language in which the visitor reads: "zh" or "en"."""
    language: str = getattr(request, "language", "zh")
    return language


def said(request: HttpRequest, zh: str, en: str) -> str:
    """Return a sentence in the visitor's language."""
    return Text(zh, en).of(language_of(request))


def kept_in(request: HttpRequest) -> dict[str, str]:
    """Return what was typed here before the session ended, the last value of each field."""
    kept: dict[str, list[str]] = getattr(request, "kept_form", None) or {}
    return {name: values[-1] for name, values in kept.items() if values}
