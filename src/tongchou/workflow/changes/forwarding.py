"""Taking a matter in for another province 异地受理: the form and the scans go out as messages."""

from base64 import b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from pydantic import BaseModel, ValidationError

from tongchou.agency.changes import kept
from tongchou.agency.models import Clerk
from tongchou.events.changes import append
from tongchou.registry import changes as registry
from tongchou.registry.models import Forwarded
from tongchou.standards import codes
from tongchou.standards.fields import field_faults
from tongchou.standards.messages import PIECE_BYTES, MatterForwarded, Message, PaperSent
from tongchou.standards.refusal import Refusals
from tongchou.standards.time import beijing_day
from tongchou.storage.rows import fetch
from tongchou.workflow import forwarding, refusals_of_papers
from tongchou.workflow import refusals_of_forwarding as refusals
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.changes.rows import NOTE_MAX, kept_name
from tongchou.workflow.files import File
from tongchou.workflow.hindrances import hindrance_to_record, hindrance_to_start, scheme_of
from tongchou.workflow.models import ENDED
from tongchou.workflow.papers import papers_of
from tongchou.workflow.scans import ATTACHED_MAX, SCAN_MB_MAX, media_type_of
from tongchou.workflow.turns import lock

Scans = Collection[tuple[str, File]]
"""Scans to be sent, each with the code of the paper that it is."""

_NEXT = "SELECT nextval('workflow_item_number')"


@dataclass(frozen=True)
class Sent:
    """A matter that was sent; `repeated` when the same one had been sent before and is open."""

    row: Forwarded
    repeated: bool = False


def forward(
    code: str,
    given: Mapping[str, Any],
    *,
    competent: str,
    clerk: Clerk,
    at: datetime,
    scans: Scans = (),
    scheme: str = "",
    note: str = "",
) -> Sent | Refusals:
    """Take a matter in for the competent province, or say why not.

    Its rules decide it, so nothing is decided here but whether the form can be read. The same
    content again, while the matter is open there, is the same matter.
    """
    scheme = scheme_of(code, scheme)
    form = _form_of(code, given, scheme, competent, clerk)
    if not isinstance(form, BaseModel):
        return form
    if refused := _fault_of_scans(code, scans, 0):
        return refused
    subject, name = catalogue()[code].subject_in(form)
    with transaction.atomic():
        if halt := hindrance_to_record():
            return (halt,)
        lock("forwarded", code, subject)
        told = form.model_dump(mode="json")
        agency = clerk.agency_id or ""
        if known := _open_one(code, subject, competent, agency):
            same = known.form == told and known.agency == agency
            return Sent(known, repeated=True) if same else (refusals.under_way(known.letter),)
        ((place,),) = fetch(_NEXT)
        day = beijing_day(at)
        message = MatterForwarded(
            scheme=scheme,
            letter=f"{settings.NODE_CODE}-F{day:%Y%m%d}-{place:06d}-{competent}",
            sender=settings.NODE_CODE,
            competent=competent,
            agency=agency,
            agency_name=clerk.agency.name if clerk.agency else "",
            handed_in_by=clerk.name,
            forwarded_on=day,
            item=code,
            subject=subject,
            subject_name=name,
            form=told,
            round=1,
            checked=[],
            note=kept(note, NOTE_MAX),
        )
        return Sent(_send(message, scans, at))


def forward_again(
    letter: str,
    given: Mapping[str, Any],
    *,
    clerk: Clerk,
    at: datetime,
    scans: Scans = (),
    checked: Collection[str] = (),
    note: str = "",
) -> Forwarded | Refusals:
    """Answer a matter that came back, or was not taken in: with another form, scans, or a word.

    Raises `Forwarded.DoesNotExist` for a letter that was not sent from here.
    """
    with transaction.atomic():
        row = _locked(letter)
        hindrance = _hindrance(row, clerk)
        if not hindrance and not forwarding.may_be_mended(row):
            hindrance = (refusals.not_returned(forwarding.status_of(row)),)
        form = hindrance or _form_of(row.item, given, row.scheme, row.competent, clerk)
        refused = _fault_of_scans(row.item, scans, len(row.papers))
        if not isinstance(form, BaseModel) or refused:
            return form if isinstance(form, tuple) else refused
        subject, name = catalogue()[row.item].subject_in(form)
        message = MatterForwarded(
            scheme=row.scheme,
            letter=letter,
            sender=row.sender,
            competent=row.competent,
            agency=row.agency,
            agency_name=clerk.agency.name if clerk.agency else "",
            handed_in_by=clerk.name,
            forwarded_on=beijing_day(at),
            item=row.item,
            subject=subject,
            subject_name=name,
            form=form.model_dump(mode="json"),
            round=row.round + 1,
            checked=sorted(set(checked) & {one["about"] for one in row.points}),
            note=kept(note, NOTE_MAX),
        )
        return _send(message, scans, at, scans_first=True)


