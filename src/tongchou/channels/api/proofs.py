"""What a node answers to whoever wants proof: of a position, two checkpoints, everything."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router

from tongchou.channels.api.answers import refused
from tongchou.channels.api.auth import whole_node
from tongchou.channels.api.shapes.proofs import (
    BundleTold,
    ConsistencyTold,
    EntriesTold,
    InclusionTold,
)
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.standards.refusal import Refusal
from tongchou.sync.checkpoints import bundle, proofs
from tongchou.sync.keys import Keyring

router = Router(tags=["node"])

Position = Annotated[int, Query(ge=0, le=10**15)]
Log = Annotated[str, Query(pattern=r"^[0-9]{2}$")]
Own = Annotated[str, Query(pattern=r"^([0-9]{2})?$")]


@router.get("/proofs/inclusion", openapi_extra=answers(InclusionTold))
@shows_nobody
def inclusion(request: HttpRequest, position: Position, log: Own = "") -> Any:
    """Prove that a position is in the checkpoint published of this node's log, or of a copy."""
    whole_node(request, "operate")
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    entries = bundle.page(keyring, log or keyring.node, max(0, position - 1), position)["entries"]
    entry = bytes.fromhex(entries[0][3]) if entries else b""
    return _told(proofs.inclusion(keyring, log or keyring.node, position, entry))


@router.get("/proofs/consistency", openapi_extra=answers(ConsistencyTold))
@shows_nobody
def consistency(request: HttpRequest, before: Position, after: Position, log: Own = "") -> Any:
    """Prove that the log at one position goes on from the log at an earlier one."""
    whole_node(request, "operate")
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    return _told(proofs.consistency(keyring, log or keyring.node, before, after))


@router.get("/export", openapi_extra=answers(BundleTold))
@shows_nobody
def export(request: HttpRequest) -> Any:
    """Return keys, checkpoints and lengths of logs: the beginning of a bundle for a third party."""
    whole_node(request, "operate")
    return bundle.contents(Keyring(settings.HOME, settings.NODE_CODE), now())


@router.get("/export/entries", openapi_extra=answers(EntriesTold))
@shows_nobody
def export_entries(request: HttpRequest, log: Log, after: Position, until: Position) -> Any:
    """Return a page of a log for a bundle: digests, hashes, and what the sender signed."""
    whole_node(request, "operate")
    return bundle.page(Keyring(settings.HOME, settings.NODE_CODE), log, after, until)


def _told(found: dict[str, Any] | Refusal) -> Any:
    return refused((found,)) if isinstance(found, Refusal) else found
