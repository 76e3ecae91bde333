"""Signed inquiries 协查: each question and answer as it was signed, and what rests on an answer.

Neither stands in a log: the signature under each vouches for it, by the key that was valid when it
was kept. What a matter was told must be what the answer says of its person, and a finding that
rests on an answer needs that answer to be here.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from tongchou.proof.deep.differences import CHANGED, MISSING, Difference
from tongchou.risk.models import Asked, InquiryAnswer
from tongchou.storage.rows import fetch
from tongchou.sync.keys import Keyring
from tongchou.workflow.inquiry.messages import Answered, Question, digest_of

QUESTIONS, ANSWERS, ASKED = "risk_inquiry", "risk_inquiryanswer", "risk_asked"
_AT_ONCE = 100

_UNANSWERED = """
SELECT digest FROM risk_inquiry AS inquiry
WHERE NOT EXISTS (SELECT FROM risk_inquiryanswer WHERE inquiry_id = inquiry.digest)
ORDER BY digest
"""
_LOST = """
SELECT answer FROM risk_asked WHERE answer <> ''
UNION SELECT outcome ->> 'evidence' FROM workflow_item, jsonb_array_elements(gates) AS outcome
WHERE outcome ->> 'evidence' <> ''
EXCEPT SELECT digest FROM risk_inquiryanswer
ORDER BY 1
"""


def differences() -> Iterator[Difference]:
    """Name the questions and answers that are not as they were signed, and what differs of them."""
    node, keyring = settings.NODE_CODE, Keyring(settings.HOME, settings.NODE_CODE)
    kept = InquiryAnswer.objects.select_related("inquiry").order_by("kept_at", "pk")
    for one in kept.iterator(chunk_size=_AT_ONCE):
        question = _question(one, keyring)
        answer = _answer(one, keyring)
        if question is None:
            yield Difference(node, QUESTIONS, {"digest": one.inquiry_id}, CHANGED)
        if answer is None:
            yield Difference(node, ANSWERS, {"digest": one.digest}, CHANGED)
        if question and answer and question.node == node:
            yield from _asked(node, one.digest, question, answer)
    for (digest,) in fetch(_UNANSWERED):
        yield Difference(node, ANSWERS, {"inquiry": digest}, MISSING)
    for (digest,) in fetch(_LOST):
        yield Difference(node, ANSWERS, {"digest": digest}, MISSING)


def _question(kept: InquiryAnswer, keyring: Keyring) -> Question | None:
    """Return a question that is as it was signed; None for one that is not."""
    inquiry, text = kept.inquiry, kept.inquiry.text.encode()
    said = Question.proven(text, keyring, at=inquiry.kept_at)
    if said is None or digest_of(text) != inquiry.digest:
        return None
    return said if (said.node, len(said.ssns)) == (inquiry.node, inquiry.people) else None


def _answer(kept: InquiryAnswer, keyring: Keyring) -> Answered | None:
    """Return an answer that is as it was signed, to its question; None for one that is not."""
    text = kept.text.encode()
    said = Answered.proven(text, keyring, at=kept.kept_at)
    if said is None or digest_of(text) != kept.digest:
        return None
    return said if said.question == kept.inquiry_id else None


def _asked(node: str, digest: str, question: Question, answer: Answered) -> Iterator[Difference]:
    """Compare what the matters of a question were told with what its answer says."""
    rows = {number: row for row, number in enumerate(question.numbers)}
    by_row = answer.by_row()
    answered_at = datetime.fromisoformat(answer.moment).astimezone(UTC)
    for asked in Asked.objects.filter(answer=digest).order_by("item_number"):
        row = rows.get(asked.item_number, -1)
        says: Any = [fact.as_json() for fact in by_row.get(row, ())]
        told = (asked.found, asked.unheard, asked.answered_at, asked.ssn)
        if row < 0 or told != (says, answer.unheard, answered_at, question.ssns[row]):
            yield Difference(node, ASKED, {"item_number": asked.item_number}, CHANGED)
