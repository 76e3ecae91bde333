"""The proofs of a province: whether its rows and the ministry's copy of them are the same."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongchou.channels.front.seen import look_of, shows_nobody, shows_people
from tongchou.channels.supervisor.access import for_supervisors
from tongchou.channels.supervisor.values import shown
from tongchou.proof.models.reconciliation import State
from tongchou.proof.reconcile.queries import (
    KINDS,
    STATES,
    TABLES,
    mismatches_of,
    people_in,
    proof_with,
    proofs_of,
    remedy_of,
)
from tongchou.standards import codes

COLOURS = {State.EQUAL: "done", State.DIFFERENT: "hand", State.UNFINISHED: "hand"}


@require_safe
@for_supervisors
@shows_nobody
def show_reconciliations(request: HttpRequest, province: str) -> HttpResponse:
    """List the proofs of a province, the newest first."""
    if province not in codes.table("divisions") or province == codes.MINISTRY:
        raise Http404
    rows = [
        (proof, COLOURS.get(State(proof.state), "waiting"), STATES[State(proof.state)])
        for proof in proofs_of(province)
    ]
    facts = {"section": "country", "province_code": province, "rows": rows}
    return render(request, "supervisor/reconciliations.html", facts)


@require_safe
@for_supervisors
@shows_people("reconciliation.page")
def show_reconciliation(request: HttpRequest, proof_id: int) -> HttpResponse:
    """Show what a proof found: table, key and field of whatever is not the same."""
    proof = proof_with(proof_id)
    if proof is None:
        raise Http404
    mismatches = mismatches_of(proof)
    people = people_in(mismatches)
    look_of(request).at(*people, reason=f"proof {proof_id}")

    facts = {
        "section": "country",
        "province_code": proof.province,
        "proof": proof,
        "colour": COLOURS.get(State(proof.state), "waiting"),
        "state": STATES[State(proof.state)],
        "rows": [
            {
                "kind": KINDS[one.kind],
                "table": TABLES[one.table],
                "month": one.month,
                "key": [(name, shown(name, value, people)) for name, value in one.key.items()],
                "field": one.field,
                "rows": one.rows,
                "in_province": shown(one.field, one.in_province, people),
                "at_ministry": shown(one.field, one.at_ministry, people),
            }
            for one in mismatches
        ],
        "remedies": list(dict.fromkeys(remedy_of(one) for one in mismatches)),
    }
    return render(request, "supervisor/reconciliation.html", facts)
