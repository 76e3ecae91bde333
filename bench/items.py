"""Items: whole enrolments, accepted, reviewed and approved, against plain SQL written by hand.

The peer is the shortest program that takes the same three steps in three transactions: it reads
the same facts, in one statement a step, and writes the same rows of item, steps, person,
enrolment, counter and log, prepared by psycopg. It knows no law, no duties, no refusals and no
page. Both run in one process over one connection, in turns, each person once. How many statements
ours takes is printed too.
"""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from statistics import median
from time import perf_counter, process_time

import psycopg
from shared.node import node
from shared.sizes import size

from tongchou.standards.identity import ssn_check

LIMIT, STATEMENTS_MAX = 0.33, 20
PROVINCE, SCHEME = "34", "110"
PASSWORD = "only-for-this-bench"  # noqa: S105 - nobody else's
AT = datetime(2024, 12, 5, 2, tzinfo=UTC)
NAME, FROM_MONTH = "张三", 24297
ROUNDS, EACH = 5, size(200, 2_000)

_FACTS = """
SELECT (SELECT name FROM registry_person WHERE ssn = %(ssn)s AND province = %(province)s),
       (SELECT division_code FROM registry_employer
        WHERE credit_code = %(credit_code)s AND province = %(province)s),
       (SELECT array_agg(from_month) FROM registry_enrolment
        WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s
          AND until_month IS NULL),
       (SELECT max(until_month) FROM registry_enrolment
        WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s
          AND credit_code = %(credit_code)s),
       EXISTS (SELECT FROM registry_benefit
               WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s),
       (SELECT array_agg(number) FROM workflow_item
        WHERE subject = %(ssn)s AND code = 'person_enrolment'
          AND status NOT IN ('completed', 'refused', 'withdrawn'))
"""
_ITEM = """
INSERT INTO workflow_item
    (number, code, scheme, status, source, agency_code, agency_level, division_code, subject,
     subject_name, form, worksheet, provenance, refusals, hints, outcome, digest, content_digest,
     accepted_at, due_on, waits_for)
VALUES (%(day)s || lpad(nextval('workflow_item_number')::text, 6, '0'), 'person_enrolment',
        %(scheme)s, 'accepted', 'clerk', '340000', 2, '340000', %(ssn)s, %(name)s, %(form)s,
        '[]', '{}', '[]', '[]', '{}', '', '', %(at)s, '2024-12-19', '')
RETURNING number
"""
_STEP = """
INSERT INTO workflow_step (item_id, verb, login, person_code, name, at, note)
VALUES (%(number)s, %(verb)s, %(login)s, %(login)s, %(login)s, %(at)s, '')
"""
_LOAD = "SELECT status, form FROM workflow_item WHERE number = %(number)s FOR UPDATE"
_PERSON = """
INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
VALUES (%(ssn)s, %(province)s, %(name)s, 'zhang san', '1', '1980-01-01')
"""
_ENROLMENT = """
INSERT INTO registry_enrolment (ssn, province, scheme, credit_code, from_month, end_reason)
VALUES (%(ssn)s, %(province)s, %(scheme)s, %(credit_code)s, %(from_month)s, '')
"""
_COUNTER = """
INSERT INTO registry_counter_delta (province, scheme, name, amount)
VALUES (%(province)s, %(scheme)s, 'people', 1)
"""
_EVENT = """
WITH written AS (
    INSERT INTO events_event (kind, item_number, addressee, recorded_at, rows, body)
    VALUES ('persons_enrolled', %(number)s, '', %(at)s, 1, %(body)s),
           ('item_decided', %(number)s, '', %(at)s, 1, %(decided)s)
    RETURNING id
)
INSERT INTO events_unsealed (event_id) SELECT id FROM written
"""
_REVIEWED = "UPDATE workflow_item SET status = 'reviewed' WHERE number = %(number)s"
_COMPLETED = """
UPDATE workflow_item SET status = 'completed', facts = %(facts)s, completed_at = %(at)s
WHERE number = %(number)s
"""


def people() -> Iterator[str]:
    """Give numbers of people, each once."""
    for place in count():
        born, serial = divmod(place, 1000)
        body = f"340104{1970 + born // 336:04d}{born // 28 % 12 + 1:02d}{born % 28 + 1:02d}"
        body += f"{serial:03d}"
        yield body + ssn_check(body)


