"""Taking over what another province took in 异地受理: it becomes an item of the competent agency.

Whoever took it in is outside of this province's agencies: the item begins with the step of those
who hand in from outside, and every other step is taken by hands of this province. What came before
is known again by its letter, round and digest, and changes nothing.
"""

from base64 import b64decode
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from pydantic import BaseModel, ValidationError

from tongchou.agency.models import Clerk, Kind
from tongchou.registry import changes as registry
from tongchou.registry.models import Forwarded
from tongchou.standards import codes
from tongchou.standards.fields import field_faults
from tongchou.standards.messages import MatterForwarded, PaperSent
from tongchou.standards.refusal import Refusals
from tongchou.workflow import refusals
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.changes import attachments, rows
from tongchou.workflow.changes.begun import item_of
from tongchou.workflow.changes.carrying import carry
from tongchou.workflow.changes.deciding import decide
from tongchou.workflow.changes.followed import tell
from tongchou.workflow.changes.form_changes import note_form_change
from tongchou.workflow.changes.rows import StepTaken
from tongchou.workflow.clock import resumed
from tongchou.workflow.files import File
from tongchou.workflow.forwarding import FORWARDED, NOT_TAKEN, may_be_forwarded
from tongchou.workflow.item import Act
from tongchou.workflow.models import ENDED, Item, Piece
from tongchou.workflow.paper_queries import attached_to
from tongchou.workflow.points import settled
from tongchou.workflow.refusals_of_forwarding import carried_on_meanwhile, not_forwarded
from tongchou.workflow.scans import ATTACHED_MAX, media_type_of
from tongchou.workflow.steps import OWN_STEP, START, procedure_of


class NotWhole(ValueError):
    """Pieces of a scan that are not the bytes which their digest names, or no scan."""


def take_over(message: MatterForwarded, *, at: datetime) -> None:
    """Begin the item of a forwarded matter, or hand its new form in; tell what came of it.

    An item that a restore lost begins anew under its number, unless the log says that it ended.
    """
    with transaction.atomic():
        registry.apply(message, province=message.sender, item_number=message.letter)
        row = Forwarded.objects.get(letter=message.letter)
        number = row.item_number
        is_here = bool(number) and Item.objects.filter(number=number).exists()
        is_known = message.round <= row.seen_round
        if row.status in ENDED or (is_known and (is_here or row.status == NOT_TAKEN)):
            return
        refused = _handed_in_again(row, message, at) if is_here else _begun(row, message, at)
        if refused and not is_here:
            tell(row, None, at=at, form_round=message.round, refused=refused)


def keep_piece(message: PaperSent, *, at: datetime) -> None:
    """Keep a piece of a scan; attach the scan once it is whole and the item is here."""
    with transaction.atomic():
        registry.apply(message, province=message.sender, item_number=message.letter)
        row = Forwarded.objects.get(letter=message.letter)
        Piece.objects.get_or_create(
            letter=message.letter,
            paper=message.paper,
            digest=message.digest,
            place=message.piece,
            defaults={
                "name": message.name,
                "pieces": message.pieces,
                "body": b64decode(message.body, validate=True),
            },
        )
        found = Item.objects.filter(number=row.item_number).first() if row.item_number else None
        if found is not None and message.piece == message.pieces:
            item, _ = rows.load(found.number)
            if _attach_whole(item, row, _handed_in_by(message.sender, row.agency), at):
                tell(row, item, at=at, form_round=row.seen_round)


def _begun(row: Forwarded, message: MatterForwarded, at: datetime) -> Refusals:
    """Begin an item in the inbox of the competent agency; return why it is not, mostly nothing."""
    code = message.item
    form = _form_of(message)
    if not isinstance(form, BaseModel):
        return form
    declared = catalogue()[code]
    act = Act(settings.NODE_CODE, at, row.item_number, message.scheme)
    step = procedure_of(code).transition(START, OWN_STEP)
    if step is None:
        raise ValueError(f"the procedure of {code} has no step of those outside")
    decided = decide(declared, form, act, None)
    item = item_of(declared, form, act, clerk=None, source=FORWARDED, on_behalf=True)
    item.taken_in_by = message.agency
    sender = _handed_in_by(message.sender, message.agency, message)
    taken = StepTaken(OWN_STEP, sender, at, message.note)
    carried = carry(item, declared, decided, step, taken, act)
    if isinstance(carried, tuple):
        return carried
    rows.insert(item, taken, act)
    _attach_whole(item, row, sender, at)
    tell(row, item, at=at, form_round=message.round)
    return ()


