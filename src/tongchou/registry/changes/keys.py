"""Writing the keys under which people and employers are found, beside the rows they lead to."""

from collections.abc import Iterable, Sequence
from typing import Any

from tongchou.registry.changes.writers import Place
from tongchou.registry.names import Key, employer_keys, former_keys, person_keys
from tongchou.storage.rows import execute

Columns = dict[str, list[Any]]
"""Keys as columns: `ways`, `keys`, `subjects`."""

_GIVEN = """
FROM unnest(%(ways)s::int[], %(keys)s::text[], %(subjects)s::text[]) AS given (way, key, subject)
"""
_ENTER = f"""
INSERT INTO registry_searchkey (province, is_employer, way, key, subject)
SELECT %(province)s, %(is_employer)s, way, key, subject {_GIVEN}
ON CONFLICT DO NOTHING
"""
_REMOVE = f"""
DELETE FROM registry_searchkey AS held USING (SELECT way, key, subject {_GIVEN}) AS former
WHERE held.province = %(province)s AND held.is_employer = %(is_employer)s
  AND (held.way, held.key, held.subject) = (former.way, former.key, former.subject)
"""  # noqa: S608  # written here


def as_columns(keys: Iterable[tuple[str, Iterable[Key]]]) -> Columns:
    """Return the keys of subjects as columns, in the order of the table's own key.

    A row that comes in that order costs half of one that comes in any.
    """
    rows = sorted((way, key, subject) for subject, found in keys for way, key in found)
    ways, texts, subjects = zip(*rows, strict=True) if rows else ((), (), ())
    return {"ways": [*map(int, ways)], "keys": [*texts], "subjects": [*subjects]}


def of_people(ssns: Sequence[str], names: Sequence[str], place: Place) -> Columns:
    """Return the keys of people, none in a shadow; of two names for one number the first stands."""
    if place.is_shadow:
        return as_columns(())
    first = dict(zip(reversed(ssns), reversed(names), strict=True))
    return as_columns((ssn, person_keys(name)) for ssn, name in first.items())


def enter(columns: Columns, place: Place, *, is_employer: bool = False) -> None:
    """Enter keys; those that are there stay."""
    execute(_ENTER, province=place.province, is_employer=is_employer, **columns)


def enter_employers(held: Sequence[tuple[str, str, Sequence[str]]], place: Place) -> None:
    """Enter the keys of employers, each with its name and its former ones, as they now are."""
    if place.is_shadow:
        return
    wanted = {code: of_employer(code, name, former) for code, name, former in held}
    stale = {
        code: frozenset[Key]().union(
            *(employer_keys(one, code) for one in former), former_keys(name)
        )
        - wanted[code]
        for code, name, former in held
        if former
    }
    if stale:
        removed = as_columns(stale.items())
        execute(_REMOVE, province=place.province, is_employer=True, **removed)
    enter(as_columns(wanted.items()), place, is_employer=True)


def of_employer(code: str, name: str, former: Iterable[str]) -> frozenset[Key]:
    """Return the keys of an employer: those of its name and code, and of the names it had."""
    return employer_keys(name, code).union(*map(former_keys, former))
