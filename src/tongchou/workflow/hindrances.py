"""What stands in the way of a step: duties, scope, where the item stands, the same person twice."""

from collections.abc import Iterable
from datetime import date

from tongchou.agency.models import Clerk, Level
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.sync.changes import halted
from tongchou.workflow import refusals, refusals_of_papers
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.models import ENDED, Item, Status
from tongchou.workflow.outside import hindrance_outside
from tongchou.workflow.papers import PaperState, missing_in, states_of
from tongchou.workflow.steps import (
    MINISTRY_ANSWER,
    START,
    Does,
    Hands,
    Procedure,
    Transition,
    procedure_of,
    verb_text,
)

BROUGHT_BY = ("accept", "withdraw")
"""The steps that follow what somebody brings to a counter."""


def scheme_of(code: str, named: str) -> str:
    """Return the scheme that is named, or the one that an item has; "" where it has several."""
    item = codes.table("items").get(code)
    if named or item is None or len(item.facts["schemes"]) > 1:
        return named
    (scheme,) = item.facts["schemes"]
    return str(scheme)


def hindrance_to_start(code: str, scheme: str, source: str, clerk: Clerk | None) -> Refusal | None:
    """Return why nobody, or not this sender, may start such an item here, or None."""
    if code not in catalogue():
        return refusals.unknown_item(code)
    item = codes.table("items")[code]
    if source not in item.facts["by"]:
        return refusals.other_entrance(item.text)
    if scheme not in item.facts["schemes"]:
        return refusals.other_scheme(item.text, scheme)
    accept = procedure_of(code).forward(START)
    if clerk is not None and clerk.is_outside:
        return None if source == clerk.kind else refusals.other_entrance(item.text)
    if clerk is not None and accept is not None and not has_duty(clerk, accept, scheme):
        return refusals.no_duty(verb_text("accept"))
    return None


def hindrance_to(  # noqa: PLR0911  # each return is a reason why not
    item: Item, verb: str, clerk: Clerk, *, hands: Hands | None = None, today: date | None = None
) -> Refusal | None:
    """Return why the clerk may not take this step on the item now, or None.

    `hands` are the steps taken so far; they are read where not given. `today` counts for a
    public notice; a page that only offers steps leaves it out.
    """
    if clerk.is_outside:
        return hindrance_outside(item, verb, clerk)
    procedure = procedure_of(item.code)
    named = [one for one in procedure.transitions if one.verb == verb and one.duties]
    if not named:
        return _not_in(item, verb)
    transition = procedure.transition(item.status, verb)
    if not any(
        has_duty(clerk, one, item.scheme) for one in ([transition] if transition else named)
    ):
        return refusals.no_duty(verb_text(verb))
    if not _reaches(clerk, item, verb):
        return refusals.out_of_scope()
    if transition is None:
        return refusals.wrong_status(
            codes.table("statuses")[item.status].text,
            codes.table("item_verbs")[verb],
            has_ended=item.status in ENDED,
        )
    if transition.is_for_level_above and not _is_above(clerk, item):
        return refusals.level_below()
    if item.waits_for == MINISTRY_ANSWER and transition.does != Does.STOP:
        return refusals.answer_awaited()
    runs_until = item.waits_until
    if transition.does != Does.STOP and today is not None and runs_until and today < runs_until:
        return refusals.notice_running(runs_until)
    return _same_person(item, procedure, transition, clerk, hands)


def hindrance_to_record() -> Refusal | None:
    """Return why nothing may be completed here now, or None.

    A node that was rolled back writes nothing to its log before that was brought forward.
    """
    why = halted()
    return refusals.log_halted(why.text) if why else None


def papers_missing(item: Item) -> Refusals:
    """Return of each paper why an item cannot be approved without it; see `workflow.papers`."""
    states = states_of(item.code, item.form, item.attached)
    return tuple(map(refusals_of_papers.paper_missing, missing_in(states)))


