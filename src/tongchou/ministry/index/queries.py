"""The national index 全国参保库: every insured person once, with the provinces that know them."""

from dataclasses import dataclass

from tongchou.storage.rows import fetch

_TOTALS = """
SELECT count(*), count(*) FILTER (WHERE provinces > 1)
FROM (SELECT count(*) AS provinces FROM registry_person GROUP BY ssn) AS known
"""


@dataclass(frozen=True)
class IndexTotals:
    """How many people the country knows, and how many of them in several provinces."""

    people: int
    in_several_provinces: int


def index_totals() -> IndexTotals:
    """Return how many different people all provinces know together."""
    ((people, in_several),) = fetch(_TOTALS)
    return IndexTotals(people, in_several)
