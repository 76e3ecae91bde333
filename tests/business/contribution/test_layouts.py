"""Files laid out as employers' own programs do are read as they are meant, or told apart."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from tongchou.business.contribution.declaration import Declaration
from tongchou.business.contribution.faults import BIT
from tongchou.business.contribution.periods import months_in, other_period
from tongchou.business.contribution.reading import read_declaration
from tongchou.business.contribution.verdicts import Known
from tongchou.business.contribution.wage_declaration import Facts, Form, decide
from tongchou.policy.engine.law import Law
from tongchou.standards.refusal import Refusal
from tongchou.standards.time import month

CODE, OTHER = "91350100M000100Y43", "9144030071526726XG"
WANG, LI = "11010519491231002X", "440524188001010014"
HEADER = ["统一社会信用代码", "姓名", "社会保障号码", "申报月工资"]
ROW = [CODE, "王", WANG, "9100"]


def read(*sheets: list[list[Any]], names: tuple[str, ...] = ("九月", "补充", "往月")) -> Any:
    """Return what is read of a workbook whose sheets hold these rows."""
    book = Workbook(write_only=True)
    for name, rows in zip(names, sheets, strict=False):
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    packed = BytesIO()
    book.save(packed)
    return read_declaration(packed)


def declared(*sheets: list[list[Any]]) -> Declaration:
    found = read(*sheets)
    assert isinstance(found, Declaration), found
    return found


def refused(*sheets: list[list[Any]]) -> Refusal:
    found = read(*sheets)
    assert isinstance(found, Refusal)
    return found


def refused_text(text: str) -> Refusal:
    found = read_declaration(BytesIO(text.encode()))
    assert isinstance(found, Refusal)
    return found


def decided(declaration: Declaration, form: Form) -> Any:
    facts = Facts(form, "34", month(2025, 2), declaration, Known({CODE: "340104"}))
    return decide(facts, Law(known_on=date(2025, 2, 10), scheme="110"))


def test_two_sheets_that_declare_people_are_refused_by_name() -> None:
    refusal = refused([HEADER, ROW], [["说明"]], [HEADER, [CODE, "李", LI, 8000]])

    assert refusal.code == "file.several_sheets"
    assert "“九月”和“往月”" in refusal.text.zh
    assert "“九月” and “往月”" in refusal.text.en


def test_a_sheet_that_lacks_a_column_is_not_passed_over_for_the_next() -> None:
    assert refused([HEADER[1:], ROW[1:]], [HEADER, ROW]).code == "file.column_missing"
    assert refused([HEADER, ROW], [HEADER[1:], ROW[1:]]).code == "file.several_sheets"


def test_sheets_that_declare_nobody_do_no_harm() -> None:
    notes = [["列", "说明"], ["姓名", "必填"], ["申报月工资", "元"]]

    assert len(declared(notes, [HEADER, ROW], [HEADER])) == 1
    assert len(declared([HEADER], [HEADER, ROW], [[]])) == 1


def test_the_employer_may_stand_above_the_header_beside_its_label() -> None:
    for title in (
        ["*缴费人识别号：", CODE, None, "企业职工基本养老保险"],
        [f"单位名称:某公司 统一社会信用代码(税号)：{CODE.lower()}"],
        ["单位名称：", "某公司", "纳税人识别号", CODE],
    ):
        found = declared([["申报表"], title, HEADER[1:], ROW[1:]])

        assert found.employers == [CODE]
        assert (found.header_row, found.rows.tolist()) == (3, [1])


def test_the_employer_may_be_said_with_the_file() -> None:
    text = f"姓名,证件号码,缴费工资\n王,{WANG},9100\n"

    found = read_declaration(BytesIO(text.encode()), employer=CODE)

    assert isinstance(found, Declaration)
    assert found.employers == [CODE]


def test_whoever_names_one_employer_and_hands_in_another_is_asked() -> None:
    declaration = declared([HEADER, ROW])
    found = decided(declaration, Form(month="2024-09", file_digest="0" * 64, credit_code=OTHER))

    assert isinstance(found, tuple)
    assert found[0].code == "declaration.other_employer"
    assert CODE in found[0].text.zh


def test_an_employer_that_was_not_asked_for_makes_no_other_matter() -> None:
    form = Form(month="2024-09", file_digest="0" * 64)

    assert set(form.model_dump()) == {"month", "file_digest"}


def test_of_two_employers_above_the_header_none_is_guessed() -> None:
    titles = [["统一社会信用代码", CODE], ["统一社会信用代码", OTHER]]

    assert refused([*titles, HEADER[1:], ROW[1:]]).code == "file.column_missing"


def test_an_employer_above_the_header_gives_way_to_a_column() -> None:
    found = declared([["统一社会信用代码", OTHER], HEADER, ROW])

    assert found.employers == [CODE]


def test_a_header_of_two_rows_is_read_as_one() -> None:
    upper = ["统一社会信用代码", "职工信息", None, "养老保险", None, "失业保险"]
    lower = [None, "姓名", "证照号码", "缴费基数", "单位应缴", "缴费基数"]

    found = declared([["报表"], upper, lower, [CODE, "王", WANG, 9100, 1456, 1]])

    assert (found.names.tolist(), found.wage_fens.tolist()) == (["王"], [910_000])
    assert found.header_row == 3


@pytest.mark.parametrize("place", [0, 1, 2])
def test_of_repeated_columns_the_one_of_the_pension_is_meant(place: int) -> None:
    kinds = ["失业保险", "工伤保险", "医疗保险"]
    kinds[place] = "企业职工基本养老保险"
    wages = [1, 2, 3]
    wages[place] = 9100
    titles = ["缴费人识别号:", CODE, *kinds]

    found = declared([titles, ["*姓名", "*身份证件号码", *["缴费工资"] * 3], ["王", WANG, *wages]])

    assert found.wage_fens.tolist() == [910_000]


def test_repeated_columns_that_nothing_tells_apart_are_refused_by_their_letters() -> None:
    refusal = refused([[*HEADER, "申报月工资"], [*ROW, 8000]])

    assert refusal.code == "file.column_repeated"
    assert "工作表“九月”第1行" in refusal.text.zh
    assert "第D、E列" in refusal.text.zh


@pytest.mark.parametrize(
    "heading", ["缴费基数", "养老保险缴费基数", "缴费工资基数", "应发工资", "月缴费工资（元）"]
)
def test_wages_go_by_many_names(heading: str) -> None:
    assert declared([[*HEADER[:3], heading], ROW]).wage_fens.tolist() == [910_000]


def test_what_is_declared_goes_before_the_base_that_came_of_it() -> None:
    found = declared([[*HEADER[:3], "缴费基数", "缴费工资"], [*ROW[:3], "4,359.00", "2,330.00"]])

    assert found.wage_fens.tolist() == [233_000]


def test_rows_of_a_numbered_form_that_are_not_filled_in_declare_nobody() -> None:
    header: list[Any] = ["序号", *HEADER, "单位名称"]
    rows: list[list[Any]] = [
        [1, *ROW, "某公司"],
        *([n, CODE, None, None, None, "某公司"] for n in range(2, 30)),
    ]

    found = declared([header, *rows, ["填表人:张三", None, None, None, None, "2024-10-08"]])

    assert (found.rows.tolist(), found.ignored_rows) == ([1], 29)


def test_what_was_seen_and_what_is_expected_is_told() -> None:
    lacking = refused([["月报"], ["姓名", "身份证号", "基本工资"], ["王", WANG, 9100]])
    foreign = refused([["科目", "金额"], ["水电", 3]])

    assert "工作表“九月”第2行是:姓名、身份证号、基本工资" in lacking.text.zh
    assert "row 2 of sheet “九月”" in lacking.text.en
    assert lacking.remedy
    assert "申报工资" in lacking.remedy.zh
    assert "统一社会信用代码:" in lacking.remedy.zh
    assert "工作表“九月”第1行是:科目、金额" in foreign.text.zh


def test_what_is_told_of_a_file_is_short_and_visible() -> None:
    refusal = refused_text(f"姓名,身份证号,{'长' * 500},\u202eab\x00c\n".replace("\0", ""))

    assert len(refusal.text.zh) < 200
    assert "\u202e" not in refusal.text.zh


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"<html><table><tr><td>\xe5\xa7\x93</td>", "HTML"),
        (b"\xef\xbb\xbf<!DOCTYPE html><table>", "HTML"),
        ("<html><table>".encode("utf-16"), "HTML"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "HTML"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "2003",
        ),
        (
            b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053">',
            "camt",
        ),
        (
            b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001">',
            "pain",
        ),
        (b'{"rows": []}', "JSON"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(start: bytes, kind: str) -> None:
    refusal = read_declaration(BytesIO(start))

    assert isinstance(refusal, Refusal)
    assert refusal.code == "file.unreadable"
    assert kind in refusal.text.zh
    assert kind in refusal.text.en
    assert refusal.remedy


def test_an_archive_or_a_document_is_told_from_a_broken_workbook() -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("工资.csv", "姓名")

    refusal = read_declaration(packed)

    assert isinstance(refusal, Refusal)
    assert "不是XLSX工作簿" in refusal.text.zh


def test_a_formula_that_was_never_worked_out_is_called_that() -> None:
    found = declared([HEADER, [CODE, "王", WANG, "=1000*9"], [CODE, "李", LI, "9100"]])

    assert found.faults.tolist() == [BIT["wage.formula"], 0]


def test_numbers_kept_as_text_by_a_formula_are_read() -> None:
    text = f'{",".join(HEADER)}\n="{CODE}",="王",="{LI}",="9100"\n'

    found = read_declaration(BytesIO(text.encode()))

    assert isinstance(found, Declaration)
    assert (found.employers, found.ssns.tolist()) == ([CODE], [LI])
    assert (found.names.tolist(), found.wage_fens.tolist()) == (["王"], [910_000])


@pytest.mark.parametrize(
    "text",
    [
        "202409",
        "2024-09",
        "2024-9",
        "2024.09",
        "2024/9/1",
        "2024年9月",
        "20240901",
        "2024年09月份",
        "202409-202409",
        "2024-09-01至2024-09-30",
        "2024-09-01 00:00:00",
        "20240901-20240930",
    ],
)
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert months_in(text) == {month(2024, 9)}


@pytest.mark.parametrize("text", ["202410", "2024-08至2024-09", "9月", "见附件", "2023-09"])
def test_a_file_for_another_month_or_for_none_that_is_told_is_found(text: str) -> None:
    assert other_period({"2024-09": 2, text: 7}, month(2024, 9)) == (text, 7)


def test_the_months_that_rows_and_titles_state_are_kept_with_their_row() -> None:
    header = [*HEADER, "费款所属期起", "费款所属期止"]
    rows = [[*ROW, "2024-09-01", "2024-09-30"], [CODE, "李", LI, "9", "2024-10-01", ""]]

    found = declared([["费款所属期:202409", "单位:元"], header, *rows])

    assert found.periods == {"202409": 1, "2024-09-01": 3, "2024-09-30": 3, "2024-10-01": 4}
    assert other_period(found.periods, month(2024, 9)) == ("2024-10-01", 4)


def test_a_file_for_another_month_is_refused_with_its_row_and_both_months() -> None:
    declaration = declared([[*HEADER, "费款所属期"], [*ROW, "202608"]])

    found = decided(declaration, Form(month="2025-01", file_digest="0" * 64))

    assert isinstance(found, tuple)
    assert found[0].code == "declaration.other_month"
    assert "第2行的费款所属期是“202608”,申报的是2025-01" in found[0].text.zh


def test_a_file_that_states_no_month_is_for_the_one_it_is_declared_for() -> None:
    found = declared([["2024年9月申报表"], HEADER, ROW])

    assert found.periods == {}
    assert other_period(found.periods, month(2024, 10)) is None