def _handed_in_again(row: Forwarded, message: MatterForwarded, at: datetime) -> Refusals:
    """Hand the new form of a returned item in, and tell how the item stands since."""
    item, hands = rows.load(row.item_number)
    sender = _handed_in_by(message.sender, message.agency, message)
    _attach_whole(item, row, sender, at)
    refused = _mended(item, message, sender, at, hands)
    tell(row, item, at=at, form_round=message.round, refused=refused)
    return refused


def _mended(
    item: Item, message: MatterForwarded, sender: Clerk, at: datetime, hands: Any
) -> Refusals:
    """Write the new form of an item that lies returned; return why it is not taken."""
    step = procedure_of(item.code).transition(item.status, OWN_STEP)
    if step is None or item.code != message.item:
        return (carried_on_meanwhile(item.status),)
    form = _form_of(message)
    if not isinstance(form, BaseModel):
        return form
    declared: AnyItem = catalogue()[item.code]
    told = form.model_dump(mode="json")
    mended, left = settled(item, item.history or [], told, message.checked)
    if left:
        return tuple(refusals.not_mended(one.about, one.title(item.code)) for one in left)
    act = Act(settings.NODE_CODE, at, item.number, item.scheme)
    decided = decide(declared, form, act, None, hands)
    before, item.form = item.form, told
    taken = StepTaken(OWN_STEP, sender, at, message.note, mended)
    due_on = resumed(item.due_on, item.history or (), act.today)
    carried = carry(item, declared, decided, step, taken, act)
    if isinstance(carried, tuple):
        item.form = before
        return carried
    item.subject, item.subject_name = declared.subject_in(form)
    item.due_on = due_on
    note_form_change(item, before, clerk=sender, at=at)
    rows.update(item, taken)
    return ()


def _form_of(message: MatterForwarded) -> BaseModel | Refusals:
    """Return the form as this province reads it, or why it cannot be taken in here."""
    row = codes.table("items").get(message.item)
    if row is None or message.item not in catalogue():
        return (refusals.unknown_item(message.item),)
    if not may_be_forwarded(message.item):
        return (not_forwarded(row.text),)
    if message.scheme not in row.facts["schemes"]:
        return (refusals.other_scheme(row.text, message.scheme),)
    form: type[BaseModel] = catalogue()[message.item].form
    try:
        return form.model_validate(message.form)
    except ValidationError as fault:
        return field_faults(fault)


def _handed_in_by(province: str, agency: str, message: MatterForwarded | None = None) -> Clerk:
    """Return who stands for the other province's counter in the steps: nobody who works here."""
    login = f"{province}:{agency}"
    name = f"{message.agency_name} {message.handed_in_by}".strip() if message else login
    return Clerk(login=login, person_code=login, name=name[:64], kind=Kind.CITIZEN)


def _attach_whole(item: Item, row: Forwarded, sender: Clerk, at: datetime) -> bool:
    """Attach the scans of which all pieces are here, each once, and keep the pieces no longer.

    Returns whether any was attached; what came before tells nothing new.

    Raises `NotWhole` where the bytes are not those of the digest, or are no scan.
    """
    pieces, was_attached = Piece.objects.filter(letter=row.letter), False
    found = pieces.order_by("paper", "digest").distinct("paper", "digest")
    for paper, digest, name, count in found.values_list("paper", "digest", "name", "pieces"):
        scan = pieces.filter(paper=paper, digest=digest).order_by("place")
        if scan.count() != count:
            continue
        file = File(name, b"".join(bytes(body) for body in scan.values_list("body", flat=True)))
        if file.digest.hex() != digest or not media_type_of(file):
            raise NotWhole(f"letter {row.letter}: the scan of {paper} is not whole")
        kept = {(one.paper, one.digest) for one in item.attached}
        if (paper, digest) not in kept and item.status not in ENDED and len(kept) < ATTACHED_MAX:
            attachments.attach_paper(
                file, number=item.number, name=rows.kept_name(file), paper=paper, clerk=sender,
                at=at,
            )  # fmt: skip
            was_attached = True
        scan.delete()
        item.attached = attached_to(item.number)
    return was_attached
