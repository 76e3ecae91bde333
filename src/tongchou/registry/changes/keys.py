"""Writing the keys under which people and employers are found, beside the rows they lead to."""

from collections.abc import Iterable, Sequence

from tongchou.registry.changes.writers import Place
from tongchou.registry.names import employer_keys, former_keys, person_keys
from tongchou.storage.rows import copy_lines, execute

Pairs = list[tuple[str, str]]
"""Keys, each with its subject."""

ENTER = """
INSERT INTO registry_searchkey (province, is_employer, key, subject)
SELECT %(province)s, %(is_employer)s, key, subject
FROM unnest(%(keys)s::text[], %(subjects)s::text[]) AS given (key, subject)
ON CONFLICT DO NOTHING
"""
_REMOVE = """
DELETE FROM registry_searchkey AS held
USING unnest(%(keys)s::text[], %(subjects)s::text[]) AS former (key, subject)
WHERE held.province = %(province)s AND held.is_employer = %(is_employer)s
  AND held.key = former.key AND held.subject = former.subject
"""


def of_people(ssns: Sequence[str], names: Sequence[str]) -> Pairs:
    """Return the keys of people; of two names for one number the first stands."""
    first = dict(zip(reversed(ssns), reversed(names), strict=True))
    return [(key, ssn) for ssn, name in first.items() for key in person_keys(name)]


def of_employer(code: str, name: str, former: Iterable[str]) -> set[str]:
    """Return the keys of an employer: those of its name and code, and of the names it had."""
    return set(employer_keys(name, code)).union(*map(former_keys, former))


def as_columns(pairs: Pairs) -> dict[str, list[str]]:
    """Return keys as the columns of a statement."""
    return {"keys": [key for key, _ in pairs], "subjects": [subject for _, subject in pairs]}


def copy_people(ssns: Sequence[str], names: Sequence[str], place: Place) -> None:
    """Copy the keys of many people who were not known, in the order of the index.

    To look for conflicts takes three times as long. Should keys stand there of somebody who was
    taken out by hand, the database refuses the copy, and `tongchou node search` sets it right.
    """
    if place.is_shadow:
        return
    known: dict[str, list[str]] = {}
    lines = [
        f"{key}\t{ssn}\tf\t{place.province}\n"
        for ssn, name in zip(ssns, names, strict=True)
        for key in (known.get(name) or known.setdefault(name, person_keys(name)))
    ]
    lines.sort()
    copy_lines("registry_searchkey", ("key", "subject", "is_employer", "province"), lines)


def enter_employers(held: Iterable[tuple[str, str, Sequence[str]]], place: Place) -> None:
    """Enter the keys of employers, each with its name and its former ones, as they now are."""
    if place.is_shadow:
        return
    wanted: Pairs = []
    stale: Pairs = []
    for code, name, former in held:
        keys = of_employer(code, name, former)
        wanted += [(key, code) for key in keys]
        had = set(former_keys(name) if former else ()).union(
            *(employer_keys(one, code) for one in former)
        )
        stale += [(key, code) for key in had - keys]
    facts = {"province": place.province, "is_employer": True}
    if stale:
        execute(_REMOVE, **facts, **as_columns(stale))
    execute(ENTER, **facts, **as_columns(sorted(wanted)))
