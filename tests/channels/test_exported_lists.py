"""A list as a file: the rows and masks of its page, no formula, bounded, and recorded."""

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from town import THERE, USER, Town, handed_in, settle
from visiting import browser, page_of

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    clerk,
    declare,
    register_employer,
    ssn_of,
)
from tongchou.agency.changes import note_access, note_act, note_sign_in
from tongchou.agency.models import AccessRecord, Outcome
from tongchou.channels.front import exports
from tongchou.channels.front.references import state_reference
from tongchou.registry.models import Employer
from tongchou.standards.identity import mask_ssn
from tongchou.workflow.models import Item, Status

LISTS = {
    "/clerk/?which=open": ("clerk", "items"),
    "/clerk/people": ("clerk", "people"),
    "/clerk/employers": ("clerk", "employers"),
    f"/clerk/employers/{FACTORY}": ("clerk", "dues"),
    f"/clerk/employers/{FACTORY}?page=1": ("clerk", "insured"),
    "/my/account": (MAN, "movements"),
    "/my/matters": (MAN, "matters"),
    "/employer/people": (USER, "own-people"),
    "/employer/months": (USER, "own-months"),
    "/employer/matters": (USER, "matters"),
    "/clerk/rolls": ("clerk", "payment_roll"),
    "/administration/agencies": ("system", "agencies"),
    "/administration/clerks": ("security", "clerks"),
    "/administration/tokens": ("security", "tokens"),
    "/administration/records/acts": ("audit", "acts"),
    "/administration/records/sign-ins": ("audit", "sign-ins"),
    "/administration/records/looks": ("audit", "looks"),
}
"""The lists of a province: where each stands, who reads it, and how it is called."""


@pytest.fixture
def town(counter: dict[str, Any]) -> Town:
    """Settle the town, whose system administrator has done something."""
    del counter
    note_act("agency_change", "340104", by=clerk("system"), at=AT, after={"name": "=1+1"})
    note_access(login="clerk", ssns=[MAN], what="person.page", at=AT)
    note_sign_in(login="clerk", address="10.0.0.1", outcome=Outcome.IN, at=AT)
    town = settle()
    declare(MAN, "2024-10")
    newcomer = {"ssn": ssn_of("19930518", "217"), "name": "温晚晴", "from_month": "2024-10"}
    handed_in(USER, "person_enrolment", newcomer)
    Item.objects.create(
        number="34-9", code="payment_roll", status=Status.COMPLETED, source="clerk",
        form={"month": "2024-10"}, outcome={"people": 2, "total_fen": 512_300},
        accepted_at=AT, agency_code="340000", agency_level=2, division_code="340000", scheme="110",
    )  # fmt: skip
    return town


def file_of(path: str, login: str, name: str, ending: str = "csv") -> Any:
    """Return a list's file as its page offers it."""
    visitor = browser(login)
    links = re.findall(r'<a href="([^"]*)" download>', page_of(visitor.get(path)))
    (link,) = (one for one in links if one.endswith(f"export={name}.{ending}"))
    return visitor.get(path.partition("?")[0] + link.replace("&amp;", "&"))


def rows_of(answer: Any) -> list[list[str]]:
    text = answer.getvalue().decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def sheet_of(answer: Any) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
    return [[cell.value for cell in row] for row in book.active.rows]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("path", LISTS)
def test_each_list_offers_its_files_with_as_many_rows_in_both(path: str) -> None:
    login, name = LISTS[path]

    listed, sheet = rows_of(file_of(path, login, name)), file_of(path, login, name, "xlsx")

    assert sheet["Content-Disposition"].startswith("attachment")
    assert len(listed) > 1
    is_a_look_itself = name == "looks"  # which the second file then holds, with the page's own
    assert len(sheet_of(sheet)) - len(listed) == 2 * is_a_look_itself


@pytest.mark.usefixtures("town")
def test_a_file_masks_what_the_page_masks() -> None:
    people = file_of("/clerk/people", "clerk", "people").getvalue().decode()
    items = file_of("/clerk/?which=open", "clerk", "items").getvalue().decode()

    for said in (people, items):
        assert MAN_NAME in said
        assert mask_ssn(MAN) in said
        assert MAN not in said


