"""In whose hand an item is, who works on it, and whose step must wait meanwhile."""

from datetime import timedelta
from typing import Any

import pytest
from matters import enrolment

from counter import AT, WOMAN, WOMAN_NAME, accepted, another_sign_in, clerk, refusal_codes
from tongchou.agency.changes import end_substitution, name_substitute
from tongchou.agency.models import Substitution
from tongchou.workflow import changes as workflow
from tongchou.workflow.hands import aside_of, hand_of
from tongchou.workflow.models import Hand, HandOver, Item
from tongchou.workflow.queries import inbox, next_of

pytestmark = pytest.mark.usefixtures("factory")

MINUTES = timedelta(minutes=1)
TODAY = AT.date()


@pytest.fixture
def anna() -> str:
    """Add another reviewer, who is called anna."""
    another_sign_in("anna", ["review"])
    return "anna"


def enrolled(**form: Any) -> Item:
    return accepted("person_enrolment", enrolment(**form))


def passed(item: Item, to: str, *, by: str, word: str = "", after: timedelta = timedelta()) -> Any:
    return workflow.pass_on(item.number, to, clerk=clerk(by), at=AT + after, word=word)


def reviewed(item: Item, *, by: str, after: timedelta = timedelta()) -> Any:
    return workflow.take(item.number, "review", clerk=clerk(by), at=AT + after)


def listed(login: str, which: str) -> list[str]:
    return [item.number for item in inbox(clerk(login), which=which, on=TODAY)]


def test_what_is_in_nobody_s_hand_is_the_group_s(anna: str) -> None:
    item = enrolled()

    assert listed("reviewer", "group") == listed(anna, "group") == [item.number]
    assert listed("reviewer", "own") == []


def test_who_takes_an_item_has_it_and_the_others_no_longer(anna: str) -> None:
    item = enrolled()

    passed(item, "reviewer", by="reviewer")

    assert listed("reviewer", "own") == listed("reviewer", "mine") == [item.number]
    assert listed("reviewer", "group") == listed(anna, "group") == listed(anna, "mine") == []
    assert listed(anna, "open") == [item.number]


def test_a_step_on_what_another_has_is_refused_until_it_is_taken_over(anna: str) -> None:
    item = enrolled()
    passed(item, anna, by="clerk", word="您熟悉该单位")

    refused = reviewed(item, by="reviewer")
    passed(item, "reviewer", by="reviewer", word="安娜外出")
    done = reviewed(item, by="reviewer")

    assert refusal_codes(refused) == ["workflow.in_other_hand"]
    assert anna in refused[0].text.zh
    assert isinstance(done, Item)


def test_the_history_says_who_put_it_from_whose_hand_into_whose(anna: str) -> None:
    item = enrolled()
    passed(item, anna, by="clerk", word="先看材料")
    passed(item, "reviewer", by="reviewer")
    passed(item, anna, by="reviewer")
    passed(item, "", by=anna)
    passed(item, anna, by=anna)

    told = [(one.verb, one.by, one.before, one.login) for one in aside_of(item.number).hand_overs]

    assert told == [
        ("assign", "clerk", "", anna),
        ("take_over", "reviewer", anna, "reviewer"),
        ("hand_on", "reviewer", "reviewer", anna),
        ("give_back", anna, anna, ""),
        ("take", anna, "", anna),
    ]
    assert HandOver.objects.order_by("id")[0].word == "先看材料"


def test_a_step_ends_whose_hand_it_is(anna: str) -> None:
    item = enrolled()
    passed(item, anna, by=anna)

    reviewed(item, by=anna)

    assert hand_of(item.number) is None
    assert listed("approver", "group") == [item.number]


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("clerk", "workflow.cannot_receive"),  # who accepted it, and has no duty to review
        ("nobody", "workflow.cannot_receive"),
        ("system", "workflow.cannot_receive"),
        ("", "workflow.hand_unchanged"),
    ],
)
def test_an_item_goes_to_nobody_who_could_not_go_on_with_it(to: str, code: str) -> None:
    item = enrolled()

    assert refusal_codes(passed(item, to, by="reviewer")) == [code]
    assert not Hand.objects.exists()


def test_who_accepted_it_cannot_be_given_it_to_review() -> None:
    another_sign_in("both", ["accept", "review"])
    item = accepted("person_enrolment", enrolment(), by="both")

    assert refusal_codes(passed(item, "both", by="reviewer")) == ["workflow.cannot_receive"]


def test_whoever_has_no_part_in_an_item_cannot_pass_it_on() -> None:
    another_sign_in("payer", ["review/benefit"])
    item = enrolled()

    refused = passed(item, "reviewer", by="payer")
    ended = workflow.take(item.number, "withdraw", clerk=clerk("clerk"), at=AT)

    assert refusal_codes(refused) == ["workflow.no_part_in_it"]
    assert isinstance(ended, Item)
    assert refusal_codes(passed(item, "reviewer", by="reviewer")) == ["workflow.has_ended"]


def test_an_item_of_another_county_is_passed_on_by_nobody_here() -> None:
    item = enrolled()

    assert refusal_codes(passed(item, "reviewer", by="clerk340209")) == ["workflow.out_of_scope"]


