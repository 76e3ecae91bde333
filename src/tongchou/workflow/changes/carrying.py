"""Carrying an item to where a step leads: what must be known, explained or authorised before."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from tongchou.policy.procedure.working_days import limit_from
from tongchou.standards.refusal import Refusals
from tongchou.workflow import gates, refusals
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.changes import rows
from tongchou.workflow.changes.deciding import Decided, note_decision
from tongchou.workflow.changes.rows import StepTaken
from tongchou.workflow.inquiry.changes import want, wanted
from tongchou.workflow.inquiry.queries import answer_for
from tongchou.workflow.item import Act
from tongchou.workflow.models import ENDED, Item
from tongchou.workflow.steps import MINISTRY_ANSWER, Does, Transition


def carry(
    row: Item,
    item: AnyItem,
    decided: Decided | Refusals,
    step: Transition,
    taken: StepTaken,
    act: Act,
) -> Transition | Refusals:
    """Put an item where a step leads it, and return the step as it is taken; or why it is not.

    What a gate sends to the level above does not end before that level authorised it. What asks
    the ministry is accepted at once, and waits for the answer; it does not end on one too old.
    """
    refused = note_decision(row, decided, taken)
    if refused or not isinstance(decided, Decided):
        return refused
    asks = bool(item.asks and settings.MINISTRY_URL)
    if asks and step.does == Does.RECORD and not _is_answered(row, act):
        _ask(row, item, decided.facts, act)
        return (refusals.asked_anew(),)
    if step.does == Does.RECORD and gates.is_for_level_above(row.gates):
        step = step.before_authorising()
    move(row, step, act)
    if asks and taken.verb == "accept":
        row.number = row.number or rows.next_number(act.province, act.today)
        _ask(row, item, decided.facts, act)
    return step


def move(row: Item, step: Transition, act: Act) -> None:
    """Put an item into the state to which a step leads it, with its limits there."""
    row.status = step.to
    row.waits_for = step.waits_for
    row.waits_until = act.today + timedelta(days=step.days) if step.days else None
    row.completed_at = act.at if step.to in ENDED else None
    if step.weekdays:
        row.due_on = limit_from(act.today, step.weekdays)


def _is_answered(row: Item, act: Act) -> bool:
    answer = answer_for(row.number, row.subject)
    return answer is not None and act.at - answer.answered_at <= settings.ANSWERS_COUNT_FOR


def _ask(row: Item, item: AnyItem, facts: Any, act: Act) -> None:
    """Let an item wait for the ministry, which is asked about its person from now on."""
    months = item.seen_in(facts).months
    span = (min(months), max(months) + 1) if months else (0, 0)
    want(wanted(row, kinds=item.asks, months=span, at=act.at))
    row.waits_for = MINISTRY_ANSWER
