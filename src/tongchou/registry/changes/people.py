"""Registering employers and people, opening and closing enrolments; always set-based."""

from collections.abc import Sequence
from secrets import token_hex

from tongchou.registry.changes import keys
from tongchou.registry.changes.births import births_and_sexes
from tongchou.registry.changes.writers import Contradiction, Place, must_touch, writes
from tongchou.registry.counters import PEOPLE, count
from tongchou.registry.names import name_key
from tongchou.standards.messages import EmployersRegistered, EmploymentEnded, PersonsEnrolled
from tongchou.standards.time import month_of
from tongchou.storage.partitions import holder_of
from tongchou.storage.rows import Prepared, copy, execute, fetch

COPIED_ROWS_MIN = 500
"""From so many rows on it pays to ask whether all are new, and to copy them then."""

# A name that an employer takes again is none that it had before.
_EMPLOYERS = """
INSERT INTO registry_employer AS held (credit_code, province, name, division_code, registered_on)
SELECT credit_code, %(province)s, name, division_code, %(registered_on)s
FROM unnest(%(credit_codes)s::text[], %(names)s::text[], %(division_codes)s::text[])
    AS given (credit_code, name, division_code)
ON CONFLICT (credit_code, province)
    DO UPDATE SET name = excluded.name, division_code = excluded.division_code,
        former_names = CASE WHEN held.name = excluded.name THEN held.former_names
            ELSE array_remove(array_append(held.former_names, held.name), excluded.name) END
RETURNING credit_code, name, former_names
"""

_STRANGER = """
SELECT credit_code FROM unnest(%(employers)s::text[]) AS given (credit_code)
WHERE NOT EXISTS (
    SELECT FROM registry_employer AS employer
    WHERE employer.credit_code = given.credit_code AND employer.province = %(province)s)
ORDER BY credit_code LIMIT 1
"""

_KNOWN = f"""
SELECT ({_STRANGER}),
       EXISTS (SELECT FROM registry_person
               WHERE ssn = ANY(%(ssns)s::text[]) AND province = %(province)s)
"""  # noqa: S608  # both are written here

# People, their keys and counter, their enrolments and the check of employers are one statement.
# Of two names for one number the first stands, so that every node takes the same.
_PERSONS = Prepared(f"""
WITH stranger AS MATERIALIZED ({_STRANGER}), joined AS (
    INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
    SELECT DISTINCT ON (ssn) ssn, %(province)s, name, name_key, sex, birth_on
    FROM unnest(%(ssns)s::text[], %(names)s::text[], %(name_keys)s::text[], %(sexes)s::text[],
                %(births)s::date[]) WITH ORDINALITY
        AS given (ssn, name, name_key, sex, birth_on, place)
    WHERE NOT EXISTS (SELECT FROM stranger)
    ORDER BY ssn, place
    ON CONFLICT (ssn, province) DO NOTHING
    RETURNING ssn
), found AS (
    INSERT INTO registry_searchkey (province, is_employer, key, subject)
    SELECT %(province)s, false, key, subject
    FROM unnest(%(keys)s::text[], %(subjects)s::text[]) AS given (key, subject)
    WHERE subject IN (SELECT ssn FROM joined)
    ON CONFLICT DO NOTHING
), counted AS (
    INSERT INTO registry_counter_delta (province, scheme, name, amount)
    SELECT %(province)s, %(scheme)s, %(counter)s, count(*) FROM joined HAVING count(*) > 0
), enrolled AS (
    INSERT INTO registry_enrolment (ssn, province, scheme, credit_code, from_month, end_reason)
    SELECT ssn, %(province)s, %(scheme)s, credit_code, %(from_month)s, ''
    FROM unnest(%(ssns)s::text[], %(credit_codes)s::text[]) AS given (ssn, credit_code)
    WHERE NOT EXISTS (SELECT FROM stranger)
    ON CONFLICT DO NOTHING
    RETURNING ssn
)
SELECT (SELECT credit_code FROM stranger), (SELECT count(*) FROM enrolled)
""")  # noqa: S608  # both are written here

# An enrolment that ended before it began never came about, and may begin in that month after all.
# Few enrolments stand in the way of another, so this is asked only when one did.
_NEVER_BEGUN = """
DELETE FROM registry_enrolment AS enrolment
USING unnest(%(ssns)s::text[], %(credit_codes)s::text[]) AS given (ssn, credit_code)
WHERE enrolment.ssn = given.ssn AND enrolment.province = %(province)s
  AND enrolment.scheme = %(scheme)s AND enrolment.credit_code = given.credit_code
  AND enrolment.from_month = %(from_month)s AND enrolment.until_month = %(from_month)s
"""

_ENROL_AGAIN = """
INSERT INTO registry_enrolment (ssn, province, scheme, credit_code, from_month, end_reason)
SELECT ssn, %(province)s, %(scheme)s, credit_code, %(from_month)s::int, ''
FROM unnest(%(ssns)s::text[], %(credit_codes)s::text[]) AS given (ssn, credit_code)
ON CONFLICT (ssn, province, scheme, credit_code) WHERE until_month IS NULL DO NOTHING
"""

