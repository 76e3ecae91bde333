"""Assessing contributions and marking them received; always set-based."""

from collections.abc import Sequence
from typing import Any

from tongchou.registry.changes.writers import Place, must_touch, writes
from tongchou.registry.counters import PERSON_MONTHS, count
from tongchou.standards.messages import (
    ContributionsAssessed,
    ContributionsReceived,
    ReceiptsTaken,
)
from tongchou.standards.time import month_of
from tongchou.storage.partitions import holder_of
from tongchou.storage.rows import copy, execute, fetch

COPIED_ROWS_MIN = 500
"""From so many rows on it pays to ask which partition takes them."""

# A large declaration is told in slices, so a later slice adds to the assessment of the first. The
# lock on the employer waits for a receipt that is being matched with what the employer owes.
_ASSESSMENTS = """
INSERT INTO registry_assessment
    (credit_code, province, scheme, month, item_number, people, base_fen, employer_fen,
     employee_fen, receipt_item_number)
SELECT employer.credit_code, employer.province, %(scheme)s, %(month)s, %(item_number)s,
       given.people, given.base_fen, given.employer_fen, given.employee_fen, ''
FROM unnest(%(credit_codes)s::text[], %(people)s::int[], %(base_fens)s::bigint[],
            %(employer_fens)s::bigint[], %(employee_fens)s::bigint[])
    AS given (credit_code, people, base_fen, employer_fen, employee_fen)
JOIN registry_employer AS employer
    ON employer.credit_code = given.credit_code AND employer.province = %(province)s
ORDER BY employer.credit_code
FOR KEY SHARE OF employer
ON CONFLICT (credit_code, province, scheme, month, item_number) DO UPDATE SET
    people = registry_assessment.people + excluded.people,
    base_fen = registry_assessment.base_fen + excluded.base_fen,
    employer_fen = registry_assessment.employer_fen + excluded.employer_fen,
    employee_fen = registry_assessment.employee_fen + excluded.employee_fen
"""

# Asked by number alone, so that the planner can take no index but the one by number.
_KNOWN_PEOPLE = """
SELECT count(*) FILTER (WHERE province = %(province)s) FROM registry_person
WHERE ssn = ANY(%(ssns)s::text[])
"""

_RECEIVED = """
UPDATE registry_assessment AS assessment
SET received_on = given.received_on, receipt_item_number = given.item_number
FROM unnest(%(credit_codes)s::text[], %(declarations)s::text[], %(schemes)s::text[],
            %(months)s::int[], %(received_ons)s::date[], %(item_numbers)s::text[])
    AS given (credit_code, declaration, scheme, month, received_on, item_number)
WHERE assessment.credit_code = given.credit_code AND assessment.province = %(province)s
  AND assessment.scheme = given.scheme AND assessment.month = given.month
  AND assessment.item_number = given.declaration AND assessment.received_on IS NULL
"""

_RECEIPTS = """
INSERT INTO registry_receipt
    (serial, province, scheme, credit_code, month, amount_fen, received_on, item_number)
SELECT given.serial, employer.province, given.scheme, employer.credit_code, given.month,
       given.amount_fen, given.received_on, given.item_number
FROM unnest(%(serials)s::text[], %(credit_codes)s::text[], %(months)s::int[],
            %(amount_fens)s::bigint[], %(received_ons)s::date[], %(schemes)s::text[],
            %(item_numbers)s::text[])
    AS given (serial, credit_code, month, amount_fen, received_on, scheme, item_number)
JOIN registry_employer AS employer
    ON employer.credit_code = given.credit_code AND employer.province = %(province)s
"""


@writes(ContributionsAssessed)
def assess(message: ContributionsAssessed, place: Place) -> None:
    """Write what employers owe for a month 应缴核定, and the person-months it is made of."""
    owe(message, place)
    table = "registry_contribution"
    copy(
        holder_of(table, place.province) if len(message.rows) >= COPIED_ROWS_MIN else table,
        {
            "ssn": message.ssns,
            "province": place.province,
            "scheme": message.scheme,
            "month": month_of(message.month),
            "credit_code": message.credit_codes,
            "item_number": message.item_number,
            "row": message.rows,
            "wage_fen": message.wage_fens,
            "base_fen": message.base_fens,
            "employer_fen": message.employer_fens,
            "employee_fen": message.employee_fens,
        },
        sort=True,
    )


def owe(message: ContributionsAssessed, place: Place) -> None:
    """Write what employers owe for a month, and count the person-months it is made of."""
    owed = _owed(message)
    assessed = execute(
        _ASSESSMENTS,
        province=place.province,
        scheme=message.scheme,
        month=month_of(message.month),
        item_number=message.item_number,
        credit_codes=list(owed),
        people=[people for people, *_ in owed.values()],
        base_fens=[base for _, base, *_ in owed.values()],
        employer_fens=[employer for *_, employer, _ in owed.values()],
        employee_fens=[employee for *_, employee in owed.values()],
    )
    must_touch(len(owed), assessed, "employers")
    if not place.is_vouched:
        people = set(message.ssns)
        ((known,),) = fetch(_KNOWN_PEOPLE, province=place.province, ssns=people)
        must_touch(len(people), known, "people")
    count(PERSON_MONTHS, len(message.rows), province=place.province, scheme=message.scheme)


def _owed(message: ContributionsAssessed) -> dict[str, list[int]]:
    """Return by employer for how many people and, in fen, on which bases and how much is due."""
    owed = {code: [0, 0, 0, 0] for code in message.credit_codes}
    for code, base, employer, employee in zip(
        message.credit_codes,
        message.base_fens,
        message.employer_fens,
        message.employee_fens,
        strict=True,
    ):
        sums = owed[code]
        sums[0] += 1
        sums[1] += base
        sums[2] += employer
        sums[3] += employee
    return owed


@writes(ContributionsReceived)
def receive(message: ContributionsReceived, place: Place) -> None:
    """Mark what these employers owed for a month by these declarations as received 到账."""
    receive_all([message], place.province)


def receive_all(messages: Sequence[ContributionsReceived], province: str) -> None:
    """Mark what was owed by different declarations as received, each as its message says."""
    rows = [
        (code, declaration, one.scheme, month_of(one.month), str(one.received_on), one.item_number)
        for one in messages
        for code, declaration in zip(one.credit_codes, one.declarations, strict=True)
    ]
    names = "credit_codes", "declarations", "schemes", "months", "received_ons", "item_numbers"
    settled = execute(_RECEIVED, province=province, **_columns(names, rows))
    must_touch(len(rows), settled, "unreceived assessments")


@writes(ReceiptsTaken)
def take_receipts(message: ReceiptsTaken, place: Place) -> None:
    """Write receipts under their serials 流水号; a serial that was taken before is a fault."""
    take_all_receipts([(message, place.item_number)], place.province)


def take_all_receipts(told: Sequence[tuple[ReceiptsTaken, str]], province: str) -> None:
    """Write the receipts of several messages, each with the number of the item that told it."""
    rows = [
        (serial, code, month_of(month), amount, received_on.isoformat(), one.scheme, number)
        for one, number in told
        for serial, code, month, amount, received_on in zip(
            one.serials,
            one.credit_codes,
            one.months,
            one.amount_fens,
            one.received_ons,
            strict=True,
        )
    ]
    names = "serials", "credit_codes", "months", "amount_fens", "received_ons"
    columns = _columns((*names, "schemes", "item_numbers"), rows)
    taken = execute(_RECEIPTS, province=province, **columns)
    must_touch(len(rows), taken, "receipts")


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """Return rows as columns, each under its name."""
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}
