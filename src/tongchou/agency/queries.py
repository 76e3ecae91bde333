"""Reading who works here: by token, by what they looked at; and what operators did."""

from tongchou.agency.changes import digest_of
from tongchou.agency.models import AccessRecord, Agency, Clerk, UpkeepKind, UpkeepRecord
from tongchou.storage.rows import Prepared, fetch

_CLERK = ("id", "login", "name", "kind", "agency_id", "person_code", "duties", "is_active")
_AGENCY = ("code", "name", "name_en", "level", "parent_id", "division_code")

# Asked for every request of a machine, so it is not put together anew each time.
_BY_TOKEN = Prepared(f"""
SELECT {", ".join(f"clerk.{name}" for name in _CLERK)},
       {", ".join(f"agency.{name}" for name in _AGENCY)}
FROM agency_clerk AS clerk LEFT JOIN agency_agency AS agency ON agency.code = clerk.agency_id
WHERE clerk.token_digest = %(digest)s AND clerk.is_active
""")  # noqa: S608 - of columns named above


def clerk_by_token(token: str) -> Clerk | None:
    """Return the active sign-in that holds this token, or None."""
    found = fetch(_BY_TOKEN, digest=digest_of(token)) if token else []
    if not found:
        return None
    clerk = Clerk.from_db("default", _CLERK, found[0][: len(_CLERK)])
    if clerk.agency_id is not None:
        clerk.agency = Agency.from_db("default", _AGENCY, found[0][len(_CLERK) :])
    return clerk


def looks_at(ssn: str) -> list[AccessRecord]:
    """Return who looked at a person's record, newest first."""
    return list(
        AccessRecord.objects.filter(ssns__contains=[ssn]).order_by("-looked_at", "-id")[:200]
    )


def upkeep_records(*, limit: int = 200) -> list[UpkeepRecord]:
    """Return what operators did to this node, newest first."""
    return list(UpkeepRecord.objects.order_by("-id")[:limit])


def last_upkeep(kind: UpkeepKind) -> UpkeepRecord | None:
    """Return the record of the last upkeep of a kind, or None where there was none."""
    return UpkeepRecord.objects.filter(kind=kind).order_by("-id").first()
