"""Writing agencies 经办机构: added, changed and closed by the system administrator."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from tongchou.agency import refusals
from tongchou.agency.changes.alone import administering
from tongchou.agency.changes.records import note_act
from tongchou.agency.models import COUNTY_DIGITS, Agency, Clerk, Level, Token
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal, Refusals

SYSTEM = "system"
CODE = re.compile(r"[0-9A-Z]{6,9}")
DIVISION_DIGITS = {Level.MINISTRY: 6, Level.PROVINCE: 6, Level.CITY: 6, Level.COUNTY: 6,
                   Level.TOWNSHIP: 9}  # fmt: skip
CITY_ENDS, PROVINCE_ENDS = "00", "0000"
NAME_MAX, NAME_EN_MAX = 80, 120


@dataclass(frozen=True)
class AgencyEntry:
    """An agency as it is entered; `parent` is the code of the one above it."""

    code: str
    name: str
    name_en: str
    level: int
    division_code: str
    parent: str


def add_agency(entry: AgencyEntry, *, by: Clerk, at: datetime) -> Agency | Refusals:
    """Add an agency below another one, which must enclose it; every agency lies in the node's."""
    with administering():
        found = [*refusals.lacking(by, SYSTEM), *_entry_faults(entry)]
        if not found and Agency.objects.filter(code=entry.code).exists():
            found.append(refusals.taken("code", entry.code))
        parent = Agency.objects.filter(code=entry.parent, closed_at=None).first()
        if not found and parent is None:
            found.append(refusals.unknown("parent", entry.parent))
        if found or parent is None:
            return tuple(found)
        agency = Agency(**{**asdict(entry), "parent": parent})
        if fault := _fault_of_place(agency, parent):
            return (fault,)
        agency.save(force_insert=True)
        note_act("agency.add", agency.code, by=by, at=at, after=asdict(entry))
        return agency


def change_agency(
    code: str, *, name: str, name_en: str, by: Clerk, at: datetime
) -> Agency | Refusals:
    """Change how an agency is called; what it serves stays, since its items are told by it."""
    with administering():
        agency = Agency.objects.filter(code=code, closed_at=None).first()
        found = [*refusals.lacking(by, SYSTEM), *_name_faults(name, name_en)]
        if agency is None:
            found.append(refusals.unknown("code", code))
        if found or agency is None:
            return tuple(found)
        before = {"name": agency.name, "name_en": agency.name_en}
        agency.name, agency.name_en = name, name_en
        agency.save(update_fields=["name", "name_en"])
        after = {"name": name, "name_en": name_en}
        note_act("agency.change", code, by=by, at=at, before=before, after=after)
        return agency


def close_agency(
    code: str, *, open_items: Sequence[str], by: Clerk, at: datetime
) -> Agency | Refusals:
    """Close an agency in which nobody works any more and nothing is open; it stays on record.

    `open_items` are the numbers of its open items, which its caller looks up: nobody who is not
    active accepts another one meanwhile.
    """
    with administering():
        agency = Agency.objects.filter(code=code, closed_at=None).first()
        found = [*refusals.lacking(by, SYSTEM)]
        if agency is None:
            found.append(refusals.unknown("code", code))
        elif agency == _own_agency():
            found.append(refusals.nodes_own())
        if found or agency is None:
            return tuple(found)
        active = list(agency.clerks.filter(is_active=True).order_by("login").values_list("login"))
        below = list(agency.children.filter(closed_at=None).order_by("code").values_list("code"))
        kinds = (
            ("clerks", [login for (login,) in active]),
            ("items", open_items),
            ("agencies", [code for (code,) in below]),
        )
        held = [refusals.still_held(kind, names) for kind, names in kinds if names]
        if held:
            return tuple(held)
        agency.closed_at = at
        agency.save(update_fields=["closed_at"])
        Token.objects.filter(agency=agency, revoked_at=None).update(
            revoked_at=at, revoked_by=by.login
        )
        note_act("agency.close", code, by=by, at=at, after={"closed_at": at.isoformat()})
        return agency


def _own_agency() -> Agency:
    """Return the node's own agency: the province's below the ministry's, or the ministry's."""
    province = Agency.objects.filter(level=Level.PROVINCE, parent__level=Level.MINISTRY).first()
    return province or Agency.objects.get(parent=None)


def _fault_of_place(agency: Agency, parent: Agency) -> Refusal | None:
    """Return why an agency does not stand below another one, within the node's own."""
    own = _own_agency()
    if own.level == Level.MINISTRY and agency.level != Level.MINISTRY:
        return refusals.outside_parent(own)
    if parent.level < own.level or not agency.division_code.startswith(own.place):
        return refusals.outside_parent(own)
    if parent.level > agency.level or not agency.division_code.startswith(parent.place):
        return refusals.outside_parent(parent)
    return None


def _entry_faults(entry: AgencyEntry) -> list[Refusal]:
    found = _name_faults(entry.name, entry.name_en)
    if not CODE.fullmatch(entry.code):
        found.append(refusals.malformed("code"))
    if entry.level not in Level.values:
        return [*found, refusals.malformed("level")]
    digits, level = entry.division_code, Level(entry.level)
    fits = digits.isascii() and digits.isdigit() and len(digits) == DIVISION_DIGITS[level]
    if level == Level.COUNTY:
        fits = fits and not digits.endswith(CITY_ENDS)
    elif level == Level.CITY:
        fits = fits and digits.endswith(CITY_ENDS) and not digits.endswith(PROVINCE_ENDS)
    elif level <= Level.PROVINCE:
        fits = fits and digits.endswith(PROVINCE_ENDS)
    if not fits:
        found.append(refusals.malformed("division_code"))
    elif level > Level.PROVINCE and not _is_known(digits):
        found.append(refusals.no_such_division(digits))
    return found


def _is_known(digits: str) -> bool:
    """Whether a division is one, or a township of one: townships come in with their agency.

    The Corps' own divisions are in no table.
    """
    return digits[:COUNTY_DIGITS] in codes.table("places") or digits[:2] == codes.CORPS


def _name_faults(name: str, name_en: str) -> list[Refusal]:
    given = (("name", name, NAME_MAX), ("name_en", name_en, NAME_EN_MAX))
    return [
        refusals.malformed(field)
        for field, value, most in given
        if not value.strip() or len(value) > most
    ]
