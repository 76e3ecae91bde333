"""Making the search keys and the sounds of names anew, as the owner of the tables.

No event tells them, so they are proven by being made: what differs from the names that stand here
is entered or taken out, and counted. A repair makes those of the rows that it puts right.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction

from tongchou.proof.repair.damage import Damaged
from tongchou.registry.changes.keys import of_employer
from tongchou.registry.models import Employer, Person, SearchKey
from tongchou.registry.names import name_key, person_keys
from tongchou.storage.rows import copy_lines, execute

AT_ONCE = 10_000
PEOPLE, EMPLOYERS = "registry_person", "registry_employer"

_TOLD = "CREATE TEMP TABLE told_key (LIKE registry_searchkey) ON COMMIT DROP"
_SAME = """
(told.province, told.is_employer, told.key, told.subject)
= (held.province, held.is_employer, held.key, held.subject)
"""
_ENTER = f"""
INSERT INTO registry_searchkey (province, is_employer, key, subject)
SELECT province, is_employer, key, subject FROM told_key AS told
WHERE NOT EXISTS (SELECT FROM registry_searchkey AS held WHERE {_SAME})
ORDER BY province, is_employer, key, subject
"""  # noqa: S608  # written here
_REMOVE = f"""
DELETE FROM registry_searchkey AS held
WHERE NOT EXISTS (SELECT FROM told_key AS told WHERE {_SAME})
"""  # noqa: S608  # written here
_SOUND = """
UPDATE registry_person AS person SET name_key = given.name_key
FROM unnest(%(ssns)s::text[], %(provinces)s::text[], %(name_keys)s::text[])
    AS given (ssn, province, name_key)
WHERE person.ssn = given.ssn AND person.province = given.province
"""


@dataclass(frozen=True)
class Refilled:
    """How many search keys were missing or surplus, and how many people sorted by an old sound."""

    missing: int
    surplus: int
    sounds: int


def refill() -> Refilled:
    """Make keys and sounds what the names come to, in one snapshot; whoever joins later has them.

    It holds nobody up: only rows that are wrong are written.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(_TOLD)
        sounds = _tell_people()
        _tell_employers()
        cursor.execute("ANALYZE told_key")
        return Refilled(execute(_ENTER), execute(_REMOVE), sounds)


Key = tuple[str, bool, str, str]
"""A search key as its row is known: province, is it an employer's, the key, whom it leads to."""

_FORGET = """
DELETE FROM registry_searchkey AS held
USING unnest(%(provinces)s::text[], %(are_employers)s::bool[], %(keys)s::text[],
             %(subjects)s::text[]) AS given (province, is_employer, key, subject)
WHERE (held.province, held.is_employer, held.key, held.subject)
    = (given.province, given.is_employer, given.key, given.subject)
"""
_LEARN = """
INSERT INTO registry_searchkey (province, is_employer, key, subject)
SELECT province, is_employer, key, subject
FROM unnest(%(provinces)s::text[], %(are_employers)s::bool[], %(keys)s::text[],
            %(subjects)s::text[]) AS given (province, is_employer, key, subject)
ON CONFLICT DO NOTHING
"""


def keys_of(rows: Iterable[Damaged]) -> set[Key]:
    """Return the search keys that the people and employers of these rows come to as they stand."""
    found: set[Key] = set()
    for row in rows:
        if row.table == PEOPLE:
            found.update(_of_person(row.node, str(row.key["ssn"])))
        elif row.table == EMPLOYERS:
            found.update(_of_employer(row.node, str(row.key["credit_code"])))
    return found


def _of_person(province: str, ssn: str) -> Iterator[Key]:
    for person in Person.objects.filter(province=province, ssn=ssn):
        yield from ((province, False, key, ssn) for key in person_keys(person.name))


def _of_employer(province: str, code: str) -> Iterator[Key]:
    for one in Employer.objects.filter(province=province, credit_code=code):
        keys = of_employer(code, one.name, one.former_names)
        yield from ((province, True, key, code) for key in keys)


def follow(rows: Iterable[Damaged], before: set[Key]) -> None:
    """Let those whose rows were written be found, and sorted, by the names that they have now.

    `before` are the keys of the same rows before they were written.
    """
    written = list(rows)
    now = keys_of(written)
    for statement, keys in ((_FORGET, before - now), (_LEARN, now)):
        if keys:
            names = ("provinces", "are_employers", "keys", "subjects")
            columns = map(list, zip(*sorted(keys), strict=True))
            execute(statement, **dict(zip(names, columns, strict=True)))
    for row in written:
        if row.table == PEOPLE:
            for person in Person.objects.filter(province=row.node, ssn=row.key["ssn"]):
                Person.objects.filter(pk=person.pk).update(name_key=name_key(person.name))


def fill_if_empty() -> None:
    """Fill the keys of those who stood here before there were any."""
    if Person.objects.exists() and not SearchKey.objects.exists():
        refill()


def _tell_people() -> int:
    """Tell the keys of all people; return how many of them sorted by another sound."""
    sounds = 0
    people = Person.objects.values_list("province", "ssn", "name", "name_key").iterator(AT_ONCE)
    while some := list(islice(people, AT_ONCE)):
        _tell(
            f"{province}\tf\t{key}\t{ssn}\n"
            for province, ssn, name, _ in some
            for key in person_keys(name)
        )
        heard = [(province, ssn, name_key(name), was) for province, ssn, name, was in some]
        other = [(province, ssn, now) for province, ssn, now, was in heard if now != was]
        if other:
            provinces, ssns, keys = (list(column) for column in zip(*other, strict=True))
            sounds += execute(_SOUND, provinces=provinces, ssns=ssns, name_keys=keys)
    return sounds


def _tell_employers() -> None:
    names = ("province", "credit_code", "name", "former_names")
    employers = Employer.objects.values_list(*names).iterator(AT_ONCE)
    while some := list(islice(employers, AT_ONCE)):
        _tell(
            f"{province}\tt\t{key}\t{code}\n"
            for province, code, name, former in some
            for key in of_employer(code, name, former)
        )


def _tell(lines: Iterable[str]) -> None:
    copy_lines("told_key", ("province", "is_employer", "key", "subject"), lines)
