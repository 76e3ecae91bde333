"""Who calls: a token in the Authorization header, and what its holder may do."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from tongchou.agency.changes import note_sign_in
from tongchou.agency.door import address_of
from tongchou.agency.guessing import Place, wait_seconds
from tongchou.agency.models import Clerk, Outcome
from tongchou.agency.queries import clerk_by_token
from tongchou.channels.api.interface import TooMany
from tongchou.channels.api.rates import spend
from tongchou.channels.front.visit import now


class Token(HttpBearer):
    """The bearer token of a clerk or of another system."""

    def authenticate(self, request: HttpRequest, token: str) -> Clerk | None:
        """Return who holds the token, or None, which ninja answers with 401.

        A wrong token is noted; an address from which too many come is answered 429 and its
        tries are not counted while it waits. A right token is not slowed down by them; its own
        requests are counted, and one too many is answered 429.
        """
        holder = clerk_by_token(token, at=now())
        if holder is not None and not holder.is_outside:
            spend(request, token)
            return holder
        at, address = now(), address_of(request)
        seconds = wait_seconds("", Place(address), at=at)
        if seconds:
            raise TooMany(
                f"令牌错误次数过多,请{seconds}秒后重试"
                f" · too many wrong tokens; try again in {seconds} s",
                seconds=seconds,
            )
        note_sign_in(login="", address=address, outcome=Outcome.TOKEN, at=at)
        return None


def caller(request: HttpRequest, *duties: str) -> Clerk:
    """Return who calls, if they have one of the duties; answer 403 if not.

    A duty is asked for as a sign-in holds it: `operate`, `feed/CODE`. Asked for without a line
    of business, one line is enough: the workflow asks again, for the item's own line.
    """
    holder: Any = request.auth  # type: ignore[attr-defined]  # set by ninja after authentication
    if not isinstance(holder, Clerk):
        raise HttpError(401, "请先登录 · sign in first")
    if duties and not any(_has(holder, duty) for duty in duties):
        raise HttpError(
            403, f"需要以下权限之一 · this needs one of the duties: {', '.join(duties)}"
        )
    return holder


def _has(holder: Clerk, duty: str) -> bool:
    if "/" in duty:
        return holder.has_duty(*duty.split("/"))
    return holder.has_duty_somewhere(duty)


def whole_node(request: HttpRequest, *duties: str) -> Clerk:
    """Return who calls, if their scope is the whole node; answer 403 if not."""
    holder = caller(request, *duties)
    if holder.scope != "":
        raise HttpError(403, "需要本节点全部范围的权限 · this needs a scope over the whole node")
    return holder
