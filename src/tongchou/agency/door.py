"""The door: letting someone in by login and password, and keeping it shut to guessers."""

from datetime import datetime

from django.contrib.auth import authenticate, login
from django.http import HttpRequest

from tongchou.agency.changes import note_failed_sign_in
from tongchou.agency.models import Clerk, Kind
from tongchou.agency.queries import FAILURES_MAX, is_locked
from tongchou.standards.text import Text

CLOSED = Text(
    f"登录失败已达{FAILURES_MAX}次，为保护账号，10分钟内不能登录，请稍后再试。",
    f"{FAILURES_MAX} sign-ins failed. To protect the account this is closed for ten minutes.",
)
WRONG = Text("账号或密码不正确，请核对后重试。", "The login or the password is wrong. Check both.")


def come_in(
    request: HttpRequest, *, given: str, password: str, kind: Kind, at: datetime
) -> Text | None:
    """Sign someone of this kind in; return None, or the sentence that says why not."""
    if is_locked(given, at=at):
        return CLOSED
    found = authenticate(request, login=given, password=password)
    if isinstance(found, Clerk) and found.kind == kind:
        login(request, found)
        return None
    note_failed_sign_in(login=given, at=at)
    return WRONG
