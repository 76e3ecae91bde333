"""What a machine may ask about the sign-ins of people outside: a password for one time."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError

from tongchou.channels.api.answers import refused
from tongchou.channels.api.auth import caller
from tongchou.channels.api.shapes.people import SlipTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import NOT_FOUND
from tongchou.channels.front.seen import look_of, shows_people, ssn_of
from tongchou.channels.front.slips import Slip, handed_over
from tongchou.channels.front.visit import now
from tongchou.workflow.queries import items_in_scope

router = Router(tags=["province"])


@router.post("/items/{number}/password", openapi_extra=answers(SlipTold, NOT_FOUND))
@shows_people("api.item_password")
def hand_over(request: HttpRequest, number: str) -> Any:
    """Return a password for one time for the sign-in that an item opened or reset, this once."""
    clerk = caller(request, "accept")
    item = items_in_scope(clerk).filter(number=number).first()
    if item is None:
        raise HttpError(404, f"您的权限范围内没有办件{number} · no item {number} in your scope")
    look_of(request).at(ssn_of(item), reason=number)
    done = handed_over(item, by=clerk, at=now())
    if not isinstance(done, Slip):
        return refused(done)
    return {"login": done.user.login, "kind": done.user.kind, "password": done.password}
