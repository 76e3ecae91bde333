"""The checks: each asks, set-based, whether facts that just arrived fit those already held."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tongchou.standards.time import Month


@dataclass(frozen=True)
class Finding:
    """What a check found: the person, the month, and every place where the facts stand."""

    code: str
    ssn: str
    month: Month
    places: list[dict[str, Any]]


_DUPLICATES = """
SELECT person.ssn,
       json_agg(json_build_object('province', person.province,
                                  'item_number', assessment.item_number,
                                  'row', contribution.row)
                ORDER BY person.province, assessment.item_number, contribution.row)
FROM registry_person AS person
JOIN registry_contribution AS contribution
    ON contribution.person_id = person.id AND contribution.month = %(month)s
JOIN registry_assessment AS assessment ON assessment.id = contribution.assessment_id
WHERE person.ssn = ANY(%(ssns)s)
GROUP BY person.ssn
HAVING count(DISTINCT person.province) > 1
"""


def duplicate_contribution_month(month: Month, ssns: Sequence[str]) -> list[Finding]:
    """Find the people for whom two provinces hold the same month 重复缴费月份."""
    with connection.cursor() as cursor:
        cursor.execute(_DUPLICATES, {"month": month, "ssns": list(ssns)})
        return [
            Finding("duplicate_contribution_month", ssn, month, places)
            for ssn, places in cursor.fetchall()
        ]
