"""Feeds and files of other systems: whatever is in them, each is answered with a reason."""

from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hostile import EVERYTHING, FORMULAS
from openpyxl import Workbook
from visiting import Systems, browser, machine

from counter import FACTORY, MAN, MAN_NAME, accepted, enrol, register_employer
from tongchou.registry.models import Employer

JSON = "application/json"


@pytest.fixture
def service(counter: dict[str, Any]) -> Client:
    """Open the node with a factory and a man who works in it; returns the feeds' machine."""
    register_employer()
    enrol(MAN, MAN_NAME)
    return Systems(counter)


def receipt(**odd: Any) -> dict[str, Any]:
    return {
        "serial": "1", "credit_code": FACTORY, "month": "2024-01", "amount_fen": 100,
        "received_on": "2024-10-12", **odd,
    }  # fmt: skip


RECEIPTS = (
    {"amount_fen": 10**30},
    {"amount_fen": -(10**300)},
    {"amount_fen": 1.5},
    {"amount_fen": "一百"},
    {"amount_fen": True},
    {"serial": "x" * 65},
    {"serial": ""},
    {"serial": 1},
    {"credit_code": "x" * 19},
    {"credit_code": "😀"},
    {"month": "0000-01"},
    {"month": "9999-12"},
    {"month": 202401},
    {"received_on": "0001-01-01"},
    {"received_on": "9999-12-31"},
    {"received_on": "2024-02-30"},
    {"received_on": 1e300},
    {"extra": 1},
)
"""What may be odd about a receipt."""

EMPLOYERS: tuple[dict[str, Any], ...] = (
    {"name": "x" * 129},
    {"name": ""},
    {"name": None},
    {"division_code": "340"},
    {"division_code": "34٠١٠٤"},
    {"division_code": "990000"},
    {"credit_code": "x"},
    {"credit_code": 1},
    {"extra": 1},
)
"""What may be odd about an employer."""


def test_no_receipt_breaks_the_feed(service: Client) -> None:
    feeds = [{"receipts": [receipt(**odd)]} for odd in RECEIPTS]

    answers = [
        service.post("/api/v1/feeds/contribution_receipt", feed, content_type=JSON)
        for feed in feeds
    ]

    assert {answer.status_code for answer in answers} == {201, 400, 422}
    taken = [answer.json()["outcome"] for answer in answers if answer.status_code == 201]
    assert sum(outcome["accepted"] for outcome in taken) == 0


def test_no_employer_breaks_the_feed(service: Client) -> None:
    good = {"credit_code": FACTORY, "name": "厂", "division_code": "340104"}

    answers = [
        service.post("/api/v1/feeds/employer_feed", {"employers": [good | odd]}, content_type=JSON)
        for odd in EMPLOYERS
    ]

    assert [answer.status_code for answer in answers] == [422] * len(EMPLOYERS)
    assert Employer.objects.get().name == "安徽皖江机械有限公司"


def test_a_refused_row_of_a_feed_is_named(service: Client) -> None:
    feed = {"receipts": [receipt(), receipt(serial="2", month="2024-13")]}

    answer = service.post("/api/v1/feeds/contribution_receipt", feed, content_type=JSON)

    refusal = answer.json()["refusals"][0]
    assert (answer.status_code, refusal["field"]) == (422, "receipts.1.month")
    assert refusal["zh"] == "年月应写成 2024-09"


HEADER = "统一社会信用代码,单位名称,姓名,社会保障号码,申报月工资\n"


def row(**odd: str) -> str:
    """Return a row of a declaration, well written but for what is odd."""
    cells = {"code": FACTORY, "employer": "厂", "name": MAN_NAME, "ssn": MAN, "wage": "8000"} | odd
    return ",".join(cells.values()) + "\n"


def workbook(**parts: bytes) -> bytes:
    """Return a good workbook in which some parts are replaced, by the end of their names."""
    book, packed, mended = Workbook(), BytesIO(), BytesIO()
    for line in (HEADER, row()):
        book.active.append(line.strip().split(","))
    book.save(packed)
    with ZipFile(packed) as good, ZipFile(mended, "w", ZIP_DEFLATED) as bad:
        for name in good.namelist():
            replaced = parts.get(name.rpartition("/")[2].removesuffix(".xml"))
            bad.writestr(name, good.read(name) if replaced is None else replaced)
    return mended.getvalue()


