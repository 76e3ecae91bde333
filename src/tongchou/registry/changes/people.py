"""Registering employers and people, opening and closing enrolments; always set-based."""

from tongchou.registry.counters import PEOPLE, count
from tongchou.registry.names import name_key
from tongchou.standards.messages import EmployersRegistered, EmploymentEnded, PersonsEnrolled
from tongchou.standards.time import month_of
from tongchou.storage.rows import execute, fetch

_EMPLOYERS = """
INSERT INTO registry_employer (province, credit_code, name, division_code, registered_on)
SELECT %(province)s, credit_code, name, division_code, %(registered_on)s
FROM unnest(%(credit_codes)s::text[], %(names)s::text[], %(division_codes)s::text[])
    AS given (credit_code, name, division_code)
ON CONFLICT (credit_code, province)
    DO UPDATE SET name = excluded.name, division_code = excluded.division_code
"""

# Sex and birth stand in the social security number itself (GB 11643): digits 7-14 and digit 17.
# Of two names for one number the first stands, so that every node takes the same.
_PERSONS = """
INSERT INTO registry_person (province, ssn, name, name_key, sex, birth_on)
SELECT DISTINCT ON (ssn) %(province)s, ssn, name, name_key,
       CASE WHEN substr(ssn, 17, 1)::int %% 2 = 1 THEN '1' ELSE '2' END,
       to_date(substr(ssn, 7, 8), 'YYYYMMDD')
FROM unnest(%(ssns)s::text[], %(names)s::text[], %(keys)s::text[]) WITH ORDINALITY
    AS given (ssn, name, name_key, place)
ORDER BY ssn, place
ON CONFLICT (ssn, province) DO NOTHING
"""

_UNKNOWN_EMPLOYERS = """
SELECT credit_code FROM unnest(%(credit_codes)s::text[]) AS given (credit_code)
WHERE NOT EXISTS (
    SELECT FROM registry_employer AS employer
    WHERE employer.credit_code = given.credit_code AND employer.province = %(province)s)
ORDER BY credit_code LIMIT 1
"""

_ENROLMENTS = """
INSERT INTO registry_enrolment (person_id, employer_id, from_month, end_reason)
SELECT DISTINCT person.id, employer.id, %(from_month)s::int, ''
FROM unnest(%(ssns)s::text[], %(credit_codes)s::text[]) AS given (ssn, credit_code)
JOIN registry_person AS person
    ON person.ssn = given.ssn AND person.province = %(province)s
LEFT JOIN registry_employer AS employer
    ON employer.credit_code = given.credit_code AND employer.province = %(province)s
ON CONFLICT (person_id, employer_id) WHERE until_month IS NULL DO NOTHING
"""

# When all of a person's enrolments end, one that begins later than that never comes about.
_END = """
UPDATE registry_enrolment AS enrolment
SET until_month = CASE WHEN %(credit_code)s = '' THEN greatest(from_month, %(until_month)s)
                       ELSE %(until_month)s END,
    end_reason = %(reason)s
FROM registry_person AS person
WHERE person.id = enrolment.person_id AND person.ssn = %(ssn)s AND person.province = %(province)s
  AND enrolment.until_month IS NULL
  AND (%(credit_code)s = '' OR enrolment.employer_id = (
      SELECT id FROM registry_employer
      WHERE credit_code = %(credit_code)s AND province = %(province)s))
"""


def register_employers(message: EmployersRegistered, *, province: str, item_number: str) -> None:
    """Register employers 用人单位, or take over a changed name or place."""
    del item_number
    execute(
        _EMPLOYERS,
        province=province,
        registered_on=message.registered_on,
        credit_codes=message.credit_codes,
        names=message.names,
        division_codes=message.division_codes,
    )


def enrol_persons(message: PersonsEnrolled, *, province: str, item_number: str) -> None:
    """Register people not yet known and open their enrolments 参保 with their employers.

    An empty code is no employer; one that names an employer nobody registered is a fault,
    or the person would be held as enrolled on their own.
    """
    del item_number
    named = set(message.credit_codes) - {""}
    unknown = fetch(_UNKNOWN_EMPLOYERS, province=province, credit_codes=sorted(named))
    if unknown:
        raise ValueError(f"employer {unknown[0][0]} is not registered")
    joined = execute(
        _PERSONS,
        province=province,
        ssns=message.ssns,
        names=message.names,
        keys=[name_key(name) for name in message.names],
    )
    count(PEOPLE, joined, province=province, scheme=message.scheme)
    execute(
        _ENROLMENTS,
        province=province,
        from_month=month_of(message.from_month),
        ssns=message.ssns,
        credit_codes=message.credit_codes,
    )


def end_employment(message: EmploymentEnded, *, province: str, item_number: str) -> None:
    """End a person's open enrolments: with one employer, or with all when none is named."""
    del item_number
    execute(
        _END,
        province=province,
        ssn=message.ssn,
        credit_code=message.credit_code,
        until_month=month_of(message.until_month),
        reason=message.reason,
    )
