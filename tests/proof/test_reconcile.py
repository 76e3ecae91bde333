"""Proofs between the tiers: whatever differs is named, and nothing travels when nothing does."""

from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import httpx
import pytest
from tiers import Tiers, clock

from counter import (
    AT,
    FACTORY,
    MAN,
    accepted,
    carried,
    completed,
    ssn_of,
)
from tongchou.channels.demo.sample import declaration
from tongchou.events.changes import append, seal
from tongchou.proof.models.reconciliation import Mismatch, Reconciliation, State
from tongchou.proof.reconcile import changes
from tongchou.proof.reconcile.exchange import answer_questions
from tongchou.proof.reconcile.queries import mismatch_as_json, people_in
from tongchou.registry.queries import amounts_due
from tongchou.standards.messages import SignalRaised
from tongchou.standards.time import month_of
from tongchou.storage.rows import fetch
from tongchou.workflow.changes import Accepted, accept
from tongchou.workflow.item import File

MONTH = "2024-09"
EMPLOYER = {"credit_code": FACTORY, "name": "皖江机械厂", "division_code": "340104"}


def take(code: str, form: dict[str, Any], *files: File) -> None:
    """Hand in what another system sends."""
    done = accept(code, form, province="34", at=AT, source="system", files=files)
    assert isinstance(done, Accepted), done


def declare_and_receive(people: int, month: str = MONTH) -> None:
    """Let many people be enrolled, declared and received, as a month of work does."""
    employers, content = declaration(people)
    take("employer_feed", {"employers": employers})
    take("wage_declaration", {"month": month, "file_digest": month}, File("九月.csv", content))
    due = amounts_due(month_of(month), province="34", scheme="110")
    receipts = [
        {"serial": f"{month}-{one.credit_code}", "credit_code": one.credit_code, "month": month,
         "amount_fen": one.total_fen, "received_on": "2024-10-12"}
        for one in due
    ]  # fmt: skip
    take("contribution_receipt", {"receipts": receipts})


def enrol(ssn: str, name: str) -> None:
    """Enrol a person at the counter."""
    form = {"ssn": ssn, "name": name, "credit_code": FACTORY, "from_month": MONTH}
    completed("person_enrolment", form)


def found_in(mismatches: list[Mismatch]) -> list[tuple[str, str, str]]:
    return [(one.kind, one.table, one.field) for one in mismatches]


@pytest.fixture
def settled(tiers: Tiers) -> Tiers:
    """Lend the two tiers with a month of work that both hold."""
    declare_and_receive(60)
    tiers.bring()
    return tiers


def test_when_nothing_differs_only_the_sums_of_the_tables_travel(settled: Tiers) -> None:
    settled.requests.clear()

    proof, mismatches = settled.prove()

    assert (proof.state, proof.missing, proof.surplus, proof.different) == ("equal", 0, 0, 0)
    assert proof.own == fetch("SELECT max(position) FROM events_seal")[0][0]
    assert proof.step == 1
    assert not mismatches
    answers = [request for request in settled.requests if request.method == "POST"]
    assert len(answers) == 1
    assert len(answers[0].content) < 2_000


MOVED = (
    "UPDATE ledger_posting SET holder = '' WHERE holder = (SELECT min(ssn) FROM registry_person)"
)
LOST = """
DELETE FROM ledger_posting WHERE leg = 2 AND number = (SELECT min(number) FROM ledger_posting)
"""
STRANGER = """
INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
VALUES ('340104199001011234', '34', '无名', 'wu', '1', '1990-01-01')
"""


def at_first(table: str, column: str, change: str) -> str:
    """Return the statement that changes the rows of a table with the least key."""
    return f"UPDATE {table} SET {change} WHERE {column} = (SELECT min({column}) FROM {table})"


@pytest.mark.parametrize("tier", ["34", "00"])
@pytest.mark.parametrize(
    ("statement", "kind", "table", "field"),
    [
        *(
            (at_first(table, column, change), "different", table, change.split()[0])
            for table, column, change in (
                ("registry_contribution", "ssn", "base_fen = base_fen * 10"),
                ("registry_person", "ssn", "name = '王芳芳'"),
                ("registry_enrolment", "ssn", "until_month = 24300"),
                ("registry_assessment", "credit_code", "received_on = NULL"),
                ("registry_employer", "credit_code", "name = '改名'"),
                ("registry_receipt", "serial", "amount_fen = 1"),
                ("ledger_entry", "number", "memo = memo || '改'"),
            )
        ),
        (MOVED, "different", "ledger_posting", "holder"),
        ("DELETE FROM registry_contribution WHERE row = 7", "gone", "registry_contribution", ""),
        (LOST, "gone", "ledger_posting", ""),
        (STRANGER, "more", "registry_person", ""),
    ],
)
def test_whatever_the_owner_changes_in_a_tier_is_named(
    settled: Tiers, tier: str, statement: str, kind: str, table: str, field: str
) -> None:
    settled.as_owner(tier, statement)
    seen = {("gone", "34"): "surplus", ("gone", "00"): "missing",
            ("more", "34"): "missing", ("more", "00"): "surplus"}  # fmt: skip

    proof, mismatches = settled.prove()

    assert found_in(mismatches) == [(seen.get((kind, tier), kind), table, field)]
    assert proof.state == "different"
    assert proof.missing + proof.surplus + proof.different == 1
    assert mismatches[0].key
    assert proof.step < 20


