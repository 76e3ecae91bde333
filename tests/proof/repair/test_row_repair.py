"""What a deep proof found is put right by an item, and by nothing less."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError
from repairing import as_owner, carried_out, clerk, decided, repaired
from test_tampered_ministry import BY_THE_OWNER as OWNERS_AT_THE_MINISTRY
from test_tampered_ministry import TAMPERED
from test_tampered_province import BY_THE_APPLICATION, BY_THE_OWNER
from told import ITEM, book, carried, found, live, proven, tell

from counter import AT, MAN, WOMAN, Stand
from databases import Databases
from tongchou.agency.models import UpkeepRecord
from tongchou.events.models import Event
from tongchou.ledger.balances import unequal_balances
from tongchou.node.postgres import OWNER
from tongchou.proof.models import Repair, Run
from tongchou.proof.queries import run_as_json
from tongchou.proof.repair.row_repair import CarriedOut
from tongchou.standards.messages import EmploymentEnded, ItemDecided
from tongchou.standards.refusal import Refusal
from tongchou.storage.rows import fetch
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Item

BEYOND = {
    "the outcome of an item", "the state of an item", "a step that nobody took",
    "a file that nobody handed in", "a promise that nobody took",
    "the hand that took a step", "the words of a step", "a step removed",
    "an event that was sealed", "why an item was refused",
    "what keeps content from being handed in twice", "when an item was accepted",
}  # fmt: skip
"""What the log does not carry, or is the log itself."""

IN_A_PROVINCE = {
    name: statement
    for name, (statement, _) in (BY_THE_APPLICATION | BY_THE_OWNER).items()
    if name not in BEYOND
}

AT_THE_MINISTRY = OWNERS_AT_THE_MINISTRY | {name: one for name, (one, _) in TAMPERED.items()}

BASE_TIMES_TEN = IN_A_PROVINCE["a contribution base times ten"]

Tamper = Callable[[str, str], None]


@pytest.fixture
def tamper(databases: Databases) -> Tamper:
    """Return how a node's tables are changed past the system, by their owner."""

    def tampered(code: str, statement: str) -> None:
        with psycopg.connect(databases.copy(code).url) as owner:
            assert owner.execute(statement).rowcount  # type: ignore[call-overload]  # as it stands

    return tampered


@pytest.fixture
def held(stand: Stand) -> None:
    """Let 安徽 live, and the ministry hold it; stand there."""
    stand("34")
    live()
    carried(stand)


def everything_whole() -> bool:
    """Whether a new proof finds nothing, and no sum or balance lacks anything."""
    return found(proven()) == [] and unequal_balances() == []


@pytest.mark.usefixtures("life")
@pytest.mark.parametrize("which", IN_A_PROVINCE)
def test_a_province_s_row_is_as_its_log_says_again(
    which: str, tamper: Tamper, databases: Databases
) -> None:
    tamper("34", IN_A_PROVINCE[which])

    item = repaired(databases)

    assert item.status == "completed"
    assert item.outcome["carried_out_by"] == "anna (postgres)"
    assert everything_whole()


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("which", AT_THE_MINISTRY)
def test_the_ministry_s_row_is_as_the_province_s_log_says_again(
    which: str, tamper: Tamper, databases: Databases
) -> None:
    tamper("00", AT_THE_MINISTRY[which])

    item = repaired(databases)

    assert item.status == "completed"
    assert item.number.startswith("00-")
    assert everything_whole()


@pytest.mark.usefixtures("life")
def test_before_it_takes_effect_each_row_is_shown_as_it_is_and_as_it_will_be(
    tamper: Tamper,
) -> None:
    tamper("34", f"UPDATE registry_person SET name = '陈建华' WHERE ssn = '{MAN}'")
    form = {"run": proven().id, "reason": "核对不符"}

    taken = workflow.accept("row_repair", form, province="34", at=AT, clerk=clerk("clerk"))

    assert isinstance(taken, workflow.Accepted)
    (line,) = taken.item.worksheet
    assert "陈建华 → 陈建国" in line["formula"]
    assert MAN not in line["zh"]
    assert fetch(f"SELECT name FROM registry_person WHERE ssn = '{MAN}'") == [("陈建华",)]