@pytest.mark.usefixtures("town")
def test_an_employer_s_and_a_roll_s_files_hold_what_their_pages_tell() -> None:
    months = rows_of(file_of("/employer/months", USER, "own-months"))
    (matter,) = rows_of(file_of("/employer/matters", USER, "matters"))[1:]
    people = file_of("/employer/people", USER, "own-people").getvalue().decode()
    (roll,) = rows_of(file_of("/clerk/rolls", "clerk", "payment_roll"))[1:]

    assert months[1][0] == "2024-10"
    assert months[1][-1].startswith("未到账")
    assert matter[-1] == "10"  # the working days of an enrolment, handed in today
    assert mask_ssn(MAN) in people
    assert WOMAN[-4:] not in people
    assert roll == ["2024年10月", "2", "5123.00", "", "已办结", "34-9"]


@pytest.mark.usefixtures("town")
def test_a_file_holds_what_its_page_finds_in_its_scope_and_no_more() -> None:
    own = file_of("/clerk/employers", f"clerk{THERE}", "employers").getvalue().decode()
    page = browser("clerk").post("/clerk/people", {"text": WOMAN})
    found = file_of(page["Location"], "clerk", "people")

    assert MILL in own
    assert FACTORY not in own
    assert [row[1] for row in rows_of(found)[1:]] == [mask_ssn(WOMAN)]


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_of_a_file_is_a_formula(name: str) -> None:
    Employer.objects.filter(credit_code=FACTORY).update(name=name)

    rows = rows_of(file_of("/clerk/employers", "clerk", "employers"))
    sheet = file_of("/clerk/employers", "clerk", "employers", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(sheet.getvalue()))

    (written,) = (row[0] for row in rows if row[1] == FACTORY)
    assert written == f"'{name}"
    (cell,) = (row[0] for row in book.active.rows if row[1].value == FACTORY)
    assert cell.data_type == "s"
    assert str(cell.value).strip() == name.strip()


@pytest.mark.usefixtures("town")
def test_who_took_a_file_stands_in_the_record_with_its_rows_and_audit_reads_it() -> None:
    file_of("/clerk/employers", "clerk", "employers", "xlsx")

    taken = AccessRecord.objects.get(what__startswith="export.")
    assert (taken.login, taken.what, taken.rows) == ("clerk", "export.employers.xlsx", 2)
    assert taken.looked_at == AT
    asked = state_reference(chosen="export")
    read = page_of(browser("audit").get(f"/administration/records/looks?list={asked}"))
    assert "export.employers.xlsx" in read


@pytest.mark.usefixtures("town")
def test_what_cannot_be_recorded_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(exports, "note_access", full)

    answer = browser("clerk").get("/clerk/employers?export=employers.csv")

    assert answer.status_code == 500
    assert FACTORY not in answer.content.decode()


@pytest.mark.usefixtures("town")
def test_a_longer_list_is_cut_and_its_file_and_its_record_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exports, "ROWS_MAX", 1)

    answer = browser("clerk").get("/clerk/employers?export=employers.csv")

    assert len(rows_of(answer)) == 2
    assert "-1.csv" in answer["Content-Disposition"]
    taken = AccessRecord.objects.get(what__startswith="export.")
    assert (taken.rows, "first 1 rows" in taken.reason) == (1, True)


@pytest.mark.usefixtures("town")
def test_a_file_is_read_and_sent_some_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)

    answer = browser("clerk").get("/clerk/employers?export=employers.csv")

    assert answer.streaming
    parts = [part for part in answer.streaming_content if part]
    assert [part.count(b"\r\n") for part in parts] == [2, 1]


@pytest.mark.usefixtures("town")
def test_a_head_sorts_its_list_either_way_and_the_file_follows() -> None:
    register_employer("91340104MA2N00001X", "蜀山小店")
    head = re.compile(r'<th class="" aria-sort="(\w+)"><a href="([^"]*)">所在地')

    first = page_of(browser("clerk").get("/clerk/employers"))
    order, turned = head.findall(first)[0]
    falling = page_of(browser("clerk").get(f"/clerk/employers{turned}"))

    assert order == "ascending"
    assert head.findall(falling)[0][0] == "descending"
    assert first.index(FACTORY) < first.index(MILL)
    assert falling.index(MILL) < falling.index(FACTORY)
    file = rows_of(browser("clerk").get(f"/clerk/employers{turned}&export=employers.csv"))
    assert file[1][1] == MILL


@pytest.mark.usefixtures("town")
def test_nobody_asks_for_a_list_that_the_page_does_not_have() -> None:
    visitor = browser("clerk")

    said = [
        visitor.get(f"/clerk/employers?export={asked}")
        for asked in ("people.csv", "employers.exe", "employers", ".csv")
    ]

    assert [answer.status_code for answer in said] == [200] * 4
    assert not any(answer.streaming for answer in said)
    assert not AccessRecord.objects.filter(what__startswith="export.").exists()
