"""Bringing a province's log forward, run after run, from the ministry's copy."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import httpx

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.sync.calls import Link
from tongchou.sync.exchange import Forward, fetch_own
from tongchou.sync.handlers import BROUGHT_BACK
from tongchou.workflow.changes import follow_effects

TRIES = 5
"""How often the ministry is asked for one run; the node's own loop may ask at the same moment."""


def brought_forward(link: Link, *, now: Callable[[], datetime]) -> list[dict[str, Any]] | Refusal:
    """Return the runs that came back, each with the items that it moved; or why none did.

    Each run is one transaction with its effects, so what is stopped half-way is taken up again.
    """
    steps: list[dict[str, Any]] = []
    while isinstance(done := _next(link, now), dict):
        steps.append(done)
    return steps if steps and done.code == "sync.nothing_to_recover" else done


def _next(link: Link, now: Callable[[], datetime]) -> dict[str, Any] | Refusal:
    said = ""
    for _ in range(TRIES):
        at = now()
        try:
            found = fetch_own(link, BROUGHT_BACK, at=at, follow=follow_effects)
        except httpx.HTTPError as outage:
            said = f"{type(outage).__name__}: {outage}"
            continue
        return asdict(found) if isinstance(found, Forward) else found
    return Refusal("sync.outage", Text(f"无法连接部级节点:{said}", f"No ministry there: {said}"))
