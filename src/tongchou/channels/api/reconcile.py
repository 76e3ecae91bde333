"""What an operator asks of the ministry about proofs: compare a province now, and what came out."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from tongchou.channels.api.answers import made
from tongchou.channels.api.auth import whole_node
from tongchou.channels.api.shapes.proofs import ReconciliationTold, ReconciliationWithFindings
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED, NOT_FOUND
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people
from tongchou.channels.front.visit import now
from tongchou.proof.reconcile.changes import ask_for
from tongchou.proof.reconcile.queries import (
    mismatch_as_json,
    mismatches_of,
    people_in,
    proof_as_json,
    proof_with,
    proofs_of,
)
from tongchou.standards import codes

router = Router(tags=["reconcile"])


class Province(Schema):
    """Which province is compared."""

    province: str


@router.post("/reconcile", openapi_extra=answers(ReconciliationTold, NOT_FOUND, ok=CREATED))
@shows_nobody
def reconcile(request: HttpRequest, asked: Province) -> Any:
    """Ask a province to prove its rows 对账; it answers when it next calls."""
    operator = whole_node(request, "operate")
    proof = ask_for(_known(asked.province), by=operator.login, at=now())
    return made(proof_as_json(proof), f"/reconcile/{proof.pk}")


@router.get("/reconcile", openapi_extra=answers(list[ReconciliationTold], NOT_FOUND))
@shows_nobody
def history(request: HttpRequest, province: str) -> Any:
    """Return the proofs of a province, the newest first."""
    whole_node(request, "supervise", "operate")
    return [proof_as_json(proof) for proof in proofs_of(_known(province))]


@router.get("/reconcile/{proof_id}", openapi_extra=answers(ReconciliationWithFindings, NOT_FOUND))
@shows_people("api.reconcile")
def found(request: HttpRequest, proof_id: int) -> Any:
    """Return a proof and what it found: table, key and field of whatever is not the same."""
    whole_node(request, "supervise", "operate")
    proof = proof_with(proof_id)
    if proof is None:
        raise HttpError(404, "没有这次对账 · no such proof here")
    mismatches = mismatches_of(proof)
    look_of(request).at(*people_in(mismatches), reason=f"proof {proof_id}")
    return proof_as_json(proof) | {"findings": [mismatch_as_json(one) for one in mismatches]}


def _known(province: str) -> str:
    if province == codes.MINISTRY or province not in codes.table("divisions"):
        raise HttpError(404, "没有这个省份 · no such province")
    return province
