"""What is kept with an item is bound by the log: papers, promises, and what comes after the end."""

from dataclasses import replace
from types import MappingProxyType

import psycopg
import pytest
from told import found, proven

from counter import AT, SCAN, WOMAN, WOMAN_NAME, accepted, carried, clerk
from tongchou.events.changes import seal
from tongchou.standards import codes
from tongchou.workflow import changes as workflow
from tongchou.workflow.files import File
from tongchou.workflow.models import Item
from tongchou.workflow.papers import papers_of

pytestmark = pytest.mark.usefixtures("province", "life")

PAPER = "contribution_archive"
FORM = {
    "ssn": WOMAN, "name": WOMAN_NAME, "from_month": "2006-01", "last_month": "2007-12",
    "months": 24, "wage_index": "0.95", "account_yuan": "0", "document": "手册",
}  # fmt: skip


def attach(item: Item, content: bytes = SCAN) -> None:
    done = workflow.attach_paper(
        item.number, PAPER, File("档案.pdf", content), clerk=clerk("clerk"), at=AT
    )
    assert isinstance(done, Item), done


@pytest.fixture
def proved() -> Item:
    """Let a prior record be completed with its archive, and all be sealed."""
    item = accepted("prior_record", FORM)
    attach(item)
    assert isinstance(carried(item), Item)
    seal_all()
    assert found(proven()) == []
    return item


def seal_all() -> None:
    while seal():
        pass


@pytest.mark.parametrize(
    "changed",
    [
        "UPDATE workflow_content SET body = body || ' '",
        "UPDATE workflow_attachment SET login = 'another'",
        "UPDATE workflow_attachment SET at = at + interval '1 day'",
        "UPDATE workflow_attachment SET paper = 'licence'",
        "DELETE FROM workflow_attachment",
    ],
)
def test_a_paper_that_was_changed_is_named(
    proved: Item, owner: psycopg.Connection, changed: str
) -> None:
    owner.execute(changed)

    (one,) = found(proven())
    assert (one["table"], one["key"], one["field"], one["kind"]) == (
        "workflow_attachment", {"number": proved.number}, "files", "changed",
    )  # fmt: skip


def test_a_promised_paper_that_came_after_the_end_is_proven(
    monkeypatch: pytest.MonkeyPatch, owner: psycopg.Connection
) -> None:
    table = codes.table
    row = table("items")["prior_record"]
    papers = [{"paper": PAPER, "follows": 5}]
    moved = replace(row, facts=MappingProxyType({**row.facts, "papers": papers}))
    items = MappingProxyType({**table("items"), "prior_record": moved})
    monkeypatch.setattr(codes, "table", lambda name: items if name == "items" else table(name))
    papers_of.cache_clear()
    item = accepted("prior_record", FORM)
    workflow.promise_paper(item.number, PAPER, clerk=clerk("clerk"), at=AT)
    assert isinstance(carried(item), Item)
    seal_all()
    assert found(proven()) == []

    attach(item)
    seal_all()
    assert found(proven()) == []

    owner.execute("UPDATE workflow_attachment SET until = until + 30 WHERE until IS NOT NULL")
    assert [one["field"] for one in found(proven())] == ["files"]
    monkeypatch.undo()
    papers_of.cache_clear()
