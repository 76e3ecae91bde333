"""What a machine may ask of any node: how far its log is, and whether it is whole."""

from collections.abc import Iterable
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from tongchou.agency import queries as agency
from tongchou.agency.changes import open_citizen_sign_in
from tongchou.agency.models import Kind, UpkeepKind
from tongchou.agency.passwords import LENGTH_MAX, password_fault
from tongchou.channels.api.answers import refused
from tongchou.channels.api.auth import whole_node
from tongchou.channels.api.cursors import CURSOR_MAX, NEXT, page_of, paged
from tongchou.channels.api.recovery import brought_forward, with_what_is_left
from tongchou.channels.api.shapes.links import RecoveredTold, SettledTold
from tongchou.channels.api.shapes.national import LogTold, UpkeepTold
from tongchou.channels.api.shapes.people import CitizenTold
from tongchou.channels.api.shapes.proofs import VerifiedTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED, NOT_FOUND, REFUSED
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people
from tongchou.channels.front.visit import now
from tongchou.events import queries as events
from tongchou.ledger import balances as ledger
from tongchou.proof.refusals import nothing_beyond
from tongchou.registry import queries as registry
from tongchou.registry.counters import unequal_counters
from tongchou.standards.codes import MINISTRY
from tongchou.standards.refusal import Refusal
from tongchou.sync import queries as sync
from tongchou.sync.changes import halted, put_together, settle_quarantine
from tongchou.sync.checkpoints.publishing import fault_of_published
from tongchou.sync.handlers import BROUGHT_BACK
from tongchou.sync.heads import verify_signed
from tongchou.sync.keys import Keyring
from tongchou.sync.logs import furthest
from tongchou.sync.register import key_days_left, key_faults_json

router = Router(tags=["node"])

UPKEEP_MAX = 200
"""How many records of upkeep are told at once."""


class CitizenSignIn(Schema):
    """A citizen for whom a sign-in is opened."""

    ssn: str
    name: str
    password: str = Field(max_length=LENGTH_MAX)


@router.get("/log", openapi_extra=answers(LogTold))
@shows_nobody
def log(request: HttpRequest) -> Any:
    """Return how far the log is sealed, how many events were written in all, and the links.

    `halted` says why nothing can be completed here; null when all is well. `certificates` says what
    is wrong with the node's certificate, or will be within 30 days, `keys` the same of the keys
    that it knows, and `days_left` how long both are valid. `published` says what is wrong with the
    checkpoints that were published.
    """
    whole_node(request, "operate")
    sealed, written = events.reach()
    halt = halted()
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    published = fault_of_published(keyring)
    return {
        "node": settings.NODE_CODE,
        "sealed": sealed,
        "written": written,
        "links": [link.as_json() for link in sync.links(at=now())],
        "halted": halt.as_json() if halt else None,
        "certificates": settings.CERTIFICATE_FAULTS(),
        "keys": key_faults_json(now()),
        "days_left": {
            "key": key_days_left(now()).get(settings.NODE_CODE),
            "certificate": settings.CERTIFICATE_DAYS_LEFT(),
        },
        "published": published.as_json() if published else None,
    }


@router.get("/verify", openapi_extra=answers(VerifiedTold))
@shows_nobody
def verify(request: HttpRequest, since: Annotated[int, Query(ge=0, le=10**15)] = 0) -> Any:
    """Prove what this node holds: its own log, its copies of its peers' logs, its ledger.

    Each log is proven from the position after `since` on; what stands before is taken as proven.
    Names every position at which a log is not what was sealed, every run of a copy that is not
    what its sender signed and who is wrong, every entry that does not balance, every balance that
    is not the sum of its postings, and every counter that is not how many rows there are.
    """
    whole_node(request, "operate")
    if since > (last := furthest()):
        return refused((nothing_beyond(last),))
    return proof(since=since)


def proof(*, since: int = 0) -> dict[str, Any]:
    """Return what is found wrong here: lists, each of which is empty when all is whole."""
    heard = sync.peers_heard()
    may_withhold = settings.NODE_CODE != MINISTRY
    copies = {
        code: _told(sync.verify_held(code, may_withhold=may_withhold, since=since))
        for code in heard
    }
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    signed = {
        code: [fault.as_json() for fault in verify_signed(code, keyring=keyring, since=since)]
        for code in heard
    }
    return {
        "positions": events.tip()[0],
        "breaks": _told(events.verify(since=since)),
        "copies": {code: broken for code, broken in copies.items() if broken},
        "signed": {code: faults for code, faults in signed.items() if faults},
        "unbalanced_entries": ledger.unbalanced_entries(),
        "unequal_balances": ledger.unequal_balances(),
        "unequal_counters": unequal_counters(),
    }


