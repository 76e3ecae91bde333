"""A province's side of a proof: fetch the ministry's question, answer it out of one snapshot.

Instead of a question the ministry may ask for events that its copy of our log lacks.
"""

from collections.abc import Callable
from datetime import datetime

import httpx

from tongchou.proof.reconcile.dialogue import NONE, Question
from tongchou.proof.reconcile.messages import QUESTION_BYTES_MAX, Answered, Asked, AskedAgain
from tongchou.proof.reconcile.parts import Standing, part_of, standing
from tongchou.storage.rows import Ask, snapshot
from tongchou.sync import statements
from tongchou.sync.calls import MEDIA_TYPE, Link
from tongchou.sync.envelope import pack
from tongchou.sync.logs import standing_towards
from tongchou.sync.queries import envelope_after

PATH = "/sync/reconcile"
AGAIN = "/sync/again"


def answer_questions(link: Link, *, at: datetime, bring: Callable[[int], None]) -> int:
    """Answer whatever the ministry asks, until it asks no more; return how many questions it had.

    The province works on meanwhile: all answers are as of one moment. `bring` must bring the log
    to the ministry just up to a position, so that both stand at the same. Raises `httpx.HTTPError`
    when the ministry is not reached or does not take an answer.
    """
    asked = _fetch(link, at)
    count = 0
    if isinstance(asked, AskedAgain):
        return _send_again(link, asked, at)
    if asked is None:
        return count
    with snapshot() as ask:
        here = standing(ask)
        bring(here.own)
        while asked is not None:
            asked = _send(link, _answer(ask, link, asked, here), at)
            count += 1
    return count


def _send_again(link: Link, asked: AskedAgain, at: datetime) -> int:
    """Send events of our log again, as many as one envelope takes; return 1."""
    again = envelope_after(
        asked.first - 1, receiver=link.peer, keyring=link.keyring, at=at, until=asked.last
    )
    if again is None:
        raise LookupError(f"our log has no position {asked.first}, which the ministry lacks")
    headers = {"Content-Type": MEDIA_TYPE}
    link.client.post(AGAIN, content=pack(again), headers=headers).raise_for_status()
    return 1


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


def _fetch(link: Link, at: datetime) -> Asked | AskedAgain | None:
    """Return what the ministry wants: events again, or the first question of a proof; or None."""
    standing = standing_towards(link.peer)
    headers = statements.sign(standing, keyring=link.keyring, receiver=link.peer, at=at)
    with link.client.stream("GET", PATH, headers=headers) as answer:
        said = _said_in(answer)
    if not said:
        return None
    again = AskedAgain.read(said, link.keyring, at=at, sender=link.peer)
    return again or _question_in(said, answer, link, at)


def _send(link: Link, answered: Answered, at: datetime) -> Asked | None:
    """Send an answer; return the next question, or None at the end of the proof."""
    with link.client.stream("POST", PATH, content=answered.signed(link.keyring)) as answer:
        said = _said_in(answer)
    return _question_in(said, answer, link, at) if said else None


def _said_in(answer: httpx.Response) -> bytes:
    """Return what an answer says, as far as a question is long; nothing where nothing is asked."""
    answer.raise_for_status()
    content = bytearray()
    for piece in answer.iter_raw():
        content += piece
        if len(content) > QUESTION_BYTES_MAX:
            break
    return (
        b"" if answer.status_code == httpx.codes.NO_CONTENT else bytes(content[:QUESTION_BYTES_MAX])
    )


def _question_in(said: bytes, answer: httpx.Response, link: Link, at: datetime) -> Asked:
    asked = Asked.read(said, link.keyring, at=at, sender=link.peer)
    if asked is None:
        raise httpx.DecodingError("no question of the ministry's", request=answer.request)
    return asked
