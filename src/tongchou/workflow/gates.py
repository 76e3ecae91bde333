"""The gates 核查 that a matter passes when it is decided, and the ladder of what they find.

What they find is kept with the item, each finding with the words by which it was explained and
with who authorised it. A finding that is raised again in the same words stays explained and
authorised; one that is raised no more is gone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from pydantic import BaseModel

from tongchou.risk.catalogue import run_gates
from tongchou.risk.gate import Matter, Raised, Rung
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.inquiry.queries import answer_for
from tongchou.workflow.item import Act
from tongchou.workflow.models import Step
from tongchou.workflow.steps import OWN_STEP

AUTHORISE = "authorise"
"""The step of the level above."""

Outcomes = list[dict[str, Any]]
"""What the gates found, as it is kept with an item; see `outcomes_of`."""


def raised_by(
    item: AnyItem, form: BaseModel, facts: Any, act: Act, hands: tuple[str, ...]
) -> tuple[Raised, ...]:
    """Ask the gates about a matter; `hands` took its steps so far, or take one now."""
    ssn, name = item.subject_in(form)
    if not item.is_about_a_person:
        ssn, name = _of_themselves(item, facts, hands), ""
        if not ssn:
            return ()
    matter = Matter(
        item_code=item.code,
        ssn=ssn,
        name=name,
        province=act.province,
        scheme=act.scheme,
        on=act.today,
        hands=hands,
        seen=item.seen_in(facts),
        answer=answer_for(act.item_number, ssn) if item.asks else None,
        has_ministry=bool(settings.MINISTRY_URL),
    )
    return run_gates(matter, item.gates)


def _of_themselves(item: AnyItem, facts: Any, hands: tuple[str, ...]) -> str:
    """Return who handles a bulk matter whose file names them; '' for nobody."""
    if item.names is None:
        return ""
    return next((one for one in hands if one and item.names(facts, one)), "")


def blocked_by(raised: Iterable[Raised]) -> Refusals:
    """Return why a matter may not go on: what the gates found on the last rung."""
    return tuple(one.refusal for one in raised if one.rung == Rung.BLOCK)


def outcomes_of(raised: Iterable[Raised], kept: Outcomes, step: Step) -> Outcomes:
    """Return what to keep of the gates, as of a step that is about to be taken.

    The words of the step explain what was not yet explained, if they are a clerk's: whoever hands
    in from outside did not see what was found. The step of the level above
    authorises what it could see before: what is found only now waits for a second look.
    """
    before = {_identity(one): one for one in kept}
    found = []
    for one in map(Raised.as_json, raised):
        known = before.get(_identity(one), {})
        explained, authorised = known.get("explained"), known.get("authorised")
        speaks = step.verb != OWN_STEP and step.note.strip()
        if one["rung"] == Rung.EXPLAIN and not explained and speaks:
            explained = _signed(step) | {"note": step.note}
        if one["rung"] == Rung.AUTHORISE and known and not authorised and step.verb == AUTHORISE:
            authorised = _signed(step)
        found.append(one | {"explained": explained, "authorised": authorised})
    return found


def unexplained(outcomes: Sequence[dict[str, Any]]) -> Refusals:
    """Refuse to go on without a reason, once for each finding that needs one."""
    return tuple(
        Refusal(
            code="gate.unexplained",
            text=Text(
                f"核查发现：{one['zh']}。继续办理须说明理由",
                f"A check found: {one['en']}. To go on, say why",
            ),
            field="note",
            remedy=Text("请填写情况说明后再提交", "Write the reason and send it again"),
        )
        for one in outcomes
        if one["rung"] == Rung.EXPLAIN and not one["explained"]
    )


def is_for_level_above(outcomes: Sequence[dict[str, Any]]) -> bool:
    """Whether something was found that the level above has not authorised yet."""
    return any(one["rung"] == Rung.AUTHORISE and not one["authorised"] for one in outcomes)


def found_anew() -> Refusal:
    """Refuse to authorise what was found only while it was being authorised."""
    return Refusal(
        code="gate.found_anew",
        text=Text("核查有新的发现，尚未核实", "The checks found something new, not seen before"),
        remedy=Text("请核实后再次核准", "Look at it, and authorise again"),
    )


def _identity(outcome: dict[str, Any]) -> tuple[str, str]:
    """Return what makes two outcomes the same: what was found, in the same words."""
    return outcome["code"], outcome["zh"]


def _signed(step: Step) -> dict[str, str]:
    return {"login": step.login, "name": step.name, "at": step.at.isoformat()}
