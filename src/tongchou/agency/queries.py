"""Reading who works here: by token, by name; and what they looked at and did."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from tongchou.agency.changes.security import digest_of
from tongchou.agency.duties import shared
from tongchou.agency.models import (
    COUNTY_DIGITS,
    OUTSIDE,
    STAFF,
    AccessRecord,
    AdministrativeRecord,
    Agency,
    Clerk,
    Level,
    SignIn,
    Substitution,
    Token,
    UpkeepKind,
    UpkeepRecord,
)
from tongchou.standards.text import Text
from tongchou.storage.rows import Prepared, fetch

_CLERK = ("id", "login", "name", "kind", "agency_id", "person_code", "duties", "is_active")
_AGENCY = ("code", "name", "name_en", "level", "parent_id", "division_code")

# In the order of the model's fields, as `from_db` takes them.
_HELD = [f"{'token' if name == 'agency_id' else 'clerk'}.{name}" for name in _CLERK]

# Asked for every request of a machine, so it is not put together anew each time. The scope is
# the token's: its agency stands in place of the holder's.
_BY_TOKEN = Prepared(f"""
SELECT {", ".join(_HELD)},
       {", ".join(f"agency.{name}" for name in _AGENCY)}, token.duties
FROM agency_token AS token
JOIN agency_clerk AS clerk ON clerk.id = token.holder_id
LEFT JOIN agency_agency AS agency ON agency.code = token.agency_id
WHERE token.digest = %(digest)s AND token.revoked_at IS NULL AND token.ends_at > %(at)s
  AND clerk.is_active
""")  # noqa: S608 - of columns named above


EXPORT = "export."
"""How the record of a list that was taken as a file begins."""


def clerk_by_token(token: str, *, at: datetime) -> Clerk | None:
    """Return the active sign-in that a token opens at this instant, or None.

    Its duties are those that the token and its holder have in common, its agency the token's.
    """
    found = fetch(_BY_TOKEN, digest=digest_of(token), at=at) if token else []
    if not found:
        return None
    *row, duties = found[0]
    clerk = Clerk.from_db("default", _CLERK, row[: len(_CLERK)])
    clerk.duties = shared(duties, clerk.duties)
    if clerk.agency_id is not None:
        clerk.agency = Agency.from_db("default", _AGENCY, row[len(_CLERK) :])
    return clerk


def clerk_by_login(login: str) -> Clerk | None:
    """Return the active clerk or service with this login, or None."""
    found = Clerk.objects.filter(login=login, is_active=True).exclude(kind__in=OUTSIDE)
    return found.select_related("agency").first()


def stood_in_for(login: str, *, on: date) -> list[Clerk]:
    """Return the clerks for whom somebody stands in on a day."""
    days = Substitution.objects.filter(first_day__lte=on, last_day__gte=on, ended_at=None)
    found = days.filter(substitute__login=login).select_related("absent")
    return [one.absent for one in found.order_by("absent__login")]


def substitutions_of(clerk: Clerk, *, on: date) -> QuerySet[Substitution]:
    """Return the substitutions that a clerk named, or stands in by, and that are not over."""
    lasting = Substitution.objects.filter(last_day__gte=on, ended_at=None)
    found = lasting.filter(Q(absent=clerk) | Q(substitute=clerk))
    return found.select_related("absent", "substitute").order_by("first_day", "id")


def has_sign_in(login: str) -> bool:
    """Whether somebody signs in with this login."""
    return Clerk.objects.filter(login=login).exists()


def looks_at(ssn: str) -> list[AccessRecord]:
    """Return who looked at a person's record, newest first."""
    return list(
        AccessRecord.objects.filter(ssns__contains=[ssn]).order_by("-looked_at", "-id")[:200]
    )


def upkeep_noted() -> QuerySet[UpkeepRecord]:
    """Return what operators did to this node, all of it."""
    return UpkeepRecord.objects.all()


def last_upkeep(kind: UpkeepKind) -> UpkeepRecord | None:
    """Return the record of the last upkeep of a kind, or None where there was none."""
    return UpkeepRecord.objects.filter(kind=kind).order_by("-id").first()


