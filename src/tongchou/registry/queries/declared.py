"""Reading what the registry holds of the rows of a declaration, a slice of rows at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tongchou.standards.schemes import PENSION
from tongchou.standards.time import Month
from tongchou.storage.rows import fetch_each

# The numbers asked for are looked up together in the order of the index, and OFFSET 0 keeps the
# planner from turning that into a join. A month's contributions are looked up row by row, with a
# LIMIT for the same reason, and only once one of the employers has an assessment for the month:
# as long as no statistics tell how many there are, the index by employer and month would seem
# the shorter one, and || keeps the planner from it.
HELD = """
WITH given AS MATERIALIZED (
    SELECT ssn, name, credit_code, place - 1 AS place
    FROM unnest(%(ssns)s::text[], %(names)s::text[], %(credit_codes)s::text[]) WITH ORDINALITY
        AS told (ssn, name, credit_code, place)
), asked AS MATERIALIZED (
    SELECT array_agg(ssn ORDER BY ssn) AS ssns FROM given
)
SELECT
(
    SELECT coalesce(json_agg(json_build_array(place, person.name)), '[]') FROM given JOIN (
        SELECT ssn, province, name FROM registry_person
        WHERE ssn = ANY((SELECT ssns FROM asked)::text[]) OFFSET 0
    ) AS person USING (ssn)
    WHERE person.province = %(province)s AND person.name <> given.name
),
ARRAY(
    SELECT place FROM given JOIN (
        SELECT ssn FROM registry_benefit
        WHERE ssn = ANY((SELECT ssns FROM asked)::text[]) AND province = %(province)s
          AND scheme = %(scheme)s AND kind = %(pension)s OFFSET 0
    ) AS pension USING (ssn)
),
ARRAY(
    SELECT place FROM given CROSS JOIN LATERAL (
        SELECT FROM registry_contribution AS contribution
        WHERE contribution.ssn = given.ssn AND contribution.province = %(province)s
          AND contribution.scheme = %(scheme)s AND contribution.month = %(month)s
          AND contribution.credit_code || '' = given.credit_code LIMIT 1
    ) AS assessed
    WHERE EXISTS (
        SELECT FROM registry_assessment
        WHERE credit_code = ANY(%(employers)s::text[]) AND province = %(province)s
          AND scheme = %(scheme)s AND month = %(month)s
    )
),
ARRAY(
    SELECT place FROM given LEFT JOIN (
        SELECT ssn, credit_code FROM registry_enrolment
        WHERE ssn = ANY((SELECT ssns FROM asked)::text[]) AND province = %(province)s
          AND scheme = %(scheme)s
          AND (until_month IS NULL OR %(month)s BETWEEN from_month AND until_month - 1) OFFSET 0
    ) AS enrolled USING (ssn, credit_code)
    WHERE enrolled.ssn IS NULL
),
ARRAY(
    SELECT place FROM given
    WHERE ssn >= 'A' COLLATE "C" AND NOT EXISTS (
        SELECT FROM registry_person AS person
        WHERE person.ssn = given.ssn AND person.province = %(province)s)
)
"""


@dataclass(frozen=True)
class HeldOfRows:
    """The places, from 0 on and in no order, of those rows of a declaration that stand out.

    `renamed` are rows whose number is registered under another name, with that name, `retired`
    those whose person draws a pension, `assessed` those whose month is held already with the
    employer, `joining` those whose person has no enrolment with the employer that is open or held
    that month. `unregistered` are those of foreigners whom nobody registered: their numbers tell
    no birth.
    """

    renamed: list[tuple[int, str]]
    retired: list[int]
    assessed: list[int]
    joining: list[int]
    unregistered: list[int]


@dataclass(frozen=True)
class Rows:
    """Rows of a declaration, in columns of one length."""

    ssns: list[str]
    names: list[str]
    credit_codes: list[str]


def held_of_rows(
    slices: Iterable[Rows], month: Month, *, province: str, scheme: str
) -> Iterator[HeldOfRows]:
    """Return what is held of slices of rows for a month, each answered while the next is made."""
    questions = (
        {
            "ssns": rows.ssns,
            "names": rows.names,
            "credit_codes": rows.credit_codes,
            "employers": set(rows.credit_codes),
            "month": month,
            "province": province,
            "scheme": scheme,
            "pension": PENSION,
        }
        for rows in slices
    )
    for (held,) in fetch_each(HELD, questions):
        yield HeldOfRows(*held)
