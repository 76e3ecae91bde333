"""Who looked at whose record is noted, and stays noted."""

from datetime import timedelta

import pytest

from counter import AT, MAN, WOMAN
from tongchou.agency.changes import note_access
from tongchou.agency.models import AccessRecord
from tongchou.agency.queries import looks_at

pytestmark = pytest.mark.usefixtures("province")

HOUR = timedelta(hours=1)


def told(ssn: str) -> list[tuple[str, str]]:
    return [(look.login, look.what) for look in looks_at(ssn)]


def test_a_look_says_who_when_and_what_for() -> None:
    note_access(login="clerk", ssns=[MAN], what="person.page", at=AT)

    [look] = looks_at(MAN)
    assert (look.login, look.ssns, look.what, look.looked_at) == ("clerk", [MAN], "person.page", AT)


def test_a_look_at_several_people_is_noted_for_each() -> None:
    note_access(login="clerk", ssns=[MAN, WOMAN], what="employer.page", at=AT)

    assert told(MAN) == told(WOMAN) == [("clerk", "employer.page")]


def test_a_look_at_several_people_is_one_record() -> None:
    note_access(login="clerk", ssns=[WOMAN, MAN, MAN], what="employer.page", at=AT)

    assert AccessRecord.objects.get().ssns == sorted([MAN, WOMAN])


def test_a_search_that_finds_nobody_is_noted_with_what_was_searched_for() -> None:
    note_access(login="clerk", ssns=[], what="people.list", at=AT, search="陈 1012")

    assert told(MAN) == []
    assert AccessRecord.objects.get().search == "陈 1012"


def test_a_look_says_which_person_looked_and_what_for() -> None:
    note_access(
        login="clerk", person_code="34-1", ssns=[MAN], what="item.page", at=AT, reason="34-2"
    )

    look = AccessRecord.objects.get()
    assert (look.person_code, look.reason) == ("34-1", "34-2")


def test_looks_are_told_newest_first() -> None:
    note_access(login="clerk", ssns=[MAN], what="first", at=AT)
    note_access(login="reviewer", ssns=[MAN], what="third", at=AT + HOUR)
    note_access(login="approver", ssns=[MAN], what="second", at=AT)

    assert told(MAN) == [("reviewer", "third"), ("approver", "second"), ("clerk", "first")]


def test_looks_at_others_are_not_told() -> None:
    note_access(login="clerk", ssns=[WOMAN], what="person.page", at=AT)

    assert told(MAN) == []


@pytest.mark.parametrize("asked", ["1" * 400, "34\x000104"])
def test_a_number_that_is_none_is_noted_as_far_as_it_can_be(asked: str) -> None:
    note_access(login="clerk", ssns=[asked], what="api.person", at=AT)

    assert told(asked.replace("\x00", "")[:18]) == [("clerk", "api.person")]
