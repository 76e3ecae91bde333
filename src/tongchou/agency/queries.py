"""Reading who works here: by token, by scope, by what they looked at."""

from tongchou.agency.changes import digest_of
from tongchou.agency.models import AccessRecord, Clerk


def clerk_by_token(token: str) -> Clerk | None:
    """Return the active sign-in that holds this token, or None."""
    if not token:
        return None
    found = Clerk.objects.filter(token_digest=digest_of(token), is_active=True)
    return found.select_related("agency").first()


def looks_at(ssn: str) -> list[AccessRecord]:
    """Return who looked at a person's record, newest first."""
    return list(
        AccessRecord.objects.filter(ssns__contains=[ssn]).order_by("-looked_at", "-id")[:200]
    )
