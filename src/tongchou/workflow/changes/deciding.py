"""Deciding an item: pass its gates, gather its facts, ask the law, note on it what came of that."""

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tongchou.agency.models import Clerk
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.provenance import Provenance
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.gates import gated
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


def decide(
    item: AnyItem, form: BaseModel, act: Act, clerk: Clerk | None, before: Hands | None = None
) -> Decided | Refusals:
    """Pass the gates and ask the law; `before` are the steps taken so far, None for a new item."""
    persons = [person for verb, person in before or () if verb != OWN_STEP]
    if clerk is not None and not clerk.is_outside:
        persons.append(clerk.person_code)
    passed = gated(item, form, act, tuple(persons), is_first=before is None)
    if passed.refusals:
        return passed.refusals
    try:
        facts = item.gather(form, act)
        law = Law(known_on=act.today, scheme=act.scheme)
        decision = item.decide(facts, law)
    except NotInForce as fault:
        return (fault.refusal,)
    if not isinstance(decision, Decision):
        return decision
    hints = passed.hints + (item.hints(facts) if item.hints else ()) + decision.worksheet.notes
    return Decided(facts, decision, Provenance.of(law), hints)


def note_decision(row: Item, decided: Decided | Refusals) -> None:
    """Note on an item what was decided; a refusal leaves the decision before it as it stands."""
    if not isinstance(decided, Decided):
        row.refusals = [refusal.as_json() for refusal in decided]
        return
    row.worksheet = decided.decision.worksheet.as_json()
    row.provenance = dict(decided.provenance.as_json())
    row.hints = [hint.as_json() for hint in decided.hints]
    row.refusals = []
