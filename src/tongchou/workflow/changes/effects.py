"""Writing the effects of an item: registry, ledger and log, in the transaction of its step."""

from itertools import chain
from typing import Any

from tongchou.agency.changes import write_sign_in
from tongchou.events.changes import append
from tongchou.ledger.changes import post
from tongchou.policy.engine.figures import digest_of_figures
from tongchou.registry import changes as registry
from tongchou.standards.messages import ItemDecided, Message
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.changes.rows import StepTaken
from tongchou.workflow.content import (
    BOUND,
    HANDLED,
    LATER,
    digest_of_files,
    digest_of_handling,
    digest_of_item,
    digest_of_steps,
)
from tongchou.workflow.item import Act, Effects
from tongchou.workflow.models import Item
from tongchou.workflow.turns import check_deferred


def record(row: Item, item: AnyItem, facts: Any, found: Any, act: Act, *, step: StepTaken) -> None:
    """Write the effects of a decision, and keep the facts it rests on."""
    if item.keeps_facts:
        row.facts = item.facts_adapter.dump_python(facts, mode="json")
    write(row, item.record(facts, found, act), act, step=step)


def write(row: Item, effects: Effects, act: Act, *, step: StepTaken) -> None:
    """Write effects: messages into the registry, entries into the ledger, all into the log.

    An entry is numbered by its item, the step that writes it, and its place among them.
    """
    if iter(effects.messages) is effects.messages:
        raise TypeError("messages are gone through twice, which an iterator cannot")
    has_messages = False
    for message in effects.messages:
        registry.apply(message, province=act.province, item_number=row.number, is_vouched=True)
        has_messages = True
    for change in effects.sign_ins:
        if step.clerk is None:
            raise ValueError(f"{row.number}: nobody is there who answers for a sign-in")
        write_sign_in(change, by=step.clerk, item_number=row.number, at=act.at)
    posted: list[Message] = []
    taken = len(row.history or ()) + 1
    row.outcome = {**row.outcome, **effects.outcome}
    for place, draft in enumerate(effects.entries, start=1):
        number = f"{row.number}-{taken}-{place}"
        posted += post(draft, province=act.province, item_number=row.number, number=number)
    if posted:
        check_deferred()  # only the ledger has constraints that wait for the commit
    if not has_messages and not posted:
        row.digest = ""  # what changed nothing does not stand in the way of the same content
    row.refusals = []
    told = chain(effects.messages, posted, [decision_on(row, step)])
    append(told, item_number=row.number, recorded_at=act.at, in_order=True)


def tell_end(row: Item, act: Act, *, step: StepTaken) -> None:
    """Tell the log of an item that ends without effects: refused, or withdrawn."""
    append([decision_on(row, step)], item_number=row.number, recorded_at=act.at, in_order=True)


def decision_on(row: Item, step: StepTaken) -> ItemDecided:
    """Return the message that vouches for an item as it stands now, by the step being taken."""
    return ItemDecided(
        scheme=row.scheme,
        item_number=row.number,
        item=row.code,
        status=row.status,
        content=digest_of_item({name: getattr(row, name) for name in BOUND}),
        steps=digest_of_steps([*(row.history or ()), step.of(row)]),
        handling=digest_of_handling({name: getattr(row, name) for name in (*HANDLED, *LATER)}),
        files=digest_of_files(row.attached),
        figures=digest_of_figures(),
    )
