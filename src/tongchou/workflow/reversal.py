"""The reversal 冲销 of a completed item: the counterpart that takes back what the item told.

A reversal is an item of its own, with its own steps. What it takes back it tells in messages and
red entries 红字 of its own; the item that is reversed stays as it stands, and shows which item
reversed it. It is refused while something that came later rests on what would be taken back.
"""

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import BaseModel, Field

from tongchou.events.queries import messages_of
from tongchou.ledger.changes import EntryDraft
from tongchou.ledger.red import red_entries
from tongchou.policy.engine.law import Law
from tongchou.registry.changes.writers import writers
from tongchou.registry.queries.reversals import Resting, Told, inverse_of
from tongchou.standards.fields import CreditCode, ItemNumber, SocialSecurityNumber, Words
from tongchou.standards.messages import EntryPosted, Message
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects
from tongchou.workflow.models import Item, Status
from tongchou.workflow.queries import reversals_of
from tongchou.workflow.turns import lock_for_reversal

SUFFIX = "_reversal"
"""How the code of a reversal ends: that of its item stands before it."""

REASON = Field(title="冲销原因", description="Reason", min_length=1, max_length=200)
NUMBER = Field(title="被冲销的办件编号", description="Item to be reversed")


class Form(BaseModel, frozen=True, extra="forbid"):
    """Which item is reversed, and why; of what is about nobody in particular."""

    item_number: ItemNumber = NUMBER
    reason: Words = REASON


class PersonForm(BaseModel, frozen=True, extra="forbid"):
    """Which item about a person is reversed, and why."""

    item_number: ItemNumber = NUMBER
    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    reason: Words = REASON


class EmployerForm(BaseModel, frozen=True, extra="forbid"):
    """Which item about an employer is reversed, and why."""

    item_number: ItemNumber = NUMBER
    credit_code: CreditCode = Field(
        title="用人单位信用代码", description="Credit code of the employer"
    )
    reason: Words = REASON


@dataclass(frozen=True)
class Facts:
    """The item to be reversed, what takes it back, and what rests on it.

    `status` is '' where there is no such item; `others` are the reversals of it that were begun or
    completed, each with whether it is completed.
    """

    item_number: str
    status: str = ""
    is_about_same: bool = True
    others: tuple[tuple[str, bool], ...] = ()
    messages: tuple[Message, ...] = ()
    entries: tuple[EntryDraft, ...] = ()
    rests: tuple[Resting, ...] = ()


def reversal_of(
    item: BusinessItem[Any, Any, Any],
) -> BusinessItem[Any, Facts, None]:
    """Return the item that reverses items of a kind; its row stands in the table of items.

    Every message that such an item tells must be one that can be taken back (see
    `registry.queries.reversals`).
    """
    form: type[BaseModel] = Form
    if item.is_about_a_person:
        form = PersonForm
    elif item.subject_field:
        form = EmployerForm
    return BusinessItem(
        code=item.code + SUFFIX,
        form=form,
        facts=Facts,
        gather=partial(gather, item.code),
        decide=decide,
        record=record,
        keeps_facts=False,
    )


def gather(code: str, form: Any, act: Act) -> Facts:
    """Read the item, what it told, and what rests on that now.

    Whoever reverses looks alone: what another item writes meanwhile could rest on it.
    """
    number = form.item_number
    found = Item.objects.filter(number=number, code=code, scheme=act.scheme).first()
    if found is None or not found.division_code.startswith(act.scope):
        return Facts(number)
    subject = getattr(form, "ssn", "") or getattr(form, "credit_code", "")
    facts = Facts(
        number,
        found.status,
        is_about_same=subject in {"", found.subject},
        others=reversals_of(number, besides=act.item_number),
    )
    if found.status != Status.COMPLETED:
        return facts
    lock_for_reversal()
    told = messages_of(number)
    registered = [one for one in told if type(one) in writers()]
    posted = [one for one in told if isinstance(one, EntryPosted)]
    inverse = inverse_of(registered, Told(act.province, act.scheme, number))
    return replace(
        facts,
        messages=inverse.messages,
        entries=red_entries(posted, posted_on=act.today),
        rests=inverse.rests,
    )


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """Reverse a completed item once, on which nothing rests."""
    del law
    if not facts.status or not facts.is_about_same:
        return (_unknown(),)
    if facts.status != Status.COMPLETED:
        return (_not_completed(),)
    for number, is_completed in facts.others:
        return (_reversed(number) if is_completed else _under_way(number),)
    return tuple(map(_rests, facts.rests)) or Decision(None)


def record(facts: Facts, found: None, act: Act) -> Effects:
    """Take back what the item told, and book its entries red."""
    del found, act
    return Effects(
        messages=facts.messages,
        entries=facts.entries,
        outcome={"reversed": facts.item_number},
    )


def _unknown() -> Refusal:
    return Refusal(
        code="reversal.unknown",
        text=Text(
            "没有这样的办件，或该办件不属于此人（单位）、此事项",
            "There is no such item of this kind about this person or employer",
        ),
        field="item_number",
        remedy=Text("请从该办件的页面发起冲销", "Start the reversal from the item's own page"),
    )


def _not_completed() -> Refusal:
    return Refusal(
        code="reversal.not_completed",
        text=Text("该办件尚未办结", "The item is not completed"),
        field="item_number",
        remedy=Text("请撤回或退回该办件", "Withdraw it, or give it back"),
    )


def _reversed(number: str) -> Refusal:
    return Refusal(
        code="reversal.reversed",
        text=Text(f"该办件已由{number}冲销", f"The item was reversed already by {number}"),
        field="item_number",
    )


def _under_way(number: str) -> Refusal:
    return Refusal(
        code="reversal.under_way",
        text=Text(f"该办件的冲销{number}正在办理", f"Its reversal {number} is under way"),
        field="item_number",
    )


def _rests(resting: Resting) -> Refusal:
    return Refusal(
        code="reversal.rests",
        text=Text(f"{resting.text.zh}以本办件为依据", f"This rests on the item: {resting.text.en}"),
        field="item_number",
        remedy=Text("请先冲销后来的办件", "Reverse what came later first"),
    )
