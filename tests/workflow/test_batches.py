"""A batch: a summary first, each item decided by itself, and a killed job goes on where it was."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from matters import drawing, enrolment

from counter import (
    AT,
    MAN,
    MAN_NAME,
    accepted,
    another_sign_in,
    clerk,
    enrol,
    fund,
    refusal_codes,
    ssn_of,
)
from tongchou.agency.models import Clerk
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.standards.time import month_of
from tongchou.workflow import batches
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import batches as changes
from tongchou.workflow.models import Batch, BatchEntry, Item, Step

pytestmark = pytest.mark.usefixtures("factory")

SOME = [ssn_of("19900101", f"{place:03}") for place in range(101, 106)]


def several(count: int = 3) -> list[str]:
    """Accept the enrolments of several people; return the numbers of the items."""
    return [
        accepted("person_enrolment", enrolment(ssn=ssn, name="张三")).number for ssn in SOME[:count]
    ]


def chosen(numbers: list[str], login: str = "reviewer") -> Batch:
    batch = changes.choose(numbers, clerk=clerk(login), at=AT)
    assert isinstance(batch, Batch), refusal_codes(batch)
    return batch


def begun(numbers: list[str], login: str = "reviewer") -> Batch:
    batch = chosen(numbers, login)
    assert changes.begin(batch, clerk=clerk(login), at=AT) == ()
    return batch


def outcomes(batch: Batch) -> list[str]:
    return [entry.outcome for entry in batches.entries_of(batch)]


def statuses(numbers: list[str]) -> list[str]:
    held = dict(Item.objects.values_list("number", "status"))
    return [held[number] for number in numbers]


def worked() -> int:
    return changes.work(lambda: AT)


def test_nothing_is_done_before_the_summary_was_seen() -> None:
    numbers = several()

    batch = chosen(numbers)

    assert worked() == 0
    assert statuses(numbers) == ["accepted"] * 3
    assert batches.entries_of(batch)[0].verb == "review"


def test_each_item_takes_its_next_step_and_no_more() -> None:
    numbers = several()

    batch = begun(numbers)

    assert worked() == 1
    assert outcomes(batch) == ["taken"] * 3
    assert statuses(numbers) == ["reviewed"] * 3
    steps = Step.objects.filter(item__in=numbers, verb="review")
    assert {step.login for step in steps} == {"reviewer"}
    batch.refresh_from_db()
    assert batch.ended_at == AT
    assert worked() == 0


def test_the_same_refusals_hold_and_each_item_is_reported_by_itself() -> None:
    numbers = several()
    batch = begun(numbers)
    workflow.take(numbers[1], "review", clerk=clerk("reviewer"), at=AT)
    enrol(SOME[2], "张三", from_month="2024-10")  # now the law refuses the third

    worked()

    assert outcomes(batch) == ["taken", "refused", "refused"]
    first, second = (entry.refusals for entry in batches.entries_of(batch)[1:])
    assert [one["code"] for one in first] == ["workflow.wrong_status"]
    assert second
    assert second[0]["zh"]


def test_whoever_accepted_an_item_does_not_approve_it_in_a_batch() -> None:
    number = several(1)[0]
    workflow.take(number, "review", clerk=clerk("reviewer"), at=AT)
    another_sign_in("all", ["accept", "review", "approve"], person=clerk("clerk").person_code)

    planned = batches.plan([number], clerk("all"), today=AT.date())

    assert [one.hindrance.code for one in planned.hindered if one.hindrance] == [
        "workflow.same_person"
    ]


def test_a_summary_counts_by_step_and_kind_with_sums_and_the_oldest() -> None:
    drawing(MAN, MAN_NAME, total_fen=5_000)
    fund(100_000_00)
    roll = accepted("payment_roll", {"month": "2024-11"}, at=AT - timedelta(days=1)).number
    numbers = [*several(2), roll]

    groups = batches.plan(numbers, clerk("reviewer"), today=AT.date()).groups

    told = [(one.verb, one.code, one.count, one.amount_fen, one.oldest) for one in groups]
    assert told == [
        ("review", "payment_roll", 1, 5_000, AT - timedelta(days=1)),
        ("review", "person_enrolment", 2, None, AT),
    ]


def test_what_wants_a_look_of_its_own_is_left_and_says_why() -> None:
    numbers = several(3)
    Item.objects.filter(number=numbers[0]).update(hints=[{"zh": "年龄偏大", "en": "rather old"}])
    finding = Finding("duplicate_contribution_month", SOME[1], month_of("2024-01"), [])
    raise_signals([finding], on=AT.date())

    batch = begun(numbers)
    worked()

    assert outcomes(batch) == ["left", "left", "taken"]
    why = [entry.refusals[0]["en"] for entry in batches.entries_of(batch)[:2]]
    assert "rather old" in why[0]
    assert "signal" in why[1]
    assert statuses(numbers) == ["accepted", "accepted", "reviewed"]


@pytest.mark.parametrize("rung", ["note", "authorise"])
def test_what_a_check_found_wants_a_look_until_somebody_answered_for_it(rung: str) -> None:
    number = several(1)[0]
    found = {"code": "test.found", "rung": rung, "zh": "有发现", "en": "found"}
    Item.objects.filter(number=number).update(
        gates=[found | {"explained": None, "authorised": None}]
    )
    fresh = batches.plan([number], clerk("reviewer"), today=AT.date())
    Item.objects.filter(number=number).update(
        gates=[found | {"explained": None, "authorised": {"login": "above"}}]
    )
    answered = batches.plan([number], clerk("reviewer"), today=AT.date())

    assert [one.looks for one in fresh.alone] == [(batches.HAS_FINDING,)]
    assert [one.item.number for one in answered.ready] == [number]


def test_what_is_not_for_this_clerk_to_take_is_left_or_not_chosen_at_all() -> None:
    numbers = several(1)

    planned = batches.plan([*numbers, "34-x"], clerk("approver"), today=AT.date())
    refused = changes.choose(["34-x"], clerk=clerk("reviewer"), at=AT)
    unbegun = changes.begin(chosen(numbers, "approver"), clerk=clerk("approver"), at=AT)

    assert [one.hindrance.code for one in planned.hindered if one.hindrance] == ["workflow.no_duty"]
    assert planned.unknown == ("34-x",)
    assert refusal_codes(refused) == refusal_codes(unbegun) == ["batch.nothing_to_take"]


def test_a_batch_takes_two_hundred_and_no_more() -> None:
    refused = changes.choose([f"34-{n}" for n in range(201)], clerk=clerk("reviewer"), at=AT)

    assert refusal_codes(refused) == ["batch.too_many"]


def test_a_stop_leaves_the_rest_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = several()
    batch = begun(numbers)
    take = changes.take

    def stopping(*args: Any, **facts: Any) -> Any:
        changes.stop(batch)
        return take(*args, **facts)

    monkeypatch.setattr(changes, "take", stopping)
    worked()

    assert outcomes(batch) == ["taken", "stopped", "stopped"]
    assert statuses(numbers) == ["reviewed", "accepted", "accepted"]
    assert not changes.stop(batch)


class Killed(BaseException):
    """What a process is told that is killed."""


def killed_at(place: int, take: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """Return a step that kills the job at its n-th call, before or after it is taken."""
    calls = iter(range(100))

    def killing(*args: Any, **facts: Any) -> Any:
        is_it = next(calls) == place
        if is_it and not after:
            raise Killed
        done = take(*args, **facts)
        if is_it:
            raise Killed
        return done

    return killing


@pytest.mark.parametrize("after", [False, True])
def test_a_killed_job_goes_on_where_it_was_and_does_nothing_twice(
    after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = several()
    batch = begun(numbers)
    with monkeypatch.context() as killing:
        killing.setattr(changes, "take", killed_at(1, changes.take, after=after))
        with pytest.raises(Killed):
            worked()
    assert outcomes(batch) == ["taken", "taken" if after else "", ""]

    assert worked() == 1

    assert outcomes(batch) == ["taken"] * 3
    assert Step.objects.filter(item__in=numbers, verb="review").count() == 3


def test_an_item_that_ends_the_job_each_time_is_left_at_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = several(2)
    batch = begun(numbers)
    take = changes.take

    def deadly(number: str, *args: Any, **facts: Any) -> Any:
        if number == numbers[0]:
            raise Killed
        return take(number, *args, **facts)

    monkeypatch.setattr(changes, "take", deadly)
    for _ in range(changes.TRIES_MAX):
        with pytest.raises(Killed):
            worked()
    worked()

    assert outcomes(batch) == ["broken", "taken"]


def test_one_item_that_breaks_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = several(2)
    batch = begun(numbers)
    take = changes.take

    def broken(number: str, *args: Any, **facts: Any) -> Any:
        if number == numbers[0]:
            raise ValueError("a fault of ours")
        return take(number, *args, **facts)

    monkeypatch.setattr(changes, "take", broken)
    worked()

    assert outcomes(batch) == ["broken", "taken"]


def test_whoever_was_suspended_meanwhile_takes_nothing_more() -> None:
    numbers = several(1)
    batch = begun(numbers)
    Clerk.objects.filter(login="reviewer").update(is_active=False)

    worked()

    assert outcomes(batch) == ["refused"]
    assert statuses(numbers) == ["accepted"]


def test_whoever_moved_to_another_agency_meanwhile_takes_nothing_more() -> None:
    numbers = several(1)
    batch = begun(numbers)
    Clerk.objects.filter(login="reviewer").update(agency_id="340209")

    worked()

    assert outcomes(batch) == ["refused"]
    assert statuses(numbers) == ["accepted"]


def test_a_batch_may_do_no_more_than_the_token_that_began_it() -> None:
    numbers = several(1)
    workflow.take(numbers[0], "review", clerk=clerk("reviewer"), at=AT)
    narrowed = clerk("approver")
    narrowed.duties = ["approve/benefit"]
    batch = chosen(numbers, "approver")
    Batch.objects.filter(id=batch.id).update(begun_at=AT, duties=narrowed.duties,
                                             agency_code=narrowed.agency_id)  # fmt: skip

    worked()

    assert outcomes(batch) == ["refused"]


def test_beginning_twice_is_beginning_once() -> None:
    numbers = several(1)
    batch = begun(numbers)

    assert changes.begin(batch, clerk=clerk("reviewer"), at=AT + timedelta(hours=1)) == ()
    worked()

    batch.refresh_from_db()
    assert batch.begun_at == AT
    assert BatchEntry.objects.count() == 1


def test_a_choice_that_was_never_begun_is_forgotten_after_a_day() -> None:
    numbers = several(1)
    old = chosen(numbers)
    later = changes.choose(numbers, clerk=clerk("reviewer"), at=AT + timedelta(days=2))

    assert isinstance(later, Batch)
    assert not Batch.objects.filter(id=old.id).exists()


def test_nobody_sees_another_s_batch() -> None:
    batch = begun(several(1))

    assert batches.batch_by(batch.id, clerk("reviewer")) == batch
    assert batches.batch_by(batch.id, clerk("approver")) is None
    assert batches.batches_of(clerk("approver")) == []