# When all of a person's enrolments end, one that begins later than that never comes about.
_END = """
WITH ended AS (
    UPDATE registry_enrolment AS enrolment
    SET until_month = CASE WHEN given.credit_code = ''
                           THEN greatest(from_month, given.until_month)
                           ELSE given.until_month END,
        end_reason = given.reason
    FROM unnest(%(ssns)s::text[], %(schemes)s::text[], %(credit_codes)s::text[],
                %(until_months)s::int[], %(reasons)s::text[])
        AS given (ssn, scheme, credit_code, until_month, reason)
    WHERE enrolment.ssn = given.ssn AND enrolment.province = %(province)s
      AND enrolment.scheme = given.scheme AND enrolment.until_month IS NULL
      AND (given.credit_code = '' OR enrolment.credit_code = given.credit_code)
    RETURNING enrolment.ssn
)
SELECT count(DISTINCT ssn) FROM ended
"""


@writes(EmployersRegistered)
def register_employers(message: EmployersRegistered, place: Place) -> None:
    """Register employers 用人单位, or take over a changed name or place."""
    held = fetch(
        _EMPLOYERS,
        province=place.province,
        registered_on=message.registered_on,
        credit_codes=message.credit_codes,
        names=message.names,
        division_codes=message.division_codes,
    )
    must_touch(len(message.credit_codes), len(held), "employers")
    keys.enter_employers(held, place)


@writes(PersonsEnrolled)
def enrol_persons(message: PersonsEnrolled, place: Place) -> None:
    """Register people not yet known and open their enrolments 参保 with their employers.

    Whoever is enrolled with the employer already stays so. An empty code is no employer; one
    that names an employer nobody registered is a fault, and so is a first month from which the
    person was enrolled there before: the database's key of an enrolment holds that.
    """
    name_keys = [name_key(name) for name in message.names]
    if len(message.ssns) >= COPIED_ROWS_MIN and _are_strangers(message, place):
        _copy_strangers(message, place, name_keys)
        keys.copy_people(message.ssns, message.names, place)
        return
    births, sexes = births_and_sexes(message.ssns, message.births)
    found = [] if place.is_shadow else keys.of_people(message.ssns, message.names)
    facts = {
        "province": place.province,
        "scheme": message.scheme,
        "from_month": month_of(message.from_month),
        "ssns": message.ssns,
        "credit_codes": message.credit_codes,
    }
    ((unknown, enrolled),) = fetch(
        _PERSONS,
        **facts,
        counter=PEOPLE,
        names=message.names,
        name_keys=name_keys,
        births=births,
        sexes=sexes,
        **keys.as_columns(found),
        employers=sorted(set(message.credit_codes) - {""}),
    )
    if unknown is not None:
        raise Contradiction(f"employer {unknown} is not registered")
    if enrolled != len(message.ssns):
        execute(_NEVER_BEGUN, **facts)
        execute(_ENROL_AGAIN, **facts)


def _are_strangers(message: PersonsEnrolled, place: Place) -> bool:
    """Whether all of many people are told once and nobody is known, but all their employers are."""
    employers = sorted(set(message.credit_codes) - {""})
    if len(set(message.ssns)) < len(message.ssns):
        return False
    ((unknown, known),) = fetch(
        _KNOWN, ssns=message.ssns, employers=employers, province=place.province
    )
    return unknown is None and not known


def _copy_strangers(message: PersonsEnrolled, place: Place, name_keys: list[str]) -> None:
    """Copy people and their enrolments, all of them new, in the order of their numbers.

    To look for conflicts row by row takes half as long again as to write. Should one of them be
    registered by somebody else at this moment, the database's key refuses all.
    """
    ssns = message.ssns
    births, sexes = births_and_sexes(ssns, message.births)
    copy(
        "registry_person",
        {
            "ssn": ssns,
            "province": place.province,
            "name": message.names,
            "name_key": name_keys,
            "sex": sexes,
            "birth_on": births,
            "handle": _handles(len(ssns)),
        },
        sort=True,
    )
    copy(
        holder_of("registry_enrolment", place.province),
        {
            "ssn": ssns,
            "province": place.province,
            "scheme": message.scheme,
            "credit_code": message.credit_codes,
            "from_month": month_of(message.from_month),
            "end_reason": "",
        },
        sort=True,
    )
    count(PEOPLE, len(ssns), province=place.province, scheme=message.scheme)


def _handles(count: int) -> list[str]:
    """Return new handles; to have the database make them one by one takes as long as to write."""
    made = token_hex(_HANDLE_BYTES * count)
    length = 2 * _HANDLE_BYTES
    return [made[place : place + length] for place in range(0, len(made), length)]


_HANDLE_BYTES = 16


@writes(EmploymentEnded)
def end_employment(message: EmploymentEnded, place: Place) -> None:
    """End a person's open enrolments: with one employer, or with all when none is named.

    Raises `Contradiction` when none is open: the enrolment that should end is not held.
    """
    end_employments([message], place.province)


def end_employments(messages: Sequence[EmploymentEnded], province: str) -> None:
    """End the open enrolments of different people, each as its message says."""
    ((ended,),) = fetch(
        _END,
        province=province,
        ssns=[message.ssn for message in messages],
        schemes=[message.scheme for message in messages],
        credit_codes=[message.credit_code for message in messages],
        until_months=[month_of(message.until_month) for message in messages],
        reasons=[message.reason for message in messages],
    )
    if ended != len(messages):
        missing = len(messages) - ended
        raise Contradiction(f"no enrolment is open of {missing} of {len(messages)} people")