def hindrance_to_attach(item: Item, paper: str, clerk: Clerk) -> Refusal | None:
    """Return why the clerk may hand nothing in for a paper of an item now, or None."""
    states = states_of(item.code, item.form, item.attached)
    state = next((one for one in states if one.paper.code == paper), None)
    if state is None:
        return refusals_of_papers.no_such_paper()
    is_promised = item.status == Status.COMPLETED and state.is_awaited
    if item.status in ENDED and not is_promised:
        return refusals_of_papers.papers_closed(codes.table("statuses")[item.status].text)
    return _stranger_to(item, clerk)


def may_attach(item: Item, papers: Iterable[PaperState], clerk: Clerk) -> bool:
    """Whether the clerk may hand something in for one of an item's papers now.

    Whoever may take a step of it may, while it is open; when it is completed, a paper may still
    come that was promised.
    """
    is_awaited = item.status == Status.COMPLETED and any(one.is_awaited for one in papers)
    return (item.status not in ENDED or is_awaited) and _stranger_to(item, clerk) is None


def _stranger_to(item: Item, clerk: Clerk) -> Refusal | None:
    """Refuse who may take none of an item's steps, or not here; outside, who did not send it."""
    if clerk.is_outside:
        return None if item.sender and item.sender == clerk.applicant else refusals.not_ones_own()
    steps = [one for one in procedure_of(item.code).transitions if one.duties]
    if not any(has_duty(clerk, one, item.scheme) for one in steps):
        return refusals.no_duty(verb_text("accept"))
    return None if _reaches(clerk, item, "accept") else refusals.out_of_scope()


def took_in(item: Item, clerk: Clerk) -> bool:
    """Whether the clerk's agency took an item in 代收 for the one that is competent."""
    return bool(item.taken_in_by) and item.taken_in_by == clerk.agency_id


def _reaches(clerk: Clerk, item: Item, verb: str) -> bool:
    """Whether an item lies in a clerk's scope, or a step on it with the agency that took it in.

    Whoever took a matter in hands in for it and withdraws it; the rest is the competent one's.
    """
    is_in_scope = clerk.scope is not None and item.division_code.startswith(clerk.scope)
    return is_in_scope or (verb in BROUGHT_BY and took_in(item, clerk))


def has_duty(clerk: Clerk, transition: Transition, scheme: str) -> bool:
    """Whether one of the clerk's duties covers a transition, in its line and scheme."""
    return any(
        clerk.has_duty(duty, line=transition.line, scheme=scheme) for duty in transition.duties
    )


def _same_person(
    item: Item,
    procedure: Procedure,
    transition: Transition,
    clerk: Clerk,
    hands: Hands | None,
) -> Refusal | None:
    """Refuse a person who took another of the steps that must be taken by different people.

    Whoever took a step may take the same one again after a return, and anybody may then accept:
    the steps that follow are refused to them.
    """
    if not transition.is_apart or START in transition.origins:
        return None
    taken = item.steps.values_list("verb", "person_code").order_by("id") if hands is None else hands
    others = procedure.apart_verbs - {transition.verb}
    for verb, person in reversed(list(taken)):
        if person == clerk.person_code and verb in others:
            return refusals.same_person(verb_text(verb))
    return None


def _is_above(clerk: Clerk, item: Item) -> bool:
    """Whether a clerk serves above who accepted an item; above a province's own agency is nobody.

    There another person of that agency authorises, as the steps that are apart have it.
    """
    return clerk.agency is not None and clerk.agency.level < max(item.agency_level, Level.CITY)


def _not_in(item: Item, verb: str) -> Refusal:
    """Refuse a verb that the item's procedure does not have for clerks."""
    if verb not in codes.table("item_verbs"):
        return refusals.no_such_step(verb)
    if item.source == "peer":
        return refusals.must_be_answered(verb_text(verb))
    return refusals.no_such_step(verb_text(verb).zh, verb_text(verb).en)
