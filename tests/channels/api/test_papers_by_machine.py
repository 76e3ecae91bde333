"""Papers over the machine interface: listed, attached, handed out."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from town import settle
from visiting import machine, token_of

from counter import MAN, MAN_NAME, SCAN, accepted
from tongchou.workflow.models import Item

FORM = {
    "ssn": MAN, "name": MAN_NAME, "from_month": "1990-01", "last_month": "1994-12",
    "months": 58, "wage_index": "0.95", "account_yuan": "0", "document": "手册",
}  # fmt: skip


@pytest.fixture
def item(counter: dict[str, Any]) -> Item:
    del counter
    settle()
    return accepted("prior_record", FORM)


def papers_at(item: Item) -> str:
    return f"/api/v1/items/{item.number}/papers"


def test_a_paper_is_attached_listed_and_handed_out(counter: dict[str, Any], item: Item) -> None:
    clerk = machine(token_of(counter, "clerk"))
    (before,) = clerk.get(papers_at(item)).json()
    assert (before["missing"], before["scans"]) == (True, [])

    made = clerk.post(
        f"{papers_at(item)}/contribution_archive", {"file": SimpleUploadedFile("档案.pdf", SCAN)}
    )

    assert (made.status_code, made["Location"]) == (201, papers_at(item))
    (after,) = clerk.get(papers_at(item)).json()
    (scan,) = after["scans"]
    assert (after["missing"], scan["name"], scan["size"]) == (False, "档案.pdf", len(SCAN))
    handed_out = clerk.get(f"/api/v1/items/{item.number}/scans/{scan['id']}")
    assert b"".join(handed_out.streaming_content) == SCAN


def test_what_is_no_scan_is_refused(counter: dict[str, Any], item: Item) -> None:
    answer = machine(token_of(counter, "clerk")).post(
        f"{papers_at(item)}/contribution_archive", {"file": SimpleUploadedFile("a.pdf", b"MZ")}
    )

    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["refusals"]] == ["paper.not_a_scan"]


def test_no_promise_is_taken_where_the_paper_may_not_follow(
    counter: dict[str, Any], item: Item
) -> None:
    answer = machine(token_of(counter, "clerk")).post(
        f"{papers_at(item)}/contribution_archive/promise"
    )

    assert [one["code"] for one in answer.json()["refusals"]] == ["paper.may_not_follow"]


def test_papers_of_another_county_are_not_there(counter: dict[str, Any], item: Item) -> None:
    stranger = machine(token_of(counter, "clerk340209"))

    assert stranger.get(papers_at(item)).status_code == 404
    scan = {"file": SimpleUploadedFile("a.pdf", SCAN)}
    assert stranger.post(f"{papers_at(item)}/contribution_archive", scan).status_code == 404
