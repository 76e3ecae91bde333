"""Moving an item: accept it, take a step on it, accept it again, take over another's answer.

Here and nowhere else the effects of an item are written: registry, ledger, log and the item
itself in one transaction, or nothing at all.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from pydantic import BaseModel, ValidationError

from tongchou.agency.changes import kept
from tongchou.agency.models import Clerk
from tongchou.standards.fields import field_faults
from tongchou.standards.refusal import Refusals
from tongchou.workflow import refusals
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.changes import rows
from tongchou.workflow.changes.begun import item_of
from tongchou.workflow.changes.carrying import carry, move
from tongchou.workflow.changes.deciding import Decided, decide
from tongchou.workflow.changes.effects import record, tell_end, write
from tongchou.workflow.changes.followed import written
from tongchou.workflow.changes.form_changes import note_form_change
from tongchou.workflow.changes.opened import step_open
from tongchou.workflow.changes.papers import await_no_more
from tongchou.workflow.changes.rows import StepTaken
from tongchou.workflow.clock import resumed
from tongchou.workflow.files import File
from tongchou.workflow.hands import hindrance_of_hands
from tongchou.workflow.hindrances import (
    hindrance_to,
    hindrance_to_record,
    hindrance_to_start,
    papers_missing,
    scheme_of,
    took_in,
)
from tongchou.workflow.identity import digest_of_content, digest_of_key, known_by
from tongchou.workflow.item import Act
from tongchou.workflow.models import ENDED, Item
from tongchou.workflow.outside import filled_in, hindrance_again
from tongchou.workflow.points import Point, settled
from tongchou.workflow.scope import is_in_scope, stays_with
from tongchou.workflow.steps import OWN_STEP, Does, Transition, procedure_of
from tongchou.workflow.turns import lock_matter, retried_on_collision

Seen = Callable[[Item], None]
"""Is told of an item as it was moved, before the transaction ends: what it notes stands with it."""


def _unseen(_: Item) -> None:
    """Note nothing: who moves the item is not shown it here."""


@dataclass(frozen=True)
class Accepted:
    """An item that was accepted; `repeated` when the same content had been accepted before."""

    item: Item
    repeated: bool = False


@retried_on_collision
def accept(
    code: str,
    given: dict[str, Any],
    *,
    province: str,
    at: datetime,
    clerk: Clerk | None = None,
    source: str = "clerk",
    files: tuple[File, ...] = (),
    key: str = "",
    scheme: str = "",
    on_behalf: bool = False,
    note: str = "",
    seen: Seen = _unseen,
) -> Accepted | Refusals:
    """Accept 受理 an item, or say why not; one without further steps completes at once.

    An item without a clerk comes from a system or from another node. Nothing is kept of what is
    refused: the form stays with whoever filled it in. Only a peer's letter is always accepted,
    with its refusals, because a person must answer it. An item of a single step is known by its
    content, another by the `key` that its sender gave it: the same one again from the same sender
    is the same item, and changes nothing; the same key with other content is refused. `scheme`
    may be left out where the item has but one. `note` says why it goes on in spite of what a gate
    found. `seen` is told of a new item. Of a citizen or an employer's user, who is then the
    `clerk`, it begins with a step of their own, if its procedure has one. With `on_behalf` what
    lies outside the clerk's scope is taken in 代收 for the agency that is competent: they hear
    which field is refused, and nothing of whom it is about.
    """
    scheme = scheme_of(code, scheme)
    form = _form_of(code, given, scheme, source, clerk)
    if not isinstance(form, BaseModel):
        return form
    item = catalogue()[code]
    accepting = _beginning(code, source)
    records = accepting.does == Does.RECORD
    is_others = clerk is not None and not is_in_scope(clerk, item, form, files, province=province)
    if is_others and (records or not on_behalf):
        return (refusals.out_of_scope(),)
    scope = (clerk.insured_scope if clerk else None) or ""
    content = digest_of_content(form, files, scope) if records or key else ""
    digest = content if records else digest_of_key(key, clerk)
    with transaction.atomic():
        digest, known = known_by(code, digest, is_content=records)
        if known:
            if known.content_digest != content:
                return (refusals.key_reused(known.number),)
            return Accepted(known, repeated=True)
        act = Act(province, at, "", scheme, files, scope, bool(clerk and clerk.is_outside))
        if records:
            lock_matter(item.subject_in(form)[0])  # who loads an item locks it there
            act = replace(act, item_number=rows.next_number(province, act.today))
        halt = hindrance_to_record() if records else hindrance_again(clerk, item, form)
        decided = (halt,) if halt else decide(item, form, act, clerk)
        row = item_of(item, form, act, clerk=clerk, source=source, on_behalf=is_others)
        row.digest, row.content_digest = digest, content
        taken = StepTaken(accepting.verb, clerk, at, note)
        if refused := _taken_in(row, item, decided, accepting, taken, act):
            return refusals.to_another(refused) if is_others else refused
        seen(row)
        return Accepted(row)


def _taken_in(
    row: Item,
    item: AnyItem,
    decided: Decided | Refusals,
    step: Transition,
    taken: StepTaken,
    act: Act,
) -> Refusals:
    """Write a new item where its first step leads it; return why it is refused, mostly nothing."""
    carried = carry(row, item, decided, step, taken, act)
    if isinstance(carried, tuple):
        if row.source != "peer":
            return carried
        move(row, step, act)
    elif carried.does == Does.RECORD and isinstance(decided, Decided):
        record(row, item, decided.facts, decided.decision.found, act, step=taken)
    rows.insert(row, taken, act)
    return ()


def _form_of(
    code: str, given: dict[str, Any], scheme: str, source: str, clerk: Clerk | None
) -> BaseModel | Refusals:
    """Return the form that is handed in, or why it cannot be read or may not be handed in."""
    hindrance = hindrance_to_start(code, scheme, source, clerk)
    if hindrance:
        return (hindrance,)
    item = catalogue()[code]
    form: type[BaseModel] = item.form
    if clerk is not None and clerk.is_outside:
        given = filled_in(clerk, item, given)
    try:
        return form.model_validate(given)
    except ValidationError as fault:
        return field_faults(fault)


@retried_on_collision
def take(
    number: str,
    verb: str,
    *,
    clerk: Clerk,
    at: datetime,
    note: str = "",
    points: tuple[Point, ...] = (),
    seen: Seen = _unseen,
) -> Item | Refusals:
    """Take a step on an item: carry it on (review, approve, authorise), or stop it.

    A step that carries it on decides the item anew on today's facts; the one that completes it
    writes its effects. Returning and refusing want a reason, in words or as points: what is to be
    mended, or why it is refused. `seen` is told of the moved item.
    """
    with transaction.atomic():
        row, hands = rows.load(number)
        item = catalogue()[row.code]
        act = Act(number[:2], at, number, row.scheme)
        taken = StepTaken(verb, clerk, at, note, points)
        step = step_open(row, taken, clerk, hands, act)
        if not isinstance(step, Transition):
            return step
        form = item.form.model_validate(row.form)
        act = replace(act, files=rows.files_of(row) if item.takes_file else ())
        if step.does == Does.STOP:
            move(row, step, act)
            if verb == "refuse" and item.decline is not None:
                effects = item.decline(form, kept(note, rows.NOTE_MAX), act)
                write(row, effects, act, step=taken)
            elif row.status in ENDED:
                tell_end(row, act, step=taken)
            if row.status in ENDED:
                await_no_more(row)
            written(row, taken)
            seen(row)
            return row
        missing = papers_missing(row) if step.approves else ()
        decided = missing or decide(item, form, act, clerk, hands)
        carried = carry(row, item, decided, step, taken, act)
        if isinstance(carried, tuple):
            rows.update(row)
            return carried
        if carried.does == Does.RECORD and isinstance(decided, Decided):
            record(row, item, decided.facts, decided.decision.found, act, step=taken)
        written(row, taken)
        seen(row)
        return row


def resubmit(
    number: str,
    given: dict[str, Any],
    *,
    clerk: Clerk,
    at: datetime,
    note: str = "",
    checked: Collection[str] = (),
    seen: Seen = _unseen,
) -> Item | Refusals:
    """Accept what was returned or handed in, with what its form says now; `seen` is told of it.

    Whoever handed it in from outside hands it in again: they are then the `clerk`. Each point that
    it was returned for must be settled; `checked` names those that stand as they are because
    somebody looked. Its time limit goes on from where it stood still when it was returned.
    """
    verb = OWN_STEP if clerk.is_outside else "accept"
    with transaction.atomic():
        row, hands = rows.load(number)
        item = catalogue()[row.code]
        act = Act(number[:2], at, number, row.scheme, is_outside=clerk.is_outside)
        hindrance = hindrance_to(
            row, verb, clerk, hands=hands, today=act.today
        ) or hindrance_of_hands(row.in_hand, clerk, at)
        if hindrance:
            return (hindrance,)
        step = _step(row, verb)
        if clerk.is_outside:
            given = filled_in(clerk, item, given, row.form)
        try:
            form = item.form.model_validate(given)
        except ValidationError as fault:
            return field_faults(fault)
        act = replace(act, files=rows.files_of(row) if item.takes_file else ())
        is_here = is_in_scope(clerk, item, form, act.files, province=number[:2])
        if not is_here and not (took_in(row, clerk) and stays_with(row, item, form)):
            return (refusals.out_of_scope(),)
        told = form.model_dump(mode="json")
        mended, left = settled(row, row.history or [], told, checked)
        if left:
            return tuple(refusals.not_mended(one.about, one.title(row.code)) for one in left)
        decided = decide(item, form, act, clerk, hands)
        before, row.form = row.form, told
        row.subject, row.subject_name = item.subject_in(form)
        row.due_on = resumed(row.due_on, row.history or (), act.today)
        taken = StepTaken(verb, clerk, at, note, mended)
        carried = carry(row, item, decided, step, taken, act)
        if isinstance(carried, tuple):
            return carried if is_here else refusals.to_another(carried)
        note_form_change(row, before, clerk=clerk, at=at)
        written(row, taken)
        seen(row)
        return row


def conclude(number: str, answer: object, *, at: datetime) -> bool:
    """Carry a waiting item on with the answer it waited for; return whether it waited.

    The answer is another province's message, or whatever else the item's `conclude` knows.
    """
    with transaction.atomic():
        row, _ = rows.load(number)
        item = catalogue()[row.code]
        procedure = procedure_of(row.code)
        if procedure.transition(row.status, "conclude") is None or item.conclude is None:
            return False
        act = Act(number[:2], at, number, row.scheme)
        effects = item.conclude(item.form.model_validate(row.form), answer, act)
        verb = "decline" if effects.is_refusal else "conclude"
        step = procedure.transition(row.status, verb)
        if step is None:
            raise ValueError(f"{number} cannot be declined by whom it waits for")
        move(row, step, act)
        taken = StepTaken(verb, None, at)
        write(row, effects, act, step=taken)
        written(row, taken)
    return True


def _beginning(code: str, source: str) -> Transition:
    step = procedure_of(code).beginning(source)
    if step is None:
        raise ValueError(f"the procedure of {code} begins with no step")
    return step


def _step(row: Item, verb: str) -> Transition:
    step = procedure_of(row.code).transition(row.status, verb)
    if step is None:
        raise ValueError(f"{row.number} is {row.status}, from which no {verb} leads on")
    return step
