"""Writing the records: looks, sign-ins, what operators and administrators did."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from tongchou.agency.models import (
    AdministrativeRecord,
    Clerk,
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
    """Note that somebody tried to come in and what became of it, or went out."""
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


def note_act(
    act: str,
    subject: str,
    *,
    by: Clerk | str,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note an administrative act, in the transaction of what it changed.

    `by` is the administrator; a text is the user of the machine who made the node's first ones.
    """
    AdministrativeRecord.objects.create(
        login=by.login if isinstance(by, Clerk) else kept(by, PERSON_MAX),
        person_code=by.person_code if isinstance(by, Clerk) else "",
        act=act,
        subject=subject,
        before=dict(before or {}),
        after=dict(after or {}),
        at=at,
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