def test_whoever_works_on_an_item_keeps_others_out_for_ten_minutes(anna: str) -> None:
    item = enrolled()
    workflow.work_on(item, clerk("reviewer"), at=AT)

    refused = reviewed(item, by=anna, after=9 * MINUTES)
    later = reviewed(item, by=anna, after=10 * MINUTES)

    assert refusal_codes(refused) == ["workflow.worked_on"]
    assert "10:10" in refused[0].text.zh
    assert isinstance(later, Item)


def test_whoever_goes_on_working_keeps_it_longer(anna: str) -> None:
    item = enrolled()
    workflow.work_on(item, clerk("reviewer"), at=AT)
    workflow.work_on(item, clerk("reviewer"), at=AT + 8 * MINUTES)

    assert refusal_codes(reviewed(item, by=anna, after=17 * MINUTES)) == ["workflow.worked_on"]
    assert isinstance(reviewed(item, by="reviewer", after=17 * MINUTES), Item)


def test_the_second_to_open_an_item_does_not_get_it(anna: str) -> None:
    item = enrolled()
    workflow.work_on(item, clerk("reviewer"), at=AT)

    found = workflow.work_on(item, clerk(anna), at=AT + MINUTES)

    assert found is not None
    assert found.worker == "reviewer"


def test_an_item_that_moved_on_is_worked_on_by_nobody() -> None:
    item = enrolled()
    reviewed(item, by="reviewer")

    assert workflow.work_on(item, clerk("reviewer"), at=AT) is None


def test_who_signs_out_lets_go_of_what_they_work_on_and_keeps_what_is_theirs(anna: str) -> None:
    worked_on, own = enrolled(), enrolled(ssn=WOMAN, name=WOMAN_NAME)
    workflow.work_on(worked_on, clerk("reviewer"), at=AT)
    passed(own, "reviewer", by="reviewer")

    workflow.stop_work(clerk("reviewer"))

    assert isinstance(reviewed(worked_on, by=anna), Item)
    assert listed("reviewer", "own") == [own.number]


def test_what_another_works_on_is_taken_over_and_that_is_recorded(anna: str) -> None:
    item = enrolled()
    workflow.work_on(item, clerk("reviewer"), at=AT)

    assigned = passed(item, "reviewer", by="clerk")
    done = passed(item, anna, by=anna, word="急件")

    assert refusal_codes(assigned) == ["workflow.worked_on"]
    assert (done.verb, done.before, done.login) == ("take_over", "reviewer", anna)
    assert refusal_codes(reviewed(item, by="reviewer")) == ["workflow.in_other_hand"]


def stands_in(anna: str) -> Substitution:
    done = name_substitute(
        clerk("reviewer"), anna, first_day=TODAY, last_day=TODAY + timedelta(days=3), today=TODAY,
        at=AT,
    )  # fmt: skip
    assert isinstance(done, Substitution), done
    return done


def test_a_substitute_sees_and_handles_what_is_in_the_absent_clerk_s_hand(anna: str) -> None:
    item = enrolled()
    passed(item, "reviewer", by="reviewer")
    named = stands_in(anna)

    seen = listed(anna, "own")
    end_substitution(named.pk, by=clerk("reviewer"), at=AT)
    gone = listed(anna, "own")
    refused = reviewed(item, by=anna)
    stands_in(anna)

    assert (seen, gone) == ([item.number], [])
    assert refusal_codes(refused) == ["workflow.in_other_hand"]
    assert isinstance(reviewed(item, by=anna), Item)


def test_a_substitute_is_still_another_person_than_who_accepted_it() -> None:
    another_sign_in("both", ["accept", "review"])
    item = accepted("person_enrolment", enrolment(), by="both")
    passed(item, "reviewer", by="reviewer")
    stands_in("both")

    assert listed("both", "own") == []
    assert refusal_codes(reviewed(item, by="both")) == ["workflow.same_person"]


def test_a_substitute_sees_what_was_returned_to_the_absent_clerk() -> None:
    another_sign_in("ben", ["accept"])
    item = enrolled()
    workflow.take(item.number, "return", clerk=clerk("reviewer"), at=AT, note="补")

    before = listed("ben", "mine")
    name_substitute(clerk("clerk"), "ben", first_day=TODAY, last_day=TODAY, today=TODAY, at=AT)

    assert (before, listed("ben", "mine")) == ([], [item.number])


def test_the_next_of_a_list_passes_over_what_others_work_on_and_begins_anew(anna: str) -> None:
    items = [enrolled() for _ in range(4)]
    found = inbox(clerk("reviewer"), on=TODAY)
    fourth, third, second, first = items  # the newest stands first
    workflow.work_on(third, clerk(anna), at=AT)

    def after(item: Item | None) -> Item | None:
        return next_of(found, item, by_due_day=True, login="reviewer", at=AT)

    assert after(first) == second
    assert after(second) == fourth
    assert after(fourth) == first
    assert after(None) == first


def test_a_list_without_another_item_has_no_next() -> None:
    item = enrolled()
    found = inbox(clerk("reviewer"), on=TODAY)

    assert next_of(found, item, by_due_day=True, login="reviewer", at=AT) is None
