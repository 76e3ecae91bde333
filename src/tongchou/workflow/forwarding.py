"""Matters taken in for another province 异地受理: which may be, who sees them, how they stand."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from tongchou.agency.models import Clerk
from tongchou.registry.models import Forwarded
from tongchou.standards import codes
from tongchou.standards.fields import Kind
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.models import ENDED, Item, Status
from tongchou.workflow.paper_queries import attached_to
from tongchou.workflow.papers import missing_in, papers_of, states_of
from tongchou.workflow.points import Point
from tongchou.workflow.steps import OWN_STEP, START, procedure_of

FORWARDED = "province"
"""The source of an item that another province took in."""
NOT_TAKEN = "not_taken"
"""How a matter stands that the competent province does not take in as it was handed in."""
MAY_BE_MENDED = (Status.RETURNED, NOT_TAKEN)

_ON_ITS_WAY = Text("已转递，等待对方接收", "On its way; not heard yet")
_NOT_TAKEN = Text("对方未接收", "Not taken in there")


def may_be_forwarded(code: str) -> bool:
    """Whether an item may be taken in for another province.

    It must begin at a counter with a step that no hand of the competent agency answers for, so
    that whoever took it in completes nothing; and be about somebody, without a file or an item of
    the place where it is decided. So what books a file, and what reverses, stays there.
    """
    row, declared = codes.table("items").get(code), catalogue().get(code)
    return (
        row is not None
        and declared is not None
        and "clerk" in row.facts["by"]
        and procedure_of(code).transition(START, OWN_STEP) is not None
        and declared.subject_field is not None
        and declared.field_of(Kind.ITEM) is None
        and not declared.takes_file
    )


def other_provinces() -> dict[str, Text]:
    """Return the provinces for which this one may take something in, by code."""
    rows = codes.table("divisions").items()
    here = {codes.MINISTRY, settings.NODE_CODE}
    return {code: row.text for code, row in rows if code not in here}


def forwarded_by(clerk: Clerk) -> QuerySet[Forwarded]:
    """Return what the clerk's agency took in for other provinces; all, of the whole province's."""
    found = Forwarded.objects.filter(sender=settings.NODE_CODE).order_by("-letter")
    if clerk.scope == "":
        return found
    return found.filter(agency=clerk.agency_id or "-")


def letter_of(item: Item) -> Forwarded | None:
    """Return the letter by which an item came from another province, or None."""
    found = Forwarded.objects.filter(item_number=item.number, competent=settings.NODE_CODE)
    return found.first() if item.source == FORWARDED else None


def is_open(row: Forwarded) -> bool:
    """Whether a forwarded matter has not ended, as far as is heard here."""
    return row.status not in ENDED


def is_answered(row: Forwarded) -> bool:
    """Whether the competent province told what became of the latest form."""
    return row.seen_round >= row.round


def may_be_mended(row: Forwarded) -> bool:
    """Whether another form may be handed in: it came back, or was not taken in."""
    return row.status in MAY_BE_MENDED and is_answered(row)


def status_of(row: Forwarded) -> Text:
    """Return how a forwarded matter stands, in words."""
    if not is_answered(row) or not row.status:
        return _ON_ITS_WAY
    if row.status == NOT_TAKEN:
        return _NOT_TAKEN
    known = codes.table("statuses").get(row.status)
    return known.text if known else Text(row.status, row.status)


@dataclass(frozen=True)
class PaperOfMatter:
    """A paper of a forwarded matter: how it is called, what was sent, whether it is missing."""

    code: str
    text: Text
    sent: tuple[str, ...]
    is_missing: bool


def papers_sent(row: Forwarded) -> list[PaperOfMatter]:
    """Return the papers that a matter asks for or that were sent, as far as is known here."""
    asked = {paper.code: paper for paper in papers_of(row.item) if paper.is_asked_by(row.form)}
    named = dict.fromkeys([*asked, *(one["paper"] for one in row.papers), *row.missing])
    table = codes.table("papers")
    told = []
    for code in named:
        sent = tuple(one["name"] for one in row.papers if one["paper"] == code)
        text = table[code].text if code in table else Text(code, code)
        is_missing = code in row.missing if row.turn else not sent and _must_come(row, code)
        told.append(PaperOfMatter(code, text, sent, is_missing))
    return told


def _must_come(row: Forwarded, code: str) -> bool:
    return code in {paper.code for paper in missing_in(states_of(row.item, row.form, ()))}


def points_of(row: Forwarded) -> tuple[Point, ...]:
    """Return the points that the competent province named with its last step."""
    return tuple(Point(one["about"], one["words"]) for one in row.points)


def missing_of(item: Item) -> list[str]:
    """Return the papers without which an item of this node cannot be approved."""
    if item.status in ENDED:
        return []
    states = states_of(item.code, item.form, attached_to(item.number))
    return [paper.code for paper in missing_in(states)]


def next_step(row: Forwarded) -> str:
    """Return the step that follows there; '' where none does."""
    if row.status in {"", NOT_TAKEN, *ENDED} or row.item not in catalogue():
        return ""
    step = procedure_of(row.item).forward(row.status)
    return step.verb if step else ""


def forwarded_json(row: Forwarded) -> dict[str, Any]:
    """Return a forwarded matter as JSON."""
    return {
        "number": row.letter,
        "code": row.item,
        "competent": row.competent,
        "agency": row.agency,
        "subject": row.subject,
        "form": row.form,
        "round": row.round,
        "forwarded_on": row.forwarded_on.isoformat() if row.forwarded_on else None,
        "status": row.status,
        "status_name": status_of(row).as_json(),
        "is_answered": is_answered(row),
        "next_step": next_step(row),
        "waits_for": row.waits_for,
        "item_number": row.item_number,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "followed_on": row.followed_on.isoformat() if row.followed_on else None,
        "note": row.note,
        "points": row.points,
        "papers": row.papers,
        "missing": row.missing,
        "refusals": row.refusals,
    }


def open_between() -> list[tuple[str, str, int]]:
    """Return how many matters are open, by the province that took them in and the competent one."""
    found = Forwarded.objects.exclude(status__in=ENDED).values_list("sender", "competent")
    return [(*ends, count) for *ends, count in found.annotate(Count("letter")).order_by()]
