"""What an operator's machine may ask of a node after a restore, beside bringing its log forward.

Epochs: see, open, accept, wait no longer; and take note of what stays lost.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string
from ninja import Field, Router, Schema

from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import whole_node
from tongchou.channels.api.recovery import brought_forward
from tongchou.channels.api.shapes.links import EpochsTold, LostNoted
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.standards.refusal import Refusal
from tongchou.sync.changes import accept_epoch, open_epoch, waive
from tongchou.sync.epoch_queries import epochs_here, recoverable
from tongchou.workflow.changes import acknowledge_lost

router = Router(tags=["node"])


class Reason(Schema):
    """Why an operator does this; the peers are told. No personal data stands in it."""

    why: str = Field(min_length=1, max_length=200)


class Noted(Schema):
    """Why the papers of items stay lost, or that they were entered anew; no personal data."""

    why: str = Field(min_length=1, max_length=200)


class ReasonForPeer(Reason):
    """The same, of one peer."""

    node: str = Field(pattern=r"^\d{2}$")


@router.get("/epochs", openapi_extra=answers(EpochsTold))
@shows_nobody
def epochs(request: HttpRequest) -> Any:
    """Return the epochs 纪元 of this node's log, and those of peers that wait to be accepted.

    Of each of these it says what of the earlier epoch is held here beyond the common mark; of each
    that was accepted, what of the earlier one was never told again.
    """
    whole_node(request, "operate")
    return epochs_here(settings.NODE_CODE)


@router.post("/epochs", openapi_extra=answers(EpochsTold, ok=CREATED))
@shows_nobody
def open_one(request: HttpRequest, given: Reason) -> Any:
    """Open a new epoch of this node's log 开启新纪元, where it cannot be brought forward whole.

    What peers give back whole is brought forward first. Peers that hold more accept it by an act.
    """
    who = whole_node(request, "operate")
    if settings.ROLE.name == "province" and recoverable():
        brought_forward(import_string(settings.LINK)(), now=now)  # as far as that goes
    done = open_epoch(settings.NODE_CODE, by=who.login, why=given.why, at=now())
    if isinstance(done, Refusal):
        return refused((done,))
    return made(epochs_here(settings.NODE_CODE), "/epochs")


@router.post("/epochs/accepted", openapi_extra=answers(EpochsTold))
@shows_nobody
def accept_one(request: HttpRequest, given: ReasonForPeer) -> Any:
    """Accept a peer's new epoch 接受新纪元: what is held beyond it is set aside and kept."""
    who = whole_node(request, "operate")
    return _told(
        accept_epoch(settings.NODE_CODE, peer=given.node, by=who.login, why=given.why, at=now())
    )


@router.post("/epochs/waived", openapi_extra=answers(EpochsTold))
@shows_nobody
def waive_one(request: HttpRequest, given: ReasonForPeer) -> Any:
    """Wait no longer for a peer 免等对端 that was not heard since this node was restored."""
    who = whole_node(request, "operate")
    return _told(waive(given.node, by=who.login, why=given.why, at=now()))


@router.post("/recover/lost", openapi_extra=answers(LostNoted))
@shows_nobody
def take_note_of_lost(request: HttpRequest, given: Noted) -> Any:
    """Take note of the items that are to be entered again: known gaps from now on.

    The list keeps them, and so does every deep proof, as known gaps and no fresh findings.
    """
    who = whole_node(request, "operate")
    noted = acknowledge_lost(settings.NODE_CODE, by=who.login, why=given.why, at=now())
    return {"node": settings.NODE_CODE, "acknowledged": noted}


def _told(done: object) -> Any:
    return refused((done,)) if isinstance(done, Refusal) else epochs_here(settings.NODE_CODE)
