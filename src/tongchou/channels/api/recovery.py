"""Bringing a province's log forward, run after run, from the ministry's copy."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.sync.calls import Link
from tongchou.sync.exchange import Forward, fetch_own
from tongchou.sync.handlers import BROUGHT_BACK
from tongchou.sync.outages import said_of
from tongchou.sync.queries import set_aside
from tongchou.workflow.changes import follow_effects
from tongchou.workflow.queries import files_lost

NOTHING = "sync.nothing_to_recover"
TRIES = 5
"""How often the ministry is asked for one run; the node's own loop may ask at the same moment."""


def brought_forward(link: Link, *, now: Callable[[], datetime]) -> list[dict[str, Any]] | Refusal:
    """Return the runs that came back, each with the items that it moved; or why none did.

    Each run is one transaction with its effects, so what is stopped half-way is taken up again.
    """
    steps: list[dict[str, Any]] = []
    while isinstance(done := _next(link, now), dict):
        steps.append(done)
    return steps if steps and done.code == NOTHING else done


def with_what_is_left(done: list[dict[str, Any]] | Refusal) -> dict[str, Any] | Refusal:
    """Return the runs that came back with what a person has still to do; or why none did.

    What was set aside, the items to be entered again, and those whose last steps are lost are named
    whenever somebody asks: the answer to whoever asked first may have been lost.
    """
    aside = [event.as_json() for event in set_aside(settings.NODE_CODE)]
    lost = files_lost(settings.NODE_CODE)
    again = [item.as_json() for item in lost if not item.has_row]
    partly = [item.as_json() for item in lost if item.has_row]
    if isinstance(done, Refusal):
        if done.code != NOTHING or not (aside or lost):
            return done
        done = []
    return {"steps": done, "set_aside": aside, "enter_again": again, "steps_lost": partly}


def _next(link: Link, now: Callable[[], datetime]) -> dict[str, Any] | Refusal:
    said = Text("", "")
    for _ in range(TRIES):
        at = now()
        try:
            found = fetch_own(link, BROUGHT_BACK, at=at, follow=follow_effects)
        except httpx.HTTPError as outage:
            said = said_of(outage)
            continue
        return asdict(found) if isinstance(found, Forward) else found
    return Refusal("sync.outage", said)
