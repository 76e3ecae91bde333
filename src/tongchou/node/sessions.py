"""Sessions: they slide while somebody works, end when nobody does, and lose nothing typed.

A session ends after the idle minutes of the settings. A form that comes in afterwards is kept for
who was signed in, and is on its page again once they are back.
"""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tongchou.agency.changes import forget_form, keep_form, take_form
from tongchou.agency.models import Clerk, KeptForm

Handler = Callable[[HttpRequest], HttpResponse]

SEEN, SLIDE_SECONDS = "seen", 60
"""When somebody was seen last stands in the session, to the minute: not every page writes it."""

KEPT = "kept"
"""The page in a session for which a form is kept, looked up when somebody has just come in."""

UNKEPT = {"csrfmiddlewaretoken", "password", "old", "chosen", "again", "code"}
"""What is not kept of a form: passwords, and what belongs to the session that ended."""

PAGE_MAX = 500


def sliding(handler: Handler) -> Handler:
    """End a session that was idle, keep what was typed in it, and give it back on its page."""

    def handled(request: HttpRequest) -> HttpResponse:
        who, at = request.session.get(SESSION_KEY), settings.NOW()
        if who is None:
            return handler(request)
        has_just_come = SEEN not in request.session
        if _is_idle(request, int(at.timestamp())):
            logout(request)
        visitor = request.user
        if not isinstance(visitor, Clerk):
            return _kept(request, who) or handler(request)
        if has_just_come and (kept := KeptForm.objects.filter(clerk=visitor).first()):
            request.session[KEPT] = kept.page
        page = request.get_full_path()
        if request.method == "GET" and request.session.get(KEPT) == page:
            del request.session[KEPT]
            request.kept_form = take_form(visitor, page, at=at)  # type: ignore[attr-defined]
        response = handler(request)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            _forget_kept(request, visitor)
        return response

    return handled


def _forget_kept(request: HttpRequest, visitor: Clerk) -> None:
    """Keep a form no longer whose owner came in again and has had another one taken."""
    if request.session.pop(KEPT, None):
        forget_form(visitor)


def _is_idle(request: HttpRequest, at: int) -> bool:
    """Whether nobody was seen for too long; whoever is seen now is noted."""
    seen = int(str(request.session.get(SEEN, at)))
    if at - seen > settings.IDLE_MINUTES * 60:
        return True
    if SEEN not in request.session or at - seen >= SLIDE_SECONDS:
        request.session[SEEN] = str(at)
    return False


def _kept(request: HttpRequest, who: str) -> HttpResponse | None:
    """Keep a form of somebody whose session ended, and lead to the door; None for no form."""
    clerk = Clerk.objects.filter(pk=who, is_active=True).first()
    face = request.path.split("/")[1]
    if request.method != "POST" or clerk is None or request.path.endswith(("sign-in", "sign-out")):
        return None
    page = _page_of(request)
    typed = {name: values for name, values in request.POST.lists() if name not in UNKEPT}
    keep_form(clerk, page, typed, at=settings.NOW())
    return HttpResponseRedirect(f"/{face}/sign-in?{urlencode({'next': page, 'ended': 1})}")


def _page_of(request: HttpRequest) -> str:
    """Return the page on which a form was filled in: the one that sent it, of this very node."""
    sent = urlsplit(request.headers.get("Referer", ""))
    if sent.netloc != request.get_host():
        return request.get_full_path()[:PAGE_MAX]
    return (sent.path + (f"?{sent.query}" if sent.query else ""))[:PAGE_MAX]
