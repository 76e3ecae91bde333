"""The three administrators: each does their own part, of which nobody does two."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Concat

from counter import AT, clerk
from tongchou.agency.changes import (
    Administrator,
    AgencyEntry,
    ClerkEntry,
    add_agency,
    add_clerk,
    change_agency,
    change_clerk,
    close_agency,
    give_duties,
    make_first_people,
    reset_password,
    resume_clerk,
    suspend_clerk,
)
from tongchou.agency.models import AdministrativeRecord, Agency, Clerk

pytestmark = pytest.mark.usefixtures("province")

DUTIES = ("system", "security", "audit")
STREET = AgencyEntry("340104901", "街道服务站", "Street office", 5, "340104901", "340104")
ANNA = ClerkEntry("anna", "安娜", "340104", "clerk", "E-77")


def codes_of(refused: Any) -> list[str]:
    """Return the codes of refusals, without the part that all share."""
    assert isinstance(refused, tuple), refused
    return [one.code.partition(".")[2] for one in refused]


def anna() -> Clerk:
    added = add_clerk(ANNA, encoded="!", by=clerk("system"), at=AT)
    assert isinstance(added, Clerk), added
    return added


def acts() -> list[tuple[str, str, str]]:
    found = AdministrativeRecord.objects.filter(at=AT).order_by("id")
    return list(found.values_list("login", "act", "subject"))


ACTS: dict[str, Callable[[Clerk], Any]] = {
    "system agency.add": lambda by: add_agency(STREET, by=by, at=AT),
    "system agency.change": lambda by: change_agency(
        "340104", name="新", name_en="N", by=by, at=AT
    ),
    "system agency.close": lambda by: close_agency("340111901", open_items=(), by=by, at=AT),
    "system clerk.add": lambda by: add_clerk(ANNA, encoded="!", by=by, at=AT),
    "system clerk.change": lambda by: change_clerk(
        "clerk", name="王", agency="340104", person_code="9", by=by, at=AT
    ),
    "system clerk.suspend": lambda by: suspend_clerk("clerk", by=by, at=AT),
    "system clerk.resume": lambda by: resume_clerk("clerk", by=by, at=AT),
    "system clerk.password": lambda by: reset_password("clerk", encoded="!", by=by, at=AT),
    "security clerk.duties": lambda by: give_duties("clerk", ["review"], by=by, at=AT),
}


@pytest.mark.parametrize("named", ACTS)
def test_an_act_is_done_by_its_own_administrator_and_recorded_and_by_nobody_else(
    named: str,
) -> None:
    duty, act = named.split()
    others = [one for one in Clerk.objects.order_by("login") if one.login != duty]

    refused = [codes_of(ACTS[named](by)) for by in others]
    assert acts() == []

    done = ACTS[named](clerk(duty))

    assert len(others) > 8
    assert {("duty" in codes) for codes in refused} == {True}
    assert not isinstance(done, tuple), done
    assert [one[:2] for one in acts()] == [(duty, act)]


@pytest.mark.parametrize("duty", ["system", "security", "audit"])
def test_an_administrator_is_given_no_second_duty_and_a_clerk_with_one_becomes_none(
    duty: str,
) -> None:
    by = clerk("security")

    both = give_duties("reviewer", ["review", duty], by=by, at=AT)
    added = give_duties("audit", ["audit", "accept"], by=by, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clerk.objects.filter(login="reviewer").update(duties=["review", duty])

    assert codes_of(both) == codes_of(added) == ["duties"]
    assert clerk("reviewer").duties == ["review"]


def test_a_person_who_administers_has_no_other_login_for_business() -> None:
    system, security = clerk("system"), clerk("security")
    theirs = ClerkEntry("extra", "吴系统", "340000", "clerk", system.person_code)
    anna()
    second = ClerkEntry("anna2", "安娜", "340000", "clerk", ANNA.person_code)
    assert isinstance(add_clerk(second, encoded="!", by=system, at=AT), Clerk)

    extra = add_clerk(theirs, encoded="!", by=system, at=AT)
    raised = give_duties("anna", ["audit"], by=security, at=AT)

    assert codes_of(extra) == codes_of(raised) == ["one_person"]


def test_nobody_changes_their_own_sign_in_and_the_last_of_a_kind_stays() -> None:
    system, security = clerk("system"), clerk("security")

    own = [
        suspend_clerk("system", by=system, at=AT),
        reset_password("system", encoded="!", by=system, at=AT),
        give_duties("security", [], by=security, at=AT),
    ]
    last = [
        suspend_clerk("audit", by=system, at=AT),
        give_duties("audit", [], by=security, at=AT),
    ]

    assert [codes_of(one) for one in own] == [["own"]] * 3
    assert [codes_of(one) for one in last] == [["last"]] * 2
    assert all(clerk(login).is_active for login in DUTIES)


def test_an_administrator_can_be_followed_by_another_person() -> None:
    anna()

    given = give_duties("anna", ["audit"], by=clerk("security"), at=AT)
    gone = suspend_clerk("audit", by=clerk("system"), at=AT)

    assert isinstance(given, Clerk)
    assert isinstance(gone, Clerk)


def test_a_node_gets_its_first_people_once() -> None:
    people = {duty: Administrator(duty, f"P-{duty}", "!") for duty in DUTIES}

    again = make_first_people("34", people, by="anna", at=AT)

    assert codes_of(again) == ["initialised"]
    assert acts() == []


@pytest.mark.parametrize(
    ("persons", "code"), [("P1 P1 P2", "one_person"), ("P1 P2 34-clerk", "one_person")]
)
def test_the_first_people_are_three_who_do_nothing_else(persons: str, code: str) -> None:
    Clerk.objects.filter(login__in=DUTIES).update(login=Concat("login", Value("-gone")), duties=[])
    people = {
        duty: Administrator(duty, person, "!")
        for duty, person in zip(DUTIES, persons.split(), strict=True)
    }

    refused = make_first_people("34", people, by="anna", at=AT)

    assert codes_of(refused) == [code]
    assert not Clerk.objects.filter(login="system").exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "340104"}, "taken"),
        ({"code": "x"}, "code"),
        ({"name": " "}, "name"),
        ({"name_en": ""}, "name_en"),
        ({"level": 6}, "level"),
        ({"level": 4}, "division_code"),
        ({"division_code": "34010490x"}, "division_code"),
        ({"parent": "999999"}, "unknown"),
        ({"parent": "340111"}, "outside_parent"),
        ({"parent": "000000"}, "outside_parent"),
        ({"division_code": "340199901"}, "no_such_division"),
        ({"division_code": "320104901"}, "outside_parent"),
        ({"level": 2, "division_code": "340000"}, "outside_parent"),
    ],
)
def test_an_agency_stands_where_its_level_and_place_allow(
    changed: dict[str, Any], code: str
) -> None:
    entry = AgencyEntry(**{**STREET.__dict__, **changed})

    refused = add_agency(entry, by=clerk("system"), at=AT)

    assert code in codes_of(refused)
    assert not Agency.objects.filter(name=STREET.name).exists()


def test_an_agency_with_clerks_items_or_offices_below_is_not_closed_and_each_is_named() -> None:
    by = clerk("system")

    county = close_agency("340111", open_items=["34-20241105-000001"], by=by, at=AT)
    own = close_agency("340000", open_items=(), by=by, at=AT)

    assert codes_of(county) == ["still_clerks", "still_items", "still_agencies"]
    assert isinstance(county, tuple)
    said = [one.text.en for one in county]
    assert ["clerk340111" in said[0], "34-20241105-000001" in said[1]] == [True, True]
    assert "340111901" in said[2]
    assert codes_of(own) == ["nodes_own"]


def test_what_is_closed_or_suspended_stays_on_record_and_takes_nobody_in() -> None:
    by = clerk("system")
    anna()

    suspend_clerk("anna", by=by, at=AT)
    suspend_clerk("clerk340104", by=by, at=AT)
    closed = close_agency("340104", open_items=(), by=by, at=AT)
    resumed = resume_clerk("anna", by=by, at=AT)
    newcomer = ClerkEntry("ben", "本", "340104", "clerk", "E-78")
    added = add_clerk(newcomer, encoded="!", by=by, at=AT)

    assert isinstance(closed, Agency)
    assert Agency.objects.get(code="340104").closed_at == AT
    assert not clerk("anna").is_active
    assert codes_of(resumed) == codes_of(added) == ["unknown"]
