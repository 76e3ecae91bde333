"""What should be looked at twice of an item, as things stand now: a hint goes with its cause."""

from datetime import datetime
from typing import Any

from tongchou.policy.engine.law import Law, NotInForce
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.item import Act, Decision
from tongchou.workflow.models import ENDED, Item


def hints_now(item: Item, *, at: datetime, scope: str) -> list[dict[str, Any]]:
    """Return the hints of an open item on the facts of this hour; of an ended one, those kept.

    `scope` is that of whoever looks. Of a file nothing is read again: its hints are those kept.
    """
    declared = catalogue().get(item.code)
    if item.status in ENDED or declared is None or declared.hints is None or declared.takes_file:
        return list(item.hints)
    act = Act(item.number[:2], at, item.number, item.scheme, scope=scope)
    facts = declared.gather(declared.form.model_validate(item.form), act)
    hints = declared.hints(facts)
    try:
        decision = declared.decide(facts, Law(known_on=act.today, scheme=act.scheme))
    except NotInForce:
        decision = ()
    notes = decision.worksheet.notes if isinstance(decision, Decision) else ()
    return [hint.as_json() for hint in (*hints, *notes)]
