"""Reading who works here: by token, by scope, by what they looked at."""

from datetime import datetime, timedelta

from tongchou.agency.changes import LOGIN_MAX, digest_of, kept
from tongchou.agency.models import AccessRecord, Clerk, FailedSignIn

FAILURES_MAX = 5
LOCKED_FOR = timedelta(minutes=10)


def clerk_by_token(token: str) -> Clerk | None:
    """Return the active sign-in that holds this token, or None."""
    if not token:
        return None
    found = Clerk.objects.filter(token_digest=digest_of(token), is_active=True)
    return found.select_related("agency").first()


def is_locked(login: str, *, at: datetime) -> bool:
    """Whether too many sign-ins failed of late for this login."""
    since = at - LOCKED_FOR
    failures = FailedSignIn.objects.filter(login=kept(login, LOGIN_MAX), failed_at__gt=since)
    return failures.count() >= FAILURES_MAX


def looks_at(ssn: str) -> list[AccessRecord]:
    """Return who looked at a person's record, newest first."""
    return list(AccessRecord.objects.filter(ssn=ssn).order_by("-looked_at", "-id")[:200])
