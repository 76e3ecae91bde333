"""Writing in whose hands items are, who works on them, and what clerks note among themselves.

None of it is a step: an item stands where it stood, and whoever takes its next step ends it.
"""

from datetime import datetime, timedelta

from django.db import transaction

from tongchou.agency.changes import kept
from tongchou.agency.models import Clerk
from tongchou.agency.queries import clerk_by_login
from tongchou.standards.refusal import Refusals
from tongchou.storage.rows import Prepared, execute
from tongchou.workflow import hand_refusals
from tongchou.workflow.changes import rows
from tongchou.workflow.hands import (
    hand_of,
    hindrance_of_hands,
    hindrance_to_pass,
    hindrance_to_receive,
)
from tongchou.workflow.models import Comment, Hand, HandOver, Item

WORKS_FOR = timedelta(minutes=10)
"""How long a page that was opened keeps others out, unless it is used on."""

COMMENT_MAX = 1_000

# Whoever comes while a step is taken waits for its end, and then finds the item moved on.
_WORK_ON = Prepared("""
INSERT INTO workflow_hand AS hand
    (item_id, login, name, worker, worker_name, works_until)
SELECT number, '', '', %(login)s, %(name)s, %(until)s FROM workflow_item
WHERE number = %(number)s AND status = %(status)s FOR KEY SHARE
ON CONFLICT (item_id) DO UPDATE
SET worker = excluded.worker, worker_name = excluded.worker_name,
    works_until = excluded.works_until
WHERE hand.worker IN ('', excluded.worker) OR hand.works_until <= %(at)s
""")
_STOP_WORK = """
UPDATE workflow_hand SET worker = '', worker_name = '', works_until = NULL
WHERE worker = %(login)s
"""


def work_on(item: Item, clerk: Clerk, *, at: datetime) -> Hand | None:
    """Let a clerk work on an item for ten minutes from now, unless another one does.

    Returns in whose hand it is and who works on it then; None where it moved on meanwhile.
    """
    execute(
        _WORK_ON,
        number=item.number,
        status=item.status,
        login=clerk.login,
        name=clerk.name,
        at=at,
        until=at + WORKS_FOR,
    )
    return hand_of(item.number)


def stop_work(clerk: Clerk) -> None:
    """Let go of every item that a clerk works on, as at sign-out; what is in their hand stays."""
    execute(_STOP_WORK, login=clerk.login)


def pass_on(
    number: str, to: str, *, clerk: Clerk, at: datetime, word: str = ""
) -> HandOver | Refusals:
    """Put an item into somebody's hand 交接, named by login; '' gives it back to the group.

    Into the own hand it is taken, from another's taken over, also while that one works on it.
    What was said and done stands in the history of the item for good. Raises `Item.DoesNotExist`.
    """
    with transaction.atomic():
        item, hands = rows.load(number)
        hindrance = hindrance_to_pass(item, clerk)
        if hindrance:
            return (hindrance,)
        receiver = clerk if to == clerk.login else clerk_by_login(to) if to else None
        if to and receiver is None:
            return (hand_refusals.cannot_receive(to),)
        if receiver and (hindrance := hindrance_to_receive(item, receiver, hands)):
            return (hindrance,)
        before = item.in_hand
        is_kept_out = before is not None and before.is_worked_on(at) and to != clerk.login
        if is_kept_out and (hindrance := hindrance_of_hands(before, clerk, at)):
            return (hindrance,)
        held, named = _held_before(before, clerk, at)
        if held == to:
            return (hand_refusals.unchanged(named),)
        done = HandOver.objects.create(
            item=item,
            before=held,
            before_name=named,
            login=receiver.login if receiver else "",
            name=receiver.name if receiver else "",
            by=clerk.login,
            by_person=clerk.person_code,
            by_name=clerk.name,
            at=at,
            word=kept(word.strip(), rows.NOTE_MAX),
        )
        Hand.objects.filter(item=item).delete()
        if receiver:
            Hand.objects.create(item=item, login=receiver.login, name=receiver.name, since=at)
        return done


def _held_before(hand: Hand | None, clerk: Clerk, at: datetime) -> tuple[str, str]:
    """Return who had the item in hand, or else worked on it: login and name, '' for nobody."""
    if hand is None:
        return "", ""
    if hand.login:
        return hand.login, hand.name
    is_anothers = hand.is_worked_on(at) and hand.worker != clerk.login
    return (hand.worker, hand.worker_name) if is_anothers else ("", "")


def comment(number: str, text: str, *, clerk: Clerk, at: datetime) -> Comment | Refusals:
    """Note something on an item for other clerks, also on one that has ended."""
    said = kept(text.strip(), COMMENT_MAX + 1)
    if not said:
        return (hand_refusals.comment_empty(),)
    if len(said) > COMMENT_MAX:
        return (hand_refusals.comment_too_long(COMMENT_MAX),)
    return Comment.objects.create(
        item_id=number,
        login=clerk.login,
        person_code=clerk.person_code,
        name=clerk.name,
        at=at,
        text=said,
    )
