"""Who stands in for whom: a colleague, from day to day, and on record."""

from datetime import date, timedelta
from typing import Any

import pytest

from counter import AT, another_sign_in, clerk, refusal_codes
from tongchou.agency.changes import end_substitution, name_substitute
from tongchou.agency.models import AdministrativeRecord, Clerk, Substitution
from tongchou.agency.queries import stood_in_for

pytestmark = pytest.mark.usefixtures("province")

TODAY = AT.date()
DAY = timedelta(days=1)


def named(
    substitute: str = "reviewer", *, by: str = "clerk", first: date = TODAY, last: date = TODAY
) -> Any:
    return name_substitute(
        clerk(by), substitute, first_day=first, last_day=last, today=TODAY, at=AT
    )


def logins(on: date) -> list[str]:
    return [one.login for one in stood_in_for("reviewer", on=on)]


def test_a_substitute_stands_in_from_the_first_day_until_the_last() -> None:
    named(first=TODAY + DAY, last=TODAY + 3 * DAY)

    days = [bool(logins(TODAY + after * DAY)) for after in range(6)]

    assert days == [False, True, True, True, False, False]


def test_whoever_is_back_earlier_ends_it() -> None:
    done = named(last=TODAY + 9 * DAY)
    another = refusal_codes(end_substitution(done.pk, by=clerk("approver"), at=AT))

    ended = end_substitution(done.pk, by=clerk("clerk"), at=AT)

    assert another == ["administration.unknown"]
    assert isinstance(ended, Substitution)
    assert logins(TODAY) == []
    assert refusal_codes(end_substitution(done.pk, by=clerk("clerk"), at=AT)) == another


def test_a_substitute_is_an_active_colleague() -> None:
    another_sign_in("second", ["review"], person=clerk("clerk").person_code)
    another_sign_in("gone", ["review"])
    Clerk.objects.filter(login="gone").update(is_active=False)

    others = ("clerk", "second", "gone", "clerk340104", "system", "operator", "nobody")

    codes = {code for login in others for code in refusal_codes(named(login))}
    assert codes == {"substitution.no_colleague"}
    assert not Substitution.objects.exists()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (TODAY, TODAY - DAY),
        (TODAY - 3 * DAY, TODAY - DAY),
        (TODAY + 2 * DAY, TODAY + DAY),
        (TODAY, TODAY + 367 * DAY),
    ],
)
def test_days_follow_each_other_and_are_not_over(first: date, last: date) -> None:
    assert refusal_codes(named(first=first, last=last)) == ["substitution.days"]


def test_of_a_day_there_is_one_substitute() -> None:
    named(last=TODAY + 2 * DAY)

    again = named("approver", first=TODAY + 2 * DAY, last=TODAY + 4 * DAY)
    afterwards = named("approver", first=TODAY + 3 * DAY, last=TODAY + 4 * DAY)

    assert refusal_codes(again) == ["substitution.taken"]
    assert isinstance(afterwards, Substitution)


def test_what_was_named_and_ended_is_on_record() -> None:
    done = named()
    end_substitution(done.pk, by=clerk("clerk"), at=AT)

    acts = AdministrativeRecord.objects.filter(act__startswith="substitution").order_by("id")
    assert [(one.act, one.login, one.subject) for one in acts] == [
        ("substitution.name", "clerk", "clerk"),
        ("substitution.end", "clerk", "clerk"),
    ]
    assert acts[0].after["substitute"] == "reviewer"
