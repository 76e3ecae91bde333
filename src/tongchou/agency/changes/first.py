"""Making a node's first people: its own agency, and the three administrators 三员."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tongchou.agency.changes.alone import administering
from tongchou.agency.changes.records import note_act
from tongchou.agency.changes.second_factor import forget_second_factor
from tongchou.agency.duties import ADMINISTRATION
from tongchou.agency.models import Agency, Clerk, Kind, Level
from tongchou.standards import codes
from tongchou.standards.codes import MINISTRY
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text

WHOLE = "0000"
OF_THE_MINISTRY = Text(
    "人力资源和社会保障部社会保险事业管理中心", "Ministry: Social Insurance Administration"
)


@dataclass(frozen=True)
class Administrator:
    """An administrator 管理员 to be: name, person code, and the first password as it is kept."""

    name: str
    person_code: str
    encoded: str


def make_first_people(
    node_code: str,
    people: Mapping[str, Administrator],
    *,
    by: str,
    at: datetime,
    is_one_time: bool = True,
) -> list[Clerk] | Refusals:
    """Make the node's own agency and the sign-ins `system`, `security`, `audit`, three persons'.

    Refused on a node that has an administrator. `by` is the user of the machine.
    """
    with administering():
        faults = _faults(people)
        if faults:
            return faults
        agency = _own_agency(node_code)
        clerks = [
            Clerk.objects.create(
                login=duty,
                name=people[duty].name,
                person_code=people[duty].person_code,
                agency=agency,
                duties=[duty],
                password=people[duty].encoded,
                is_password_one_time=is_one_time,
            )
            for duty in ADMINISTRATION
        ]
        after = {clerk.login: clerk.person_code for clerk in clerks}
        note_act("node.init", agency.code, by=by, at=at, after=after)
        return clerks


def readmit(login: str, *, encoded: str, by: str, at: datetime) -> Clerk | Refusals:
    """Let an administrator in again who has lost password or phone, where no other one can.

    They get a password for one time and set up a second factor anew. `by` is the user of the
    machine; whoever is no administrator is helped by those who are.
    """
    with administering():
        found = Clerk.objects.filter(login=login, is_active=True, kind=Kind.CLERK)
        clerk = found.filter(duties__overlap=list(ADMINISTRATION)).first()
        if clerk is None:
            text = Text(f"“{login}”不是在用的管理员", f"'{login}' is no active administrator")
            remedy = Text("请由管理员为其重置", "The administrators reset it for others")
            return (Refusal(code="administration.not_one", text=text, remedy=remedy),)
        clerk.password, clerk.is_password_one_time = encoded, True
        clerk.save(update_fields=["password", "is_password_one_time"])
        forget_second_factor(clerk, by=by, at=at)
        note_act("node.readmit", login, by=by, at=at)
        return clerk


def _faults(people: Mapping[str, Administrator]) -> Refusals:
    if Clerk.objects.filter(duties__overlap=list(ADMINISTRATION)).exists():
        text = Text("本节点已有管理员", "This node has its administrators")
        remedy = Text("请由他们登录办理", "Sign in as one of them")
        return (Refusal(code="administration.initialised", text=text, remedy=remedy),)
    if taken := Clerk.objects.filter(login__in=ADMINISTRATION).first():
        text = Text(f"账号“{taken.login}”已被使用", f"The login '{taken.login}' is taken")
        return (Refusal(code="administration.taken", text=text),)
    persons = {one.person_code for one in people.values()}
    if len(persons) < len(ADMINISTRATION) or not all(persons):
        text = Text("三员应为三个人", "The three administrators are three people")
        return (Refusal(code="administration.one_person", text=text),)
    if Clerk.objects.filter(person_code__in=persons, is_active=True).exists():
        text = Text("管理员不得兼任其他岗位", "An administrator does no other work here")
        return (Refusal(code="administration.one_person", text=text),)
    return ()


def _own_agency(node_code: str) -> Agency:
    """Return the node's own agency; in a province it stands below the ministry's."""
    ministry = _found_or_made(MINISTRY, OF_THE_MINISTRY, Level.MINISTRY, None)
    if node_code == MINISTRY:
        return ministry
    place = codes.table("divisions")[node_code].text
    named = Text(f"{place.zh}社会保险事业管理局", f"{place.en}: provincial agency")
    return _found_or_made(node_code, named, Level.PROVINCE, ministry)


def _found_or_made(node_code: str, named: Text, level: Level, above: Agency | None) -> Agency:
    code = node_code + WHOLE
    facts = {
        "name": named.zh,
        "name_en": named.en,
        "level": level,
        "parent": above,
        "division_code": code,
    }
    return Agency.objects.get_or_create(code=code, defaults=facts)[0]
