"""Writing clerks 经办人员: added, changed, suspended by the system administrator."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from secrets import token_hex

from tongchou.agency import refusals
from tongchou.agency.changes.alone import administering
from tongchou.agency.changes.records import note_act
from tongchou.agency.changes.sign_ins import end_machine_sign_ins
from tongchou.agency.models import STAFF, Agency, Clerk, Kind, Token
from tongchou.standards.refusal import Refusal, Refusals

SYSTEM = "system"
LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")
NAME_MAX, PERSON_CODE_MAX = 64, 40


@dataclass(frozen=True)
class ClerkEntry:
    """A sign-in as it is entered: a clerk's, or a service's, which is no person's."""

    login: str
    name: str
    agency: str
    kind: str = Kind.CLERK
    person_code: str = ""


def add_clerk(
    entry: ClerkEntry, *, encoded: str, by: Clerk, at: datetime, is_one_time: bool = True
) -> Clerk | Refusals:
    """Add a sign-in without any duty: those are given by the security administrator.

    `encoded` is the first password as Django's hashers keep it; a service has none that opens.
    """
    with administering():
        found = [*refusals.lacking(by, SYSTEM), *_faults(entry)]
        if not LOGIN.fullmatch(entry.login):
            found.append(refusals.malformed("login"))
        elif Clerk.objects.filter(login=entry.login).exists():
            found.append(refusals.taken("login", entry.login))
        if found:
            return tuple(found)
        clerk = Clerk(
            login=entry.login,
            name=entry.name,
            kind=entry.kind,
            agency_id=entry.agency,
            person_code=entry.person_code,
            password=encoded,
            is_password_one_time=is_one_time and entry.kind == Kind.CLERK,
        )
        if fault := refusals.shares_a_person(clerk):
            return (fault,)
        clerk.save(force_insert=True)
        note_act("clerk.add", clerk.login, by=by, at=at, after=asdict(entry))
        return clerk


def change_clerk(
    login: str, *, name: str, agency: str, person_code: str, by: Clerk, at: datetime
) -> Clerk | Refusals:
    """Change a sign-in's name, person or agency; whoever moves loses tokens and sessions."""
    with administering():
        clerk = Clerk.objects.filter(login=login, kind__in=STAFF).first()
        found = _of_another(clerk, login, by)
        if clerk is None or found:
            return tuple(found)
        before = _entry_of(clerk)
        entry = replace(before, name=name, agency=agency, person_code=person_code)
        clerk.name, clerk.agency_id, clerk.person_code = name, agency, person_code
        found = _faults(entry)
        if not found and (fault := refusals.shares_a_person(clerk)):
            found.append(fault)
        if found:
            return tuple(found)
        clerk.save(update_fields=["name", "agency_id", "person_code"])
        if agency != before.agency:
            close_all(clerk, by=by, at=at)
        told = {"before": asdict(before), "after": asdict(entry)}
        note_act("clerk.change", login, by=by, at=at, **told)
        return clerk


def suspend_clerk(login: str, *, by: Clerk, at: datetime) -> Clerk | Refusals:
    """Suspend a sign-in: its sessions and tokens end at once; it stays on record."""
    return _switched(login, False, by=by, at=at)


def resume_clerk(login: str, *, by: Clerk, at: datetime) -> Clerk | Refusals:
    """Let a suspended sign-in in again; its tokens stay revoked."""
    return _switched(login, True, by=by, at=at)


def reset_password(login: str, *, encoded: str, by: Clerk, at: datetime) -> Clerk | Refusals:
    """Give a clerk a password for one time; every session of theirs ends."""
    with administering():
        clerk = Clerk.objects.filter(login=login, kind=Kind.CLERK).first()
        found = _of_another(clerk, login, by)
        if clerk is None or found:
            return tuple(found)
        clerk.password, clerk.is_password_one_time = encoded, True
        clerk.save(update_fields=["password", "is_password_one_time"])
        end_machine_sign_ins(clerk, by=by.login, at=at)
        note_act("clerk.password", login, by=by, at=at)
        return clerk


def close_all(clerk: Clerk, *, by: Clerk, at: datetime) -> None:
    """End a sign-in's sessions and revoke its tokens."""
    Clerk.objects.filter(pk=clerk.pk).update(session_mark=token_hex(8))
    Token.objects.filter(holder=clerk, revoked_at=None).update(revoked_at=at, revoked_by=by.login)


def _switched(login: str, is_active: bool, *, by: Clerk, at: datetime) -> Clerk | Refusals:
    with administering():
        clerk = Clerk.objects.filter(login=login, kind__in=STAFF).first()
        found = _of_another(clerk, login, by)
        if clerk is None or found:
            return tuple(found)
        if not is_active and (fault := refusals.leaves_nobody(clerk)):
            return (fault,)
        before, clerk.is_active = {"is_active": clerk.is_active}, is_active
        if is_active and clerk.agency and clerk.agency.closed_at:
            return (refusals.unknown("agency", clerk.agency.code),)
        if is_active and (fault := refusals.shares_a_person(clerk)):
            return (fault,)
        clerk.save(update_fields=["is_active"])
        if not is_active:
            close_all(clerk, by=by, at=at)
        act, after = "clerk.resume" if is_active else "clerk.suspend", {"is_active": is_active}
        note_act(act, login, by=by, at=at, before=before, after=after)
        return clerk


def _of_another(clerk: Clerk | None, login: str, by: Clerk) -> list[Refusal]:
    """Return why an administrator may not change this sign-in."""
    found = [*refusals.lacking(by, SYSTEM)]
    if clerk is None:
        found.append(refusals.unknown("login", login))
    elif clerk.login == by.login:
        found.append(refusals.own_sign_in())
    return found


def _entry_of(clerk: Clerk) -> ClerkEntry:
    return ClerkEntry(clerk.login, clerk.name, clerk.agency_id or "", clerk.kind, clerk.person_code)


def _faults(entry: ClerkEntry) -> list[Refusal]:
    found = []
    if not entry.name.strip() or len(entry.name) > NAME_MAX:
        found.append(refusals.malformed("name"))
    if entry.kind not in {Kind.CLERK, Kind.SERVICE}:
        found.append(refusals.malformed("kind"))
    is_person, has_code = entry.kind == Kind.CLERK, bool(entry.person_code.strip())
    if is_person != has_code or len(entry.person_code) > PERSON_CODE_MAX:
        found.append(refusals.malformed("person_code"))
    if not Agency.objects.filter(code=entry.agency, closed_at=None).exists():
        found.append(refusals.unknown("agency", entry.agency))
    return found
