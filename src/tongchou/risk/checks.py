"""The checks 疑点规则: each asks, set-based, whether facts that just arrived fit those held.

A check sees what its own transaction wrote and what was committed before it. Of two
provinces writing at the same moment neither would see the other, so whoever writes and
then checks calls `wait_for_others` in between: the second goes on when the first is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tongchou.standards.time import Month
from tongchou.storage.rows import execute, fetch

DUPLICATE_CONTRIBUTION_MONTH = "duplicate_contribution_month"

_LOCK = 0x7269736B  # "risk"; one lock for all checks, held until the transaction ends

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
ORDER BY person.ssn
"""


@dataclass(frozen=True)
class Finding:
    """What a check found: the person, the month, and every place where the facts stand."""

    code: str
    ssn: str
    month: Month
    places: list[dict[str, Any]]


def wait_for_others() -> None:
    """Wait until no other transaction stands between what it wrote and its check of it."""
    execute("SELECT pg_advisory_xact_lock(%(lock)s)", lock=_LOCK)


def duplicate_contribution_month(month: Month, ssns: Iterable[str]) -> list[Finding]:
    """Find the people for whom two provinces hold the same month 重复缴费月份.

    Which of the two stands is for a person to judge, so nothing is stopped here.
    """
    return [
        Finding(DUPLICATE_CONTRIBUTION_MONTH, ssn, month, places)
        for ssn, places in fetch(_DUPLICATES, month=month, ssns=list(ssns))
    ]
