"""Facts that change on the way: every step decides anew, on what is true when it is taken."""

from datetime import timedelta

import pytest
from matters import approve, drawing, enrolment, kept, review

from counter import (
    AT,
    MAN,
    MAN_NAME,
    WOMAN,
    WOMAN_NAME,
    accepted,
    carried,
    enrol,
    everything,
    fund,
    refusal_codes,
    told,
)
from tongchou.registry.models import Enrolment
from tongchou.workflow.models import Item, Status

pytestmark = pytest.mark.usefixtures("factory")


def test_what_became_true_after_the_review_refuses_the_approval() -> None:
    item = accepted("person_enrolment", enrolment())
    review(item)
    enrol(MAN, MAN_NAME)

    done = approve(item)

    assert refusal_codes(done) == ["enrolment.open"]
    assert (kept(item).status, kept(item).completed_at) == (Status.REVIEWED, None)
    assert [step.verb for step in item.steps.order_by("id")] == ["accept", "review"]
    assert told(item) == []
    assert Enrolment.objects.count() == 1


def test_what_became_true_after_the_acceptance_refuses_the_review() -> None:
    item = accepted("person_enrolment", enrolment())
    enrol(MAN, "另一个名字", employer="")

    done = review(item)

    assert refusal_codes(done) == ["identity.name_mismatch"]
    assert kept(item).status == Status.ACCEPTED


def test_why_a_step_was_refused_stays_with_the_item_until_it_is_taken() -> None:
    item = accepted("person_enrolment", enrolment())
    review(item)
    enrol(MAN, MAN_NAME)
    approve(item)
    assert [one["code"] for one in kept(item).refusals] == ["enrolment.open"]

    Enrolment.objects.update(until_month=2024 * 12 + 9)
    done = approve(item)

    assert isinstance(done, Item)
    assert kept(item).refusals == []


def test_the_worksheet_is_that_of_the_last_decision() -> None:
    drawing(MAN, MAN_NAME, total_fen=300_000)
    fund(1_000_000)
    item = accepted("payment_roll", {"month": "2024-11"})
    drawing(WOMAN, WOMAN_NAME, total_fen=250_000)

    assert isinstance(carried(item), Item)

    lines = {line["name"]: line["value"] for line in kept(item).worksheet}
    # 3,000.00 were due at the acceptance, 3,000.00 + 2,500.00 at the approval
    assert (lines["people"], lines["total"]) == (2, 300_000 + 250_000)
    assert kept(item).outcome["total_fen"] == 550_000


def test_a_figure_published_between_two_steps_is_known_to_the_later_one() -> None:
    """The law is asked as it is known on the day of the step."""
    item = accepted("person_enrolment", enrolment(from_month="2024-11"), at=AT)

    done = carried(item, at=AT + timedelta(days=30))

    assert isinstance(done, Item)
    assert done.completed_at == AT + timedelta(days=30)


def test_a_refused_step_writes_nothing_but_why() -> None:
    item = accepted("person_enrolment", enrolment())
    enrol(MAN, MAN_NAME)
    before = everything()

    review(item)

    after = everything()
    changed = [table for table in before if after[table] != before[table]]
    assert changed == ["Item"]
    assert len(after["Item"]) == len(before["Item"])
