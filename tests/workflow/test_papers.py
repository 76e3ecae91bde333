"""The papers of an item: attached, promised, missing; without one it is not approved."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import pytest
from matters import approve, asked_by_jiangsu, enrolment, kept, review

from counter import (
    AT,
    MAN,
    MAN_NAME,
    SCAN,
    accepted,
    bring_papers,
    clerk,
    completed,
    refusal_codes,
    register_employer,
)
from tongchou.events.models import Event
from tongchou.standards import codes
from tongchou.standards.messages import ItemFilesAdded, Message, parse
from tongchou.workflow import changes as workflow
from tongchou.workflow.files import File
from tongchou.workflow.models import Attachment, Content, Item
from tongchou.workflow.paper_queries import (
    awaited,
    incomplete,
    overdue,
    paper_states,
    pieces_of,
    scan_of,
)
from tongchou.workflow.papers import papers_of

pytestmark = pytest.mark.usefixtures("province")

ARCHIVE = "contribution_archive"
FORM = {
    "ssn": MAN, "name": MAN_NAME, "from_month": "1990-01", "last_month": "1994-12",
    "months": 58, "wage_index": "0.95", "account_yuan": "1,234.50", "document": "手册",
}  # fmt: skip


@pytest.fixture
def may_follow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the archive of a prior record follow within five working days."""
    table = codes.table
    row = table("items")["prior_record"]
    papers = [{"paper": ARCHIVE, "follows": 5}]
    moved = replace(row, facts=MappingProxyType({**row.facts, "papers": papers}))
    items = MappingProxyType({**table("items"), "prior_record": moved})
    monkeypatch.setattr(codes, "table", lambda name: items if name == "items" else table(name))
    papers_of.cache_clear()
    yield
    monkeypatch.undo()
    papers_of.cache_clear()


def attach(item: Item, content: bytes = SCAN, *, by: str = "clerk", name: str = "档案.pdf") -> Any:
    file = File(name, content)
    return workflow.attach_paper(item.number, ARCHIVE, file, clerk=clerk(by), at=AT)


def promise(item: Item) -> Any:
    return workflow.promise_paper(item.number, ARCHIVE, clerk=clerk("clerk"), at=AT)


def told_by(item: Item) -> list[Message]:
    events = Event.objects.filter(item_number=item.number).order_by("id")
    return [parse(event.kind, event.body) for event in events]


def reviewed() -> Item:
    item = accepted("prior_record", FORM)
    assert isinstance(review(item), Item)
    return item


def test_an_item_is_not_approved_without_a_paper_that_must_be_brought() -> None:
    item = reviewed()

    refused = approve(item)

    assert refusal_codes(refused) == ["paper.missing"]
    assert kept(item).status == "reviewed"
    assert [one["field"] for one in kept(item).refusals] == [f"paper-{ARCHIVE}"]
    assert incomplete([kept(item)]) == {item.number}


def test_with_the_paper_it_is_approved() -> None:
    item = reviewed()

    attach(item)

    assert incomplete([kept(item)]) == set()
    assert isinstance(approve(item), Item)
    assert kept(item).status == "completed"


def test_a_scan_is_kept_byte_for_byte_with_who_and_when() -> None:
    item = reviewed()
    content = b"%PDF-1.7" + bytes(range(256)) * 3_000

    attach(item, content)

    (state,) = paper_states(item)
    (scan,) = state.scans
    assert (scan.name, scan.size, scan.login, scan.at) == ("档案.pdf", len(content), "clerk", AT)
    assert scan.digest == sha256(content).hexdigest()
    assert b"".join(pieces_of(scan.digest)) == content


@pytest.mark.parametrize("length", [262_144 - 8, 262_144 - 7, 2 * 262_144 - 8])
def test_a_scan_that_ends_with_a_piece_comes_back_whole(length: int) -> None:
    item, content = reviewed(), b"%PDF-1.7" + b"x" * length

    attach(item, content)

    ((scan,),) = (state.scans for state in paper_states(item))
    assert b"".join(pieces_of(scan.digest)) == content


def test_the_same_bytes_are_kept_once_however_often_they_come() -> None:
    one, other = reviewed(), accepted("prior_record", FORM)

    attach(one)
    attach(one)
    attach(other, name="另一份.pdf")

    assert Content.objects.count() == 1
    assert Attachment.objects.filter(item=one).count() == 1
    assert Attachment.objects.filter(item=other).count() == 1


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<html>", b"PK\x03\x04", b" %PDF-1.7"])
def test_what_is_no_scan_is_refused_whatever_its_name_says(content: bytes) -> None:
    assert refusal_codes(attach(reviewed(), content)) == ["paper.not_a_scan"]
    assert Content.objects.count() == 0


