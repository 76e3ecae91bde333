"""A declaration file is read whole and right, or refused with a reason."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tongchou.business.contribution import limits
from tongchou.business.contribution.declaration import Declaration
from tongchou.business.contribution.faults import BIT, change_case
from tongchou.business.contribution.reading import read_declaration
from tongchou.standards.refusal import Refusal

HEADER = "统一社会信用代码,单位名称,姓名,社会保障号码,申报月工资"
ROW = "91350100M000100Y43,某某公司,沈𬱖,11010519491231002X,9100"
TEXT = f"{HEADER}\n{ROW}\n"


def declared(content: bytes) -> Declaration:
    found = read_declaration(BytesIO(content))
    assert isinstance(found, Declaration), found
    return found


def refusal_of(content: bytes) -> Refusal:
    found = read_declaration(BytesIO(content))
    assert isinstance(found, Refusal)
    return found


def workbook(*sheets: list[list[Any]]) -> bytes:
    book = Workbook(write_only=True)
    for rows in sheets:
        sheet = book.create_sheet()
        for cells in rows:
            sheet.append(cells)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end_is_read(encoding: str, line_end: str) -> None:
    found = declared(TEXT.replace("\n", line_end).encode(encoding))

    assert found.names.tolist() == ["沈𬱖"]
    assert found.ssns.tolist() == ["11010519491231002X"]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    assert declared(TEXT.replace(",", delimiter).encode()).wage_fens.tolist() == [910_000]


def test_a_title_above_the_header_is_passed_over_and_columns_may_stand_in_any_order() -> None:
    text = "九月申报表,,,\n\n申报月工资(元),*身份证号,姓 名,备注,信用代码\n8000,1,沈,新,9\n"

    found = declared(text.encode())

    assert (found.wage_fens.tolist(), found.ssns.tolist()) == ([800_000], ["1"])
    assert (found.names.tolist(), found.employers) == (["沈"], ["9"])


def test_english_headers_are_known() -> None:
    text = "Credit code,Name,Social security number,Monthly wage\n9,Shen,1,8000\n"

    assert declared(text.encode()).names.tolist() == ["Shen"]


def test_rows_keep_their_number_when_blank_and_total_rows_are_ignored() -> None:
    text = f"{HEADER}\n{ROW}\n,,,,\n\n{ROW}\n,小 计,,,18200\n{ROW}\n,合计,,,\n"

    found = declared(text.encode())

    assert found.rows.tolist() == [1, 4, 6]
    assert found.ignored_rows == 4


def test_a_row_with_too_many_cells_is_marked_because_a_comma_may_have_split_the_wage() -> None:
    found = declared(f"{HEADER}\n{ROW}\n{ROW[:-4]}8,800.00\n{ROW},,\n".encode())

    assert (found.faults & BIT["row.crowded"]).tolist() == [0, BIT["row.crowded"], 0]


def test_a_spreadsheet_keeps_its_cells_in_place_so_a_note_beside_them_does_no_harm() -> None:
    content = workbook([HEADER.split(","), [*ROW.split(","), None, "见附件"]])

    assert declared(content).faults.tolist() == [0]


def test_numbers_in_a_spreadsheet_are_read_as_it_shows_them() -> None:
    rows = [
        ["91350100M000100Y43", "某", "沈", 340104198207101000, 8762.5],
        ["91350100M000100Y43", "某", "沈", 340104650312101, 9100.0],
        ["91350100M000100Y43", "某", "沈", "11010519491231002X", 8762.499999999],
    ]

    found = declared(workbook([["标题"], HEADER.split(","), *rows]))

    assert found.ssns.tolist() == ["3.40104198207101E+17", "340104650312101", "11010519491231002X"]
    assert found.wage_fens.tolist() == [876_250, 910_000, 876_250]
    assert change_case(int(found.changes[2])).en == "wage rounded to the fen"


def test_the_first_sheet_with_a_header_counts() -> None:
    content = workbook([["说明"]], [HEADER.split(","), ROW.split(",")])

    assert declared(content).names.tolist() == ["沈𬱖"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b" \r\n ", "file.empty"),
        (HEADER.encode(), "file.empty"),
        (f"{HEADER}\n,,,,\n,合计,,,\n".encode(), "file.empty"),
        (ROW.encode(), "file.header_missing"),
        (b"a,b,c\n1,2,3\n", "file.header_missing"),
        ("姓名,社会保障号码,申报月工资\n沈,1,2\n".encode(), "file.column_missing"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file.unreadable"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "file.unreadable"),
        (b"PK\x03\x04 not a workbook", "file.unreadable"),
        (TEXT.encode().replace("沈".encode(), b"\xe6\xb2"), "file.unreadable"),
        (TEXT.encode("gb18030").replace("沈".encode("gb18030"), b"\xff"), "file.unreadable"),
        (TEXT.encode("utf-16")[:-1], "file.unreadable"),
        (f'{HEADER}\n"91350100M000100Y43,某,沈,1,2\n{ROW}\n'.encode(), "file.unreadable"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content: bytes, code: str) -> None:
    assert refusal_of(content).code == code


def test_a_bad_byte_is_named_by_its_line() -> None:
    content = (TEXT + ROW).encode()[:-1] + b"\xff\n"

    assert "第3行" in refusal_of(content).text.zh


def test_the_missing_columns_are_named() -> None:
    refusal = refusal_of("姓名,社会保障号码\n沈,1\n".encode())

    assert "统一社会信用代码、申报月工资" in refusal.text.zh


def test_a_file_of_too_many_bytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES_MAX", 10)

    assert refusal_of(TEXT.encode()).code == "file.too_large"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_as_many_rows_as_may_be_are_read_and_one_more_is_refused(
    monkeypatch: pytest.MonkeyPatch, line_end: str, encoding: str
) -> None:
    monkeypatch.setattr(limits, "ROWS_MAX", 2)

    most = f"{TEXT}{ROW}\n".replace("\n", line_end)

    assert declared(most.encode(encoding)).rows.tolist() == [1, 2]
    assert "2行" in refusal_of((most + ROW).encode(encoding)).text.zh


def test_blank_and_total_rows_at_the_end_are_none_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS_MAX", 2)

    assert len(declared(f"{TEXT}{ROW}\n,,,,\n\n,合计,,,18200\n".encode())) == 2
    assert "2行" in refusal_of(f"{TEXT}{ROW}\n{ROW}\n,合计,,,27300\n".encode()).text.zh


def test_a_line_end_inside_quotes_ends_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS_MAX", 2)
    quoted = ROW.replace("某某公司", '"某某\n\n公司"')

    assert declared(f"{HEADER}\n{quoted}\n{quoted}\n".encode()).rows.tolist() == [1, 2]


def test_a_spreadsheet_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS_MAX", 2)
    rows = [HEADER.split(","), *[ROW.split(",")] * 3]

    assert "2行" in refusal_of(workbook(rows)).text.zh


def test_a_workbook_without_its_sheets_is_refused() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")

    assert refusal_of(packed.getvalue()).code == "file.unreadable"


@settings(deadline=None)  # what begins as a workbook starts a process
@given(st.binary(max_size=400))
def test_no_bytes_raise(content: bytes) -> None:
    assert isinstance(read_declaration(BytesIO(content)), Declaration | Refusal)


@given(st.lists(st.lists(st.text(max_size=8), max_size=7), max_size=8), st.sampled_from(",\t;"))
def test_no_rows_under_a_header_raise(rows: list[list[str]], delimiter: str) -> None:
    lines = [HEADER.replace(",", delimiter), *(delimiter.join(cells) for cells in rows)]
    content = "\n".join(lines).encode("utf-8", "surrogatepass")

    assert isinstance(read_declaration(BytesIO(content)), Declaration | Refusal)


WORKBOOK = workbook([HEADER.split(","), ROW.split(",")])


@settings(deadline=None, max_examples=40)  # each starts a process
@given(st.integers(4, len(WORKBOOK) - 1), st.integers(1, 255))
def test_no_broken_workbook_raises(place: int, change: int) -> None:
    broken = bytearray(WORKBOOK)
    broken[place] ^= change

    assert isinstance(read_declaration(BytesIO(broken)), Declaration | Refusal)
