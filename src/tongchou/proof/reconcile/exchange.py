"""A province's side of a proof: fetch the ministry's question, answer it out of one snapshot."""

from collections.abc import Callable
from datetime import datetime

import httpx

from tongchou.proof.reconcile.dialogue import NONE, Question
from tongchou.proof.reconcile.messages import QUESTION_BYTES_MAX, Answered, Asked
from tongchou.proof.reconcile.parts import Standing, part_of, standing
from tongchou.storage.rows import Ask, snapshot
from tongchou.sync import statements
from tongchou.sync.exchange import Link
from tongchou.sync.logs import standing_towards

PATH = "/sync/reconcile"


def answer_questions(link: Link, *, at: datetime, bring: Callable[[int], None]) -> int:
    """Answer whatever the ministry asks, until it asks no more; return how many questions it had.

    The province works on meanwhile: all answers are as of one moment. `bring` must bring the log
    to the ministry just up to a position, so that both stand at the same. Raises `httpx.HTTPError`
    when the ministry is not reached or does not take an answer.
    """
    asked = _fetch(link, at)
    count = 0
    if asked is None:
        return count
    with snapshot() as ask:
        here = standing(ask)
        bring(here.own)
        while asked is not None:
            asked = _send(link, _answer(ask, link, asked, here), at)
            count += 1
    return count


def _answer(ask: Ask, link: Link, asked: Asked, here: Standing) -> Answered:
    node = link.keyring.node
    part = part_of(ask, node, Question(asked.path, asked.rows, NONE, NONE))
    return Answered(
        proof=asked.proof,
        step=asked.step,
        node=node,
        to=link.peer,
        own=here.own,
        down=here.down,
        sums={name: (total.rows, total.low, total.high) for name, total in part.sums.items()},
        rows=[list(row) for row in part.rows],
    )


def _fetch(link: Link, at: datetime) -> Asked | None:
    """Return the first question of a proof that the ministry wants, or None."""
    standing = standing_towards(link.peer)
    headers = statements.sign(standing, keyring=link.keyring, receiver=link.peer, at=at)
    with link.client.stream("GET", PATH, headers=headers) as answer:
        return _question_in(answer, link, at)


def _send(link: Link, answered: Answered, at: datetime) -> Asked | None:
    """Send an answer; return the next question, or None at the end of the proof."""
    with link.client.stream("POST", PATH, content=answered.signed(link.keyring)) as answer:
        return _question_in(answer, link, at)


def _question_in(answer: httpx.Response, link: Link, at: datetime) -> Asked | None:
    answer.raise_for_status()
    content = bytearray()
    for piece in answer.iter_raw():
        content += piece
        if len(content) > QUESTION_BYTES_MAX:
            break
    if answer.status_code == httpx.codes.NO_CONTENT:
        return None
    said = bytes(content[:QUESTION_BYTES_MAX])
    asked = Asked.read(said, link.keyring, at=at, sender=link.peer)
    if asked is None:
        raise httpx.DecodingError("no question of the ministry's", request=answer.request)
    return asked
