"""The demo's agencies and sign-ins: a node that can be tried as soon as it is prepared."""

from typing import Any

from django.contrib.auth.hashers import make_password

from tongchou.agency.changes import register_agency, register_sign_in
from tongchou.agency.models import COUNTY_DIGITS, Agency, Kind, Level
from tongchou.standards import codes
from tongchou.standards.codes import MINISTRY

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


def seed(node_code: str, *, password: str) -> dict[str, Any]:
    """Set up a node's agencies and demo sign-ins; return them with fresh tokens.

    Every sign-in is another person's, and every feed has a service of its own. Safe to repeat:
    agencies and sign-ins are found by their codes, tokens are renewed, and the password becomes
    the one given.
    """
    _agencies(node_code)
    encoded = make_password(password)
    whole = node_code + "0000"
    at_the_node = CLERKS_OF_THE_MINISTRY if node_code == MINISTRY else CLERKS_OF_A_PROVINCE
    people = [(login, name, name, whole, duties) for login, name, duties in at_the_node]
    people += [
        (f"clerk{county.code}", f"{county.name}经办", county.name, county.code, ["accept"])
        for county in Agency.objects.filter(level=Level.COUNTY).order_by("code")
    ]
    clerks = []
    for login, name, shown, agency_code, duties in people:
        clerk, token = register_sign_in(
            login=login,
            name=name,
            agency_code=agency_code,
            duties=duties,
            person_code=f"{node_code}-{login}",
            encoded=encoded,
        )
        clerks.append(
            {"login": login, "name": shown, "duties": clerk.duties, "password": password,
             "token": token}
        )  # fmt: skip
    services = [
        _service(login, name, whole, duties) for login, name, duties in _services_of(node_code)
    ]
    return {"clerks": clerks, "services": services}


def _services_of(node_code: str) -> list[tuple[str, str, list[str]]]:
    """Return the services of a node: login, name, duties; a province has one for each feed."""
    if node_code == MINISTRY:
        return list(SERVICES_OF_THE_MINISTRY)
    feeds = [
        (f"feed-{code}", f"{item.text.zh}接口", [f"feed/{code}"])
        for code, item in codes.table("items").items()
        if "system" in item.facts["by"]
    ]
    return [*SERVICES, *feeds]


def _service(login: str, name: str, agency_code: str, duties: list[str]) -> dict[str, Any]:
    service, token = register_sign_in(
        login=login, name=name, agency_code=agency_code, duties=duties, kind=Kind.SERVICE
    )
    return {"login": login, "name": name, "duties": service.duties, "token": token}


def _agencies(node_code: str) -> None:
    """Register the ministry's agency and, in a province, one for each of its places."""
    ministry = register_agency(
        code="000000",
        name="人力资源和社会保障部社会保险事业管理中心",
        name_en="Ministry: Social Insurance Administration",
        level=Level.MINISTRY,
    )
    if node_code == MINISTRY:
        return
    place = codes.table("divisions")[node_code].text
    whole = node_code + "0000"
    above = {
        whole: register_agency(
            code=whole,
            name=f"{place.zh}社会保险事业管理局",
            name_en=f"{place.en}: provincial agency",
            level=Level.PROVINCE,
            parent=ministry,
        )
    }
    for code, place_below in sorted(codes.table("places").items()):
        if not code.startswith(node_code):
            continue
        level = _level_of(code)
        upward = {Level.CITY: whole, Level.COUNTY: code[:4] + "00"}.get(level, code[:6])
        above[code] = register_agency(
            code=code,
            name=place_below.text.zh + OFFICES[level],
            name_en=f"{place_below.text.en}: agency",
            level=level,
            parent=above.get(upward, above[whole]),
        )


def _level_of(division_code: str) -> Level:
    if len(division_code) > COUNTY_DIGITS:
        return Level.TOWNSHIP
    return Level.CITY if division_code.endswith("00") else Level.COUNTY