def test_a_scan_that_is_too_large_is_refused_before_it_is_read() -> None:
    refused = attach(reviewed(), SCAN + bytes(20 * 1024 * 1024))

    assert refusal_codes(refused) == ["paper.too_large"]


@pytest.mark.parametrize("head", [b"%PDF-1.4", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"])
def test_each_kind_of_scan_is_taken(head: bytes) -> None:
    assert isinstance(attach(reviewed(), head + b"rest"), Item)


def test_whoever_may_take_no_step_of_an_item_hands_nothing_in_for_it() -> None:
    item = accepted("prior_record", FORM)
    stranger = clerk("clerk340209")
    stranger.duties = []

    done = workflow.attach_paper(item.number, ARCHIVE, File("a", SCAN), clerk=stranger, at=AT)

    assert refusal_codes(done) == ["workflow.no_duty"]


def test_a_paper_that_the_item_does_not_ask_for_is_refused() -> None:
    item = reviewed()

    done = workflow.attach_paper(item.number, "licence", File("a", SCAN), clerk=clerk("clerk"),
                                 at=AT)  # fmt: skip

    assert refusal_codes(done) == ["paper.unknown"]


def test_what_is_replaced_by_sharing_need_not_be_brought_and_may_be() -> None:
    register_employer()
    item = accepted("person_enrolment", enrolment())

    assert [state.is_here for state in paper_states(item)] == [True, True]

    done = workflow.attach_paper(item.number, "identity", File("证", SCAN), clerk=clerk("clerk"),
                                 at=AT)  # fmt: skip
    assert isinstance(done, Item)


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({}, set()),
        ({"deemed_months": 0, "ground": "age"}, set()),
        ({"deemed_months": 12}, {"personnel_file"}),
        ({"birth_in_file": "1964-08"}, {"personnel_file"}),
        ({"ground": "disability"}, {"disability_finding"}),
    ],
)
def test_a_paper_is_asked_for_where_the_form_makes_it_needed(
    told: dict[str, Any], asked: set[str]
) -> None:
    wanted = [one for one in papers_of("retirement_claim") if one.is_asked_by(told)]

    assert {one.code for one in wanted if not one.shared} == asked


def test_after_its_end_an_item_takes_no_paper() -> None:
    item = completed("prior_record", FORM)

    assert refusal_codes(attach(item, SCAN + b" ")) == ["paper.closed"]


def test_a_letter_of_another_province_asks_for_none() -> None:
    assert paper_states(asked_by_jiangsu()) == ()


def test_no_promise_is_taken_where_no_rule_lets_a_paper_follow() -> None:
    assert refusal_codes(promise(reviewed())) == ["paper.may_not_follow"]


@pytest.mark.usefixtures("may_follow")
def test_with_a_promise_an_item_is_approved_and_the_paper_is_awaited() -> None:
    item = reviewed()

    assert isinstance(promise(item), Item)
    assert isinstance(approve(item), Item)

    (state,) = paper_states(item)
    due = date(2024, 11, 12)  # five working days from Tuesday
    assert (state.until, state.is_missing, state.is_awaited) == (due, False, True)
    assert not state.is_overdue(due)
    assert state.is_overdue(due + timedelta(days=1))
    assert [one.item_id for one in awaited("")] == [item.number]
    assert list(overdue("", today=due)) == []
    assert [one.item_id for one in overdue("", today=due + timedelta(days=1))] == [item.number]


@pytest.mark.usefixtures("may_follow")
def test_a_promised_paper_that_comes_is_told_to_the_log_and_awaited_no_more() -> None:
    item = reviewed()
    promise(item)
    approve(item)
    before = len(told_by(item))

    assert isinstance(attach(item), Item)

    assert isinstance(told_by(item)[-1], ItemFilesAdded)
    assert len(told_by(item)) == before + 1
    assert list(awaited("")) == []
    assert refusal_codes(attach(item, SCAN + b" ")) == ["paper.closed"]


@pytest.mark.usefixtures("may_follow")
def test_a_promise_is_taken_once_and_not_for_what_is_here() -> None:
    item = reviewed()
    promise(item)

    assert refusal_codes(promise(item)) == ["paper.may_not_follow"]

    other = accepted("prior_record", FORM)
    bring_papers(other)
    assert refusal_codes(promise(other)) == ["paper.may_not_follow"]


@pytest.mark.usefixtures("may_follow")
def test_of_a_matter_that_is_withdrawn_no_paper_is_awaited() -> None:
    item = reviewed()
    promise(item)

    workflow.take(item.number, "withdraw", clerk=clerk("clerk"), at=AT)

    assert list(awaited("")) == []


@pytest.mark.usefixtures("may_follow")
def test_a_promise_is_no_file() -> None:
    item = reviewed()
    promise(item)

    (row,) = Attachment.objects.filter(item=item)
    assert scan_of(item.number, row.pk) is None
