"""In a province each row changed, added or removed behind the log's back is named."""

import json
from datetime import timedelta, timezone
from hashlib import sha256
from typing import Any

import psycopg
import pytest
from told import ITEM, book, found, proven

from counter import AT, MAN, MAN_NAME, MILL, WOMAN
from tongchou.events.changes import seal
from tongchou.events.queries import sealed_after, tip
from tongchou.storage.rows import execute, fetch
from tongchou.workflow import changes as workflow
from tongchou.workflow.content import BOUND, HANDLED, LATER, digest_of_item
from tongchou.workflow.files import File
from tongchou.workflow.models import Item

pytestmark = pytest.mark.usefixtures("province", "life")


def position_of(kind: str, text: str = "") -> int:
    """Return the position of the last event of a kind that says something."""
    events = sealed_after(0, limit=1_000)
    return max(one.position for one in events if one.kind == kind and text in one.body)


def test_an_honest_province_has_no_finding() -> None:
    run = proven()

    assert found(run) == []
    assert run.outcome == "whole"
    assert run.position == sealed_after(0, limit=1_000)[-1].position


BY_THE_APPLICATION = {
    "a contribution base times ten": (
        "UPDATE registry_contribution SET base_fen = base_fen * 10 WHERE employee_fen = 64000",
        ("registry_contribution", "ssn", MAN, "base_fen", "changed", "contributions_assessed"),
    ),
    "a contribution zeroed": (
        "UPDATE registry_contribution SET employee_fen = 0 WHERE employee_fen = 32000",
        ("registry_contribution", "ssn", MAN, "employee_fen", "changed", "contributions_assessed"),
    ),
    "a contribution removed": (
        "DELETE FROM registry_contribution WHERE employee_fen = 32000",
        ("registry_contribution", "ssn", MAN, "", "missing", "contributions_assessed"),
    ),
    "a contribution moved to another person": (
        f"UPDATE registry_contribution SET ssn = '{WOMAN}' WHERE employee_fen = 32000",
        ("registry_contribution", "ssn", WOMAN, "", "surplus", None),
    ),
    "the outcome of an item": (
        """UPDATE workflow_item SET outcome = '{"accepted": 9}' WHERE code = 'employer_feed'""",
        ("workflow_item", "number", "34-20241105-000001", "content", "changed", "item_decided"),
    ),
    "the state of an item": (
        "UPDATE workflow_item SET status = 'withdrawn'",
        ("workflow_item", "number", "34-20241105-000001", "content", "changed", "item_decided"),
    ),
    "why an item was refused": (
        """UPDATE workflow_item SET refusals = '[{"code": "x"}]'""",
        ("workflow_item", "number", "34-20241105-000001", "handling", "changed", "item_decided"),
    ),
    "what keeps content from being handed in twice": (
        "UPDATE workflow_item SET digest = 'x'",
        ("workflow_item", "number", "34-20241105-000001", "handling", "changed", "item_decided"),
    ),
    "when an item was accepted": (
        "UPDATE workflow_item SET accepted_at = accepted_at - interval '1 day'",
        ("workflow_item", "number", "34-20241105-000001", "handling", "changed", "item_decided"),
    ),
    "a step that nobody took": (
        ("INSERT INTO workflow_step (item_id, verb, login, person_code, name, at, note)"
        " SELECT number, 'approve', 'x', 'x', 'x', now(), '' FROM workflow_item"),
        ("workflow_step", "number", "34-20241105-000001", "steps", "changed", "item_decided"),
    ),
    "a file that nobody handed in": (
        ("WITH content AS (INSERT INTO workflow_content (digest, size, body) VALUES ('x', 0, ''))"
        " INSERT INTO workflow_attachment (item_id, name, digest)"
        " SELECT number, 'x.csv', 'x' FROM workflow_item"),
        ("workflow_attachment", "number", "34-20241105-000001", "files", "changed", "item_decided"),
    ),
    "a promise that nobody took": (
        ("INSERT INTO workflow_attachment (item_id, name, paper, until)"
        " SELECT number, '', 'licence', '2024-12-01' FROM workflow_item"),
        ("workflow_attachment", "number", "34-20241105-000001", "files", "changed", "item_decided"),
    ),
    "a person's name": (
        f"UPDATE registry_person SET name = '陈建华' WHERE ssn = '{MAN}'",
        ("registry_person", "ssn", MAN, "name", "changed", "earlier_record_entered"),
    ),
    "a person removed": (
        f"DELETE FROM registry_person WHERE ssn = '{WOMAN}'",
        ("registry_person", "ssn", WOMAN, "", "missing", "persons_enrolled"),
    ),
    "an enrolment reopened": (
        "UPDATE registry_enrolment SET until_month = NULL WHERE end_reason = '221'",
        ("registry_enrolment", "ssn", MAN, "until_month", "changed", "employment_ended"),
    ),
    "an enrolment added": (
        ("INSERT INTO registry_enrolment (ssn, province, scheme, credit_code, from_month,"
        f" end_reason) VALUES ('{WOMAN}', '34', '110', 'X', 1, '')"),
        ("registry_enrolment", "ssn", WOMAN, "", "surplus", "persons_enrolled"),
    ),
    "an employer's place": (
        "UPDATE registry_employer SET division_code = '340101' WHERE name = '弋江纺织'",
        ("registry_employer", "credit_code", MILL, "division_code", "changed",
         "employers_registered"),
    ),
    "an assessment that was received no more": (
        "UPDATE registry_assessment SET received_on = NULL",
        ("registry_assessment", "item_number", ITEM, "received_on", "changed",
         "contributions_received"),
    ),
    "the months of an earlier record": (
        "UPDATE registry_earlierrecord SET months = 59",
        ("registry_earlierrecord", "ssn", MAN, "months", "changed", "earlier_record_entered"),
    ),
    "the amount of a benefit": (
        "UPDATE registry_benefit SET total_fen = 30",
        ("registry_benefit", "ssn", MAN, "total_fen", "changed", "benefit_determined"),
    ),
    "the worksheet of a benefit": (
        "UPDATE registry_benefit SET worksheet = '[]'",
        ("registry_benefit", "ssn", MAN, "worksheet", "changed", "benefit_determined"),
    ),
    "the amount of a payment": (
        "UPDATE registry_payment SET amount_fen = 4",
        ("registry_payment", "ssn", MAN, "amount_fen", "changed", "payments_made"),
    ),
    "a receipt removed": (
        "DELETE FROM registry_receipt WHERE amount_fen = 34",
        ("registry_receipt", "serial", "税-2", "", "missing", "receipts_taken"),
    ),
    "the account that a transfer moves": (
        "UPDATE registry_transfer SET account_fen = 50",
        ("registry_transfer", "letter", "34-1", "account_fen", "changed", "transfer_completed"),
    ),
    "a signal that nobody raised": (
        ("INSERT INTO risk_signal (code, ssn, month, places, raised_on, judged_by, judgement)"
        f" VALUES ('x', '{MAN}', 1, '[]', '2024-11-05', '', '')"),
        ("risk_signal", "ssn", MAN, "", "surplus", None),
    ),
    "a counter": (
        ("INSERT INTO registry_counter_delta (province, scheme, name, amount)"
        " VALUES ('34', '110', 'people', 7)"),
        ("registry_counter", "name", "people", "amount", "changed", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", BY_THE_APPLICATION)
def test_what_the_applications_role_changed_is_named(which: str) -> None:
    statement, expected = BY_THE_APPLICATION[which]
    assert execute(statement.replace("%", "%%"))

    _must_name(expected)


BY_THE_OWNER = {
    "the hand that took a step": (
        "UPDATE workflow_step SET person_code = 'x'",
        ("workflow_step", "number", "34-20241105-000001", "steps", "changed", "item_decided"),
    ),
    "the words of a step": (
        "UPDATE workflow_step SET note = '已核对'",
        ("workflow_step", "number", "34-20241105-000001", "steps", "changed", "item_decided"),
    ),
    "a step removed": (
        "DELETE FROM workflow_step",
        ("workflow_step", "number", "34-20241105-000001", "steps", "changed", "item_decided"),
    ),
    "a posting moved to another person": (
        f"UPDATE ledger_posting SET holder = '{WOMAN}' WHERE holder = '{MAN}'",
        ("ledger_posting", "number", "34-e-1", "holder", "changed", "entry_posted"),
    ),
    "both legs doubled": (
        "UPDATE ledger_posting SET amount_fen = amount_fen * 2 WHERE number = '34-e-1'",
        ("ledger_posting", "number", "34-e-1", "amount_fen", "changed", "entry_posted"),
    ),
    "the postings of an entry removed": (
        "DELETE FROM ledger_posting WHERE number = '34-e-1'",
        ("ledger_posting", "number", "34-e-1", "", "missing", "entry_posted"),
    ),
    "an entry removed": (
        "DELETE FROM ledger_entry WHERE number = '34-e-1'",
        ("ledger_entry", "number", "34-e-1", "", "missing", "entry_posted"),
    ),
    "the memo of an entry": (
        "UPDATE ledger_entry SET memo = '更正' WHERE number = '34-e-1'",
        ("ledger_entry", "number", "34-e-1", "memo", "changed", "entry_posted"),
    ),
    "a balance": (
        "UPDATE ledger_balance SET debit_fen = debit_fen + 100 WHERE account = '8101'",
        ("ledger_balance", "account", "8101", "debit_fen", "changed", None),
    ),
    "an event that was sealed": (
        (
            "UPDATE events_event SET body = replace(body, '64000', '64001')"
            " WHERE kind = 'contributions_assessed'"
        ),
        ("events_event", "position", 16, "", "content", "contributions_assessed"),
    ),
}


@pytest.mark.parametrize("which", BY_THE_OWNER)
def test_what_the_owner_changed_is_named(which: str, owner: psycopg.Connection) -> None:
    statement, expected = BY_THE_OWNER[which]
    assert owner.execute(statement).rowcount

    _must_name(expected)


@pytest.mark.parametrize(
    "changed",
    ["workflow_content SET body = body || '\\x00'", "workflow_attachment SET name = 'other.csv'"],
)
def test_a_file_that_was_changed_is_named(owner: psycopg.Connection, changed: str) -> None:
    content = (
        f"统一社会信用代码,姓名,社会保障号码,申报月工资\n{MILL},{MAN_NAME},{MAN},8000\n".encode()
    )
    form = {"month": "2024-11", "file_digest": sha256(content).hexdigest()}
    taken = workflow.accept("wage_declaration", form, province="34", at=AT, source="system",
                            files=(File("工资.csv", content),))  # fmt: skip
    assert isinstance(taken, workflow.Accepted)
    while seal():
        pass
    assert found(proven()) == []

    owner.execute(f"UPDATE {changed}")

    (one,) = found(proven())
    assert (one["table"], one["key"], one["field"], one["kind"]) == (
        "workflow_attachment", {"number": taken.item.number}, "files", "changed",
    )  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        "UPDATE events_seal SET algorithm = 'sha257' WHERE position = 4",
        "UPDATE events_seal SET algorithm = '', hash = '' WHERE position = 4",
        "UPDATE events_event SET kind = 'text_lost' WHERE kind = 'contributions_assessed'",
    ],
)
def test_an_event_of_which_no_digest_can_be_made_is_named(
    owner: psycopg.Connection, changed: str
) -> None:
    owner.execute(changed)

    run = proven()

    assert run.outcome == "differs"
    assert (4, "content") in {(one["position"], one["kind"]) for one in found(run)}


def test_an_item_of_a_moment_finer_than_its_row_keeps_it_is_no_finding() -> None:
    employer = {"credit_code": MILL, "name": "弋江纺织", "division_code": "340104"}
    at = AT.astimezone(timezone(timedelta(hours=8))) + timedelta(microseconds=123_456)
    taken = workflow.accept(
        "employer_feed", {"employers": [employer]}, province="34", at=at, source="system"
    )
    assert isinstance(taken, workflow.Accepted)
    while seal():
        pass

    assert taken.item.accepted_at != Item.objects.get(number=taken.item.number).accepted_at
    assert found(proven()) == []


def test_every_column_of_an_item_is_bound() -> None:
    columns = {field.attname for field in Item._meta.concrete_fields}

    assert columns == {*BOUND, *HANDLED, *LATER}


def test_a_note_that_an_item_was_lost_excuses_no_change_of_it() -> None:
    execute(
        "INSERT INTO workflow_lostfile (number, by, at, why)"
        " SELECT number, 'x', now(), 'x' FROM workflow_item"
    )
    assert found(proven()) == []

    execute("""UPDATE workflow_item SET outcome = '{"accepted": 9}'""")

    assert [(one["table"], one["kind"]) for one in found(proven())] == [
        ("workflow_item", "changed")
    ]


DECIDED_AGAIN = """
WITH told AS (
    INSERT INTO events_event (kind, item_number, addressee, recorded_at, rows, body)
    SELECT kind, item_number, addressee, recorded_at, rows, body FROM events_event
    WHERE kind = 'item_decided' RETURNING id
) INSERT INTO events_unsealed SELECT id FROM told
"""


def test_an_item_that_ended_and_was_decided_again_is_named() -> None:
    execute("""UPDATE workflow_item SET outcome = '{"accepted": 9}'""")
    changed = Item.objects.get()
    ((body,),) = fetch("SELECT body FROM events_event WHERE kind = 'item_decided'")
    said = json.loads(body)
    content = digest_of_item({name: getattr(changed, name) for name in BOUND})
    execute(DECIDED_AGAIN.replace(
        "rows, body FROM", "rows, replace(body, %(old)s, %(new)s) FROM"
    ), old=said["content"], new=content)  # fmt: skip
    while seal():
        pass

    named = [(one["key"]["number"], one["kind"], one["field"], one["position"])
             for one in found(proven())]  # fmt: skip

    number, last = changed.number, tip()[0]
    assert named == [
        (number, "surplus", "decided", last),
        (number, "changed", "content", last - 1),
    ]


def test_papers_that_were_made_to_seem_lost_are_named() -> None:
    told, later = "recorded_at, rows, body FROM", "recorded_at + '1 day', rows, body FROM"
    execute(DECIDED_AGAIN.replace(told, later))
    execute(
        "INSERT INTO workflow_lostfile (number, by, at, why)"
        " SELECT number, 'x', now(), 'x' FROM workflow_item"
    )
    execute("""UPDATE workflow_item SET outcome = '{"accepted": 9}'""")
    while seal():
        pass

    run = proven()

    assert run.outcome == "differs"
    assert ("surplus", "decided") in {(one["kind"], one["field"]) for one in found(run)}


def _must_name(expected: tuple[Any, ...]) -> None:
    table, column, value, field, kind, told_by = expected
    run = proven()
    named = [one for one in found(run) if one["table"] == table and one["kind"] == kind]

    assert run.outcome == "differs"
    assert run.findings == len(found(run))
    assert [one for one in named if one["field"] == field], found(run)
    (one, *_) = [one for one in named if one["field"] == field]
    assert one["key"][column] == str(value)
    named_by = str(value) if table != "events_event" else ""
    assert one["position"] == (position_of(told_by, named_by) if told_by else None)


def test_an_entry_of_a_million_without_an_event_is_named() -> None:
    book("34-e-9", WOMAN, 100_000_000, is_told=False)

    named = found(proven())

    assert [(one["table"], one["key"], one["kind"], one["position"]) for one in named] == [
        ("ledger_entry", {"number": "34-e-9"}, "surplus", None),
        ("ledger_posting", {"number": "34-e-9", "leg": "1"}, "surplus", None),
        ("ledger_posting", {"number": "34-e-9", "leg": "2"}, "surplus", None),
    ]
