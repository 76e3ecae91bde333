"""Reading who works here: by token, by scope, by what they looked at."""

from datetime import datetime, timedelta

from tongchou.agency.changes import digest_of
from tongchou.agency.models import AccessRecord, Agency, Clerk, FailedSignIn

FAILURES_MAX = 5
LOCKED_FOR = timedelta(minutes=10)


def clerk_by_token(token: str) -> Clerk | None:
    """Return the active sign-in that holds this token, or None."""
    if not token:
        return None
    found = Clerk.objects.filter(token_digest=digest_of(token), is_active=True)
    return found.select_related("agency").first()


def clerk_by_login(login: str) -> Clerk | None:
    """Return the active sign-in with this login, or None."""
    return Clerk.objects.filter(login=login, is_active=True).select_related("agency").first()


def is_locked(login: str, *, at: datetime) -> bool:
    """Whether too many sign-ins failed of late for this login."""
    since = at - LOCKED_FOR
    failures = FailedSignIn.objects.filter(login=login[:40], failed_at__gt=since)
    return failures.count() >= FAILURES_MAX


def agency_by(code: str) -> Agency | None:
    """Return the agency with this code, or None."""
    return Agency.objects.filter(code=code).first()


def agency_serving(division_code: str) -> Agency | None:
    """Return the lowest agency that serves a place: its county, its city, or the province."""
    wanted = [division_code, division_code[:4] + "00", division_code[:2] + "0000"]
    found = {agency.code: agency for agency in Agency.objects.filter(code__in=wanted)}
    return next((found[code] for code in wanted if code in found), None)


def looks_at(ssn: str) -> list[AccessRecord]:
    """Return who looked at a person's record, newest first."""
    return list(AccessRecord.objects.filter(ssn=ssn).order_by("-looked_at")[:200])
