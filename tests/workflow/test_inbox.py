"""The inbox: what waits for whom, what is under way, what is done."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from matters import enrolment, registration

from counter import (
    AT,
    FACTORY,
    MAN,
    WOMAN,
    WOMAN_NAME,
    accepted,
    carried,
    clerk,
)
from tongchou.agency.models import Agency, Clerk
from tongchou.standards.search import search_of
from tongchou.workflow import changes as workflow
from tongchou.workflow.hindrances import hindrance_to
from tongchou.workflow.models import Item
from tongchou.workflow.queries import inbox, item_by, items_about

pytestmark = pytest.mark.usefixtures("factory")

DAY = timedelta(days=1)


def enrolled(*, by: str = "clerk", after: timedelta = timedelta(), **form: Any) -> Item:
    return accepted("person_enrolment", enrolment(**form), by=by, at=AT + after)


def reviewed(item: Item, *, by: str = "reviewer") -> Item:
    done = workflow.take(item.number, "review", clerk=clerk(by), at=AT)
    assert isinstance(done, Item)
    return done


def given_back(item: Item) -> Item:
    done = workflow.take(item.number, "return", clerk=clerk("reviewer"), at=AT, note="补")
    assert isinstance(done, Item)
    return done


def numbers(items: Iterable[Item]) -> list[str]:
    return [item.number for item in items]


def mine(login: str) -> list[str]:
    return numbers(inbox(clerk(login)))


def of_duties(login: str, *duties: str, agency: str = "340000") -> None:
    Clerk.objects.create(
        login=login,
        name=login,
        person_code=login,
        duties=list(duties),
        agency=Agency.objects.get(code=agency),
    )


def test_an_accepted_item_waits_for_a_reviewer() -> None:
    item = enrolled()

    assert mine("reviewer") == [item.number]
    assert mine("approver") == mine("clerk") == []


def test_a_reviewed_item_waits_for_an_approver() -> None:
    item = reviewed(enrolled())

    assert mine("approver") == [item.number]
    assert mine("reviewer") == mine("clerk") == []


def test_a_returned_item_waits_for_whoever_accepted_it() -> None:
    of_duties("colleague", "accept")
    item = given_back(enrolled())

    assert mine("clerk") == [item.number]
    assert mine("colleague") == mine("reviewer") == []


def test_a_complete_item_waits_for_nobody() -> None:
    carried(enrolled())

    assert mine("clerk") == mine("reviewer") == mine("approver") == []


def test_nobody_waits_for_the_next_step_of_the_own_hand() -> None:
    of_duties("all-rounder", "accept", "review", "approve")
    own = enrolled(by="all-rounder")
    reviewed_by_self = reviewed(enrolled(), by="all-rounder")

    assert mine("all-rounder") == []
    assert mine("reviewer") == [own.number]
    assert mine("approver") == [reviewed_by_self.number]


def test_an_item_stands_once_however_many_steps_it_took() -> None:
    """Returned and accepted twice, it has three acceptances of the same clerk."""
    of_duties("all-rounder", "accept", "review", "approve")
    item = enrolled()
    for _ in range(2):
        given_back(item)
        workflow.resubmit(item.number, enrolment(), clerk=clerk("clerk"), at=AT)
    assert mine("all-rounder") == [item.number]

    given_back(item)

    assert mine("clerk") == [item.number]
    assert inbox(clerk("clerk")).count() == 1


def test_an_item_that_came_back_waits_for_its_reviewer_again() -> None:
    item = reviewed(enrolled())
    given_back(item)
    workflow.resubmit(item.number, enrolment(), clerk=clerk("clerk"), at=AT)

    assert mine("reviewer") == [item.number]


def test_what_an_inbox_offers_can_be_taken_and_nothing_else_can() -> None:
    """The inbox and the step itself must agree on whose turn it is."""
    of_duties("all-rounder", "accept", "review", "approve")
    of_duties("local", "review", agency="340104")
    for by in ("clerk", "all-rounder", "clerk340104"):
        enrolled(by=by)
        reviewed(enrolled(by=by), by="reviewer")
    reviewed(enrolled(), by="all-rounder")
    reviewers = ("reviewer", "approver", "all-rounder", "local", "clerk")

    for login in reviewers:
        offered = set(mine(login))
        for item in Item.objects.all():
            verb = {"accepted": "review", "reviewed": "approve"}[item.status]
            hindrance = hindrance_to(item, verb, clerk(login))
            assert (hindrance is None) == (item.number in offered), (login, item.number)


def test_open_is_what_has_not_ended_and_done_is_the_rest() -> None:
    waiting, back, withdrawn = enrolled(), given_back(enrolled()), enrolled()
    complete = carried(enrolled(ssn=WOMAN, name=WOMAN_NAME))
    single = accepted("employer_registration", registration())
    workflow.take(withdrawn.number, "withdraw", clerk=clerk("clerk"), at=AT, note="")

    taker = clerk("clerk")
    assert set(inbox(taker, which="open")) == {waiting, back}
    assert set(inbox(taker, which="done")) == {complete, single, withdrawn}
    assert set(inbox(taker, which="all")) == {waiting, back, complete, single, withdrawn}


def test_what_is_due_first_stands_first() -> None:
    later, sooner = enrolled(after=DAY), enrolled()

    assert mine("reviewer") == [sooner.number, later.number]


def test_what_was_accepted_in_the_same_instant_stands_newest_first() -> None:
    items = [enrolled() for _ in range(5)]

    newest_first = [item.number for item in reversed(items)]
    assert mine("reviewer") == newest_first
    assert numbers(inbox(clerk("clerk"), which="all")) == newest_first
    assert numbers(items_about(MAN)) == newest_first


def test_what_was_accepted_last_stands_first_among_all() -> None:
    sooner, later = enrolled(), enrolled(after=DAY)

    assert numbers(inbox(clerk("clerk"), which="all")) == [later.number, sooner.number]


@pytest.mark.parametrize(
    ("login", "seen"),
    [("clerk340104", 1), ("clerk340209", 0), ("clerk340111", 0), ("clerk", 2), ("reviewer", 2)],
)
def test_an_inbox_ends_at_the_clerk_s_scope(login: str, seen: int) -> None:
    enrolled(by="clerk340104")
    enrolled(by="clerk")

    assert inbox(clerk(login), which="all").count() == seen


def test_who_belongs_to_no_agency_has_an_empty_inbox() -> None:
    enrolled()
    stray = Clerk.objects.create(login="stray", name="无处", person_code="1", duties=["review"])

    assert not inbox(stray, which="all").exists()


def found(text: str, which: str = "all") -> list[str]:
    return numbers(inbox(clerk("clerk"), which=which, search=search_of(text)))


@pytest.mark.parametrize("text", ["李", "李安", WOMAN, f" {WOMAN} ", f"李 {WOMAN[-4:]}"])
def test_an_item_is_found_by_whom_it_is_about(text: str) -> None:
    enrolled()
    about_her = enrolled(ssn=WOMAN, name=WOMAN_NAME)

    assert found(text) == [about_her.number]


def test_no_part_of_a_number_finds_an_item() -> None:
    enrolled()
    parts = [MAN[:length] for length in range(1, 18)] + [MAN[-length:] for length in range(1, 18)]

    assert [part for part in parts if found(part)] == []


def test_an_item_is_found_by_the_whole_code_of_an_employer() -> None:
    about_it = accepted("employer_registration", registration())

    assert found(about_it.subject) == [about_it.number]


def test_an_item_is_found_by_its_number() -> None:
    enrolled()
    item = enrolled()

    assert found(item.number) == [item.number]
    assert len(found("34-20241105-")) == 2


@pytest.mark.parametrize("text", ["%", "_", "安", "'", "没有", f"李安 {MAN[-4:]}"])
def test_nothing_else_finds_it(text: str) -> None:
    enrolled(ssn=WOMAN, name=WOMAN_NAME)

    assert found(text) == []


def test_a_search_stays_within_its_tab() -> None:
    carried(enrolled())

    assert found(MAN, "open") == []
    assert len(found(MAN, "done")) == 1


def test_items_about_someone_are_told() -> None:
    item = enrolled()
    accepted("employer_registration", registration())

    assert numbers(items_about(MAN)) == [item.number]
    assert numbers(items_about(FACTORY)) == []


def test_an_item_is_known_by_its_number_with_its_steps() -> None:
    item = reviewed(enrolled())

    found = item_by(item.number)

    assert found is not None
    assert [step.verb for step in found.steps.all()] == ["accept", "review"]
    assert item_by("34-19000101-000001") is None
