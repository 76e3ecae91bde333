"""Who must show a code beside the password, and the session in which one is awaited.

Between the two steps nobody is signed in: the session holds only whose code is awaited, for some
minutes. Where the node's settings require it, everybody who works here comes by both steps.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from tongchou.agency.models import Clerk, Kind, SecondFactor

AWAITED, PASSED = "code_awaited", "code_passed"
AWAITED_FOR = timedelta(minutes=10)


def needs_code(clerk: Clerk) -> bool:
    """Whether a right password alone does not let this clerk in."""
    if clerk.kind != Kind.CLERK:
        return False
    return settings.SECOND_FACTOR or SecondFactor.objects.filter(clerk=clerk).exists()


def has_enrolled(clerk: Clerk) -> bool:
    """Whether a clerk has shown a right code once."""
    return SecondFactor.objects.filter(clerk=clerk, enrolled_at__isnull=False).exists()


def lacks_code(request: HttpRequest, clerk: Clerk) -> bool:
    """Whether a session began by a password alone, before the settings required more."""
    return settings.SECOND_FACTOR and clerk.kind == Kind.CLERK and PASSED not in request.session


def await_code(request: HttpRequest, clerk: Clerk, *, at: datetime) -> None:
    """Keep in a new session whose code is awaited; nobody is signed in by it."""
    request.session.flush()
    until = (at + AWAITED_FOR).timestamp()
    request.session[AWAITED] = [clerk.pk, clerk.get_session_auth_hash(), until]


def awaited(request: HttpRequest, *, at: datetime) -> Clerk | None:
    """Return whose code is awaited in this session; None where nobody's is, or no longer."""
    pk, bound, until = request.session.get(AWAITED) or (0, "", 0)
    clerk = Clerk.objects.filter(pk=pk, is_active=True).first() if pk else None
    if clerk is None or at.timestamp() > until:
        return None
    return clerk if constant_time_compare(bound, clerk.get_session_auth_hash()) else None
