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

# First who is known in several provinces, which are few; their months only then.
_DUPLICATES = """
WITH known AS MATERIALIZED (
    SELECT person.ssn, person.province
    FROM unnest(%(ssns)s::text[]) AS given (ssn)
    JOIN registry_person AS person ON person.ssn = given.ssn
    WHERE EXISTS (SELECT FROM registry_person AS other
                  WHERE other.ssn = person.ssn AND other.province <> person.province))
SELECT contribution.ssn,
       json_agg(json_build_object('province', contribution.province,
                                  'item_number', contribution.item_number,
                                  'row', contribution.row)
                ORDER BY contribution.province, contribution.item_number, contribution.row)
FROM known
JOIN registry_contribution AS contribution
    ON contribution.ssn = known.ssn AND contribution.province = known.province
    AND contribution.month = %(month)s
GROUP BY contribution.ssn
HAVING count(DISTINCT contribution.province) > 1
ORDER BY contribution.ssn
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
