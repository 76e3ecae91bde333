"""Assessing contributions and marking them received; always set-based."""

from tongchou.registry.counters import PERSON_MONTHS, count
from tongchou.standards.messages import ContributionsAssessed, ContributionsReceived
from tongchou.standards.time import month_of
from tongchou.storage.rows import execute

# A large declaration is told in slices, so a later slice adds to the assessment of the first.
_ASSESSMENTS = """
INSERT INTO registry_assessment
    (employer_id, month, item_number, people, base_fen, employer_fen, employee_fen,
     receipt_item_number)
SELECT employer.id, %(month)s, %(item_number)s, count(*),
       sum(given.base_fen), sum(given.employer_fen), sum(given.employee_fen), ''
FROM unnest(%(credit_codes)s::text[], %(base_fens)s::bigint[], %(employer_fens)s::bigint[],
            %(employee_fens)s::bigint[])
    AS given (credit_code, base_fen, employer_fen, employee_fen)
JOIN registry_employer AS employer
    ON employer.credit_code = given.credit_code AND employer.province = %(province)s
GROUP BY employer.id
ON CONFLICT (employer_id, month, item_number) DO UPDATE SET
    people = registry_assessment.people + excluded.people,
    base_fen = registry_assessment.base_fen + excluded.base_fen,
    employer_fen = registry_assessment.employer_fen + excluded.employer_fen,
    employee_fen = registry_assessment.employee_fen + excluded.employee_fen
"""

_CONTRIBUTIONS = """
INSERT INTO registry_contribution
    (person_id, employer_id, assessment_id, month, wage_fen, base_fen, employer_fen,
     employee_fen, row)
SELECT person.id, employer.id, assessment.id, %(month)s, given.wage_fen, given.base_fen,
       given.employer_fen, given.employee_fen, given.row
FROM unnest(%(rows)s::int[], %(ssns)s::text[], %(credit_codes)s::text[], %(wage_fens)s::bigint[],
            %(base_fens)s::bigint[], %(employer_fens)s::bigint[], %(employee_fens)s::bigint[])
    AS given (row, ssn, credit_code, wage_fen, base_fen, employer_fen, employee_fen)
JOIN registry_person AS person
    ON person.ssn = given.ssn AND person.province = %(province)s
JOIN registry_employer AS employer
    ON employer.credit_code = given.credit_code AND employer.province = %(province)s
JOIN registry_assessment AS assessment
    ON assessment.employer_id = employer.id AND assessment.month = %(month)s
    AND assessment.item_number = %(item_number)s
"""

_RECEIVED = """
UPDATE registry_assessment AS assessment
SET received_on = %(received_on)s, receipt_item_number = %(item_number)s
FROM unnest(%(credit_codes)s::text[], %(declarations)s::text[]) AS given (credit_code, declaration)
JOIN registry_employer AS employer
    ON employer.credit_code = given.credit_code AND employer.province = %(province)s
WHERE assessment.employer_id = employer.id AND assessment.month = %(month)s
  AND assessment.item_number = given.declaration AND assessment.received_on IS NULL
"""


def assess(message: ContributionsAssessed, *, province: str, item_number: str) -> None:
    """Write what employers owe for a month 应缴核定, and the person-months it is made of."""
    del item_number
    month = month_of(message.month)
    execute(
        _ASSESSMENTS,
        province=province,
        month=month,
        item_number=message.item_number,
        credit_codes=message.credit_codes,
        base_fens=message.base_fens,
        employer_fens=message.employer_fens,
        employee_fens=message.employee_fens,
    )
    written = execute(
        _CONTRIBUTIONS,
        province=province,
        month=month,
        item_number=message.item_number,
        rows=message.rows,
        ssns=message.ssns,
        credit_codes=message.credit_codes,
        wage_fens=message.wage_fens,
        base_fens=message.base_fens,
        employer_fens=message.employer_fens,
        employee_fens=message.employee_fens,
    )
    if written != len(message.rows):
        raise ValueError(f"{len(message.rows)} contributions told, {written} could be written")
    count(PERSON_MONTHS, written, province=province, scheme=message.scheme)


def receive(message: ContributionsReceived, *, province: str, item_number: str) -> None:
    """Mark what these employers owed for a month by these declarations as received 到账."""
    del item_number
    settled = execute(
        _RECEIVED,
        province=province,
        month=month_of(message.month),
        received_on=message.received_on,
        item_number=message.item_number,
        credit_codes=message.credit_codes,
        declarations=message.declarations,
    )
    if settled != len(message.declarations):
        raise ValueError(f"{len(message.declarations)} assessments told, {settled} were open")
