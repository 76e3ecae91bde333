"""Writing what is asked of the ministry: what a matter wants, each question, each answer."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tongchou.agency.changes import note_access
from tongchou.events.changes import WAKE_CHANNEL
from tongchou.risk.models import Asked, Inquiry, InquiryAnswer
from tongchou.storage.rows import execute
from tongchou.workflow.inquiry.messages import Answered, Question, digest_of
from tongchou.workflow.models import Item
from tongchou.workflow.turns import lock

PAUSE, PAUSE_MAX = timedelta(seconds=1), timedelta(minutes=5)
"""How long after a question that nobody answered it is asked again; twice as long each time."""

NAMED_MAX = 5
"""So many matters are named in the record of a look; the question that is kept names all."""

_ANSWER = """
UPDATE risk_asked AS asked
SET answer = %(answer)s, answered_at = %(answered_at)s, found = given.found::jsonb,
    unheard = %(unheard)s, tries = 0
FROM unnest(%(numbers)s::text[], %(ssns)s::text[], %(found)s::text[])
    AS given (number, ssn, found)
WHERE asked.item_number = given.number AND asked.ssn = given.ssn AND asked.wanted_at <= %(asked_at)s
"""
_PUT_OFF = """
UPDATE risk_asked
SET tries = tries + 1,
    ask_after = %(at)s + least(%(pause)s * power(2, least(tries, 20)), %(pause_max)s)
WHERE item_number = ANY(%(numbers)s)
"""
_GO_ON = """
UPDATE workflow_item SET waits_for = '' FROM risk_asked AS asked
WHERE number = asked.item_number AND asked.item_number = ANY(%(numbers)s)
  AND asked.answered_at IS NOT NULL AND waits_for = 'ministry'
"""
_WAKE = "SELECT pg_notify(%(channel)s, '')"


def want(asked: Asked) -> None:
    """Let the loop ask about the person of a matter, at once or anew; an older answer is gone."""
    Asked.objects.bulk_create(
        [asked],
        update_conflicts=True,
        unique_fields=["item_number"],
        update_fields=[
            field.attname
            for field in Asked._meta.concrete_fields  # noqa: SLF001 - Django's documented name
            if not field.primary_key
        ],
    )
    execute(_WAKE, channel=WAKE_CHANNEL)


def put_off(numbers: Sequence[str], *, at: datetime) -> None:
    """Ask again about some matters after a pause, twice as long as the one before."""
    execute(_PUT_OFF, numbers=list(numbers), at=at, pause=PAUSE, pause_max=PAUSE_MAX)


def keep(question: Question, text: bytes, answer: bytes, *, at: datetime) -> None:
    """Keep a signed question and its signed answer, byte for byte."""
    inquiry = Inquiry.objects.create(
        digest=digest_of(text),
        node=question.node,
        people=len(question.ssns),
        text=text.decode(),
        kept_at=at,
    )
    InquiryAnswer.objects.create(
        inquiry=inquiry, digest=digest_of(answer), text=answer.decode(), kept_at=at
    )


@contextmanager
def one_at_a_time(node: str) -> Iterator[None]:
    """Answer the questions of a node one after the other: two must not both pass its limits."""
    with transaction.atomic():
        lock("questions of ", node)
        yield


def give(question: Question, text: bytes, answer: bytes, *, at: datetime) -> None:
    """Keep a question with the answer that is given to it, and note whom it looks at."""
    with transaction.atomic():
        keep(question, text, answer, at=at)
        note_access(
            login=f"node {question.node}",
            ssns=question.ssns,
            what="sync.inquiry",
            reason=" ".join(question.numbers[:NAMED_MAX]),
            at=at,
        )


def take(
    question: Question, text: bytes, answered: Answered, answer: bytes, *, at: datetime
) -> None:
    """Keep a question with its answer, tell each matter what it says, and let them go on.

    What was wanted anew since, of another person say, is asked again.
    """
    by_row = answered.by_row()
    found = [
        json.dumps([fact.as_json() for fact in by_row.get(row, ())])
        for row in range(len(question.numbers))
    ]
    with transaction.atomic():
        keep(question, text, answer, at=at)
        execute(
            _ANSWER,
            answer=digest_of(answer),
            answered_at=answered.moment,
            asked_at=question.moment,
            numbers=question.numbers,
            ssns=question.ssns,
            found=found,
            unheard=answered.unheard,
        )
        execute(_GO_ON, numbers=question.numbers)


def wanted(item: Item, *, kinds: Sequence[str], months: tuple[int, int], at: datetime) -> Asked:
    """Return what is asked about the person of an item, as of now."""
    facts: dict[str, Any] = {"wanted_at": at, "ask_after": at, "kinds": list(kinds)}
    return Asked(
        item_number=item.number,
        ssn=item.subject,
        scheme=item.scheme,
        from_month=months[0],
        until_month=months[1],
        **facts,
    )
