"""Duties: the shorter entry is the wider one, and only what exists can be given."""

import pytest
from django.db import IntegrityError, transaction

from counter import AT, clerk
from tongchou.agency.changes import ClerkEntry, add_clerk, give_duties
from tongchou.agency.duties import duty_fault, duty_text
from tongchou.agency.models import Clerk
from tongchou.standards import codes

HELD = {
    "accept": ("accept", "", ""),
    "accept/benefit": ("accept", "benefit", ""),
    "accept/benefit/110": ("accept", "benefit", "110"),
}
"""Entries from the widest to the narrowest, each with what it answers to at least."""


@pytest.mark.parametrize(
    ("entry", "answered"),
    [
        ("accept", ["accept", "accept/benefit", "accept/benefit/110"]),
        ("accept/benefit", ["accept/benefit", "accept/benefit/110"]),
        ("accept/benefit/110", ["accept/benefit/110"]),
        ("accept/transfer", []),
        ("review", []),
    ],
)
def test_a_duty_covers_itself_and_what_is_narrower(entry: str, answered: list[str]) -> None:
    holder = Clerk(login="someone", duties=[entry])

    assert [name for name, asked in HELD.items() if holder.has_duty(*asked)] == answered


def test_a_duty_on_one_line_is_had_somewhere_and_not_everywhere() -> None:
    holder = Clerk(login="someone", duties=["accept/benefit"])

    assert holder.has_duty_somewhere("accept")
    assert not holder.has_duty("accept")
    assert not holder.has_duty_somewhere("acc")


def test_one_feed_is_no_other() -> None:
    tax = Clerk(login="tax", duties=["feed/contribution_receipt"])

    assert tax.has_duty("feed", "contribution_receipt")
    assert not tax.has_duty("feed", "employer_feed")
    assert not tax.has_duty("feed")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("accept", ""),
        ("approve/benefit", ""),
        ("approve/benefit/110", ""),
        ("feed/employer_feed", ""),
        ("operate", ""),
        ("acc", "there is no duty 'acc'"),
        ("", "there is no duty ''"),
        ("feed", "say for which of the items"),
        ("feed/nothing", "'nothing' is none of the items"),
        ("accept/", "'' is none of the lines"),
        ("accept/payroll", "'payroll' is none of the lines"),
        ("accept/benefit/999", "'999' is none of the schemes"),
        ("accept/benefit/110/34", "cannot be narrowed so far"),
        ("operate/benefit", "cannot be narrowed so far"),
    ],
)
def test_only_what_the_code_tables_know_can_be_given(entry: str, fault: str) -> None:
    assert duty_fault(entry).endswith(fault)
    assert bool(duty_fault(entry)) == bool(fault)


def test_a_duty_says_in_words_what_it_is_narrowed_to() -> None:
    assert duty_text("accept").zh == "受理岗"
    assert duty_text("approve/benefit/110").zh == "审批岗(养老待遇、企业职工基本养老保险)"
    assert duty_text("feed/employer_feed").en == "System feed (Employer feed)"
    assert duty_text("gone").zh == "gone"


@pytest.mark.usefixtures("province")
def test_nobody_is_given_a_duty_that_does_not_exist() -> None:
    refused = give_duties("clerk", ["rule"], by=clerk("security"), at=AT)

    assert isinstance(refused, tuple)
    assert "there is no duty 'rule'" in refused[0].text.en
    assert clerk("clerk").duties == ["accept"]


@pytest.mark.usefixtures("province")
def test_a_clerk_is_a_person_and_a_service_is_none() -> None:
    by = clerk("system")

    nobody = add_clerk(ClerkEntry("nobody", "某", "340000"), encoded="!", by=by, at=AT)
    robot = ClerkEntry("robot", "某", "340000", "service", "1")
    somebody = add_clerk(robot, encoded="!", by=by, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Clerk.objects.create(login="nobody", name="某", agency_id="340000")

    for refused in (nobody, somebody):
        assert isinstance(refused, tuple)
        assert [one.field for one in refused] == ["person_code"]


@pytest.mark.usefixtures("province")
def test_every_demo_clerk_is_another_person() -> None:
    people = list(Clerk.objects.filter(kind="clerk").values_list("person_code", flat=True))

    assert len(people) > 3
    assert len(set(people)) == len(people)


@pytest.mark.usefixtures("province")
def test_every_feed_of_the_demo_has_a_service_that_can_do_nothing_else() -> None:
    feeds = [code for code, item in codes.table("items").items() if "system" in item.facts["by"]]

    held = [one.duties for one in Clerk.objects.filter(kind="service").order_by("login")]

    assert {"contribution_receipt", "employer_feed", "wage_declaration"} <= set(feeds)
    assert sorted(held) == sorted(
        [
            ["citizen_sign_ins"],
            ["operate"],
            *([f"feed/{feed}"] for feed in feeds),
            *([f"deliver/{department}"] for department in codes.table("departments")),
        ]
    )
