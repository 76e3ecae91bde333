"""How items and refusals are put into JSON."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse

from tongchou.channels.api.problems import problem
from tongchou.standards import codes
from tongchou.standards.refusal import TOLD_MAX, Refusals, too_many
from tongchou.workflow.hand_refusals import CONFLICTS
from tongchou.workflow.models import Item
from tongchou.workflow.queries import read_histories

KEY_REUSED = "item.key_reused"
ROOT = "/api/v1"


def refused(refusals: Refusals) -> HttpResponse:
    """Answer with every refusal: code, sentence in both languages, basis, what to do.

    The status is 422; 409 where an `Idempotency-Key` was used before for something else, or
    another clerk has the item in hand or works on it.
    """
    if len(refusals) > TOLD_MAX:
        refusals = (*refusals[:TOLD_MAX], too_many(len(refusals)))
    is_conflict = any(refusal.code in {KEY_REUSED, *CONFLICTS} for refusal in refusals)
    first = refusals[0].text
    return problem(
        409 if is_conflict else 422,
        first.zh if first.zh == first.en else f"{first.zh} · {first.en}",
        refusals=[refusal.as_json() for refusal in refusals],
    )


def made(told: Any, where: str, *, status: int = 201) -> JsonResponse:
    """Answer with what was made, and where it is found from now on."""
    return JsonResponse(told, status=status, safe=False, headers={"Location": f"{ROOT}{where}"})


def items_json(items: Sequence[Item], *, repeated: bool = False) -> list[dict[str, Any]]:
    """Return items as JSON, with their steps."""
    read_histories(items)
    return [_item_json(item, repeated=repeated) for item in items]


def _item_json(item: Item, *, repeated: bool) -> dict[str, Any]:
    named = codes.table("items")[item.code].text
    status = codes.table("statuses")[item.status].text
    return {
        "number": item.number,
        "code": item.code,
        "name": {"zh": named.zh, "en": named.en},
        "status": item.status,
        "status_name": {"zh": status.zh, "en": status.en},
        "repeated": repeated,
        "subject": item.subject,
        "form": item.form,
        "worksheet": item.worksheet,
        "refusals": item.refusals,
        "hints": item.hints,
        "gates": item.gates,
        "waits_for": item.waits_for,
        "outcome": item.outcome,
        "accepted_at": item.accepted_at.isoformat(),
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "completed_at": item.completed_at.isoformat() if item.completed_at else None,
        "steps": [
            {
                "verb": step.verb,
                "login": step.login,
                "name": step.name,
                "at": step.at.isoformat(),
                "note": step.note,
                "points": step.points,
            }
            for step in item.history or ()
        ],
    }
