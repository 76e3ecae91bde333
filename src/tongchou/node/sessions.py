"""Sessions: they slide while somebody works, end when nobody does, and lose nothing typed.

A session ends after the idle minutes of the settings. A form that comes in afterwards is kept for
who was signed in, and is on its page again once they are back.
"""

from collections.abc import Callable
from datetime import datetime
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
"""The pages in a session for which forms are kept, looked up when somebody has just come in."""

LEFT, LEFT_SECONDS = "left", 3_600
"""Who was signed in last in this browser, and when: a form that another window still sends for
them is kept too, within an hour.
"""

UNKEPT = {"csrfmiddlewaretoken", "password", "old", "chosen", "again", "code"}
"""What is not kept of a form: passwords, and what belongs to the session that ended."""

PAGE_MAX = 500

FACES = ("clerk", "nation", "my", "employer", "administration")
"""The entrances that have a door to come in by."""


def sliding(handler: Handler) -> Handler:
    """End a session that was idle, keep what was typed in it, and give it back on its page."""

    def handled(request: HttpRequest) -> HttpResponse:
        who, at = request.session.get(SESSION_KEY), settings.NOW()
        if who is None:
            return _kept(request, _left(request, at)) or handler(request)
        has_just_come = SEEN not in request.session
        if _is_idle(request, int(at.timestamp())):
            logout(request)
        visitor = request.user
        if not isinstance(visitor, Clerk):
            _note_left(request, who, at)
            return _kept(request, who) or handler(request)
        if has_just_come:
            _look_for_kept(request, visitor)
        page = request.get_full_path()
        if request.method == "GET" and page in request.session.get(KEPT, ()):
            _drop(request, page)
            request.kept_form = take_form(visitor, page, at=at)  # type: ignore[attr-defined]
        response = handler(request)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            _forget_kept(request, visitor)
        if SESSION_KEY not in request.session:
            _note_left(request, who, at)
        return response

    return handled


def _look_for_kept(request: HttpRequest, visitor: Clerk) -> None:
    request.session.pop(LEFT, None)
    pages = list(KeptForm.objects.filter(clerk=visitor).values_list("page", flat=True))
    if pages:
        request.session[KEPT] = pages


def _drop(request: HttpRequest, page: str) -> None:
    request.session[KEPT] = [one for one in request.session[KEPT] if one != page]


def _forget_kept(request: HttpRequest, visitor: Clerk) -> None:
    """Keep a form no longer whose owner came in again and has had another of its page taken."""
    page = _page_of(request)
    if page in request.session.get(KEPT, ()):
        _drop(request, page)
        forget_form(visitor, page)


def _note_left(request: HttpRequest, who: str, at: datetime) -> None:
    """Remember who was signed in last: their session ended, in whichever window."""
    request.session[LEFT] = [who, int(at.timestamp())]


def _left(request: HttpRequest, at: datetime) -> str:
    """Return who was signed in last in this browser, within the hour; '' for nobody."""
    if request.method != "POST" or LEFT not in request.session:
        return ""
    who, left_at = request.session[LEFT]
    return str(who) if int(at.timestamp()) - left_at <= LEFT_SECONDS else ""


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
    if not who or request.method != "POST" or request.path.endswith(("sign-in", "sign-out")):
        return None
    clerk = Clerk.objects.filter(pk=who, is_active=True).first()
    face = request.path.split("/")[1]
    if clerk is None or face not in FACES:
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
