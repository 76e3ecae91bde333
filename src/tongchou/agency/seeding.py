"""The demo's agencies and sign-ins: a node that can be tried as soon as it is prepared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password

from tongchou.agency.changes import (
    Administrator,
    AgencyEntry,
    ClerkEntry,
    add_agency,
    add_clerk,
    choose_password,
    give_duties,
    issue_token,
    make_first_people,
    revoke_token,
)
from tongchou.agency.changes.security import TOKEN_DAYS_MAX
from tongchou.agency.models import COUNTY_DIGITS, Agency, Clerk, Kind, Level, Token
from tongchou.agency.queries import clerk_by_token
from tongchou.standards import codes
from tongchou.standards.codes import MINISTRY
from tongchou.standards.refusal import Refusal

OFFICES = {
    Level.CITY: "社会保险服务中心",
    Level.COUNTY: "社会保险服务中心",
    Level.TOWNSHIP: "社会保障服务站",
}
CLERKS_OF_A_PROVINCE = (
    ("clerk", "王受理", ["accept"]),
    ("reviewer", "李复核", ["review"]),
    ("approver", "张审批", ["approve"]),
)
"""The demo's clerks: login, name, duties; no one holds two steps of one item."""

CLERKS_OF_THE_MINISTRY = (
    ("supervisor", "赵监督", ["supervise"]),
    ("clerk", "钱受理", ["accept/repair"]),
    ("reviewer", "周复核", ["review/repair"]),
    ("approver", "孙审批", ["approve/repair"]),
)

SERVICES = (
    ("operator", "系统运维", ["operate"]),
    ("registrar", "参保人登录管理", ["citizen_sign_ins"]),
)
"""The demo's services on every node: login, name, duties. Feeds get one more each."""

SERVICES_OF_THE_MINISTRY = (*SERVICES, ("inquiry", "查询接口", ["query"]))


ADMINISTRATORS = {
    "system": "吴系统",
    "security": "郑安全",
    "audit": "冯审计",
}
"""The demo's three administrators: duty, which is the login too, and name."""

NAMED = "demo"
"""How the demo's tokens are called."""

SignIns = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Demo:
    """What the demo makes of a node: by whom, when, with which password and known tokens."""

    node_code: str
    at: datetime
    encoded: str
    known: Mapping[str, str]
    """The tokens of an earlier time by login; one that still opens its sign-in stays."""
    system: Clerk
    security: Clerk


def seed(
    node_code: str, *, password: str, at: datetime, before: Mapping[str, Any] | None = None
) -> SignIns:
    """Set up a node's agencies and demo sign-ins; return them with tokens.

    Every sign-in is another person's, and every feed has a service of its own. Safe to repeat:
    agencies and sign-ins are found by their codes, tokens that were told `before` stay while they
    open anything, and the password becomes the one given.
    """
    encoded = make_password(password)
    people = {
        duty: Administrator(name, f"{node_code}-{duty}", encoded)
        for duty, name in ADMINISTRATORS.items()
    }
    make_first_people(node_code, people, by="demo", at=at, is_one_time=False)
    demo = Demo(
        node_code,
        at,
        encoded,
        {one["login"]: one["token"] for listed in (before or {}).values() for one in listed},
        system=Clerk.objects.get(login="system"),
        security=Clerk.objects.get(login="security"),
    )
    _add_agencies(demo)
    whole = node_code + "0000"
    at_the_node = CLERKS_OF_THE_MINISTRY if node_code == MINISTRY else CLERKS_OF_A_PROVINCE
    listed = [(login, name, name, whole, duties) for login, name, duties in at_the_node]
    listed += [
        (f"clerk{county.code}", f"{county.name}经办", county.name, county.code, ["accept"])
        for county in Agency.objects.filter(level=Level.COUNTY).order_by("code")
    ]
    clerks = [
        {**_sign_in(demo, login, name, agency, duties), "name": shown, "password": password}
        for login, name, shown, agency, duties in listed
    ]
    services = [
        _sign_in(demo, login, name, whole, duties, kind=Kind.SERVICE)
        for login, name, duties in _services_of(node_code)
    ]
    administrators = [
        {"login": duty, "name": name, "duties": [duty], "password": password, "token": ""}
        for duty, name in ADMINISTRATORS.items()
    ]
    logins = [*ADMINISTRATORS, *(clerk["login"] for clerk in clerks)]
    _keep_password(logins, password, encoded, at)
    return {"clerks": clerks, "services": services, "administrators": administrators}