def acts_on_department_keys() -> QuerySet[UpkeepRecord]:
    """Return what operators did with the keys of departments, the first first."""
    return UpkeepRecord.objects.filter(kind=UpkeepKind.DEPARTMENT_KEY).order_by("id")


def agencies_found(text: str = "", *, with_closed: bool = False) -> QuerySet[Agency]:
    """Return the agencies whose code or name holds a text, from above, each before those below."""
    found = Agency.objects.select_related("parent").order_by("division_code", "level", "code")
    found = found if with_closed else found.filter(closed_at=None)
    has = Q(code__startswith=text.upper()) | Q(name__contains=text) | Q(name_en__icontains=text)
    return found.filter(has) if text else found


def agency_named(code: str) -> Text:
    """Return how an agency is called; one that is not kept here by its code."""
    found = Agency.objects.filter(code=code).first()
    return Text(found.name, found.name_en) if found else Text(code, code)


def clerks_found(text: str = "", *, agency: str = "") -> QuerySet[Clerk]:
    """Return the sign-ins of clerks and services whose login, name or person holds a text."""
    found = Clerk.objects.filter(kind__in=STAFF).select_related("agency").order_by("login")
    found = found.filter(agency=agency) if agency else found
    has = Q(login__icontains=text) | Q(name__contains=text) | Q(person_code__icontains=text)
    return found.filter(has) if text else found


def tokens_found(text: str = "") -> QuerySet[Token]:
    """Return the tokens whose name or holder holds a text, newest first."""
    found = Token.objects.select_related("holder", "agency").order_by("-id")
    has = Q(name__icontains=text) | Q(holder__login__icontains=text)
    return found.filter(has) if text else found


def administrative_records(text: str = "", *, act: str = "") -> QuerySet[AdministrativeRecord]:
    """Return what administrators did, newest first; a text is a login or what it was done to."""
    found = AdministrativeRecord.objects.order_by("-id")
    found = found.filter(act=act) if act else found
    return found.filter(Q(login=text) | Q(subject=text)) if text else found


def sign_ins_noted(text: str = "", *, outcome: str = "") -> QuerySet[SignIn]:
    """Return who came in, failed to, or went out, newest first; a text is a login or address."""
    found = SignIn.objects.order_by("-id")
    found = found.filter(outcome=outcome) if outcome else found
    return found.filter(Q(login=text) | Q(address=text)) if text else found


def looks_noted(text: str = "", *, exports_only: bool = False) -> QuerySet[AccessRecord]:
    """Return who looked at whom, newest first; a text is a login or a person's number."""
    found = AccessRecord.objects.order_by("-id")
    found = found.filter(what__startswith=EXPORT) if exports_only else found
    return found.filter(Q(login=text) | Q(ssns__contains=[text])) if text else found


def outside_sign_in(login: str) -> Clerk | None:
    """Return the sign-in of somebody outside with this login, open or ended, or None."""
    return Clerk.objects.filter(login=login, kind__in=OUTSIDE).first()


def is_login_of_staff(login: str) -> bool:
    """Whether somebody who works here, or did, signs in by this login."""
    return Clerk.objects.filter(login=login).exclude(kind__in=OUTSIDE).exists()


def users_of(credit_code: str) -> list[Clerk]:
    """Return the sign-ins of an employer's users, also those that were ended, in their order."""
    found = Clerk.objects.filter(credit_code=credit_code).exclude(credit_code="")
    return list(found.order_by("login"))


def agency_serving(division_code: str, *, node: str) -> Agency | None:
    """Return the agency that serves a place: its county's, or else its city's or the node's own."""
    places = (division_code[:COUNTY_DIGITS], division_code[:4] + "00", node + "0000")
    found = Agency.objects.filter(
        division_code__in=places, closed_at=None, level__lte=Level.COUNTY
    ).exclude(level=Level.MINISTRY)
    return found.order_by("-level", "code").first()
