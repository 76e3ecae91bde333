"""Deciding an item: gather its facts, pass its gates, ask the law, note on it what came of that."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tongchou.agency.models import Clerk
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.provenance import Provenance
from tongchou.risk.gate import Raised
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.workflow import gates
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.changes.rows import StepTaken
from tongchou.workflow.item import Act, Decision
from tongchou.workflow.models import Item
from tongchou.workflow.steps import OWN_STEP, Hands


@dataclass(frozen=True)
class Decided:
    """A decision in favour, what it rests on, and what a clerk should look at besides."""

    facts: Any
    decision: Decision[Any]
    provenance: Provenance
    hints: tuple[Text, ...] = ()
    raised: tuple[Raised, ...] = ()


def decide(
    item: AnyItem, form: BaseModel, act: Act, clerk: Clerk | None, before: Hands | None = None
) -> Decided | Refusals:
    """Pass the gates and ask the law; `before` are the steps taken so far, None for a new item."""
    hands = [person for verb, person in before or () if verb != OWN_STEP]
    if clerk is not None and not clerk.is_outside:
        hands.append(clerk.person_code)
    try:
        facts = item.gather(form, act)
        raised = gates.raised_by(item, form, facts, act, tuple(hands))
        if blocked := gates.blocked_by(raised):
            return blocked
        law = Law(known_on=act.today, scheme=act.scheme)
        decision = item.decide(facts, law)
    except NotInForce as fault:
        return (fault.refusal,)
    if not isinstance(decision, Decision):
        return decision
    hints = (item.hints(facts) if item.hints else ()) + decision.worksheet.notes
    return Decided(facts, decision, Provenance.of(law), hints, raised)


def note_decision(row: Item, decided: Decided | Refusals, step: StepTaken) -> Refusals:
    """Note on an item what was decided, and return why it may not go on yet; mostly nothing.

    A refusal leaves the decision before it as it stands. Whoever goes on in spite of a finding
    that must be explained says why; what no clerk of the agency carries on is explained next time.
    """
    if not isinstance(decided, Decided):
        row.refusals = [refusal.as_json() for refusal in decided]
        return decided
    row.worksheet = decided.decision.worksheet.as_json()
    row.provenance = dict(decided.provenance.as_json())
    row.hints = [hint.as_json() for hint in decided.hints]
    row.refusals = []
    row.gates = gates.outcomes_of(decided.raised, row.gates, step.of(row))
    if step.verb == gates.AUTHORISE and gates.is_for_level_above(row.gates):
        return (gates.found_anew(),)
    return gates.unexplained(row.gates) if step.clerk and not step.clerk.is_outside else ()
