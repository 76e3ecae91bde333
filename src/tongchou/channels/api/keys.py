"""What an operator's machine may ask of a node about keys: list, enter, hand over, revoke."""

from datetime import timedelta
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema

from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import whole_node
from tongchou.channels.api.shapes.links import KeysTold, KeyTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal
from tongchou.sync.changes import register as changes
from tongchou.sync.key_refusals import no_such_node
from tongchou.sync.keys import Keyring
from tongchou.sync.register import KnownKey, fault_of_own_key, key_faults_json, known_keys

router = Router(tags=["node"])

DAYS_MAX = 3_660
Days = Annotated[int, Field(ge=1, le=DAYS_MAX)]


class EnteredKey(Schema):
    """A node's public key (PEM), and for how many days it may sign."""

    node: str = Field(pattern=r"^\d{2}$")
    public_key: str = Field(max_length=2_000)
    days: Days


class HandOver(Schema):
    """How long the next key may sign, and how long the present one is believed beside it."""

    days: Days
    overlap_days: Days


class Revocation(Schema):
    """A key that is not to be believed from now on, and why; no personal data stands in it."""

    key: str = Field(pattern=r"^[0-9a-f]{64}$")
    why: str = Field(min_length=1, max_length=200)


@router.get("/keys", openapi_extra=answers(KeysTold))
@shows_nobody
def keys(request: HttpRequest) -> Any:
    """Return the keys that this node knows, its own and its peers', and what is wrong with them."""
    whole_node(request, "operate")
    at, fault = now(), fault_of_own_key(_keyring(), now())
    return {
        "node": settings.NODE_CODE,
        "keys": [key.as_json(at) for key in known_keys()],
        "fault": fault.as_json() if fault else None,
        "faults": key_faults_json(at),
    }


@router.post("/keys", openapi_extra=answers(KeyTold, ok=CREATED))
@shows_nobody
def enter(request: HttpRequest, given: EnteredKey) -> Any:
    """Enter a node's public key by hand, as for a new node or after its last key ended."""
    who = whole_node(request, "operate")
    if given.node not in codes.table("divisions"):
        return refused((no_such_node(given.node),))
    at = now()
    until = at + timedelta(days=given.days)
    found = changes.enter_key(given.node, given.public_key, until=until, at=at, by=who.login)
    if isinstance(found, Refusal):
        return refused((found,))
    return made(found.as_json(at), "/keys")


@router.post("/keys/rotate", openapi_extra=answers(KeyTold))
@shows_nobody
def rotate(request: HttpRequest, given: HandOver) -> Any:
    """Make this node's next key and hand over to it; its peers learn of it by the log."""
    who = whole_node(request, "operate")
    return _told(
        changes.rotate(
            _keyring(),
            valid_for=timedelta(days=given.days),
            overlap=timedelta(days=given.overlap_days),
            at=now(),
            by=who.login,
        )
    )


@router.post("/keys/revoke", openapi_extra=answers(KeyTold))
@shows_nobody
def revoke(request: HttpRequest, given: Revocation) -> Any:
    """Revoke a key here at once; its node, or our peers, learn of it by the log."""
    who = whole_node(request, "operate")
    return _told(changes.revoke(_keyring(), given.key, why=given.why, at=now(), by=who.login))


def _told(found: KnownKey | Refusal) -> Any:
    return refused((found,)) if isinstance(found, Refusal) else found.as_json(now())


def _keyring() -> Keyring:
    return Keyring(settings.HOME, settings.NODE_CODE)
