"""What another department delivers is kept as it was signed, and each row waits for a judgement."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import ProgrammingError, transaction
from django.test import override_settings
from matters import enrolment

from counter import (
    AT,
    MAN,
    MAN_NAME,
    WOMAN,
    accepted,
    clerk,
    hand_in,
    refusal_codes,
    register_employer,
)
from tongchou.agency.models import Clerk
from tongchou.node.rights import tables_marked
from tongchou.registry.models import Delivery, Report, ReportStep, ReportVerb
from tongchou.registry.queries.reports import open_reports
from tongchou.standards.refusal import Refusal
from tongchou.storage.rows import execute
from tongchou.sync.keys import make_key, signer_of
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes.deliveries import Taken, judge_report, take_delivery
from tongchou.workflow.departments import SIGNED_AS
from tongchou.workflow.models import Item, Status

pytestmark = pytest.mark.usefixtures("province")

DEAD = {"kind": "death", "ssn": MAN, "name": MAN_NAME, "died_on": "2024-10-20"}
RENAMED = {"kind": "identity", "ssn": MAN, "name": MAN_NAME, "name_now": "陈国建"}

Deliver = Callable[..., Taken | Refusal]


@pytest.fixture
def deliver(province: object, tmp_path: Path) -> Iterator[Deliver]:
    """Return how 公安 delivers rows to 安徽, signed with the key that is known here."""
    del province
    signer = signer_of(make_key())
    (tmp_path / "departments").mkdir(exist_ok=True)
    (tmp_path / "departments" / "public_security.pub").write_bytes(signer.public_pem)

    def rows(*given: dict[str, Any], by: bytes = b"", **other: str) -> Taken | Refusal:
        told = {
            "department": "public_security", "to": "34", "purpose": "death",
            "said_on": "2024-11-01", "rows": list(given),
        } | other  # fmt: skip
        line = json.dumps(told, ensure_ascii=False).encode()
        with_key = signer_of(by) if by else signer
        text = line + b"\n" + with_key.sign(SIGNED_AS + line).hex().encode()
        return take_delivery(
            text, department="public_security", home=settings.HOME, node="34", at=AT
        )

    with override_settings(HOME=tmp_path):
        yield rows


def judged(report: Report, verb: str, *, by: str = "reviewer", why: str = "已核实") -> Any:
    done = judge_report(report, ReportVerb(verb), why=why, clerk=clerk(by), at=AT)
    return refusal_codes(done)


def code_of(done: Taken | Refusal) -> str:
    return done.code if isinstance(done, Refusal) else ""


def test_each_row_waits_for_a_judgement_and_a_bad_one_says_why(deliver: Deliver) -> None:
    taken = deliver(DEAD, DEAD | {"ssn": "123"}, RENAMED)

    assert isinstance(taken, Taken)
    assert (taken.rows, taken.unread, taken.repeated) == (3, 2, False)
    good, bad, other = open_reports(limit=9)
    assert (good.kind, good.ssn, good.facts) == ("death", MAN, {"died_on": "2024-10-20"})
    assert [fault["field"] for fault in bad.faults] == ["ssn"]
    assert [fault["code"] for fault in other.faults] == ["report.other_kind"]
    assert (bad.ssn, other.ssn) == ("", "")


def test_the_same_delivery_is_kept_once(deliver: Deliver) -> None:
    deliver(DEAD)

    again = deliver(DEAD)

    assert isinstance(again, Taken)
    assert again.repeated
    assert Delivery.objects.count() == Report.objects.count() == 1


def test_what_the_department_did_not_sign_or_may_not_say_is_refused_whole(
    deliver: Deliver,
) -> None:
    refused = (
        deliver(DEAD, by=make_key()),
        deliver(DEAD, to="32"),
        deliver(DEAD, purpose="weather"),
        deliver(DEAD, department="civil_affairs"),
        deliver(),
        deliver(DEAD, said_on="yesterday"),
    )

    assert [code_of(one) for one in refused] == [
        "delivery.not_theirs",
        "delivery.not_theirs",
        "delivery.other_purpose",
        "delivery.not_theirs",
        "delivery.unreadable",
        "delivery.unreadable",
    ]
    assert not Delivery.objects.exists()


def test_a_death_not_judged_yet_sends_an_enrolment_to_the_level_above(deliver: Deliver) -> None:
    register_employer()
    deliver(DEAD)
    item = accepted("person_enrolment", enrolment())

    workflow.take(item.number, "review", clerk=clerk("reviewer"), at=AT)
    done = workflow.take(item.number, "approve", clerk=clerk("approver"), at=AT)

    assert isinstance(done, Item)
    assert done.status == Status.APPROVED
    assert [one["code"] for one in done.gates] == ["reported.death_open"]


def test_a_death_that_is_confirmed_stops_what_is_under_way_and_one_rejected_nothing(
    deliver: Deliver,
) -> None:
    register_employer()
    deliver(DEAD)
    deliver(DEAD, said_on="2024-11-02")
    first, second = open_reports(limit=9)
    item = accepted("person_enrolment", enrolment())

    assert judged(first, "reject") == []
    assert judged(second, "confirm") == []
    assert judged(second, "confirm", by="approver") == []

    refused = workflow.take(item.number, "review", clerk=clerk("reviewer"), at=AT)
    assert refusal_codes(refused) == ["reported.death"]
    assert refusal_codes(hand_in("person_enrolment", enrolment())) == ["reported.death"]


def test_another_name_is_explained_by_who_accepts(deliver: Deliver) -> None:
    register_employer()
    deliver(RENAMED, purpose="identity")

    refused = hand_in("person_enrolment", enrolment())
    done = hand_in("person_enrolment", enrolment(), note="户口簿仍为原名")

    assert refusal_codes(refused) == ["gate.unexplained"]
    assert isinstance(done, workflow.Accepted)


def test_a_judgement_has_grounds_and_is_given_once_by_another_person(deliver: Deliver) -> None:
    deliver(DEAD, DEAD | {"ssn": "123"})
    good, bad = open_reports(limit=9)
    Clerk.objects.filter(login="approver").update(person_code=MAN)

    assert judged(good, "confirm", why=" ") == ["workflow.reason_missing"]
    assert judged(good, "confirm", by="clerk") == ["workflow.no_duty"]
    assert judged(good, "confirm", by="approver") == ["report.own"]
    assert judged(bad, "confirm") == ["report.says_nothing"]
    assert judged(good, "confirm") == []
    Clerk.objects.filter(login="approver").update(person_code="E-approver")
    assert judged(good, "confirm", by="approver") == []
    assert judged(good, "reject") == ["report.judged"]
    assert [one.pk for one in open_reports(limit=9)] == [bad.pk]


def test_what_stops_a_person_is_confirmed_by_two_and_can_be_taken_back(deliver: Deliver) -> None:
    register_employer()
    deliver(DEAD)
    (death,) = open_reports(limit=9)

    def gates() -> list[str]:
        """Return what the gates find of a new matter of the person."""
        done = hand_in("person_enrolment", enrolment(from_month="2024-11"))
        found = done.item.gates if isinstance(done, workflow.Accepted) else ()
        return [one["code"] for one in found] or refusal_codes(done)

    assert judged(death, "confirm", by="approver") == []
    assert gates() == ["reported.death_open"]
    assert judged(death, "confirm", by="approver") == ["report.same_person"]
    assert judged(death, "reopen", by="approver") == ["report.not_judged"]
    Clerk.objects.filter(login="reviewer").update(duties=["review", "approve"])
    assert judged(death, "confirm") == []
    assert gates() == ["reported.death"]
    assert judged(death, "reopen", by="clerk") == ["workflow.no_duty"]
    assert judged(death, "reopen", why=" ") == ["workflow.reason_missing"]
    assert judged(death, "reopen") == []
    assert gates() == ["reported.death_open"]
    assert [one.verb for one in ReportStep.objects.order_by("id")] == [
        "propose",
        "confirm",
        "reopen",
    ]
    assert open_reports(limit=9) == [death]
    assert judged(death, "reject") == ["report.same_person"]
    assert judged(death, "reject", by="approver") == []


def test_what_was_said_and_judged_cannot_be_changed_by_the_node(deliver: Deliver) -> None:
    deliver(DEAD)
    judged(Report.objects.get(), "confirm")

    tables = ["registry_delivery", "registry_report", "registry_reportstep"]
    assert set(tables) <= set(tables_marked("append_only"))
    for table in tables:
        with pytest.raises(ProgrammingError), transaction.atomic():
            execute(f"DELETE FROM {table}")


def test_somebody_else_is_not_touched(deliver: Deliver) -> None:
    register_employer()
    deliver(DEAD | {"ssn": WOMAN})

    assert accepted("person_enrolment", enrolment()).gates == []


def test_a_field_whose_name_cannot_be_kept_costs_its_row_alone(deliver: Deliver) -> None:
    taken = deliver(DEAD, DEAD | {"\0": "x"}, DEAD | {"y" * 1_000: "x"})

    assert isinstance(taken, Taken)
    assert (taken.rows, taken.unread) == (3, 2)
    assert all(len(one["field"]) <= 200 for row in Report.objects.all() for one in row.faults)
