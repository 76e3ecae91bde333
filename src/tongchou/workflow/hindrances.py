"""What stands in the way of a step: duties, scope, where the item stands, the same hand twice."""

from tongchou.agency.models import Clerk
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal
from tongchou.workflow import refusals
from tongchou.workflow.definition import catalogue
from tongchou.workflow.models import Item, Status
from tongchou.workflow.steps import follows, verb_text

HANDS = ("accept", "review", "approve")
"""The steps that different hands take, each with the duty of its name."""

DUTIES = {
    "return": ("review", "approve"),
    "refuse": ("review", "approve"),
    "withdraw": ("accept",),
}
"""The duties of which one is needed to stop an item."""


def hindrance_to_start(code: str, source: str, clerk: Clerk | None) -> Refusal | None:
    """Return why nobody, or not this sender, may start such an item here, or None."""
    if code not in catalogue():
        return refusals.unknown_item(code)
    item = codes.table("items")[code]
    if source not in item.facts["by"]:
        return refusals.other_entrance(item.text)
    if clerk is not None and not clerk.has_duty("accept"):
        return refusals.no_duty(verb_text("accept"))
    return None


def hindrance_to(item: Item, verb: str, clerk: Clerk) -> Refusal | None:
    """Return why the clerk may not take this step on the item now, or None.

    Whoever took a step may take the same one again after a return, and no other. Another
    province's letter is answered: nobody here can give it back or take it away.
    """
    if not any(clerk.has_duty(duty) for duty in DUTIES.get(verb, (verb,))):
        return refusals.no_duty(verb_text(verb))
    if clerk.scope is None or not item.division_code.startswith(clerk.scope):
        return refusals.out_of_scope()
    if not _is_due(item, verb):
        status = codes.table("statuses")[item.status].text
        return refusals.wrong_status(status, verb_text(verb))
    if item.source == "peer" and verb in {"return", "withdraw"}:
        return refusals.must_be_answered(verb_text(verb))
    if verb in {"review", "approve"}:
        taken = item.steps.filter(login=clerk.login, verb__in=HANDS).exclude(verb=verb)
        earlier = taken.order_by("-id").first()
        if earlier is not None:
            return refusals.same_person(verb_text(earlier.verb))
    return None


def _is_due(item: Item, verb: str) -> bool:
    if verb == "accept":
        return item.status == Status.RETURNED
    if verb in {"return", "refuse"}:
        return item.status in {Status.ACCEPTED, Status.REVIEWED}
    if verb == "withdraw":
        return item.status in {Status.ACCEPTED, Status.REVIEWED, Status.RETURNED}
    last = {Status.ACCEPTED: "accept", Status.REVIEWED: "review"}.get(Status(item.status))
    return last is not None and follows(item.code, last) == verb