def _keep_password(logins: Sequence[str], password: str, encoded: str, at: datetime) -> None:
    """Give the demo's sign-ins their password where another was set; sessions stay otherwise."""
    for clerk in Clerk.objects.filter(login__in=logins).exclude(password=encoded):
        if clerk.login == logins[0] and check_password(password, clerk.password):
            return
        choose_password(clerk, encoded=encoded, at=at)


def _services_of(node_code: str) -> list[tuple[str, str, list[str]]]:
    """Return the services of a node: login, name, duties; a province has one for each feed.

    Each department that delivers has one too.
    """
    if node_code == MINISTRY:
        return list(SERVICES_OF_THE_MINISTRY)
    feeds = [
        (f"feed-{code}", f"{item.text.zh}接口", [f"feed/{code}"])
        for code, item in codes.table("items").items()
        if "system" in item.facts["by"]
    ]
    departments = [
        (f"deliver-{code}", f"{department.text.zh}数据接口", [f"deliver/{code}"])
        for code, department in codes.table("departments").items()
    ]
    return [*SERVICES, *feeds, *departments]


def _sign_in(
    demo: Demo, login: str, name: str, agency: str, duties: list[str], *, kind: str = Kind.CLERK
) -> dict[str, Any]:
    """Add a sign-in where there is none, with its duties and a token, as the commands do."""
    found = Clerk.objects.filter(login=login).first()
    if found is None:
        person = f"{demo.node_code}-{login}" if kind == Kind.CLERK else ""
        encoded = demo.encoded if kind == Kind.CLERK else make_password(None)
        entry = ClerkEntry(login, name, agency, kind, person)
        by, at = demo.system, demo.at
        found = _done(add_clerk(entry, encoded=encoded, by=by, at=at, is_one_time=False))
    if found.duties != sorted(duties):
        found = _done(give_duties(login, duties, by=demo.security, at=demo.at))
    token = demo.known.get(login, "")
    opened = clerk_by_token(token, at=demo.at)
    if opened is None or opened.login != login or opened.duties != found.duties:
        token = _issued(demo, login)
    return {"login": login, "name": name, "duties": found.duties, "token": token}


def _issued(demo: Demo, login: str) -> str:
    """Issue a token anew, in place of the demo's earlier ones of this sign-in."""
    by, at = demo.security, demo.at
    for token in Token.objects.filter(holder__login=login, name=NAMED, revoked_at=None):
        _done(revoke_token(token.pk, by=by, at=at))
    ends_at = at + timedelta(days=TOKEN_DAYS_MAX)
    issued = issue_token(login, name=NAMED, ends_at=ends_at, by=by, at=at)
    return str(_done(issued)[1])


def _done(outcome: Any) -> Any:
    """Return what a change did; raises `ValueError` where it was refused."""
    if isinstance(outcome, tuple) and outcome and isinstance(outcome[0], Refusal):
        raise ValueError("; ".join(refusal.text.en for refusal in outcome))
    return outcome


def _add_agencies(demo: Demo) -> None:
    """Add, in a province, an agency for each of its places that has none."""
    if demo.node_code == MINISTRY:
        return
    known = set(Agency.objects.values_list("code", flat=True))
    whole = demo.node_code + "0000"
    for code, place in sorted(codes.table("demo_places").items()):
        if not code.startswith(demo.node_code) or code in known:
            continue
        level = _level_of(code)
        upward = {Level.CITY: whole, Level.COUNTY: code[:4] + "00"}.get(level, code[:6])
        entry = AgencyEntry(
            code=code,
            name=place.text.zh + OFFICES[level],
            name_en=f"{place.text.en}: agency",
            level=level,
            division_code=code,
            parent=upward if upward in known else whole,
        )
        _done(add_agency(entry, by=demo.system, at=demo.at))
        known.add(code)


def _level_of(division_code: str) -> Level:
    if len(division_code) > COUNTY_DIGITS:
        return Level.TOWNSHIP
    return Level.CITY if division_code.endswith("00") else Level.COUNTY
