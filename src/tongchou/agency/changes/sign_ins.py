"""Writing what belongs to a sign-in itself: a citizen's login, its password, its sessions."""

from datetime import datetime
from secrets import token_hex

from django.contrib.auth.hashers import make_password

from tongchou.agency.changes.alone import administering
from tongchou.agency.changes.records import note_act
from tongchou.agency.models import Clerk, Kind, Token


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


def choose_password(clerk: Clerk, *, encoded: str, at: datetime) -> None:
    """Give somebody the password they chose; what was signed in to before it ends.

    `encoded` is the password as Django's hashers keep it.
    """
    with administering():
        clerk.password, clerk.is_password_one_time = encoded, False
        Clerk.objects.filter(pk=clerk.pk).update(password=encoded, is_password_one_time=False)
        end_machine_sign_ins(clerk, by=clerk.login, at=at)
        note_act("password.change", clerk.login, by=clerk, at=at)


def end_machine_sign_ins(clerk: Clerk, *, by: str, at: datetime) -> None:
    """Revoke the tokens that a machine was given for somebody's password; others stay."""
    own = Token.objects.filter(holder=clerk, issued_by=clerk.login, revoked_at=None)
    own.update(revoked_at=at, revoked_by=by)


def end_sessions(clerk: Clerk) -> None:
    """End all sessions of a sign-in, in whatever browser they are."""
    clerk.session_mark = token_hex(8)
    Clerk.objects.filter(pk=clerk.pk).update(session_mark=clerk.session_mark)
