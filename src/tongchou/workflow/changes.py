"""Moving a matter: accept, review, approve, return, refuse, withdraw, conclude.

Here and nowhere else an item's deed is written: registry, ledger, log and the item
itself in one transaction, or nothing at all.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import BaseModel, ValidationError

from tongchou.agency.changes import kept
from tongchou.agency.models import Clerk
from tongchou.events.changes import append
from tongchou.ledger.changes import post
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Worksheet
from tongchou.policy.procedure.working_days import limit_from
from tongchou.registry import changes as registry
from tongchou.standards import codes
from tongchou.standards.fields import field_faults
from tongchou.standards.messages import Message
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.workflow import refusals
from tongchou.workflow.definition import Act, Deed, File, catalogue
from tongchou.workflow.hindrances import hindrance_to, hindrance_to_start
from tongchou.workflow.identity import digest_of_content, digest_of_key, item_known, next_number
from tongchou.workflow.models import Attachment, Item, Status, Step
from tongchou.workflow.scope import is_in_scope
from tongchou.workflow.steps import follows
from tongchou.workflow.turns import once_more_on_collision, stand_in_line, wait_for_turn

NOTE_MAX, NAME_MAX = 500, 200
"""How long a note and the name of a file may be; what is longer is cut."""


@dataclass(frozen=True)
class Accepted:
    """An item that was taken in; `repeated` when the same content had been handled before."""

    item: Item
    repeated: bool = False


@dataclass(frozen=True)
class Decided:
    """What the law says of an item, the facts it was asked about, and what to look at besides."""

    facts: Any
    worksheet: Worksheet
    hints: tuple[Text, ...] = ()


@once_more_on_collision
def accept(  # noqa: PLR0911  # each return is a reason not to take the matter in
    code: str,
    given: dict[str, Any],
    *,
    province: str,
    at: datetime,
    clerk: Clerk | None = None,
    source: str = "clerk",
    files: tuple[File, ...] = (),
    key: str = "",
) -> Accepted | Refusals:
    """Accept 受理 a matter, or say why not; an item without further steps completes at once.

    A matter without a clerk comes from a system or from another node. Nothing is kept
    of what is refused: the form stays with whoever filled it in. Only a peer's letter is
    always taken in, with its refusals, because a person must answer it. An item of a single
    step is known by its content, another by the `key` that its sender gave it: the same
    one again from the same sender is the same item, and changes nothing.
    """
    hindrance = hindrance_to_start(code, source, clerk)
    if hindrance:
        return (hindrance,)
    definition = catalogue()[code]
    try:
        form = definition.Form.model_validate(given)
    except ValidationError as fault:
        return field_faults(fault)
    if clerk is not None and not is_in_scope(clerk, form, files, province=province):
        return (refusals.out_of_scope(),)
    is_last = follows(code, "accept") is None
    scope = (clerk.insured_scope if clerk else None) or ""
    digest = digest_of_content(form, files, scope) if is_last else digest_of_key(key, clerk)
    with transaction.atomic():
        if digest and (known := item_known(code, digest)):
            return Accepted(known, repeated=True)
        if is_last:
            _wait_for_others_about(_subject_in(form)[0])
        act = Act(province, at, next_number(province, at), files, scope)
        decided = _decide(definition, form, act)
        if not isinstance(decided, Decided) and source != "peer":
            return decided
        item = _create(definition, form, act, clerk=clerk, source=source, digest=digest)
        _take(item, "accept", clerk, at, "")
        if not isinstance(decided, Decided):
            item.refusals = [refusal.as_json() for refusal in decided]
            item.save(update_fields=["refusals"])
            return Accepted(item)
        _keep_decision(item, decided)
        if is_last:
            _write(item, definition.record(decided.facts, decided.worksheet, act), act)
        return Accepted(item)


def review(number: str, *, clerk: Clerk, at: datetime, note: str = "") -> Item | Refusals:
    """Review 复核 an accepted item."""
    return _step(number, "review", clerk=clerk, at=at, note=note)


def approve(number: str, *, clerk: Clerk, at: datetime, note: str = "") -> Item | Refusals:
    """Approve 审批 an item: decide it once more on today's facts, and make it true."""
    return _step(number, "approve", clerk=clerk, at=at, note=note)


