"""What a visitor searches for: what was typed means it; noted, and refused when too often."""

from django.conf import settings
from django.http import HttpRequest

from tongchou.agency.fishing import TOO_MANY, minutes_to_wait
from tongchou.agency.models import Clerk
from tongchou.channels.front.seen import look_of, visitor_of
from tongchou.channels.front.visit import now
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.search import Search, search_of
from tongchou.standards.text import Text


def search_by(request: HttpRequest, text: str) -> Search:
    """Return what the visitor looks for, and note it as a look; '' looks for nobody."""
    look_of(request).through(text)
    slowed = too_often(request)
    return Search(refusal=slowed[0]) if slowed else search_of(text)


def too_often(request: HttpRequest) -> Refusals:
    """Refuse the visitor another look for somebody, where they looked for many; note it so.

    What they look for is what their look notes as its search.
    """
    look, visitor, most = look_of(request), visitor_of(request), settings.SEARCHES_AN_HOUR
    if not look.search or not isinstance(visitor, Clerk):
        return ()
    minutes = minutes_to_wait(visitor.login, look.search, most=most, at=now())
    if not minutes:
        return ()
    look.at(reason=TOO_MANY)
    return (too_many_searches(most, minutes),)


def too_many_searches(most: int, minutes: int) -> Refusal:
    """Refuse to look for anybody else before some minutes are over."""
    return Refusal(
        code=TOO_MANY,
        text=Text(
            f"一小时内已查找{most}次，暂停查找",
            f"This sign-in has searched {most} times within an hour, and must pause",
        ),
        remedy=Text(
            f"请在{minutes}分钟后再查找；已打开的办件和人员页面可继续使用。确需更多查找的，请联系系统管理员",
            f"Search again in {minutes} min; items and people that are open can be worked on. If"
            " your work needs more, ask the system administrator",
        ),
    )
