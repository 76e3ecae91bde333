"""The slip with a password for one time, printed at the counter for somebody outside."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongchou.agency.models import Kind
from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page
from tongchou.channels.clerk.item import item_in_scope
from tongchou.channels.front.seen import shows_people
from tongchou.channels.front.slips import Slip, handed_over
from tongchou.standards import codes

DOORS = {Kind.CITIZEN: "/my/sign-in", Kind.EMPLOYER: "/employer/sign-in"}
"""Where the owners of sign-ins outside come in."""


@require_POST
@for_clerks
@shows_people("item.password")
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Show the password of a sign-in that waits for one, this once."""
    item = item_in_scope(request, number)
    done = handed_over(item, by=clerk_of(request), at=now())
    slip = done if isinstance(done, Slip) else None
    door = DOORS[Kind(slip.user.kind)] if slip else ""
    return page(
        request,
        "slip.html",
        "inbox",
        status=200 if slip else 422,
        item=item,
        back=reverse("clerk:item", args=[number]),
        named=codes.table("items")[item.code],
        refusals=() if slip else done,
        user=slip.user if slip else None,
        password=slip.password if slip else "",
        address=request.build_absolute_uri(door),
    )
