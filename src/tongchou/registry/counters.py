"""Counters of the registry: what the ministry's pages show without counting the rows again.

Whoever writes rows says how many, in the same transaction; nobody waits for anybody (see
`storage.deltas`). `unequal_counters` counts the rows and names what differs.
"""

from tongchou.storage.deltas import Sums
from tongchou.storage.rows import fetch

PEOPLE, PENSIONERS, PERSON_MONTHS = "people", "pension", "person_months"
"""Insured people registered, pensions determined, and person-months assessed.

People are counted under the scheme by which they were first registered in a province, and each
benefit under its kind, of which a pension is one.
"""

COUNTERS = Sums("registry_counter", keys=("province", "scheme", "name"), amounts=("amount",))


def count(name: str, amount: int, *, province: str, scheme: str) -> None:
    """Add to a counter what was written just now; less than nothing for what was taken away."""
    if amount:
        COUNTERS.append(province=province, scheme=scheme, name=name, amount=amount)


def fold() -> int:
    """Fold the counts that wait into the counters; return how many there were."""
    return COUNTERS.fold()


_COUNTED = f"""
SELECT province, name, sum(amount) FROM {COUNTERS.rows} AS counted GROUP BY province, name
"""  # noqa: S608  # names come from code


def counted_by_province() -> dict[str, dict[str, int]]:
    """Return every counter, of all schemes together, by province and name."""
    found: dict[str, dict[str, int]] = {}
    for province, name, amount in fetch(_COUNTED):
        found.setdefault(province, {})[name] = int(amount)
    return found


_UNEQUAL = f"""
SELECT province, name
FROM (
    SELECT province, name, sum(amount) AS amount FROM {COUNTERS.rows} AS counted
    GROUP BY province, name
) AS counted
FULL JOIN (
    SELECT province, '{PEOPLE}' AS name, count(*) AS amount
    FROM registry_person GROUP BY province
    UNION ALL
    SELECT province, kind, count(*) FROM registry_benefit GROUP BY province, kind
    UNION ALL
    SELECT province, '{PERSON_MONTHS}', count(*) FROM registry_contribution GROUP BY province
) AS held USING (province, name)
WHERE coalesce(counted.amount, 0) <> coalesce(held.amount, 0)
ORDER BY province, name
"""  # noqa: S608  # names come from code


def unequal_counters() -> list[str]:
    """Return the counters that are not how many rows there are, by province and name."""
    return [f"{province} {name}" for province, name in fetch(_UNEQUAL)]
