"""Handing in the papers 材料 of an item: a scan, or the promise that one follows."""

from datetime import datetime

from django.db import transaction

from tongchou.agency.models import Clerk
from tongchou.events.changes import append
from tongchou.policy.procedure.working_days import limit_from
from tongchou.standards.messages import ItemFilesAdded
from tongchou.standards.refusal import Refusals
from tongchou.workflow import refusals_of_papers as refusals
from tongchou.workflow.changes import attachments, rows
from tongchou.workflow.changes.followed import tell_of
from tongchou.workflow.content import digest_of_files
from tongchou.workflow.files import File
from tongchou.workflow.hindrances import hindrance_to_attach, hindrance_to_record
from tongchou.workflow.item import Act
from tongchou.workflow.models import ENDED, Awaited, Item
from tongchou.workflow.paper_queries import attached_to
from tongchou.workflow.papers import PaperState, states_of
from tongchou.workflow.scans import ATTACHED_MAX, SCAN_MB_MAX, media_type_of
from tongchou.workflow.steps import Does, procedure_of
from tongchou.workflow.turns import retried_on_collision


@retried_on_collision
def attach_paper(
    number: str, paper: str, file: File, *, clerk: Clerk, at: datetime
) -> Item | Refusals:
    """Attach a scan for a paper of an item, or say why not.

    What kind of file it is, its bytes say; the same bytes again change nothing. Where the log
    vouches for the item already, as for one that is completed, it tells of the paper too. Raises
    `Item.DoesNotExist` for a number that no item has.
    """
    if file.size > SCAN_MB_MAX * 1024 * 1024:
        return (refusals.scan_too_large(SCAN_MB_MAX),)
    if not media_type_of(file):
        return (refusals.not_a_scan(),)
    with transaction.atomic():
        row, state = _state(number, paper)
        hindrance = hindrance_to_attach(row, paper, clerk)
        is_vouched = _is_vouched(row)
        if is_vouched:
            hindrance = hindrance or hindrance_to_record()
        if hindrance:
            return (hindrance,)
        if state and any(one.digest == file.digest.hex() for one in state.scans):
            return row
        if len(row.attached) >= ATTACHED_MAX:
            return (refusals.too_many_scans(ATTACHED_MAX),)
        name = rows.kept_name(file)
        attachments.attach_paper(file, number=number, name=name, paper=paper, clerk=clerk, at=at)
        if state and state.is_awaited:
            Awaited.objects.filter(item=row, paper=paper).delete()
        row.attached = attached_to(number)
        if is_vouched:
            _tell(row, at)
        tell_of(row, at=at)
        return row


@retried_on_collision
def promise_paper(number: str, paper: str, *, clerk: Clerk, at: datetime) -> Item | Refusals:
    """Take the promise 容缺承诺 that a missing paper follows within its working days."""
    with transaction.atomic():
        row, state = _state(number, paper)
        hindrance = hindrance_to_attach(row, paper, clerk)
        if hindrance or state is None:
            return (hindrance or refusals.no_such_paper(),)
        if not state.paper.follows or not state.is_missing:
            return (refusals.may_not_follow(state.paper),)
        today = Act(number[:2], at, number, row.scheme).today
        until = limit_from(today, state.paper.follows)
        attachments.promise(number=number, paper=paper, until=until, clerk=clerk, at=at)
        Awaited.objects.create(item=row, paper=paper, until=until)
        return row


def await_no_more(row: Item) -> None:
    """Wait for no paper any more of an item that ended without success."""
    if any(one.is_promise for one in row.attached):
        Awaited.objects.filter(item=row).delete()


def _state(number: str, paper: str) -> tuple[Item, PaperState | None]:
    row, _ = rows.load(number)
    states = states_of(row.code, row.form, row.attached)
    return row, next((one for one in states if one.paper.code == paper), None)


def _is_vouched(row: Item) -> bool:
    """Whether the log vouches for an item as it stands, and so for what is kept with it."""
    recorded = [one for one in procedure_of(row.code).transitions if one.does == Does.RECORD]
    return row.status in ENDED or any(one.to == row.status for one in recorded)


def _tell(row: Item, at: datetime) -> None:
    """Tell the log what is kept with an item now, for which it vouches already."""
    digest = digest_of_files(row.attached)
    told = ItemFilesAdded(scheme=row.scheme, item_number=row.number, files=digest)
    append([told], item_number=row.number, recorded_at=at, in_order=True)
