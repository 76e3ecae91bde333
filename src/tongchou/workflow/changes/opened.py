"""Whether a step may be taken on an item, and which transition it is."""

from tongchou.agency.models import Clerk
from tongchou.standards.refusal import Refusals
from tongchou.workflow import refusals
from tongchou.workflow.changes.rows import StepTaken
from tongchou.workflow.hands import hindrance_of_hands
from tongchou.workflow.hindrances import hindrance_to, hindrance_to_record
from tongchou.workflow.item import Act
from tongchou.workflow.models import ENDED, Item
from tongchou.workflow.points import fault_of
from tongchou.workflow.steps import OWN_STEP, Does, Hands, Transition, procedure_of

WITH_A_FORM = ("accept", OWN_STEP)
"""The steps that are taken with a form, by `accept` or `resubmit`."""


def step_open(
    row: Item, taken: StepTaken, clerk: Clerk, hands: Hands, act: Act
) -> Transition | Refusals:
    """Return the transition that a step is, or what stands in its way."""
    verb = taken.verb
    hindrance = hindrance_to(row, verb, clerk, hands=hands, today=act.today) or hindrance_of_hands(
        row.in_hand, clerk, act.at
    )
    if hindrance:
        return (hindrance,)
    step = procedure_of(row.code).transition(row.status, verb)
    if step is None or step.does == Does.ANSWER or verb in WITH_A_FORM:
        raise ValueError(f"{verb} is no step that a clerk takes on {row.number}")
    if step.needs_note and not (taken.note.strip() or taken.points):
        return (refusals.reason_missing(),)
    if fault := fault_of(taken.points, row.code, verb):
        return fault
    halt = hindrance_to_record() if step.does == Does.RECORD or step.to in ENDED else None
    return (halt,) if halt else step
