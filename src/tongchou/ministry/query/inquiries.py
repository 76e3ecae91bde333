"""Answering a province's inquiry 协查: what other provinces hold of some people, set-based.

One statement a kind of question, however many people. The number that was asked about is looked up
among the people first: few are known in two provinces, and only their rows are read.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Sum

from tongchou.events.chain import moment_text
from tongchou.risk.inquiry import Asks
from tongchou.risk.models import Inquiry, InquiryAnswer
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import month_on
from tongchou.storage.rows import fetch
from tongchou.sync.keys import Keyring
from tongchou.sync.protocol.links import is_near
from tongchou.sync.queries import links
from tongchou.workflow.inquiry.changes import give, one_at_a_time
from tongchou.workflow.inquiry.messages import FACTS_MAX, Answered, Question, digest_of

QUESTIONS_A_MINUTE, PEOPLE_A_MINUTE = 120, 100_000
"""How much one province may ask: a question every half a second is what its loop sends at most."""
MINUTE = timedelta(minutes=1)
HEARD = frozenset({"level", "behind"})
"""The states of a link whose province is heard: its rows are here but for some seconds' worth."""

_BENEFITS = """
WITH elsewhere AS MATERIALIZED (
    SELECT place - 1 AS row, person.ssn, province
    FROM unnest(%(ssns)s::text[]) WITH ORDINALITY AS asked (ssn, place)
    JOIN registry_person AS person ON person.ssn = asked.ssn
    WHERE province <> %(node)s
)
SELECT row, province, benefit.from_month, NULL::int
FROM elsewhere JOIN registry_benefit AS benefit USING (ssn, province)
WHERE scheme = %(scheme)s
ORDER BY row, province, benefit.from_month
"""
# Months that follow each other are one run: their distance to their place among them is the same.
_CONTRIBUTIONS = """
WITH elsewhere AS MATERIALIZED (
    SELECT place - 1 AS row, person.ssn, province, first, until
    FROM unnest(%(ssns)s::text[], %(from_months)s::int[], %(until_months)s::int[])
        WITH ORDINALITY AS asked (ssn, first, until, place)
    JOIN registry_person AS person ON person.ssn = asked.ssn
    WHERE province <> %(node)s
), paid AS (
    SELECT DISTINCT elsewhere.row, province, month
    FROM elsewhere JOIN registry_contribution AS contribution USING (ssn, province)
    WHERE scheme = %(scheme)s AND month >= first AND month < until
), runs AS (
    SELECT row, province, month,
           month - row_number() OVER (PARTITION BY row, province ORDER BY month) AS run
    FROM paid
)
SELECT row, province, min(month), max(month) + 1
FROM runs GROUP BY row, province, run ORDER BY row, min(month), province
"""
_TRANSFERS = """
SELECT place - 1, destination, requested_on
FROM unnest(%(ssns)s::text[]) WITH ORDINALITY AS asked (ssn, place)
JOIN registry_transfer AS transfer USING (ssn)
WHERE scheme = %(scheme)s AND NOT refused AND completed_on IS NULL
  AND %(node)s NOT IN (origin, destination)
ORDER BY place, requested_on, letter
"""

Fact = tuple[int, Asks, str, int, int | None]
"""A row of the question, what was found, in which province, from which month until which."""


def answered(text: bytes, keyring: Keyring, *, at: datetime) -> bytes | Refusal:
    """Return the signed answer to a signed question, or why it is not answered.

    The same question again gets the same answer: who repeats what they overheard learns nothing
    that was not sent to the province already. Each question is a look at everybody it names.
    """
    question = Question.read(text, keyring, at=at)
    if question is None:
        return unreadable()
    with one_at_a_time(question.node):
        known = InquiryAnswer.objects.filter(inquiry=digest_of(text)).first()
        if known is not None:
            return known.text.encode()
        if not _is_recent(question, at):
            return stale()
        facts = None if _asks_too_much(question, at) else list(_facts(question))
        if facts is None or len(facts) > FACTS_MAX:
            return too_much()
        answer = _answer(question, text, facts, keyring, at)
        give(question, text, answer, at=at)
    return answer


def _is_recent(question: Question, at: datetime) -> bool:
    try:
        return is_near(question.asked_at, at)
    except ValueError:
        return False


def _asks_too_much(question: Question, at: datetime) -> bool:
    of_late = Inquiry.objects.filter(node=question.node, kept_at__gt=at - MINUTE)
    asked = of_late.aggregate(questions=Count("digest"), people=Sum("people"))
    people = (asked["people"] or 0) + len(question.ssns)
    return asked["questions"] >= QUESTIONS_A_MINUTE or people > PEOPLE_A_MINUTE


def _facts(question: Question) -> Iterator[Fact]:
    """Return what is found of each kind that is asked, by the row of the question."""
    asked: dict[str, Any] = {
        "node": question.node, "scheme": question.scheme, "ssns": question.ssns
    }  # fmt: skip
    months = {"from_months": question.from_months, "until_months": question.until_months}
    if Asks.BENEFIT in question.kinds:
        for row, province, first, until in fetch(_BENEFITS, **asked):
            yield row, Asks.BENEFIT, province, first, until
    if Asks.CONTRIBUTIONS in question.kinds:
        for row, province, first, until in fetch(_CONTRIBUTIONS, **asked, **months):
            yield row, Asks.CONTRIBUTIONS, province, first, until
    if Asks.TRANSFER in question.kinds:
        for row, province, requested_on in fetch(_TRANSFERS, **asked):
            yield row, Asks.TRANSFER, province, month_on(requested_on), None


def _answer(
    question: Question, text: bytes, facts: list[Fact], keyring: Keyring, at: datetime
) -> bytes:
    said = Answered(
        node=keyring.node,
        to=question.node,
        question=digest_of(text),
        moment=moment_text(at),
        rows=[fact[0] for fact in facts],
        kinds=[fact[1] for fact in facts],
        provinces=[fact[2] for fact in facts],
        from_months=[fact[3] for fact in facts],
        until_months=[fact[4] for fact in facts],
        unheard=_unheard(question.node, at),
    )
    return said.signed(keyring)


def _unheard(asker: str, at: datetime) -> list[str]:
    """Return the provinces that brought their logs once, and are not heard now, but for one."""
    brought = [one for one in links(at=at) if one.held and one.peer != asker]
    return [one.peer for one in brought if one.state not in HEARD]


def unreadable() -> Refusal:
    """Refuse what is no question that a province signed for this node."""
    return Refusal(
        "inquiry.unreadable",
        Text("不是向本节点签名提出的协查问询", "This is no question signed for this node"),
    )


def stale() -> Refusal:
    """Refuse a question from another time."""
    return Refusal(
        "inquiry.stale",
        Text("协查问询的时间与本节点相差过大", "The question is from another time"),
        remedy=Text("请校准时钟后重新问询", "Set the clock right and ask again"),
    )


def too_much() -> Refusal:
    """Refuse a province that asks about more people than it may within a minute."""
    return Refusal(
        "inquiry.too_much",
        Text("一分钟内的协查问询过多", "Too much is asked within a minute"),
        remedy=Text("请稍后重试或分批问询", "Ask again later, or in smaller questions"),
    )
