"""What a decision binds of an item, content, steps, files and handling, by digests in the log."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from tongchou.standards.messages import canonical_json
from tongchou.workflow.models import Step
from tongchou.workflow.papers import Attached

BOUND = (
    "number", "code", "scheme", "status", "subject", "subject_name", "form", "facts", "worksheet",
    "provenance", "outcome",
)  # fmt: skip
"""The columns that no step changes without another decision."""

HANDLED = (
    "source", "agency_code", "agency_level", "division_code", "refusals", "hints", "digest",
    "content_digest", "accepted_at", "due_on", "waits_for", "waits_until", "completed_at",
    "reverses",
)  # fmt: skip
"""The other columns, which steps change until the item ends."""

LATER = ("sender", "gates", "taken_in_by")
"""Such columns that came later: told where they say something, so that what the log told before
they were there still holds."""


def digest_of_item(row: Mapping[str, Any]) -> str:
    """Return the digest of an item's bound content, in hexadecimal."""
    return _digest_of({name: row[name] for name in BOUND})


def digest_of_handling(row: Mapping[str, Any]) -> str:
    """Return the digest of how an item was handled, in hexadecimal."""
    later = (name for name in LATER if row[name])
    values = ((name, row[name]) for name in (*HANDLED, *later))
    return _digest_of(
        {name: _moment(value) if isinstance(value, datetime) else value for name, value in values}
    )


def _moment(at: datetime) -> str:
    """Return a moment to its millisecond, as a row holds it; also where that is none."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _digest_of(row: Mapping[str, Any]) -> str:
    """Return the digest of some columns.

    Values are taken as JSON has them, so that a row gives the same before it is written, as JSON,
    and when it is read.
    """
    as_json = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
    return sha256(canonical_json(json.loads(as_json)).encode()).hexdigest()


def digest_of_steps(steps: Iterable[Step]) -> str:
    """Return the digest of the steps an item took: who, what, when, which words and points."""
    told = [
        {
            "verb": step.verb,
            "login": step.login,
            "person": step.person_code,
            "name": step.name,
            "at": step.at.astimezone(UTC).isoformat(),
            "note": step.note,
        }
        | ({"points": step.points} if step.points else {})
        for step in steps
    ]
    return sha256(canonical_json(told).encode()).hexdigest()


def digest_of_files(files: Iterable[Attached]) -> str:
    """Return the digest of what is kept with an item, in order.

    The file that it came with counts by name and SHA-256; one handed in for a paper, and the
    promise of one, also by paper, by whom and when, and by the promised day.
    """
    told = [
        [one.name, one.digest]
        + (
            [
                one.paper,
                one.login,
                one.by,
                one.at.astimezone(UTC).isoformat() if one.at else "",
                one.until.isoformat() if one.until else "",
            ]
            if one.paper
            else []
        )
        for one in files
    ]
    return sha256(canonical_json(told).encode()).hexdigest()