@router.get("/upkeep", openapi_extra=answers(UpkeepTold, headers=NEXT))
@shows_nobody
def upkeep(
    request: HttpRequest,
    cursor: Annotated[str, Query(max_length=CURSOR_MAX)] = "",
    limit: Annotated[int, Query(ge=1, le=UPKEEP_MAX)] = UPKEEP_MAX,
) -> Any:
    """Return what operators of the machine did to this node 运维记录, the newest first.

    `last` holds the last backup and the last drill, however long ago.
    """
    whole_node(request, "operate", "supervise")
    last = {kind.value: agency.last_upkeep(kind) for kind in (UpkeepKind.BACKUP, UpkeepKind.DRILL)}
    found = agency.upkeep_noted()
    rows, following = page_of(found, cursor, by=("id",), limit=limit, falling=True)
    told = {
        "node": settings.NODE_CODE,
        "records": [record.as_json() for record in rows],
        "last": {kind: record.as_json() if record else None for kind, record in last.items()},
    }
    return paged(request, told, following)


@router.post("/settle", openapi_extra=answers(SettledTold))
@shows_nobody
def settle(request: HttpRequest) -> Any:
    """Try again to write every event that was set aside; say what is settled, and what is not."""
    whole_node(request, "operate")
    handlers = import_string(settings.WIRING)()
    settled = [
        event.as_json()
        for code in sorted({event.node for event in sync.set_aside()})
        for event in settle_quarantine(
            code, BROUGHT_BACK if code == settings.NODE_CODE else handlers, at=now()
        )
    ]
    return {"settled": settled, "set_aside": [event.as_json() for event in sync.set_aside()]}


@router.post("/recover", openapi_extra=answers(RecoveredTold, REFUSED))
@shows_nobody
def recover(request: HttpRequest) -> Any:
    """Bring this node's log forward from the copies that its peers hold, after a restore.

    A province fetches its events from the ministry and writes them with their effects; the
    ministry puts together what provinces gave back. It may be stopped and asked again. What the
    log does not carry, forms and steps of items, is listed by number, to be entered again: also
    when it is asked once more and nothing is left to be brought.
    """
    whole_node(request, "operate")
    done = with_what_is_left(_brought_forward())
    return refused((done,)) if isinstance(done, Refusal) else done


def _brought_forward() -> list[dict[str, Any]] | Refusal:
    """Return the runs by which this node's log was brought forward, or why it was not."""
    if settings.ROLE.name != "ministry":
        return brought_forward(import_string(settings.LINK)(), now=now)
    before, done = events.tip()[0], put_together(at=now())
    if isinstance(done, Refusal):
        return done
    return [{"before": before, "position": done, "wanted": done, "moved": []}]


def _told(breaks: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"position": fault.position, "what": fault.what} for fault in breaks]


@router.post("/citizens", openapi_extra=answers(CitizenTold, CREATED, NOT_FOUND))
@shows_people("api.citizens")
def open_citizen(request: HttpRequest, citizen: CitizenSignIn) -> Any:
    """Open a sign-in for a citizen whom this node knows; of one that is open, set the password.

    Location is the page on which they sign in: no address names a person.
    """
    whole_node(request, "citizen_sign_ins")
    look_of(request).through(citizen.ssn)
    if registry.name_of(citizen.ssn) != citizen.name:
        raise HttpError(404, "本节点没有此人 · no such person here")
    fault = password_fault(citizen.password, login=citizen.ssn, name=citizen.name)
    if fault:
        return refused((fault,))
    is_there = agency.has_sign_in(citizen.ssn)
    try:
        open_citizen_sign_in(ssn=citizen.ssn, name=citizen.name, password=citizen.password)
    except ValueError:
        raise HttpError(
            422, "该号码是工作人员的账号 · somebody who works here signs in with this number"
        ) from None
    look_of(request).at(citizen.ssn)
    told = {"login": citizen.ssn, "kind": Kind.CITIZEN.value}
    if is_there:
        return told
    return JsonResponse(told, status=CREATED, headers={"Location": reverse("public:sign_in")})
