"""The signals 疑点 of a province: what the ministry found about its people, to be judged here."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from tongchou.channels.api.answers import refused
from tongchou.channels.api.auth import whole_node
from tongchou.channels.api.cursors import CURSOR_MAX, NEXT, cursor_of, day_and_id_in, paged
from tongchou.channels.api.shapes.national import SignalTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import NOT_FOUND
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.channels.front.visit import now
from tongchou.risk.queries import LIMIT, signal_by, signals_raised
from tongchou.workflow.changes.signals import judge_signal

router = Router(tags=["signals"])


class Judged(Schema):
    """What was found, and what is to be done."""

    judgement: str = Field(max_length=500)


@router.get("/signals", openapi_extra=answers(list[SignalTold], headers=NEXT))
@shows_people("api.signals")
def signals(
    request: HttpRequest,
    status: Literal["open", ""] = "",
    cursor: Annotated[str, Query(max_length=CURSOR_MAX)] = "",
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = LIMIT,
) -> Any:
    """Return a page of the signals 疑点 about people of this province, the newest first."""
    whole_node(request, "accept", "review", "approve", "query")
    after = day_and_id_in(cursor)
    rows = signals_raised(open_only=bool(status), after=after, limit=limit + 1)
    found = rows[:limit]
    look_of(request).at(*(signal.ssn for signal in found))
    last = found[-1] if len(rows) > limit else None
    following = cursor_of(last.raised_on.isoformat(), last.id) if last else ""
    return paged(request, [signal.as_json() for signal in found], following)


@router.post("/signals/{signal_id}/judge", openapi_extra=answers(SignalTold, NOT_FOUND))
@shows_people("api.signals")
def judge(request: HttpRequest, signal_id: int, given: Judged) -> Any:
    """Judge 核实 a signal that is open, in words."""
    clerk = whole_node(request, "review", "approve")
    signal = signal_by(signal_id) if 0 < signal_id < 2**63 else None
    if signal is None:
        raise HttpError(404, f"没有疑点{signal_id} · no signal {signal_id}")
    look_of(request).at(signal.ssn, reason=signal.code)
    refusals = judge_signal(signal, why=given.judgement, clerk=clerk, at=now())
    return refused(refusals) if refusals else (signal_by(signal_id) or signal).as_json()
