"""Agencies on five levels, and what the people in them may see."""

import pytest

from counter import AT, MAN, MAN_NAME, clerk
from tongchou.agency.changes import open_citizen_sign_in
from tongchou.agency.models import Agency, Clerk, Level
from tongchou.agency.seeding import seed
from tongchou.workflow.models import Item
from tongchou.workflow.queries import items_in_scope

PASSWORD = "by-the-book"
PLACES = ("340000", "340100", "340104", "340111", "340111901", "340200", "340209")


@pytest.mark.parametrize(
    ("level", "division_code", "scope"),
    [
        (Level.MINISTRY, "000000", ""),
        (Level.PROVINCE, "340000", ""),
        (Level.CITY, "340100", "3401"),
        (Level.COUNTY, "340111", "340111"),
        (Level.TOWNSHIP, "340111901", "340111901"),
    ],
)
def test_the_scope_of_an_agency_is_its_own_digits(
    level: Level, division_code: str, scope: str
) -> None:
    agency = Agency(code=division_code, level=level, division_code=division_code)

    assert agency.scope == scope
    assert Clerk(login="someone", agency=agency).scope == scope


def test_a_township_serves_the_people_of_its_county_since_they_are_registered_no_finer() -> None:
    places = {Level.CITY: "340100", Level.COUNTY: "340111", Level.TOWNSHIP: "340111901"}

    served = [
        Clerk(login="someone", agency=Agency(level=level, division_code=code)).insured_scope
        for level, code in {Level.PROVINCE: "340000", **places}.items()
    ]

    assert served == ["", "3401", "340111", "340111"]


def test_who_belongs_to_no_agency_sees_nobody() -> None:
    assert Clerk(login="someone").scope is None
    assert Clerk(login="someone").insured_scope is None


@pytest.mark.usefixtures("province")
def test_agencies_stand_one_below_the_other_on_five_levels() -> None:
    found = Agency.objects.get(code="340111901")

    chain = []
    while found:
        chain.append((found.code, found.level))
        found = found.parent
    assert chain == [
        ("340111901", Level.TOWNSHIP),
        ("340111", Level.COUNTY),
        ("340100", Level.CITY),
        ("340000", Level.PROVINCE),
        ("000000", Level.MINISTRY),
    ]


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize(
    ("agency_code", "seen"),
    [
        ("340000", PLACES),
        ("340100", ("340100", "340104", "340111", "340111901")),
        ("340111", ("340111", "340111901")),
        ("340111901", ("340111901",)),
        ("340209", ("340209",)),
        (None, ()),
    ],
)
def test_a_clerk_sees_the_items_of_the_own_place_and_below(
    agency_code: str | None, seen: tuple[str, ...]
) -> None:
    for place in PLACES:
        Item.objects.create(
            number=place, code="payment_roll", status="accepted", source="clerk",
            agency_level=2, scheme="110",
            agency_code=place, division_code=place, form={}, accepted_at=AT,
        )  # fmt: skip
    agency = Agency.objects.filter(code=agency_code).first()

    found = items_in_scope(Clerk(login="someone", agency=agency))

    assert sorted(found.values_list("division_code", flat=True)) == sorted(seen)


@pytest.mark.usefixtures("province")
def test_every_county_has_a_clerk_who_may_only_accept() -> None:
    counties = Agency.objects.filter(level=Level.COUNTY)

    assert {"340104", "340209"} <= set(counties.values_list("code", flat=True))
    for county in counties:
        local = clerk(f"clerk{county.code}")
        assert (local.agency, local.duties) == (county, ["accept"])


@pytest.mark.usefixtures("province")
def test_no_clerk_of_the_demo_holds_two_steps_of_one_item() -> None:
    steps = {"accept", "review", "approve"}

    held = [steps & set(one.duties) for one in Clerk.objects.filter(kind="clerk")]

    assert held
    assert max(map(len, held)) == 1


@pytest.mark.usefixtures("province")
def test_a_duty_that_was_not_given_is_not_had() -> None:
    assert clerk("clerk").has_duty("accept")
    assert not clerk("clerk").has_duty("review")
    assert not clerk("clerk").has_duty("acc")


@pytest.mark.usefixtures("province")
def test_setting_up_a_node_again_makes_nobody_twice() -> None:
    before = [sorted(table.objects.values_list("pk", flat=True)) for table in (Agency, Clerk)]

    seed("34", password="another word", at=AT)

    after = [sorted(table.objects.values_list("pk", flat=True)) for table in (Agency, Clerk)]
    assert after == before
    assert clerk("clerk").check_password("another word")


@pytest.mark.usefixtures("ministry")
def test_the_ministry_has_one_agency_whose_supervisor_sees_the_country() -> None:
    assert list(Agency.objects.values_list("code", flat=True)) == ["000000"]
    assert clerk("supervisor").scope == ""
    assert clerk("supervisor").duties == ["supervise"]


@pytest.mark.usefixtures("province")
def test_a_citizen_s_second_sign_in_only_sets_the_password() -> None:
    open_citizen_sign_in(ssn=MAN, name=MAN_NAME, password="the first")

    citizen = open_citizen_sign_in(ssn=MAN, name=MAN_NAME, password="the second")

    assert Clerk.objects.filter(login=MAN).count() == 1
    assert citizen.check_password("the second")
    assert (citizen.duties, citizen.scope) == ([], None)


@pytest.mark.usefixtures("province")
def test_no_citizen_s_sign_in_takes_a_clerk_s_place() -> None:
    with pytest.raises(ValueError, match="no citizen"):
        open_citizen_sign_in(ssn="clerk", name="王受理", password="mine now")

    assert clerk("clerk").kind == "clerk"
    assert clerk("clerk").check_password(PASSWORD)
