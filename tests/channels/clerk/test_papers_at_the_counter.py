"""Papers on an item's page: what is missing, attached, handed out; whoever looks is recorded."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from town import settle
from visiting import browser, page_of

from counter import MAN, MAN_NAME, SCAN, accepted
from tongchou.agency.models import AccessRecord
from tongchou.workflow.models import Attachment, Item

pytestmark = pytest.mark.usefixtures("counter")

ARCHIVE = "contribution_archive"
FORM = {
    "ssn": MAN, "name": MAN_NAME, "from_month": "1990-01", "last_month": "1994-12",
    "months": 58, "wage_index": "0.95", "account_yuan": "0", "document": "手册",
}  # fmt: skip


@pytest.fixture
def item() -> Item:
    settle()
    return accepted("prior_record", FORM)


def attach(item: Item, *contents: bytes, by: str = "clerk", paper: str = ARCHIVE) -> Any:
    files = [SimpleUploadedFile(f"{n}.pdf", one) for n, one in enumerate(contents)]
    return browser(by).post(f"/clerk/items/{item.number}/papers", {"paper": paper, "file": files})


def test_the_page_says_what_is_missing_and_takes_it(item: Item) -> None:
    before = page_of(browser("clerk").get(f"/clerk/items/{item.number}"))
    assert "历史缴费档案" in before
    assert "缺少" in before

    answer = attach(item, SCAN, SCAN + b"2")

    assert answer.status_code == 302
    after = page_of(browser("clerk").get(f"/clerk/items/{item.number}"))
    assert "缺少" not in after
    assert after.count(f"/clerk/items/{item.number}/papers/") == 2


def test_the_inbox_says_which_matters_lack_a_paper(item: Item) -> None:
    assert "材料不全" in page_of(browser("clerk").get("/clerk/?which=open"))

    attach(item, SCAN)

    assert "材料不全" not in page_of(browser("clerk").get("/clerk/?which=open"))


def test_what_is_no_scan_is_refused_with_what_to_do(item: Item) -> None:
    answer = attach(item, b"MZ")

    assert answer.status_code == 422
    assert "文件不是PDF、JPEG或PNG" in answer.content.decode()
    assert 'href="#field-file"' in answer.content.decode()


def test_without_a_file_the_page_asks_for_one(item: Item) -> None:
    assert attach(item).status_code == 422


def test_a_scan_is_handed_out_to_be_saved_and_the_look_is_recorded(item: Item) -> None:
    attach(item, SCAN)
    scan = Attachment.objects.get(item=item)

    answer = browser("reviewer").get(f"/clerk/items/{item.number}/papers/{scan.pk}")

    assert b"".join(answer.streaming_content) == SCAN
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    look = AccessRecord.objects.filter(what="item.paper").get()
    assert (look.ssns, look.reason) == ([MAN], item.number)


def test_a_scan_of_another_item_or_of_another_county_is_not_there(item: Item) -> None:
    attach(item, SCAN)
    scan = Attachment.objects.get(item=item)
    other = accepted("prior_record", FORM)

    assert browser("clerk").get(f"/clerk/items/{other.number}/papers/{scan.pk}").status_code == 404
    stranger = browser("clerk340209").get(f"/clerk/items/{item.number}/papers/{scan.pk}")
    assert stranger.status_code == 404


def test_the_page_of_awaited_papers_is_empty_where_nothing_was_promised(item: Item) -> None:
    del item

    assert "没有待补材料" in browser("clerk").get("/clerk/papers").content.decode()