def send_paper(
    letter: str, paper: str, file: File, *, clerk: Clerk, at: datetime
) -> Forwarded | Refusals:
    """Send a scan after a matter that is open there; the same bytes again change nothing.

    Raises `Forwarded.DoesNotExist` for a letter that was not sent from here.
    """
    with transaction.atomic():
        row = _locked(letter)
        hindrance = hindrance_to_start(row.item, row.scheme, "clerk", clerk)
        if refused := (hindrance,) if hindrance else _hindrance(row, clerk):
            return refused
        if row.status in ENDED:
            return (refusals.has_ended(forwarding.status_of(row)),)
        if refused := _fault_of_scans(row.item, [(paper, file)], len(row.papers)):
            return refused
        known = {(one["paper"], one["digest"]) for one in row.papers}
        if (paper, file.digest.hex()) not in known:
            _tell(_pieces(row, paper, file), letter, at)
        return _locked(letter)


def _form_of(
    code: str, given: Mapping[str, Any], scheme: str, competent: str, clerk: Clerk
) -> BaseModel | Refusals:
    """Return the form that is handed in, or why it cannot be read or may not be sent."""
    hindrance = hindrance_to_start(code, scheme, "clerk", clerk)
    if hindrance:
        return (hindrance,)
    if not forwarding.may_be_forwarded(code):
        return (refusals.not_forwarded(codes.table("items")[code].text),)
    if competent not in forwarding.other_provinces():
        return (refusals.no_such_province(competent[:20]),)
    form: type[BaseModel] = catalogue()[code].form
    try:
        return form.model_validate(given)
    except ValidationError as fault:
        return field_faults(fault)


def _fault_of_scans(code: str, scans: Scans, before: int) -> Refusals:
    """Return what is wrong with scans of an item, if anything."""
    known = {paper.code for paper in papers_of(code)}
    if before + len(scans) > ATTACHED_MAX:
        return (refusals_of_papers.too_many_scans(ATTACHED_MAX),)
    for paper, file in scans:
        if paper not in known:
            return (refusals_of_papers.no_such_paper(),)
        if file.size > SCAN_MB_MAX * 1024 * 1024:
            return (refusals_of_papers.scan_too_large(SCAN_MB_MAX),)
        if not media_type_of(file):
            return (refusals_of_papers.not_a_scan(),)
    return ()


def _hindrance(row: Forwarded, clerk: Clerk) -> Refusals:
    """Return why this clerk sends nothing after a matter: another agency's, or a halted log."""
    if not forwarding.forwarded_by(clerk).filter(letter=row.letter).exists():
        return (refusals.not_ones_own(),)
    halt = hindrance_to_record()
    return (halt,) if halt else ()


def _open_one(code: str, subject: str, competent: str, agency: str) -> Forwarded | None:
    """Return the matter of this kind about somebody that was sent there and is open, or None.

    What was not taken in there keeps no other agency from sending another one.
    """
    found = Forwarded.objects.filter(
        subject=subject, item=code, sender=settings.NODE_CODE, competent=competent
    )
    others = Q(status=forwarding.NOT_TAKEN) & ~Q(agency=agency)
    return found.exclude(status__in=ENDED).exclude(others).order_by("-letter").first()


def _locked(letter: str) -> Forwarded:
    found = Forwarded.objects.select_for_update()
    return found.get(letter=letter, sender=settings.NODE_CODE)


def _send(
    message: MatterForwarded, scans: Scans, at: datetime, *, scans_first: bool = False
) -> Forwarded:
    """Write a form and its scans into the registry and the log; return the matter's row.

    What answers a return brings its scans first: they settle points that the form is judged by.
    """
    ends = Forwarded(**{name: getattr(message, name) for name in _ENDS})
    pieces = (piece for paper, file in scans for piece in _pieces(ends, paper, file))
    if scans_first:
        _tell(pieces, message.letter, at)
    _tell([message], message.letter, at)
    if not scans_first:
        _tell(pieces, message.letter, at)
    return _locked(message.letter)


_ENDS = ("letter", "scheme", "sender", "competent")


def _pieces(row: Forwarded, paper: str, file: File) -> Iterator[PaperSent]:
    """Return the pieces of a scan, in order."""
    pieces = max(1, -(-file.size // PIECE_BYTES))
    for place in range(1, pieces + 1):
        yield PaperSent(
            **{name: getattr(row, name) for name in _ENDS},
            paper=paper,
            name=kept_name(file) or paper,
            digest=file.digest.hex(),
            piece=place,
            pieces=pieces,
            body=_read(file, place),
        )


def _read(file: File, place: int) -> str:
    """Return a piece of a file in Base64."""
    file.body.seek((place - 1) * PIECE_BYTES)
    return b64encode(file.body.read(PIECE_BYTES)).decode()


def _tell(messages: Iterator[Message] | Collection[Message], letter: str, at: datetime) -> None:
    """Write messages into the registry and the log, one after the other."""

    def written() -> Iterator[Message]:
        for message in messages:
            registry.apply(message, province=settings.NODE_CODE, item_number=letter)
            yield message

    append(written(), item_number=letter, recorded_at=at, in_order=True)