def test_what_the_application_itself_may_change_is_named_too(settled: Tiers) -> None:
    from tongchou.registry.models import Contribution  # noqa: PLC0415

    changed = Contribution.objects.get(row=3)
    Contribution.objects.filter(row=3).update(base_fen=0)

    _, mismatches = settled.prove()

    (one,) = [mismatch_as_json(one) for one in mismatches]
    assert one["key"] == {
        "ssn": changed.ssn, "scheme": "110", "month": str(month_of(MONTH)),
        "credit_code": changed.credit_code,
    }  # fmt: skip
    assert (one["in_province"], one["at_ministry"]) == ("0", str(changed.base_fen))
    assert one["month"] == MONTH
    assert "verify --deep" in one["remedy"]["en"]
    assert people_in(mismatches) == {changed.ssn}


def test_a_posting_moved_to_another_person_names_both(settled: Tiers) -> None:
    ((one, other),) = fetch("SELECT min(ssn), max(ssn) FROM registry_person")
    settled.as_owner("00", f"UPDATE ledger_posting SET holder = '{other}' WHERE holder = '{one}'")

    _, mismatches = settled.prove()

    assert [(found.in_province, found.at_ministry) for found in mismatches] == [(one, other)]
    assert people_in(mismatches) == {one, other}


def test_a_month_that_is_gone_is_found_as_a_whole(settled: Tiers) -> None:
    settled.as_owner("00", "DELETE FROM registry_contribution")

    proof, mismatches = settled.prove()

    assert found_in(mismatches) == [("missing", "registry_contribution", "")]
    assert proof.missing == mismatches[0].rows == 60
    assert proof.step == 1


def test_many_differences_are_counted_and_the_first_ones_named(
    settled: Tiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "FINDINGS_MAX", 5)
    settled.as_owner("00", "UPDATE registry_contribution SET base_fen = base_fen + 1")

    proof, mismatches = settled.prove()

    assert len(mismatches) >= 5
    assert proof.different == len(mismatches)
    assert not proof.is_whole
    assert proof.state == "different"


@pytest.mark.parametrize("tier", ["34", "00"])
def test_a_sum_that_was_kept_from_seeing_a_change_is_told(settled: Tiers, tier: str) -> None:
    """Rows changed and changed back around a trigger that was off: the rows agree, a sum lies."""
    settled.as_owner(
        tier,
        "UPDATE registry_person SET sex = '3' WHERE sex = '1'",
        "ALTER TABLE registry_person DISABLE TRIGGER USER",
        "UPDATE registry_person SET sex = '1' WHERE sex = '3'",
        "ALTER TABLE registry_person ENABLE TRIGGER USER",
    )

    proof, mismatches = settled.prove()

    tiers_told = {one.field for one in mismatches}
    assert {one.kind for one in mismatches} == {"sum"}
    assert tiers_told == {"province" if tier == "34" else "ministry"}
    assert proof.state == "different"


def test_business_goes_on_while_a_proof_is_answered(settled: Tiers) -> None:
    """Each request of the dialogue finds the province with one more item than the one before."""
    settled.as_owner("00", "UPDATE registry_contribution SET base_fen = 1 WHERE row = 7")
    numbers = count()

    def work(request: httpx.Request) -> None:
        if request.url.path.endswith("reconcile"):
            take("employer_feed", {"employers": [EMPLOYER | {"name": f"皖江{next(numbers)}厂"}]})
            seal()

    settled.before_request = work
    proof, mismatches = settled.prove()

    assert found_in(mismatches) == [("different", "registry_contribution", "base_fen")]
    assert proof.own < fetch("SELECT max(position) FROM events_seal")[0][0]


def test_a_deed_that_is_not_sealed_yet_counts_as_what_it_will_be(settled: Tiers) -> None:
    """The snapshot holds its rows; the log is brought up to it and no further."""
    take("employer_feed", {"employers": [EMPLOYER]})
    ((sealed, waiting),) = fetch(
        "SELECT (SELECT max(position) FROM events_seal), (SELECT count(*) FROM events_unsealed)"
    )
    assert waiting

    proof, mismatches = settled.prove()

    assert proof.state == "equal", found_in(mismatches)
    assert proof.own == sealed + waiting