def by_items(credit_code: str) -> Callable[[str], None]:
    """Return how one person is enrolled by the item."""
    from tongchou.agency.models import Clerk  # noqa: PLC0415 - needs Django ready
    from tongchou.workflow.changes import Accepted, accept, take  # noqa: PLC0415

    hands = {
        login: Clerk.objects.select_related("agency").get(login=login)
        for login in ("clerk", "reviewer", "approver")
    }

    def enrol(ssn: str) -> None:
        form = {
            "ssn": ssn,
            "name": NAME,
            "credit_code": credit_code,
            "from_month": "2024-10",
        }
        done = accept("person_enrolment", form, province=PROVINCE, at=AT, clerk=hands["clerk"])
        assert isinstance(done, Accepted), done
        for verb, login in (("review", "reviewer"), ("approve", "approver")):
            moved = take(done.item.number, verb, clerk=hands[login], at=AT)
            assert not isinstance(moved, tuple), moved

    return enrol


def by_hand(connection: psycopg.Connection, credit_code: str) -> Callable[[str], None]:
    """Return how one person is enrolled by plain SQL."""

    def enrol(ssn: str) -> None:
        given = {
            "ssn": ssn, "name": NAME, "province": PROVINCE, "scheme": SCHEME, "at": AT,
            "credit_code": credit_code, "from_month": FROM_MONTH, "day": "34-20241205-",
        }  # fmt: skip
        form = {"ssn": ssn, "name": NAME, "credit_code": credit_code, "from_month": "2024-10"}
        given["form"] = json.dumps(form)
        with connection.transaction():
            connection.execute(_FACTS, given).fetchone()
            (number,) = connection.execute(_ITEM, given).fetchone() or ("",)
            step = {"number": number, "at": AT}
            connection.execute(_STEP, step | {"verb": "accept", "login": "clerk"})
        with connection.transaction():
            connection.execute(_LOAD, step).fetchone()
            connection.execute(_FACTS, given).fetchone()
            connection.execute(_STEP, step | {"verb": "review", "login": "reviewer"})
            connection.execute(_REVIEWED, step)
        with connection.transaction():
            connection.execute(_LOAD, step).fetchone()
            facts = connection.execute(_FACTS, given).fetchone()
            connection.execute(_PERSON, given)
            connection.execute(_ENROLMENT, given)
            connection.execute(_COUNTER, given)
            body = json.dumps({"scheme": SCHEME, "version": 1, "names": [NAME], "ssns": [ssn]})
            decided = json.dumps(
                {
                    "scheme": SCHEME, "version": 1, "item_number": number,
                    "item": "person_enrolment", "status": "completed",
                    "content": sha256(json.dumps(form | {"number": number}).encode()).hexdigest(),
                }
            )  # fmt: skip
            connection.execute(_EVENT, step | {"body": body, "decided": decided})
            connection.execute(_STEP, step | {"verb": "approve", "login": "approver"})
            connection.execute(_COMPLETED, step | {"facts": json.dumps(facts)})

    return enrol


def rate(enrol: Callable[[str], None], who: Iterator[str], times: int) -> tuple[float, float]:
    """Return how many people a second are enrolled, and the CPU of this process a person."""
    began, used = perf_counter(), process_time()
    for _ in range(times):
        enrol(next(who))
    return times / (perf_counter() - began), (process_time() - used) / times


def statements(enrol: Callable[[str], None], ssn: str) -> int:
    """Return how many statements one enrolment takes, begin and commit among them."""
    from django.db import connection  # noqa: PLC0415 - needs Django ready
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as taken:
        enrol(ssn)
    return len(taken)


def main(url: str) -> int:
    """Print the ratio and the statements; return 1 when either is past its limit."""
    from tongchou.channels.demo.sample import declaration  # noqa: PLC0415 - needs settings
    from tongchou.workflow.changes import accept  # noqa: PLC0415

    employers, _ = declaration(100)
    accept("employer_feed", {"employers": employers}, province=PROVINCE, at=AT, source="system")
    credit_code, who = str(employers[0]["credit_code"]), people()
    ratios = []
    with psycopg.connect(url, autocommit=True) as plain:
        ours, theirs = by_items(credit_code), by_hand(plain, credit_code)
        for enrol in (ours, theirs):
            rate(enrol, who, 20)  # warm: plans, caches
        for turn in range(1, ROUNDS + 1):
            (mine, cpu), (peer, _) = rate(ours, who, EACH), rate(theirs, who, EACH)
            ratios.append(mine / peer)
            print(
                f"round {turn}: {mine:.0f} enrolments a second by the item ({cpu * 1000:.1f} ms of"
                f" CPU each), {peer:.0f} by hand; {ratios[-1]:.2f}"
            )
    taken = statements(ours, next(who))
    print(f"ratio items: {median(ratios):.2f} (limit {LIMIT}; more is better)")
    print(f"ratio statements: {taken} (limit {STATEMENTS_MAX}, begin and commit among them)")
    return int(median(ratios) < LIMIT or taken > STATEMENTS_MAX)


if __name__ == "__main__":
    with node(PROVINCE, password=PASSWORD) as made:
        sys.exit(main(made.url))
