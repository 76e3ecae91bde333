"""The ladder: a finding is noted, explained, authorised by the level above, or stops the matter."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from matters import kept, plant
from pydantic import BaseModel

from counter import AT, MAN, accepted, clerk, hand_in, refusal_codes, told
from tongchou.agency.models import Agency, Clerk
from tongchou.risk.gate import Found, Gate, Matter, Raised, Rung
from tongchou.standards.fields import SocialSecurityNumber
from tongchou.standards.text import Text
from tongchou.workflow import catalogue, content
from tongchou.workflow import changes as workflow
from tongchou.workflow.content import HANDLED, LATER, digest_of_handling
from tongchou.workflow.gates import outcomes_of
from tongchou.workflow.models import Item, Status, Step
from tongchou.workflow.queries import inbox

CODE = "person_enrolment"
pytestmark = pytest.mark.usefixtures("province")

Finds = Callable[..., None]


class About(BaseModel, frozen=True, extra="forbid"):
    """A form about a person whom nobody registered."""

    ssn: SocialSecurityNumber = MAN


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> Finds:
    """Return how to let the gate of a planted item find something, in some words."""
    found: dict[str, str] = {}

    def judge(_: Matter) -> list[Found]:
        return [Found(f"test.{rung}", Text(words, words)) for rung, words in found.items()]

    gate = Gate("test", Text("测试", "Test"), {f"test.{rung}": rung for rung in Rung}, judge)
    plant(monkeypatch, CODE, form=About, gates=(gate,))

    def now(**rungs: str) -> None:
        found.clear()
        found.update(rungs)

    return now


def take(item: Item, verb: str, login: str, note: str = "") -> list[str]:
    return refusal_codes(workflow.take(item.number, verb, clerk=clerk(login), at=AT, note=note))


def above(login: str) -> Clerk:
    return Clerk.objects.create(
        login=login, name=login, person_code=login, duties=["approve"],
        agency=Agency.objects.get(code="340000"),
    )  # fmt: skip


def test_what_is_noted_hinders_nothing_and_is_kept_with_the_item(finds: Finds) -> None:
    finds(note="有一条提示")

    item = accepted(CODE, {})
    take(item, "review", "reviewer")
    take(item, "approve", "approver")

    assert kept(item).status == Status.COMPLETED
    assert [(one["rung"], one["zh"]) for one in kept(item).gates] == [("note", "有一条提示")]


def test_what_must_be_explained_is_accepted_with_a_reason_only(finds: Finds) -> None:
    finds(explain="两地同月缴费")

    refused = hand_in(CODE, {})
    assert refusal_codes(refused) == ["gate.unexplained"]
    assert [one.field for one in refused if isinstance(refused, tuple)] == ["note"]
    assert not Item.objects.exists()

    done = hand_in(CODE, {}, note="外省已退费，见回执")
    assert isinstance(done, workflow.Accepted)

    [outcome] = kept(done.item).gates
    assert outcome["explained"]["note"] == "外省已退费，见回执"
    assert [step.note for step in done.item.steps.all()] == ["外省已退费，见回执"]


@pytest.mark.parametrize(("verb", "is_explained"), [("submit", False), ("accept", True)])
def test_the_words_of_those_outside_explain_nothing(verb: str, is_explained: bool) -> None:
    raised = Raised("test", Rung.EXPLAIN, Found("test.explain", Text("两地", "Two places")))
    step = Step(verb=verb, login="a", person_code="a", name="a", at=AT, note="请尽快办理")

    (kept_of,) = outcomes_of([raised], [], step)

    assert bool(kept_of["explained"]) == is_explained


def test_what_was_explained_stays_so_until_something_else_is_found(finds: Finds) -> None:
    finds(explain="两地同月缴费")
    done = hand_in(CODE, {}, note="已退费")
    assert isinstance(done, workflow.Accepted)

    assert take(done.item, "review", "reviewer") == []
    finds(explain="三地同月缴费")
    assert take(done.item, "approve", "approver") == ["gate.unexplained"]
    assert kept(done.item).status == Status.REVIEWED
    assert take(done.item, "approve", "approver", note="第三地也已退费") == []

    assert kept(done.item).status == Status.COMPLETED


def test_what_is_found_no_more_is_gone(finds: Finds) -> None:
    finds(note="有一条提示")
    item = accepted(CODE, {})

    finds()
    take(item, "review", "reviewer")

    assert kept(item).gates == []


def test_what_must_be_authorised_takes_a_further_step_of_the_level_above(finds: Finds) -> None:
    finds(authorise="已在外省领取待遇")
    item = accepted(CODE, {})
    take(item, "review", "reviewer")

    assert take(item, "approve", "approver") == []
    assert (kept(item).status, told(item)) == (Status.APPROVED, [])
    assert take(item, "authorise", "approver") == ["workflow.same_person"]
    chief = above("chief")
    assert item.number in [one.number for one in inbox(chief)]
    assert item.number not in [one.number for one in inbox(clerk("approver"))]
    assert take(item, "authorise", "chief") == []

    assert kept(item).status == Status.COMPLETED
    assert [one["authorised"]["login"] for one in kept(item).gates] == ["chief"]


def test_the_level_above_may_give_back_or_refuse_what_it_does_not_authorise(finds: Finds) -> None:
    finds(authorise="已在外省领取待遇")
    above("chief")
    items = [accepted(CODE, {}), accepted(CODE, {})]
    for item, verb in zip(items, ("return", "refuse"), strict=True):
        take(item, "review", "reviewer")
        take(item, "approve", "approver")
        assert take(item, verb, "chief") == ["workflow.reason_missing"]
        assert take(item, verb, "chief", note="须先停发") == []

    assert [kept(item).status for item in items] == [Status.RETURNED, Status.REFUSED]


def test_what_is_found_while_it_is_authorised_is_looked_at_first(finds: Finds) -> None:
    finds(authorise="已在外省领取待遇")
    above("chief")
    item = accepted(CODE, {})
    take(item, "review", "reviewer")
    take(item, "approve", "approver")

    finds(authorise="已在两省领取待遇")
    assert take(item, "authorise", "chief") == ["gate.found_anew"]
    assert [one["zh"] for one in kept(item).gates] == ["已在两省领取待遇"]
    assert take(item, "authorise", "chief") == []


def test_what_was_found_of_a_single_step_goes_to_the_level_above_before_it_is_true(
    finds: Finds, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_of_one_step(monkeypatch)
    finds(authorise="名称与登记不符")
    above("chief")

    item = accepted("employer_registration", {})

    assert (item.status, told(item)) == (Status.APPROVED, [])
    assert take(item, "authorise", "clerk") != []
    assert take(item, "authorise", "chief") == []
    assert kept(item).status == Status.COMPLETED


def plant_of_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the planted item in the place of one that is completed when it is accepted."""
    code = "employer_registration"
    monkeypatch.setitem(catalogue._CATALOGUE, code, replace(catalogue._CATALOGUE[CODE], code=code))


def test_what_is_blocked_goes_no_further(finds: Finds) -> None:
    finds()
    item = accepted(CODE, {})

    finds(block="该号码已变更")

    assert refusal_codes(hand_in(CODE, {})) == ["test.block"]
    assert take(item, "review", "reviewer") == ["test.block"]
    assert kept(item).status == Status.ACCEPTED


def test_the_outcome_of_the_gates_is_bound_by_the_decision(finds: Finds) -> None:
    finds(note="有一条提示")
    item = kept(accepted(CODE, {}))
    row = {name: getattr(item, name) for name in (*HANDLED, *LATER)}
    before_there_were_gates = {name: row[name] for name in HANDLED}

    assert item.gates
    assert digest_of_handling(row) != digest_of_handling(row | {"gates": []})
    assert digest_of_handling(row | {"gates": []}) == content._digest_of(
        before_there_were_gates | {"accepted_at": content._moment(item.accepted_at)}
    )
