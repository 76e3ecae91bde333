"""What anybody may ask of the law at this node: figures, steps and time limits on a day."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.errors import HttpError

from tongchou.channels.api.shapes.applies import AppliesTold
from tongchou.channels.api.shapes.given import Day
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.front.applies import applies_here
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import today
from tongchou.standards import codes
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.time import YEARS

router = Router(tags=["meanings"])


@router.get("/applies", auth=None, openapi_extra=answers(AppliesTold))
@shows_nobody
def applies(
    request: HttpRequest,
    on: Day | None = None,
    scheme: Annotated[str, Query(max_length=3)] = EMPLOYEES,
    text: Annotated[str, Query(max_length=60)] = "",
) -> Any:
    """Return what applies here 本地适用口径 on a day, today unasked; or what a text finds of it.

    Each figure says since when, until when and from which source, and whether it is missing
    (`missing`, `lapsed`) or another stands in for it (`stands_in`, `provisional`).
    """
    del request
    day = on or today()
    if day.year not in YEARS:
        raise HttpError(422, "日期不在可查范围内 · no figures are known of this year")
    if scheme not in codes.table("schemes"):
        raise HttpError(422, "没有这个险种 · no scheme has this code")
    return applies_here(on=day, scheme=scheme, today=today(), text=text).as_json()