@pytest.mark.usefixtures("life")
def test_what_was_decided_and_done_is_bound_and_recorded(
    tamper: Tamper, databases: Databases
) -> None:
    tamper("34", BASE_TIMES_TEN)

    item = repaired(databases)

    assert item.facts is not None
    (row,) = item.facts["rows"]
    place = row["columns"].index("base_fen")
    assert (row["held"][place], row["told"][place]) == ("8000000", "800000")
    told = Event.objects.filter(kind=ItemDecided.kind, item_number=item.number)
    assert [event.body.count(item.number) for event in told] == [1, 1]
    assert [step.verb for step in item.steps.order_by("id")] == [
        "accept",
        "review",
        "approve",
        "conclude",
    ]
    (upkeep,) = UpkeepRecord.objects.filter(kind="repair")
    assert (upkeep.person, upkeep.facts) == ("anna", {"item": item.number, "rows": 1})
    assert [one["repaired_by"] for one in found(Run.objects.earliest("id"))] == [item.number]


@pytest.mark.usefixtures("life")
def test_the_application_itself_repairs_nothing(tamper: Tamper) -> None:
    from tongchou.proof.repair.changes.carrying_out import carry_out  # noqa: PLC0415  # as it must not be

    tamper("34", IN_A_PROVINCE["both legs doubled"])
    approved = decided(proven())
    assert isinstance(approved, Item)

    with pytest.raises(DatabaseError, match="permission denied"):
        carry_out(approved.number, person="anna", role="app", at=AT)

    assert Item.objects.get(number=approved.number).status == "waiting"


@pytest.mark.usefixtures("life")
def test_one_person_does_not_both_accept_and_review(tamper: Tamper) -> None:
    tamper("34", BASE_TIMES_TEN)
    both = clerk("clerk")
    both.duties = ["accept", "review"]
    both.save()
    form = {"run": proven().id, "reason": "核对不符"}
    taken = workflow.accept("row_repair", form, province="34", at=AT, clerk=both)
    assert isinstance(taken, workflow.Accepted)

    refused = workflow.take(taken.item.number, "review", clerk=both, at=AT)

    assert isinstance(refused, tuple)
    assert refused[0].code == "workflow.same_person"


@pytest.mark.usefixtures("life")
def test_what_was_not_approved_is_not_carried_out(tamper: Tamper, databases: Databases) -> None:
    tamper("34", BASE_TIMES_TEN)
    form = {"run": proven().id, "reason": "核对不符"}
    taken = workflow.accept("row_repair", form, province="34", at=AT, clerk=clerk("clerk"))
    assert isinstance(taken, workflow.Accepted)

    refused = carried_out(taken.item.number, databases)

    assert isinstance(refused, Refusal)
    assert refused.code == "repair.not_waiting"


CHANGED_AFTERWARDS = {
    "its facts": (
        "UPDATE workflow_item SET facts = jsonb_set(facts, '{rows,0,told}', '[]')"
        " WHERE code = 'row_repair'"
    ),
    "its hands": "UPDATE workflow_step SET person_code = 'x' WHERE verb = 'approve'",
}


@pytest.mark.usefixtures("life")
@pytest.mark.parametrize("what", CHANGED_AFTERWARDS)
def test_an_item_that_was_changed_after_its_decision_is_not_carried_out(
    tamper: Tamper, databases: Databases, what: str
) -> None:
    tamper("34", BASE_TIMES_TEN)
    approved = decided(proven())
    assert isinstance(approved, Item)
    tamper("34", CHANGED_AFTERWARDS[what])

    refused = carried_out(approved.number, databases)

    assert isinstance(refused, Refusal)
    assert refused.code == "repair.not_as_decided"