@once_more_on_collision
def _step(number: str, verb: str, *, clerk: Clerk, at: datetime, note: str) -> Item | Refusals:
    with transaction.atomic():
        item = Item.objects.select_for_update().get(number=number)
        hindrance = hindrance_to(item, verb, clerk)
        if hindrance:
            return (hindrance,)
        definition = catalogue()[item.code]
        form = definition.Form.model_validate(item.form)
        act = Act(number[:2], at, number, _files(item))
        _wait_for_others_about(item.subject or item.code)
        decided = _decide(definition, form, act)
        if not isinstance(decided, Decided):
            item.refusals = [refusal.as_json() for refusal in decided]
            item.save(update_fields=["refusals"])
            return decided
        _take(item, verb, clerk, at, note)
        _keep_decision(item, decided)
        if follows(item.code, verb) is None:
            _write(item, definition.record(decided.facts, decided.worksheet, act), act)
        else:
            item.status = Status.REVIEWED
            item.save(update_fields=["status"])
        return item


def stop(number: str, verb: str, *, clerk: Clerk, at: datetime, note: str) -> Item | Refusals:
    """Return 退回, refuse 不予办理 or withdraw 撤回 an item that is not yet complete."""
    ends = {"return": Status.RETURNED, "refuse": Status.REFUSED, "withdraw": Status.WITHDRAWN}
    with transaction.atomic():
        item = Item.objects.select_for_update().get(number=number)
        hindrance = hindrance_to(item, verb, clerk)
        if hindrance:
            return (hindrance,)
        if verb != "withdraw" and not note.strip():
            return (refusals.reason_missing(),)
        _take(item, verb, clerk, at, note)
        item.status = ends[verb]
        item.completed_at = None if verb == "return" else at
        item.save(update_fields=["status", "completed_at"])
        definition = catalogue()[item.code]
        if verb == "refuse" and hasattr(definition, "decline"):
            form = definition.Form.model_validate(item.form)
            act = Act(number[:2], at, number)
            deed = definition.decline(form, kept(note, NOTE_MAX), act)
            _write(item, replace(deed, leaves=Status.REFUSED), act)
        return item


def resubmit(number: str, given: dict[str, Any], *, clerk: Clerk, at: datetime) -> Item | Refusals:
    """Accept a returned item again, with what its form says now."""
    with transaction.atomic():
        item = Item.objects.select_for_update().get(number=number)
        hindrance = hindrance_to(item, "accept", clerk)
        if hindrance:
            return (hindrance,)
        definition = catalogue()[item.code]
        try:
            form = definition.Form.model_validate(given)
        except ValidationError as fault:
            return field_faults(fault)
        if not is_in_scope(clerk, form, _files(item), province=number[:2]):
            return (refusals.out_of_scope(),)
        decided = _decide(definition, form, Act(number[:2], at, number, _files(item)))
        if not isinstance(decided, Decided):
            return decided
        item.form = form.model_dump(mode="json")
        item.subject, item.subject_name = _subject_in(form)
        item.status = Status.ACCEPTED
        item.refusals = []
        item.save(update_fields=["form", "subject", "subject_name", "status", "refusals"])
        _take(item, "accept", clerk, at, "")
        _keep_decision(item, decided)
        return item


def conclude(number: str, message: Message, *, at: datetime) -> None:
    """Carry a waiting item on with the answer that another province sent."""
    with transaction.atomic():
        item = Item.objects.select_for_update().get(number=number)
        if item.status != Status.WAITING:
            return
        definition = catalogue()[item.code]
        form = definition.Form.model_validate(item.form)
        act = Act(number[:2], at, number)
        _wait_for_others_about(item.subject or item.code)
        _take(item, "conclude", None, at, "")
        _write(item, definition.conclude(form, message, act), act)


