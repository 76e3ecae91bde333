"""Writing duties 岗位 and tokens 令牌: given and taken by the security administrator."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from tongchou.agency import refusals
from tongchou.agency.changes.alone import administering
from tongchou.agency.changes.records import note_act
from tongchou.agency.duties import checked, shared
from tongchou.agency.models import STAFF, Agency, Clerk, Kind, Token
from tongchou.standards.refusal import Refusal, Refusals

SECURITY = "security"
TOKEN_DAYS_MAX = 366
"""A token ends at the latest so many days after it was issued."""
OWN, OWN_MINUTES = "sign-in", 60
"""How a token is called that somebody got by their own password, and how long it opens."""
NAME_MAX = 80


def give_duties(login: str, duties: Sequence[str], *, by: Clerk, at: datetime) -> Clerk | Refusals:
    """Give a sign-in these duties and no others; tokens never give more than is left."""
    with administering():
        clerk = Clerk.objects.filter(login=login, kind__in=STAFF).first()
        found = _of_another(clerk, login, by)
        try:
            given = checked(duties)
        except ValueError as reason:
            return (*found, refusals.bad_duties(str(reason)))
        if clerk is None or found:
            return tuple(found)
        if fault := refusals.leaves_nobody(clerk, given):
            return (fault,)
        before, clerk.duties = clerk.duties, given
        if clerk.is_administrator and clerk.kind != Kind.CLERK:
            return (refusals.bad_duties("an administrator is a person"),)
        if fault := refusals.shares_a_person(clerk):
            return (fault,)
        clerk.save(update_fields=["duties"])
        told = {"before": {"duties": before}, "after": {"duties": given}}
        note_act("clerk.duties", login, by=by, at=at, **told)
        return clerk


def issue_token(
    login: str,
    *,
    name: str,
    ends_at: datetime,
    by: Clerk,
    at: datetime,
    duties: Sequence[str] = (),
    agency: str = "",
) -> tuple[Token, str] | Refusals:
    """Issue a token to a sign-in; return it with its secret, which is told this once.

    Without duties it gives all its holder has; without an agency, in all of its holder's scope.
    """
    with administering():
        holder = Clerk.objects.filter(login=login, is_active=True, kind__in=STAFF)
        clerk = holder.select_related("agency").first()
        found = [*_of_another(clerk, login, by), *_token_faults(login, name, ends_at, at)]
        if clerk is None or found:
            return tuple(found)
        given = sorted(set(duties)) or clerk.duties
        if not given or shared(given, clerk.duties) != given:
            return (refusals.beyond_holder("duties"),)
        scope = Agency.objects.filter(code=agency or clerk.agency_id, closed_at=None).first()
        if scope is None or clerk.agency is None or not clerk.agency.encloses(scope):
            return (refusals.beyond_holder("agency"),)
        secret = token_urlsafe(24)
        token = Token.objects.create(
            digest=digest_of(secret),
            name=name,
            holder=clerk,
            agency=scope,
            duties=given,
            ends_at=ends_at,
            issued_by=by.login,
            issued_at=at,
        )
        after = {
            "holder": login,
            "name": name,
            "duties": given,
            "agency": scope.code,
            "ends_at": ends_at.isoformat(),
        }
        note_act("token.issue", str(token.pk), by=by, at=at, after=after)
        return token, secret


def issue_own_token(clerk: Clerk, *, at: datetime) -> tuple[Token, str] | Refusals:
    """Issue a token of an hour to who came in with their password, for all they may do.

    Whoever has a password for one time chooses another one first.
    """
    if clerk.is_password_one_time:
        return (refusals.password_for_one_time(),)
    secret = token_urlsafe(24)
    with administering():
        token = Token.objects.create(
            digest=digest_of(secret),
            name=f"{OWN} {at:%Y-%m-%dT%H:%M:%S.%fZ}",
            holder=clerk,
            agency_id=clerk.agency_id,
            duties=clerk.duties,
            ends_at=at + timedelta(minutes=OWN_MINUTES),
            issued_by=clerk.login,
            issued_at=at,
        )
        note_act("token.own", str(token.pk), by=clerk, at=at)
    return token, secret


def revoke_token(number: int, *, by: Clerk, at: datetime) -> Token | Refusals:
    """Revoke a token by its number: it opens nothing any more; it stays on record."""
    with administering():
        token = Token.objects.filter(pk=number, revoked_at=None).first()
        found = [*refusals.lacking(by, SECURITY)]
        if token is None:
            found.append(refusals.unknown("number", str(number)))
        if token is None or found:
            return tuple(found)
        token.revoked_at, token.revoked_by = at, by.login
        token.save(update_fields=["revoked_at", "revoked_by"])
        note_act("token.revoke", str(number), by=by, at=at)
        return token


def digest_of(token: str) -> str:
    """Return how a token is kept: by its digest, so that a copy of the table opens nothing."""
    return sha256(token.encode()).hexdigest()


def _token_faults(login: str, name: str, ends_at: datetime, at: datetime) -> list[Refusal]:
    found = []
    if not name.strip() or len(name) > NAME_MAX:
        found.append(refusals.malformed("name"))
    elif Token.objects.filter(
        holder__login=login, name=name, revoked_at=None, ends_at__gt=at
    ).exists():
        found.append(refusals.taken("name", name))
    if not at < ends_at <= at + timedelta(days=TOKEN_DAYS_MAX):
        found.append(refusals.bad_end(TOKEN_DAYS_MAX))
    return found


def _of_another(clerk: Clerk | None, login: str, by: Clerk) -> list[Refusal]:
    found = [*refusals.lacking(by, SECURITY)]
    if clerk is None:
        found.append(refusals.unknown("login", login))
    elif clerk.login == by.login:
        found.append(refusals.own_sign_in())
    return found