def sheet(rows: str, before: str = "") -> bytes:
    """Return a sheet of a workbook as its XML says it."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'{before}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


LAUGHS = "".join(
    f'<!ENTITY {name} "{("&" + inner + ";") * 10}">' for inner, name in pairwise("abcdefgh")
)
CELL = '<row r="1"><c r="A1" t="str"><v>{}</v></c></row>'
FILES = {
    "nothing": b"",
    "spaces": b" \n ",
    "zeros": bytes(100),
    "noise": bytes(range(256)) * 20,
    "a header alone": HEADER.encode(),
    "a header and blank rows": (HEADER + ",,,,\n\n").encode(),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(50),
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "JSON": b'[{"a": 1}]',
    "an open quote": (HEADER + '"').encode(),
    "a zip of something else": workbook(workbook=b"no xml"),
    "half a workbook": workbook()[:2000],
    "a workbook without sheets": workbook(workbook=b"<x/>"),
    "a thousand laughs": workbook(
        sheet1=sheet(CELL.format("&h;"), f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>')
    ),
    "a file of the system": workbook(
        sheet1=sheet(CELL.format("&a;"), '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
    ),
    "a cell beyond the sheet": workbook(
        sheet1=sheet('<row r="9"><c r="ZZZZZZ9"><v>1</v></c></row>')
    ),
    "a number without end": workbook(sheet1=sheet('<row r="1"><c r="A1"><v>1e999</v></c></row>')),
    "a deep sheet": workbook(sheet1=sheet("<a>" * 50_000 + "</a>" * 50_000)),
    "many columns": ("," * 50_000 + "\n").encode() * 5,
}


def declared(service: Client, content: bytes, *, month: str = "2024-10") -> Any:
    """Hand a file of declarations in."""
    file = SimpleUploadedFile("wages.csv", content)
    return service.post(f"/api/v1/declarations?month={month}", {"file": file})


def test_a_file_that_is_no_declaration_is_refused(service: Client) -> None:
    answers = {name: declared(service, content) for name, content in FILES.items()}

    for name, answer in answers.items():
        assert answer.status_code == 422, name
        assert answer.json()["refusals"][0]["code"].startswith("file."), name
        assert "root:" not in answer.content.decode(), name


def test_a_file_that_grows_beyond_all_bounds_is_not_unpacked(service: Client) -> None:
    bomb = workbook(sheet1=b" " * (8 << 20))

    answer = declared(service, bomb)

    assert len(bomb) < 1 << 20
    assert [refusal["code"] for refusal in answer.json()["refusals"]] == ["file.too_large"]


def test_a_declaration_may_be_written_in_any_usual_encoding(service: Client) -> None:
    months = {"utf-8": "2024-07", "utf-8-sig": "2024-08", "gb18030": "2024-09", "utf-16": "2024-10"}

    answers = [
        declared(service, (HEADER + row()).encode(encoding), month=month)
        for encoding, month in months.items()
    ]

    assert [answer.json()["outcome"]["accepted"] for answer in answers] == [1, 1, 1, 1]


def test_no_cell_breaks_a_declaration(service: Client) -> None:
    odd = [value for value in EVERYTHING if not set(value) & set('\x00\ud800\r\n",')]
    columns = {"code": "2024-07", "name": "2024-08", "ssn": "2024-09", "wage": "2024-10"}

    answers = [
        declared(
            service,
            (HEADER + "".join(row(**{column: value}) for value in odd) + row()).encode(),
            month=month,
        )
        for column, month in columns.items()
    ]

    outcomes = [answer.json()["outcome"] for answer in answers]
    assert [outcome["rows"] for outcome in outcomes] == [len(odd) + 1] * 4
    assert all(outcome["refused"] >= len(odd) - 4 for outcome in outcomes)


def test_a_declaration_for_a_month_that_is_none_is_refused(service: Client) -> None:
    months = ("", "abc", "2024-13", "0000-01", "9999-12", "9" * 5000)

    answers = [declared(service, (HEADER + row()).encode(), month=month) for month in months]

    refused = [answer.json()["refusals"] for answer in answers]
    assert [[refusal["field"] for refusal in one] for one in refused] == [["month"]] * 6


def test_a_declaration_without_its_file_or_month_is_refused(service: Client) -> None:
    without_file = service.post("/api/v1/declarations?month=2024-10")
    without_month = service.post("/api/v1/declarations", {"file": SimpleUploadedFile("a", b"a")})

    assert (without_file.status_code, without_month.status_code) == (422, 422)


def test_a_refused_row_cannot_become_a_formula(counter: dict[str, Any]) -> None:
    content = HEADER + "".join(row(name=value, ssn=value, code=value) for value in FORMULAS)
    number = declared(Systems(counter), content.encode()).json()["number"]

    answer = browser("clerk").get(f"/clerk/items/{number}/refused.csv")

    lines = answer.content.decode("utf-8-sig").splitlines()
    cells = [cell.strip('"') for line in lines for cell in line.split(",")]
    assert len(lines) == len(FORMULAS) + 1
    assert answer["Content-Disposition"] == f'attachment; filename="{number}-refused.csv"'
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)


def test_a_system_reads_no_items(counter: dict[str, Any]) -> None:
    """A feed brings what it has; forms, numbers and worksheets are for who handles items."""
    register_employer()
    enrol(MAN, MAN_NAME)
    leaving = {"ssn": MAN, "credit_code": FACTORY, "last_month": "2024-10", "reason": "221"}
    number = accepted("employment_end", leaving).number

    answers = [
        answer
        for service in counter["services"]
        for caller in (machine(service["token"]),)
        for answer in (
            caller.get("/api/v1/items?which=all"),
            caller.post("/api/v1/items/search", {"which": "all", "text": MAN}, content_type=JSON),
            caller.get(f"/api/v1/items/{number}"),
            caller.get(f"/api/v1/items/{number}/rerun"),
            caller.post(f"/api/v1/items/{number}/return", {"note": "x"}, content_type=JSON),
        )
    ]

    assert len(answers) >= 5 * 5
    assert {answer.status_code for answer in answers} == {403}
