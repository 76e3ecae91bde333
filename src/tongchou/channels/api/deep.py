"""What a machine may ask of the deep proof: begin one, follow it, stop it."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema

from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import whole_node
from tongchou.channels.api.shapes.given import Whole
from tongchou.channels.api.shapes.proofs import RunTold, RunWithFindings
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import BEGUN, REFUSED
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people
from tongchou.channels.front.visit import now
from tongchou.proof import changes, queries, refusals
from tongchou.sync.logs import furthest
from tongchou.sync.queries import peers_heard

router = Router(tags=["node"])


class Asked(Schema):
    """What is to be proven: one log's node or all, and from which position on its growing tables.

    `log` is a node whose log is held here; empty for all.
    """

    log: str = ""
    since: Annotated[Whole, Field(ge=0, le=10**15)] = 0


@router.post("/verify/deep", openapi_extra=answers(RunTold, REFUSED, ok=BEGUN))
@shows_nobody
def begin(request: HttpRequest, asked: Asked) -> Any:
    """Begin a deep proof: rebuild what the logs say, and compare the tables with it row by row.

    It runs as a job of the node, one at a time; ask for it again to follow it.
    """
    caller = whole_node(request, "operate")
    if asked.since > (last := furthest()):
        return refused((refusals.nothing_beyond(last),))
    if asked.log not in {"", settings.NODE_CODE, *peers_heard()}:
        return refused((refusals.no_such_log(asked.log),))
    run = changes.ask(by=caller.login, at=now(), province=asked.log, since=asked.since)
    if run is None:
        return refused((refusals.runs_already(),))
    return made(queries.summary_of(run), "/verify/deep", status=202)


@router.get("/verify/deep", openapi_extra=answers(RunWithFindings, REFUSED))
@shows_people("api.verify")
def follow(request: HttpRequest) -> Any:
    """Return the deep proof that was asked for last: how far it is, and each finding by name."""
    whole_node(request, "operate")
    run = queries.last_run()
    if run is None:
        return refused((refusals.no_run(),))
    look_of(request).at(*queries.people_in(run))
    return queries.run_as_json(run)


@router.post("/verify/deep/cancel", openapi_extra=answers(RunTold | None, REFUSED))
@shows_nobody
def cancel(request: HttpRequest) -> Any:
    """Stop the deep proof that goes on; what it found so far stays."""
    whole_node(request, "operate")
    if not changes.cancel():
        return refused((refusals.no_run(),))
    run = queries.last_run()
    return queries.summary_of(run) if run else None
