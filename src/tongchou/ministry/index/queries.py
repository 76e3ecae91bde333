"""The national index 全国参保库: every insured person once, with the provinces that know them."""

from dataclasses import dataclass

from tongchou.storage.rows import fetch

_TOTALS = """
SELECT count(*), count(*) FILTER (WHERE provinces > 1)
FROM (SELECT count(*) AS provinces FROM registry_person GROUP BY ssn) AS known
"""

# A prefix is looked up by the index on numbers, a name by the index on names; never both.
_PEOPLE = """
SELECT ssn, max(name), array_agg(province ORDER BY province)
FROM registry_person
WHERE ssn IN (SELECT ssn FROM registry_person WHERE {column} LIKE %(prefix)s
              ORDER BY name_key, ssn LIMIT %(limit)s)
GROUP BY ssn
ORDER BY min(name_key), ssn
"""


@dataclass(frozen=True)
class IndexTotals:
    """How many people the country knows, and how many of them in several provinces."""

    people: int
    in_several_provinces: int


@dataclass(frozen=True)
class IndexEntry:
    """One person of the index, and the provinces that know them."""

    ssn: str
    name: str
    provinces: tuple[str, ...]


def index_totals() -> IndexTotals:
    """Return how many different people all provinces know together."""
    ((people, in_several),) = fetch(_TOTALS)
    return IndexTotals(people, in_several)


def people_like(text: str, *, limit: int = 50) -> list[IndexEntry]:
    """Return people whose number or name begins with a text, in the order of their names."""
    wanted = text.strip().upper()
    if not wanted:
        return []
    column = "ssn" if wanted[0].isascii() and wanted[0].isdigit() else "name"
    prefix = wanted.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    rows = fetch(_PEOPLE.format(column=column), prefix=prefix, limit=limit)
    return [IndexEntry(ssn, name, tuple(provinces)) for ssn, name, provinces in rows]