def _wait_for_others_about(subject: str) -> None:
    """Let two matters of one person come true one after the other, each on the facts it finds.

    An item of several steps about nobody in particular, such as a payment roll, waits for
    its like; a feed waits for nobody.
    """
    if subject:
        wait_for_turn("about", subject)


def _decide(definition: Any, form: BaseModel, act: Act) -> Decided | Refusals:
    try:
        facts = definition.gather(form, act)
        worksheet: Worksheet | Refusals = definition.decide(facts, Law(known_on=act.today))
    except NotInForce as fault:
        return (fault.refusal,)
    if not isinstance(worksheet, Worksheet):
        return worksheet
    hints = definition.hints(facts) if hasattr(definition, "hints") else ()
    return Decided(facts, worksheet, hints)


def _write(item: Item, deed: Deed, act: Act) -> None:
    """Write a deed: what happened into the registry, money into the ledger, all into the log."""
    told = list(deed.messages)
    for message in deed.messages:
        registry.apply(message, province=act.province, item_number=item.number)
    for place, draft in enumerate(deed.entries, start=1):
        number = f"{item.number}-{item.steps.count()}-{place}"
        told += post(draft, province=act.province, item_number=item.number, number=number)
    stand_in_line()
    append(told, item_number=item.number, recorded_at=act.at)
    if not told:
        item.digest = ""  # what changed nothing does not stand in the way of the same content
    item.outcome = {**item.outcome, **deed.outcome}
    item.status = deed.leaves
    item.completed_at = None if deed.leaves == Status.WAITING else act.at
    item.refusals = []
    item.save(update_fields=["outcome", "status", "completed_at", "refusals", "digest"])


def _create(
    definition: Any, form: BaseModel, act: Act, *, clerk: Clerk | None, source: str, digest: str
) -> Item:
    given = form.model_dump(mode="json")
    weekdays = int(codes.table("items")[definition.code].facts["weekdays"])
    agency = clerk.agency if clerk else None
    subject, subject_name = _subject_in(form)
    item = Item.objects.create(
        number=act.item_number,
        code=definition.code,
        status=Status.ACCEPTED,
        source=source,
        agency_code=agency.code if agency else act.province + "0000",
        division_code=agency.division_code if agency else act.province + "0000",
        subject=subject,
        subject_name=subject_name,
        form=given,
        digest=digest,
        accepted_at=act.at,
        due_on=limit_from(act.today, weekdays) if weekdays else None,
    )
    Attachment.objects.bulk_create(
        Attachment(item=item, name=kept(file.name, NAME_MAX), content=file.content)
        for file in act.files
    )
    return item


def _subject_in(form: BaseModel) -> tuple[str, str]:
    """Return whom a form is about, by number or code, and under which name."""
    ssn, credit_code, name = (
        str(getattr(form, field, "")) for field in ("ssn", "credit_code", "name")
    )
    return ssn or credit_code, name


def _take(item: Item, verb: str, clerk: Clerk | None, at: datetime, note: str) -> None:
    Step.objects.create(
        item=item,
        verb=verb,
        login=clerk.login if clerk else "",
        name=clerk.name if clerk else "",
        at=at,
        note=kept(note, NOTE_MAX),
    )


def _keep_decision(item: Item, decided: Decided) -> None:
    item.worksheet = decided.worksheet.as_json()
    item.hints = [hint.as_json() for hint in decided.hints]
    item.refusals = []
    item.save(update_fields=["worksheet", "hints", "refusals"])


def _files(item: Item) -> tuple[File, ...]:
    return tuple(File(file.name, bytes(file.content)) for file in item.attachments.order_by("id"))
