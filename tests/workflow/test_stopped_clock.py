"""While an item lies returned its limit stands still, and goes on when it is handed in again."""

from datetime import UTC, date, datetime

import pytest
from matters import enrolment

from counter import accepted, clerk
from tongchou.policy.procedure.working_days import working_days_between
from tongchou.workflow import changes as workflow
from tongchou.workflow.clock import pauses_of
from tongchou.workflow.models import FormChange, Item
from tongchou.workflow.queries import inbox, item_by

pytestmark = pytest.mark.usefixtures("factory")


def ten_o_clock(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)  # 10:00 in 北京


def returned_and_again(item: Item, returned_on: date, again_on: date) -> Item:
    back = workflow.take(
        item.number, "return", clerk=clerk("reviewer"), at=ten_o_clock(returned_on), note="补"
    )
    assert isinstance(back, Item), back
    done = workflow.resubmit(
        item.number, enrolment(from_month="2024-09"), clerk=clerk("clerk"),
        at=ten_o_clock(again_on),
    )  # fmt: skip
    assert isinstance(done, Item), done
    return done


@pytest.mark.parametrize(
    ("returned_on", "again_on", "due_on"),
    [
        # accepted on Tuesday 5 November 2024, due on the 19th: ten working days
        (date(2024, 11, 6), date(2024, 11, 6), date(2024, 11, 19)),  # the same day: nothing lost
        (date(2024, 11, 6), date(2024, 11, 8), date(2024, 11, 21)),  # two working days
        (date(2024, 11, 8), date(2024, 11, 10), date(2024, 11, 19)),  # a weekend counts nothing
        (date(2024, 11, 6), date(2024, 12, 6), date(2024, 12, 19)),  # nine left, from 6 December
        (date(2024, 11, 21), date(2024, 11, 25), date(2024, 11, 21)),  # two late, and still two
        # over the year's end, 1 January being off: on 30 December nine are left
        (date(2024, 11, 6), date(2024, 12, 30), date(2025, 1, 13)),
    ],
)
def test_the_days_that_were_left_are_left_again(
    returned_on: date, again_on: date, due_on: date
) -> None:
    item = accepted("person_enrolment", enrolment(), at=ten_o_clock(date(2024, 11, 5)))
    left = working_days_between(returned_on, item.due_on or date.max, known_on=returned_on)

    done = returned_and_again(item, returned_on, again_on)

    assert done.due_on == due_on
    assert working_days_between(again_on, due_on, known_on=again_on) == left


def test_several_pauses_add_up_and_are_told() -> None:
    item = accepted("person_enrolment", enrolment(), at=ten_o_clock(date(2024, 11, 5)))
    returned_and_again(item, date(2024, 11, 6), date(2024, 11, 8))
    done = returned_and_again(item, date(2024, 11, 11), date(2024, 11, 14))
    kept = item_by(item.number)

    assert kept is not None
    assert [pause.days for pause in pauses_of(kept.steps.order_by("id"))] == [2, 3]
    assert done.due_on == date(2024, 11, 26)  # five working days behind the 19th


def test_what_lies_returned_is_not_overdue() -> None:
    item = accepted("person_enrolment", enrolment(), at=ten_o_clock(date(2024, 11, 5)))
    late, on = date(2024, 11, 20), date(2024, 12, 2)
    before = [one.number for one in inbox(clerk("reviewer"), which="overdue", on=on)]
    workflow.take(item.number, "return", clerk=clerk("reviewer"), at=ten_o_clock(late), note="补")

    assert before == [item.number]
    assert not inbox(clerk("reviewer"), which="overdue", on=on).exists()
    assert not inbox(clerk("reviewer"), which="overdue", on=date(2024, 11, 19)).exists()


def test_what_a_correction_changed_is_kept_field_by_field() -> None:
    item = accepted("person_enrolment", enrolment(), at=ten_o_clock(date(2024, 11, 5)))
    returned_and_again(item, date(2024, 11, 6), date(2024, 11, 6))

    change = FormChange.objects.get()
    assert (change.item_id, change.login) == (item.number, "clerk")
    assert change.fields == {"from_month": ["2024-10", "2024-09"]}


def test_a_correction_that_changes_nothing_leaves_no_change() -> None:
    item = accepted("person_enrolment", enrolment(from_month="2024-09"))
    returned_and_again(item, date(2024, 11, 6), date(2024, 11, 6))

    assert not FormChange.objects.exists()