@pytest.mark.usefixtures("life")
def test_rows_of_which_the_log_says_more_by_now_are_not_written(
    tamper: Tamper, databases: Databases
) -> None:
    tamper("34", f"UPDATE registry_enrolment SET end_reason = 'x' WHERE ssn = '{WOMAN}'")
    approved = decided(proven())
    assert isinstance(approved, Item)
    ended = EmploymentEnded(
        scheme="110", ssn=WOMAN, credit_code="", until_month="2024-12", reason="251"
    )
    tell(ended, item_number=ITEM)

    refused = carried_out(approved.number, databases)

    assert isinstance(refused, Refusal)
    assert refused.code == "repair.changed_since"
    assert not Repair.objects.exists()


@pytest.mark.usefixtures("life")
def test_what_the_log_cannot_put_right_is_refused_and_said(tamper: Tamper) -> None:
    tamper("34", BY_THE_APPLICATION["the outcome of an item"][0])
    run = proven()

    alone = decided(run)
    tamper("34", BASE_TIMES_TEN)
    beside = decided(proven())

    assert isinstance(alone, tuple)
    assert alone[0].code == "repair.nothing"
    assert isinstance(beside, Item)
    assert "workflow_item" in beside.hints[0]["zh"]


@pytest.mark.usefixtures("life")
def test_a_second_repair_names_the_one_that_is_under_way(tamper: Tamper) -> None:
    tamper("34", BASE_TIMES_TEN)
    run = proven()
    first = decided(run)
    assert isinstance(first, Item)

    form = {"run": run.id, "reason": "再次"}
    second = workflow.accept("row_repair", form, province="34", at=AT, clerk=clerk("clerk"))

    assert isinstance(second, workflow.Accepted)
    assert [first.number in hint["en"] for hint in second.item.hints] == [True]
    assert first.hints == []


@pytest.mark.usefixtures("life")
def test_the_months_of_a_damaged_row_are_shown_as_months(tamper: Tamper) -> None:
    tamper("34", BASE_TIMES_TEN)
    run = proven()
    approved = decided(run)

    assert isinstance(approved, Item)
    assert "month=2024-" in approved.worksheet[0]["zh"]
    assert run_as_json(run)["found"][0]["key"]["month"].startswith("2024-")


@pytest.mark.usefixtures("life")
def test_nothing_is_repaired_twice(tamper: Tamper, databases: Databases) -> None:
    tamper("34", BASE_TIMES_TEN)
    repaired(databases)

    again = decided(Run.objects.earliest("id"))

    assert isinstance(again, tuple)
    assert again[0].code == "repair.nothing"


@pytest.mark.usefixtures("life")
def test_an_entry_keeps_its_place_and_its_balances(tamper: Tamper, databases: Databases) -> None:
    book("34-e-3", WOMAN, 5)
    before = fetch("SELECT number, place FROM ledger_entry ORDER BY place")
    tamper("34", IN_A_PROVINCE["both legs doubled"])

    repaired(databases)

    assert fetch("SELECT number, place FROM ledger_entry ORDER BY place") == before


@pytest.mark.usefixtures("life")
def test_only_the_table_that_is_named_is_repaired(tamper: Tamper, databases: Databases) -> None:
    tamper("34", BASE_TIMES_TEN)
    tamper("34", f"UPDATE registry_person SET name = '陈建华' WHERE ssn = '{MAN}'")
    approved = decided(proven(), table="registry_person")
    assert isinstance(approved, Item)

    assert isinstance(carried_out(approved.number, databases), CarriedOut)

    assert [one["table"] for one in found(proven())] == ["registry_contribution"]


def test_the_owner_is_whom_the_test_says(province: Any, databases: Databases) -> None:
    del province
    with as_owner(databases):
        assert fetch("SELECT current_user") == [(OWNER,)]
