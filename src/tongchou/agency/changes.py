"""Writing agencies, sign-ins, and the records of who looked at whom and of what operators did."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from tongchou.agency.duties import checked
from tongchou.agency.models import (
    Agency,
    Clerk,
    Kind,
    Level,
    Outcome,
    SignIn,
    UpkeepKind,
    UpkeepRecord,
)
from tongchou.standards.search import LENGTH_MAX
from tongchou.storage.rows import Prepared, execute

LOGIN_MAX, PERSON_MAX = 40, 80

_NOTE_ACCESS = Prepared("""
INSERT INTO agency_accessrecord
    (login, person_code, ssns, what, search, reason, rows, looked_at)
VALUES (%(login)s, %(person_code)s, %(ssns)s, %(what)s, %(search)s, %(reason)s, %(rows)s, %(at)s)
""")
REASON_MAX = 200
"""How much of a reason is kept; what is longer is cut."""


def register_agency(
    *, code: str, name: str, name_en: str, level: Level, parent: Agency | None = None
) -> Agency:
    """Register an agency under its division code; one that is known stays as it is."""
    found, _ = Agency.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "name_en": name_en,
            "level": level,
            "parent": parent,
            "division_code": code,
        },
    )
    return found


def register_sign_in(  # a sign-in is what its six facts say
    *,
    login: str,
    name: str,
    agency_code: str,
    duties: Iterable[str],
    kind: Kind = Kind.CLERK,
    person_code: str = "",
    encoded: str | None = None,
) -> tuple[Clerk, str]:
    """Register a clerk's or a service's sign-in, or change it; return it with a fresh token.

    `person_code` says which natural person a clerk's login belongs to; `encoded` is a password
    as Django's hashers keep it; without one nobody comes in by password. Raises `ValueError`
    for a duty that does not exist and for a clerk without a person.
    """
    if kind == Kind.CLERK and not person_code:
        raise ValueError(f"say which person is behind the login {login}")
    token = token_urlsafe(24)
    found, _ = Clerk.objects.update_or_create(
        login=login,
        defaults={
            "name": name,
            "kind": kind,
            "person_code": person_code,
            "agency_id": agency_code,
            "duties": checked(duties),
            "password": encoded or make_password(None),
            "token_digest": digest_of(token),
        },
    )
    return found, token


def digest_of(token: str) -> str:
    """Return how a token is kept: by its digest, so that a copy of the table opens nothing."""
    return sha256(token.encode()).hexdigest()


def open_citizen_sign_in(*, ssn: str, name: str, password: str) -> Clerk:
    """Let a citizen sign in with their social security number; a repeat sets the password.

    Raises `ValueError` where that login is not a citizen's: nobody takes a clerk's place.
    """
    if Clerk.objects.filter(login=ssn).exclude(kind=Kind.CITIZEN).exists():
        raise ValueError("this login is no citizen's")
    citizen, _ = Clerk.objects.update_or_create(
        login=ssn,
        defaults={"name": name, "kind": Kind.CITIZEN, "password": make_password(password)},
    )
    return citizen


def note_access(
    *,
    login: str,
    ssns: Iterable[str],
    what: str,
    at: datetime,
    person_code: str = "",
    search: str = "",
    reason: str = "",
    rows: int = 0,
) -> None:
    """Note who looked at whom, on which page, and what for: one record a page, one statement."""
    execute(
        _NOTE_ACCESS,
        login=login,
        person_code=person_code,
        ssns=sorted({kept(ssn, 18) for ssn in ssns}),
        what=what,
        search=kept(search, LENGTH_MAX),
        reason=kept(reason, REASON_MAX),
        rows=rows,
        at=at,
    )


def note_sign_in(
    *, login: str, address: str, outcome: Outcome, at: datetime, device: str = ""
) -> None:
    """Note that somebody tried to come in, and what became of it."""
    SignIn.objects.create(
        login=kept(login, LOGIN_MAX), address=address, device=device, outcome=outcome, at=at
    )


def note_upkeep(
    kind: UpkeepKind,
    *,
    person: str,
    role: str,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Note what an operator of the machine did to this node."""
    UpkeepRecord.objects.create(
        kind=kind, person=kept(person, PERSON_MAX), role=role, facts=dict(facts or {}), at=at
    )


@contextmanager
def judged_alone(login: str) -> Iterator[None]:
    """Serialise sign-ins under one login, so that parallel guesses cannot pass the limit."""
    name = f"sign-in {kept(login, LOGIN_MAX)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


def kept(asked: str, length: int) -> str:
    """Return what somebody typed as far as a note can keep it: no NUL, and not without end."""
    return asked.replace("\x00", "")[:length]
