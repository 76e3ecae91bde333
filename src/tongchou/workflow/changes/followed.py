"""Telling the province that took a matter in how it stands here 办理进度."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from tongchou.events.changes import append
from tongchou.registry import changes as registry
from tongchou.registry.models import Forwarded
from tongchou.standards.messages import MatterFollowed, PointTold, RefusalTold
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.time import beijing_day
from tongchou.workflow.changes import rows
from tongchou.workflow.changes.rows import StepTaken
from tongchou.workflow.forwarding import NOT_TAKEN, letter_of, missing_of
from tongchou.workflow.models import Item
from tongchou.workflow.points import points_in

REFUSALS_MAX, WORDS_MAX, FIELD_MAX = 60, 500, 64
TOLD_OF = ("return", "refuse", "withdraw")
"""The steps whose words are for whoever took the matter in."""


def written(item: Item, taken: StepTaken) -> None:
    """Write a step of an item, and tell of it the province that took it in, if one did."""
    rows.update(item, taken)
    tell_of(item, at=taken.at)


def tell_of(item: Item, *, at: datetime) -> None:
    """Tell how an item stands that another province took in; of any other, nothing."""
    letter = letter_of(item)
    if letter is not None:
        tell(letter, item, at=at, form_round=letter.seen_round)


def tell(
    letter: Forwarded, item: Item | None, *, at: datetime, form_round: int, refused: Refusals = ()
) -> None:
    """Tell how a forwarded matter stands; without an item, that it was not taken in, and why."""
    last = item.history[-1] if item and item.history else None
    is_stopped = last is not None and last.verb in TOLD_OF
    message = MatterFollowed(
        scheme=letter.scheme,
        letter=letter.letter,
        sender=letter.sender,
        competent=letter.competent,
        followed_on=beijing_day(at),
        turn=Forwarded.objects.get(letter=letter.letter).turn + 1,
        round=form_round,
        status=item.status if item else NOT_TAKEN,
        waits_for=item.waits_for if item else "",
        item_number=item.number if item else letter.item_number,
        due_on=item.due_on if item else None,
        note=last.note if last and is_stopped else "",
        points=[
            PointTold(about=one.about, words=one.words)
            for one in (points_in(last) if last and is_stopped else ())
        ],
        missing=missing_of(item) if item else [],
        refusals=list(_said(refused)),
    )
    registry.apply(message, province=settings.NODE_CODE, item_number=message.letter)
    number = message.item_number or message.letter
    append([message], item_number=number, recorded_at=at, in_order=True)


def _said(refused: Iterable[Refusal]) -> Iterable[RefusalTold]:
    """Return refusals in the words of the clerk who hears of them, what to do behind each."""
    for one in list(refused)[:REFUSALS_MAX]:
        zh, en = one.text.zh, one.text.en
        if one.remedy:
            zh, en = f"{zh}；{one.remedy.zh}", f"{en}; {one.remedy.en}"
        yield RefusalTold(
            code=one.code[:64], zh=zh[:WORDS_MAX], en=en[:WORDS_MAX], field=one.field[:FIELD_MAX]
        )
