"""A matter for another province at the counter: chosen on the form, sent, followed, mended."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from town import HERE, THERE, settle
from visiting import browser, page_of

from counter import MAN, MAN_NAME, SCAN
from tongchou.registry.models import Forwarded

pytestmark = pytest.mark.usefixtures("counter")

START = "/clerk/items/start/prior_record"
FORM = {
    "ssn": MAN, "name": MAN_NAME, "from_month": "1990-01", "last_month": "1994-12",
    "months": "58", "wage_index": "0.95", "account_yuan": "0", "document": "手册",
    "for_province": "32",
}  # fmt: skip


def test_it_is_sent_from_the_form_followed_and_mended_on_its_page() -> None:
    settle()
    visitor = browser(f"clerk{HERE}")
    assert 'name="for_province"' in visitor.get(START).content.decode()
    assert (
        'name="for_province"'
        not in visitor.get("/clerk/items/start/employer_registration").content.decode()
    )

    sent = visitor.post(START, FORM)
    row = Forwarded.objects.get()
    page = f"/clerk/forwarded/{row.letter}"
    assert sent["Location"] == page
    on_its_way = page_of(visitor.get(page))
    assert "已转递，等待对方接收" in on_its_way
    assert MAN not in on_its_way
    scan = {"paper": "contribution_archive", "file": SimpleUploadedFile("手册.pdf", SCAN)}
    visitor.post(f"{page}/papers", scan)
    assert "手册.pdf" in page_of(visitor.get(page))
    assert visitor.post(f"{page}/papers", {"paper": "contribution_archive"}).status_code == 422

    points = [{"about": "field:months", "words": "月数不符"}]
    Forwarded.objects.update(
        status="returned", seen_round=1, turn=2, note="请补正", points=points, due_on="2024-11-19"
    )
    back = page_of(visitor.get(page))
    assert "月数不符" in back
    assert "请补正" in back
    assert "月数不符" in page_of(visitor.get(f"{page}/form"))
    mended = visitor.post(f"{page}/form", FORM | {"months": "57"})

    assert mended["Location"] == page
    row.refresh_from_db()
    assert (row.round, row.form["months"]) == (2, 57)
    assert row.letter in page_of(visitor.get("/clerk/forwarded"))
    assert row.letter not in page_of(browser(f"clerk{THERE}").get("/clerk/forwarded"))
    assert browser(f"clerk{THERE}").get(page).status_code == 404


def test_a_refused_form_keeps_the_province_that_was_chosen() -> None:
    settle()

    page = browser(f"clerk{HERE}").post(START, FORM | {"months": "x"}, follow=True)

    assert '<option value="32" selected>' in page.content.decode()
