"""Writing agencies, sign-ins and the record of who looked at whom."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from tongchou.agency.models import (
    COUNTY_DIGITS,
    AccessRecord,
    Agency,
    Clerk,
    FailedSignIn,
    Kind,
    Level,
)
from tongchou.standards import codes

MINISTRY = "00"
LOGIN_MAX = 40
OFFICES = {
    Level.CITY: "社会保险服务中心",
    Level.COUNTY: "社会保险服务中心",
    Level.TOWNSHIP: "社会保障服务站",
}
CLERKS_OF_A_PROVINCE = (
    ("clerk", "王受理", ["accept", "finance"]),
    ("reviewer", "李复核", ["review", "finance"]),
    ("approver", "张审批", ["approve", "finance"]),
)
"""The demo's clerks: login, name, duties; no one holds two steps of one item."""

CLERKS_OF_THE_MINISTRY = (("supervisor", "赵监督", ["supervise"]),)


def seed(node_code: str, *, password: str) -> dict[str, Any]:
    """Set up a node's agencies and demo sign-ins; return them with fresh tokens.

    Safe to repeat: agencies and clerks are found by their codes, tokens are renewed, and
    the password becomes the one given.
    """
    _agencies(node_code)
    encoded = make_password(password)
    clerks = []
    for login, name, duties in (
        CLERKS_OF_THE_MINISTRY if node_code == MINISTRY else CLERKS_OF_A_PROVINCE
    ):
        token = _sign_in_for(login, name, node_code + "0000", duties, encoded)
        clerks.append(
            {"login": login, "name": name, "duties": duties, "password": password, "token": token}
        )
    for county in Agency.objects.filter(level=Level.COUNTY).order_by("code"):
        login = f"clerk{county.code}"
        token = _sign_in_for(login, f"{county.name}经办", county.code, ["accept"], encoded)
        clerks.append(
            {
                "login": login,
                "name": county.name,
                "duties": ["accept"],
                "password": password,
                "token": token,
            }
        )
    service = _sign_in_for("service", "系统接口", node_code + "0000", ["feed"], "!", Kind.SERVICE)
    return {"clerks": clerks, "service": service}


def _agencies(node_code: str) -> None:
    divisions = codes.table("divisions")
    ministry, _ = Agency.objects.get_or_create(
        code="000000",
        defaults={
            "name": "人力资源和社会保障部社会保险事业管理中心",
            "name_en": "Ministry: Social Insurance Administration",
            "level": Level.MINISTRY,
            "division_code": "000000",
        },
    )
    if node_code == MINISTRY:
        return
    place = divisions[node_code].text
    province, _ = Agency.objects.get_or_create(
        code=node_code + "0000",
        defaults={
            "name": f"{place.zh}社会保险事业管理局",
            "name_en": f"{place.en}: provincial agency",
            "level": Level.PROVINCE,
            "parent": ministry,
            "division_code": node_code + "0000",
        },
    )
    above = {node_code + "0000": province}
    for code, place_below in sorted(codes.table("places").items()):
        if not code.startswith(node_code):
            continue
        level = _level_of(code)
        upward = {Level.CITY: node_code + "0000", Level.COUNTY: code[:4] + "00"}.get(
            level, code[:6]
        )
        above[code], _ = Agency.objects.get_or_create(
            code=code,
            defaults={
                "name": place_below.text.zh + OFFICES[level],
                "name_en": f"{place_below.text.en}: agency",
                "level": level,
                "parent": above.get(upward, province),
                "division_code": code,
            },
        )


def _level_of(division_code: str) -> Level:
    if len(division_code) > COUNTY_DIGITS:
        return Level.TOWNSHIP
    return Level.CITY if division_code.endswith("00") else Level.COUNTY


def _sign_in_for(
    login: str,
    name: str,
    agency_code: str,
    duties: list[str],
    encoded: str,
    kind: Kind = Kind.CLERK,
) -> str:
    token = token_urlsafe(24)
    Clerk.objects.update_or_create(
        login=login,
        defaults={
            "name": name,
            "kind": kind,
            "agency_id": agency_code,
            "duties": duties,
            "password": encoded,
            "token_digest": digest_of(token),
        },
    )
    return token


def digest_of(token: str) -> str:
    """Return how a token is kept: by its digest, so that a copy of the table opens nothing."""
    return sha256(token.encode()).hexdigest()


def open_citizen_sign_in(*, ssn: str, name: str, password: str) -> Clerk:
    """Let a citizen sign in with their social security number; a repeat sets the password.

    Raises `ValueError` where that login is not a citizen's: nobody takes a clerk's place.
    """
    if Clerk.objects.filter(login=ssn).exclude(kind=Kind.CITIZEN).exists():
        raise ValueError(f"the login {ssn} is no citizen's")
    citizen, _ = Clerk.objects.update_or_create(
        login=ssn,
        defaults={"name": name, "kind": Kind.CITIZEN, "password": make_password(password)},
    )
    return citizen


def note_access(*, login: str, ssns: Iterable[str], what: str, at: datetime) -> None:
    """Note who looked at whose record, and what for."""
    AccessRecord.objects.bulk_create(
        AccessRecord(login=login, ssn=kept(ssn, 18), what=what, looked_at=at) for ssn in ssns
    )


def note_failed_sign_in(*, login: str, at: datetime) -> None:
    """Note a sign-in that failed."""
    FailedSignIn.objects.create(login=kept(login, LOGIN_MAX), failed_at=at)


@contextmanager
def judged_alone(login: str) -> Iterator[None]:
    """Let no other sign-in under this login be judged meanwhile, on this node's database."""
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
