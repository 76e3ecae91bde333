"""Asking the ministry 协查: one signed question over the link, and its signed answer kept."""

from datetime import datetime

import httpx

from tongchou.events.chain import moment_text
from tongchou.risk.inquiry import Asks
from tongchou.sync import statements
from tongchou.sync.calls import Link
from tongchou.workflow.inquiry import changes
from tongchou.workflow.inquiry.messages import (
    ANSWER_BYTES_MAX,
    PATH,
    Answered,
    Question,
    digest_of,
)
from tongchou.workflow.inquiry.queries import due

MEDIA_TYPE = "application/vnd.tongchou.inquiry"
TIMEOUT = httpx.Timeout(20, connect=3)
"""No matter waits for a ministry that hangs longer than it would for one that is away."""


class NotAnswered(Exception):
    """The ministry did not answer, or not with an answer that it signed to this question."""


def inquire(link: Link, *, at: datetime) -> int:
    """Ask the ministry what is to be asked now; return about how many matters.

    Raises `NotAnswered`; then the same is asked again after a pause.
    """
    asked = due(at=at)
    if not asked:
        return 0
    question = Question(
        node=link.keyring.node,
        to=link.peer,
        moment=moment_text(at),
        scheme=asked[0].scheme,
        kinds=[Asks(kind) for kind in asked[0].kinds],
        numbers=[one.item_number for one in asked],
        ssns=[one.ssn for one in asked],
        from_months=[one.from_month for one in asked],
        until_months=[one.until_month for one in asked],
    )
    text = question.signed(link.keyring)
    try:
        answer = _asked(link, text, at)
    except (NotAnswered, httpx.HTTPError) as outage:
        changes.put_off(question.numbers, at=at)
        raise NotAnswered(f"{type(outage).__name__}: {outage}") from None
    answered = Answered.read(answer, link.keyring, at=at, sender=link.peer)
    if answered is None or answered.question != digest_of(text):
        changes.put_off(question.numbers, at=at)
        raise NotAnswered("no answer that the ministry signed to this question")
    changes.take(question, text, answered, answer, at=at)
    return len(asked)


def _asked(link: Link, text: bytes, at: datetime) -> bytes:
    """Return what the ministry answers, within bounds."""
    headers = statements.say(link.peer, keyring=link.keyring, at=at)
    headers["Content-Type"] = MEDIA_TYPE
    content = bytearray()
    with link.client.stream("POST", PATH, content=text, headers=headers, timeout=TIMEOUT) as answer:
        answer.raise_for_status()
        for piece in answer.iter_raw():
            content += piece
            if len(content) > ANSWER_BYTES_MAX:
                raise NotAnswered("the answer is too large")
    return bytes(content)
