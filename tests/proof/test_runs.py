"""A run is one at a time, may be cancelled, goes on where it was, and minds no business beside."""

import threading

import psycopg
import pytest
from django.db import connection, transaction
from told import ITEM, book, found, proven, tell

from counter import AT, FACTORY, MAN, MILL, TODAY, WOMAN
from tongchou.events.changes import seal
from tongchou.events.queries import tip
from tongchou.proof import changes
from tongchou.proof.deep import matching, shadows
from tongchou.proof.deep.differences import KNOWN_GAP, Difference
from tongchou.proof.deep.job import work
from tongchou.proof.models import Run
from tongchou.standards.messages import (
    ContributionsAssessed,
    ContributionsReceived,
    EmploymentEnded,
)
from tongchou.storage.rows import execute, fetch

LATER = "34-20241106-000901"

pytestmark = pytest.mark.usefixtures("province", "life")


def assessed(ssn: str, month: str, item_number: str = LATER) -> ContributionsAssessed:
    """Return one person-month."""
    return ContributionsAssessed(
        scheme="110", month=month, item_number=item_number, rows=[1], ssns=[ssn],
        credit_codes=[FACTORY], wage_fens=[500_000], base_fens=[500_000], employer_fens=[80_000],
        employee_fens=[40_000],
    )  # fmt: skip


def test_one_run_goes_on_at_a_time() -> None:
    assert changes.ask(by="operator", at=AT) is not None
    assert changes.ask(by="another", at=AT) is None

    assert work(lambda: AT) is not None
    assert changes.ask(by="another", at=AT) is not None


def test_without_a_run_there_is_nothing_to_do() -> None:
    assert work(lambda: AT) is None


def test_a_run_that_is_cancelled_stops_and_says_so() -> None:
    changes.ask(by="operator", at=AT)
    assert changes.cancel()

    run = work(lambda: AT)

    assert run is not None
    assert (run.outcome, len(run.steps)) == ("cancelled", 1)
    assert not changes.cancel()


