"""Assessing contributions and marking them received; always set-based."""

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
SET received_on = %(received_on)s, receipt_item_number = %(item_number)s
FROM unnest(%(credit_codes)s::text[], %(declarations)s::text[]) AS given (credit_code, declaration)
WHERE assessment.credit_code = given.credit_code AND assessment.province = %(province)s
  AND assessment.scheme = %(scheme)s AND assessment.month = %(month)s
  AND assessment.item_number = given.declaration AND assessment.received_on IS NULL
"""

_RECEIPTS = """
INSERT INTO registry_receipt
    (serial, province, scheme, credit_code, month, amount_fen, received_on, item_number)
SELECT given.serial, employer.province, %(scheme)s, employer.credit_code, given.month,
       given.amount_fen, given.received_on, %(item_number)s
FROM unnest(%(serials)s::text[], %(credit_codes)s::text[], %(months)s::int[],
            %(amount_fens)s::bigint[], %(received_ons)s::date[])
    AS given (serial, credit_code, month, amount_fen, received_on)
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
    settled = execute(
        _RECEIVED,
        province=place.province,
        scheme=message.scheme,
        month=month_of(message.month),
        received_on=message.received_on,
        item_number=message.item_number,
        credit_codes=message.credit_codes,
        declarations=message.declarations,
    )
    must_touch(len(message.declarations), settled, "unreceived assessments")


@writes(ReceiptsTaken)
def take_receipts(message: ReceiptsTaken, place: Place) -> None:
    """Write receipts under their serials 流水号; a serial that was taken before is a fault."""
    taken = execute(
        _RECEIPTS,
        province=place.province,
        scheme=message.scheme,
        item_number=place.item_number,
        serials=message.serials,
        credit_codes=message.credit_codes,
        months=[month_of(month) for month in message.months],
        amount_fens=message.amount_fens,
        received_ons=[received_on.isoformat() for received_on in message.received_ons],
    )
    must_touch(len(message.serials), taken, "receipts")
