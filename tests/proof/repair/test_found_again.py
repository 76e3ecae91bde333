"""Whoever's row is put right is found by the name that the log says, and by no other."""

import psycopg
import pytest
from repairing import as_owner, repaired

from counter import FACTORY, MAN
from databases import Databases
from tongchou.proof.repair.changes.searching import Refilled, refill
from tongchou.registry.models import Person
from tongchou.registry.queries import employers_found, people_found
from tongchou.standards.search import search_of

pytestmark = pytest.mark.usefixtures("life")


def people(text: str) -> list[str]:
    hits = people_found(search_of(text), division="", province="34")
    return [person.ssn for person in hits.rows]


def employers(text: str) -> list[str]:
    return [one.credit_code for one in employers_found(text, province="34", division="").rows]


def tampered(databases: Databases, statement: str) -> None:
    """Change a row past the system, and make the keys of the names that stand there then."""
    with psycopg.connect(databases.copy("34").url) as owner:
        assert owner.execute(statement.encode()).rowcount
    with as_owner(databases):
        refill()


def test_a_person_whose_name_was_put_right_is_found_by_it(databases: Databases) -> None:
    sound = Person.objects.get(ssn=MAN).name_key
    tampered(databases, f"UPDATE registry_person SET name = '王小明' WHERE ssn = '{MAN}'")
    assert (people("小明"), people("建国")) == ([MAN], [])

    repaired(databases)

    assert (people("小明"), people("建国")) == ([], [MAN])
    assert Person.objects.get(ssn=MAN).name_key == sound
    with as_owner(databases):
        assert refill() == Refilled(missing=0, surplus=0, sounds=0)


def test_an_employer_whose_name_was_put_right_is_found_by_it(databases: Databases) -> None:
    tampered(databases, f"UPDATE registry_employer SET name = '甲' WHERE credit_code = '{FACTORY}'")
    assert employers("皖江机械") == []

    repaired(databases)

    assert employers("皖江机械") == [FACTORY]
    with as_owner(databases):
        assert refill() == Refilled(missing=0, surplus=0, sounds=0)
