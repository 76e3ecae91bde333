"""The feed of changes 变更流: what happened behind a position of this node's sealed log."""

from typing import Annotated, Any

from django.http import HttpRequest, JsonResponse
from ninja import Query, Router

from tongchou.channels.api.auth import caller
from tongchou.channels.api.items import AT_THE_COUNTER
from tongchou.channels.api.shapes.items import ChangesTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.waiting import WAIT, WAIT_SECONDS_MAX
from tongchou.channels.front.seen import shows_nobody
from tongchou.events.queries import tip
from tongchou.workflow.told import changes_between

router = Router(tags=["items"])

CHANGES_MAX = 500
"""How many positions of the log are gone through for one answer."""


@router.get("/changes", openapi_extra=answers(ChangesTold))
@shows_nobody
def changes(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=10**15)] = 0,
    limit: Annotated[int, Query(ge=1, le=CHANGES_MAX)] = CHANGES_MAX,
    wait: Annotated[int, Query(ge=0, le=WAIT_SECONDS_MAX)] = 0,
) -> Any:
    """Return what happened behind a position, oldest first: item, kind and position, no content.

    `next` is where to go on, whether anything was told or not; nothing is left out or told twice.
    With `wait` an answer that would be empty waits so many seconds for the log to go on. A `next`
    beyond `sealed` is of a log that was restored since: begin again behind `sealed`.
    """
    scope = caller(request, *AT_THE_COUNTER, "operate", "query", "supervise").scope
    sealed = tip()[0]
    until = min(after + limit, sealed)
    told = changes_between(after, until, scope=scope) if scope is not None else []
    answer = JsonResponse(
        {
            "changes": [
                {
                    "position": one.position,
                    "kind": one.kind,
                    "item": one.item_number,
                    "at": one.recorded_at.isoformat(),
                }
                for one in told
            ],
            "next": max(after, until),
            "sealed": sealed,
        }
    )
    if wait and after == sealed:
        answer[WAIT] = f"{after} {wait}"
    return answer
