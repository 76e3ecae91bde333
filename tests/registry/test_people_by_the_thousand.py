"""People who come by the thousand are copied; what is held then is what one by one would leave."""

from typing import Any

import pytest

from counter import FACTORY, MAN, MILL, apply, enrol, everything, register_employer, ssn_of
from tongchou.registry.changes import Contradiction, people
from tongchou.registry.counters import COUNTERS
from tongchou.registry.models import Enrolment, Person, SearchKey
from tongchou.standards.messages import PersonsEnrolled
from tongchou.storage.rows import fetch

CROWD = [
    (ssn_of("19800229", f"{number:03}"), "陈李王赵"[number % 4] + "\\建\t国", FACTORY)
    for number in range(600)
]


def enrolled(*rows: tuple[str, str, str]) -> None:
    ssns, names, credit_codes = (list(column) for column in zip(*rows, strict=True))
    apply(
        PersonsEnrolled(
            scheme="110", from_month="2024-01", ssns=ssns, names=names, credit_codes=credit_codes
        )
    )


def held() -> dict[str, Any]:
    """Return the people and enrolments held, and how many people are counted."""
    known = ("ssn", "province", "name", "name_key", "sex", "birth_on")
    return {
        "keys": sorted(SearchKey.objects.filter(is_employer=False).values_list("pk")),
        "people": list(Person.objects.order_by("ssn").values_list(*known)),
        "enrolments": sorted(Enrolment.objects.values_list()),
        "counted": fetch(f"SELECT name, sum(amount) FROM {COUNTERS.rows} AS c GROUP BY name"),
    }


@pytest.fixture(autouse=True)
def _employers(province: Any) -> None:
    del province
    register_employer(FACTORY)
    register_employer(MILL, place="340209")


def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "COPIED_ROWS_MIN", len(CROWD) * 10)


@pytest.mark.parametrize(
    "more",
    [
        (),
        ((CROWD[7][0], "张", MILL),),  # another employer, another name
        ((CROWD[7][0], "张", ""), (MAN, "钟", "")),
        (CROWD[7],),  # the same row twice
    ],
)
def test_a_crowd_leaves_what_its_people_leave_one_by_one(
    more: tuple[tuple[str, str, str], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(*CROWD, *more)
    copied = held()
    fetch("DELETE FROM registry_enrolment RETURNING 1")
    fetch("DELETE FROM registry_person RETURNING 1")
    fetch("DELETE FROM registry_searchkey WHERE NOT is_employer RETURNING 1")
    one_by_one(monkeypatch)

    enrolled(*CROWD, *more)

    again = held()
    assert [again[name] for name in ("keys", "people", "enrolments")] == [
        copied[name] for name in ("keys", "people", "enrolments")
    ]
    assert len({key[-1] for (key,) in copied["keys"]}) == len(copied["people"])
    assert again["counted"] == [("people", 2 * len(copied["people"]))]


def test_a_new_crowd_is_copied_and_no_conflict_is_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(people, "_PERSONS", "no statement")

    enrolled(*CROWD)

    assert Person.objects.count() == Enrolment.objects.count() == len(CROWD)


def test_who_is_known_in_a_crowd_keeps_the_first_name_and_month() -> None:
    enrol(CROWD[300][0], "钟", from_month="2023-05")

    enrolled(*CROWD)

    assert Person.objects.get(ssn=CROWD[300][0]).name == "钟"
    assert held()["counted"] == [("people", len(CROWD))]
    assert Enrolment.objects.count() == len(CROWD)


def test_a_crowd_with_an_employer_nobody_registered_is_refused_whole() -> None:
    before = everything()

    with pytest.raises(Contradiction, match="91340104MA00000000"):
        enrolled(*CROWD, (MAN, "钟", "91340104MA00000000"))

    assert everything() == before