def test_an_interrupted_run_goes_on_behind_the_step_it_finished(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE events_event SET recorded_at = now() WHERE kind = 'payments_made'")
    owner.execute("UPDATE registry_payment SET amount_fen = 4")
    run = changes.ask(by="operator", at=AT)
    assert run is not None
    changes.note_step(run, "chain 34", [], at=AT)

    ended = work(lambda: AT)

    assert ended is not None
    assert [one["table"] for one in found(ended)] == ["registry_payment"]
    rest = {
        "deliveries",
        "epochs",
        "guards",
        "inquiries",
        "items 34",
        "keys",
        "ledger 34",
        "letters",
        "published 34",
        "rebuilt 34",
        "registry 34",
    }
    assert set(ended.steps) == {"chain 34"} | rest


def test_a_failure_is_noted_with_its_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongchou.proof.deep.steps.letters.differences", None)
    changes.ask(by="operator", at=AT)

    run = work(lambda: AT)

    assert run is not None
    assert run.outcome == "failed"
    assert "TypeError" in Run.objects.get().fault


def test_what_was_told_after_a_position_is_proven_alone() -> None:
    proven_up_to = tip()[0]
    tell(assessed(WOMAN, "2024-11"), item_number=LATER)
    seal()

    assert found(proven(since=proven_up_to)) == []
    assert execute(f"UPDATE registry_contribution SET base_fen = 1 WHERE item_number = '{LATER}'")
    assert execute("UPDATE registry_contribution SET base_fen = 2 WHERE employee_fen = 64000")

    (one,) = found(proven(since=proven_up_to))
    assert (one["key"]["ssn"], one["held"]) == (WOMAN, "1")
    assert {one["held"] for one in found(proven())} == {"1", "2"}


def test_of_tables_that_change_the_rows_told_of_since_are_proven_alone() -> None:
    proven_up_to = tip()[0]
    ended = EmploymentEnded(
        scheme="110", ssn=WOMAN, credit_code="", until_month="2024-12", reason="251"
    )
    received = ContributionsReceived(
        scheme="110", month="2024-10", received_on=TODAY, item_number=LATER,
        credit_codes=[MILL], declarations=[ITEM],
    )  # fmt: skip
    tell(ended, received, item_number=LATER)
    seal()

    assert found(proven(since=proven_up_to)) == []
    assert execute(f"UPDATE registry_enrolment SET end_reason = 'x' WHERE ssn = '{MAN}'")
    assert execute(f"UPDATE registry_enrolment SET from_month = 1 WHERE ssn = '{WOMAN}'")
    assert execute("UPDATE registry_assessment SET people = 9 WHERE received_on IS NOT NULL")

    named = found(proven(since=proven_up_to))
    assert {(one["table"], one["kind"], one["field"]) for one in named} == {
        ("registry_enrolment", "missing", ""),
        ("registry_enrolment", "surplus", ""),
        ("registry_assessment", "changed", "people"),
    }
    assert {one["key"].get("ssn", WOMAN) for one in named} == {WOMAN}
    assert len(found(proven())) > len(named)


def test_what_was_committed_late_is_proven_with_what_was_sealed_since(
    owner: psycopg.Connection,
) -> None:
    ((number,),) = fetch("SELECT nextval('events_event_id_seq')")  # as a slow transaction has it
    tell(assessed(MAN, "2024-11"), item_number=LATER)
    seal()
    proven_up_to = tip()[0]
    ended = EmploymentEnded(
        scheme="110", ssn=WOMAN, credit_code="", until_month="2024-12", reason="251"
    )
    tell(ended, item_number=LATER)
    owner.execute("UPDATE events_event SET id = %s WHERE kind = 'employment_ended'"
                  " AND id = (SELECT max(event_id) FROM events_unsealed)", [number])  # fmt: skip
    owner.execute("UPDATE events_unsealed SET event_id = %s", [number])
    seal()
    assert tip()[0] == proven_up_to + 1

    assert found(proven(since=proven_up_to)) == []
    assert execute(f"UPDATE registry_enrolment SET end_reason = 'x' WHERE ssn = '{WOMAN}'")

    (one,) = found(proven(since=proven_up_to))
    assert (one["table"], one["field"]) == ("registry_enrolment", "end_reason")


def test_a_table_in_another_order_is_read_in_shares(
    owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for month in range(1, 10):
        tell(assessed(WOMAN, f"2024-0{month}", f"34-20241106-00100{month}"))
    owner.execute("CREATE TEMP TABLE kept AS SELECT * FROM registry_contribution")
    owner.execute("DELETE FROM registry_contribution")
    owner.execute("INSERT INTO registry_contribution SELECT * FROM kept ORDER BY month DESC")
    monkeypatch.setattr(matching, "WAITING_MAX", 5)

    assert found(proven()) == []
    owner.execute("UPDATE registry_contribution SET wage_fen = 9 WHERE month = 24291")

    (one,) = found(proven())
    assert (one["field"], one["held"], one["kind"]) == ("wage_fen", "9", "changed")


def test_of_many_rows_that_were_changed_no_more_are_kept_than_memory_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tell(*(assessed(WOMAN, f"2025-{month:02}", f"{ITEM}-{month}") for month in range(1, 13)))
    seal()
    for module in (matching, shadows):
        monkeypatch.setattr(module, "OF_A_TABLE_MAX", 5)
    assert execute("UPDATE registry_contribution SET wage_fen = 9") > 12
    assert execute("UPDATE registry_assessment SET people = 9") > 12

    run = proven()

    named = [one["table"] for one in found(run)]
    assert run.outcome == "differs"
    assert named.count("registry_assessment") == 5
    assert 5 <= named.count("registry_contribution") <= 10  # missing and surplus at the most


def test_a_row_told_twice_and_held_once_is_named() -> None:
    from tongchou.events.changes import append  # noqa: PLC0415  # this test alone forges an event

    append([assessed(WOMAN, "2024-11")], item_number=LATER, recorded_at=AT)
    tell(assessed(WOMAN, "2024-11"), item_number=LATER)

    named = found(proven())

    assert ("registry_contribution", "missing") in {(one["table"], one["kind"]) for one in named}


def test_business_goes_on_beside_a_proof_and_shows_as_no_difference() -> None:
    over = threading.Event()

    def work_on() -> None:
        number = 0
        while not over.is_set():
            number += 1
            with transaction.atomic():
                tell(assessed(WOMAN, f"20{number // 12 + 25:02}-{number % 12 + 1:02}", ITEM + "x"))
                book(f"34-b-{number}", MAN, 1)
            seal()
        connection.close()

    hands = threading.Thread(target=work_on)
    hands.start()
    try:
        runs = [proven() for _ in range(4)]
    finally:
        over.set()
        hands.join()

    assert [found(run) for run in runs] == [[], [], [], []]
    assert runs[-1].position > runs[0].position


def test_known_gaps_alone_are_counted_and_no_difference() -> None:
    run = changes.ask(by="operator", at=AT)
    assert run is not None
    gap = Difference("34", "workflow_item", {"number": ITEM}, KNOWN_GAP, 1, held="operator: 补录")

    changes.note_step(run, "items 34", [gap], at=AT)
    changes.end(run, at=AT)

    assert (run.outcome, run.findings, run.gaps) == ("whole", 1, 1)
    assert [one["kind"] for one in found(run)] == [KNOWN_GAP]