def test_a_letter_on_its_way_down_puts_the_proof_off(settled: Tiers) -> None:
    settled.stand("00")
    signal = SignalRaised(scheme="110", code="x", ssn=MAN, month=MONTH, places=[],
                          raised_on=AT.date())  # fmt: skip
    append([signal], item_number="1", recorded_at=AT, addressee="34")
    settled.stand("34")

    with pytest.raises(httpx.HTTPStatusError, match="409"):
        settled.prove()
    settled.fetch()
    answer_questions(settled.link, at=clock(), bring=settled.bring)

    settled.stand("00")
    assert [(proof.state, proof.tries) for proof in Reconciliation.objects.all()] == [("equal", 2)]


def test_an_answer_as_of_another_position_is_not_compared(settled: Tiers) -> None:
    """The province says it stands where the ministry is not; the proof is begun again."""
    settled.stand("00")
    number = changes.ask_for("34", by="", at=clock()).pk
    settled.stand("34")
    take("employer_feed", {"employers": [EMPLOYER]})

    with pytest.raises(httpx.HTTPStatusError, match="409"):
        answer_questions(settled.link, at=clock(), bring=print)

    assert settled.found(number)[0].state == State.ASKED


def test_a_proof_that_broke_off_is_begun_again(settled: Tiers) -> None:
    settled.as_owner("00", "UPDATE registry_contribution SET base_fen = 1 WHERE row = 7")
    cut_at = iter([False, False, True])

    def cut(request: httpx.Request) -> None:
        if request.method == "POST" and next(cut_at, False):
            raise httpx.ConnectError("cut")

    settled.before_request = cut
    with pytest.raises(httpx.ConnectError):
        settled.prove()
    answer_questions(settled.link, at=clock(), bring=settled.bring)

    settled.stand("00")
    (proof,) = Reconciliation.objects.all()
    assert (proof.state, proof.tries, proof.different) == ("different", 2, 1)
    assert proof.mismatches.count() == 1


def test_an_answer_that_was_changed_on_its_way_is_refused(settled: Tiers) -> None:
    def change(request: httpx.Request) -> None:
        if request.method == "POST":
            request._content = request.content.replace(b'"own":', b'"own": ')

    settled.before_request = change

    with pytest.raises(httpx.HTTPStatusError, match="401"):
        settled.prove()


def test_one_proof_serves_all_who_ask_while_it_is_under_way(ministry: Any) -> None:
    del ministry
    first = changes.ask_for("34", by="op", at=AT)

    assert changes.ask_for("34", by="other", at=AT) == first
    assert changes.ask_for("32", by="op", at=AT) != first


def test_each_province_is_asked_every_so_often(ministry: Any) -> None:
    del ministry

    def asked(at: datetime) -> int:
        changes.ask_regularly(["32", "34"], at=at)
        return Reconciliation.objects.count()

    counts = [asked(AT), asked(AT + timedelta(minutes=1))]
    Reconciliation.objects.filter(province="34").update(state=State.EQUAL)
    counts += [asked(AT + timedelta(minutes=9)), asked(AT + timedelta(minutes=11))]

    assert counts == [2, 2, 2, 3]


@pytest.mark.parametrize("seed", range(3))
def test_random_business_leaves_both_tiers_equal(tiers: Tiers, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a seed that repeats
    declare_and_receive(chance.randint(20, 80))
    enrolled: list[str] = []
    for number in range(12):
        deed = chance.choice(["name", "enrol", "end", "prior", "prove"])
        if deed == "name" or not number:
            take("employer_feed", {"employers": [EMPLOYER | {"name": f"皖江机械{number}厂"}]})
        elif deed == "enrol":
            ssn = ssn_of(f"19{chance.randint(70, 99)}0{chance.randint(1, 9)}15", f"{200 + number}")
            enrol(ssn, "王芳")
            enrolled.append(ssn)
        elif deed == "end" and enrolled:
            form = {"ssn": enrolled.pop(), "credit_code": FACTORY, "last_month": MONTH,
                    "reason": "221"}  # fmt: skip
            carried(accepted("employment_end", form))
        elif deed == "prior" and enrolled:
            month = f"{1995 + number}-01"
            form = {"ssn": enrolled[-1], "name": "王芳", "from_month": month, "last_month": month,
                    "months": 1, "wage_index": "1.0", "account_yuan": "0",
                    "document": "档案"}  # fmt: skip
            completed("prior_record", form)
        elif deed == "prove":
            tiers.prove()
    tiers.bring()

    proof, mismatches = tiers.prove()

    assert proof.state == "equal", found_in(mismatches)
