"""What a node refuses, and what a file or a form lacks, is said in words; --json stays JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from commanding import Command

from counter import FACTORY, MAN, MAN_NAME, MILL
from tongchou.workflow.models import Item

HEADER = "统一社会信用代码,单位名称,姓名,社会保障号码,申报月工资\n"
ROW = f"{FACTORY},厂,{MAN_NAME},{MAN},8000\n"
EMPLOYERS = f"credit_code,name,division_code\n{FACTORY},厂[/b],340104\n"

pytestmark = pytest.mark.usefixtures("nodes")


@pytest.fixture
def written(tmp_path: Path) -> Any:
    """Return how a test writes a file for a command."""

    def write(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


def declare(tongchou: Command, file: str, *more: str, month: str = "2024-09") -> Any:
    return tongchou("declare", file, "--province", "34", "--month", month, "--wait", "0", *more)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_employers_of_a_file_are_registered_and_told_in_json(
    tongchou: Command, written: Any, encoding: str
) -> None:
    file = written("employers.csv", EMPLOYERS.encode(encoding))

    done = tongchou("employers", "register", file, "--province", "34", "--json")

    assert (done.code, done.answer["outcome"]["registered"]) == (0, 1)


def test_a_declaration_is_told_in_json_and_in_words(tongchou: Command, written: Any) -> None:
    tongchou("employers", "register", written("e.csv", EMPLOYERS), "--province", "34")
    file = written("[red]wages.csv", HEADER + ROW + ROW.replace("8000", "[/red]"))

    for_machine = declare(tongchou, file, "--json")
    for_person = declare(tongchou, file)

    assert (for_machine.code, for_person.code) == (0, 0)
    assert (for_machine.answer["accepted"], for_machine.answer["refused"]) == (1, 1)
    assert for_machine.answer["held_by_ministry"] is False
    assert "[red]wages.csv" in for_person.said
    assert "接受 accepted 1" in for_person.said


@pytest.mark.parametrize("month", ["", "abc", "2024-13", "0000-01", "9999-12", "2024/09"])
def test_a_month_that_is_none_is_refused(tongchou: Command, written: Any, month: str) -> None:
    file = written("wages.csv", HEADER + ROW)

    for_machine = declare(tongchou, file, "--json", month=month)
    for_person = declare(tongchou, file, month=month)

    assert (for_machine.code, for_person.code) == (1, 1)
    assert [refusal["field"] for refusal in for_machine.answer["refusals"]] == ["month"]
    assert "[month] 年月应写成 2024-09" in for_person.said


@pytest.mark.parametrize("month", ["", "abc", "2024-13", "9999-12"])
def test_books_of_a_month_that_is_none_are_refused(tongchou: Command, month: str) -> None:
    for_machine = tongchou("books", "--month", month, "--json")
    for_person = tongchou("books", "--month", month)

    assert (for_machine.code, for_person.code) == (1, 1)
    assert for_machine.answer == {"error": "Node 00 answered 422: write a month as 2024-09"}
    assert "write a month as 2024-09" in for_person.said


@pytest.mark.parametrize("province", ["99", "", "安徽", "340000", "[/x]", "../34"])
def test_a_province_that_does_not_run_here_is_named(
    tongchou: Command, written: Any, province: str
) -> None:
    file = written("wages.csv", HEADER + ROW)
    words = ("declare", file, "--province", province, "--month", "2024-09")

    for_machine, for_person = tongchou(*words, "--json"), tongchou(*words)

    sentence = f"Node {province} does not run here; these do: 00, 34"
    assert (for_machine.code, for_person.code) == (1, 1)
    assert for_machine.answer == {"error": sentence}
    assert " ".join(sentence.split()) in for_person.said


def test_a_file_that_is_missing_is_named(tongchou: Command, tmp_path: Path) -> None:
    missing = str(tmp_path / "[/missing].csv")
    sentence = f"{missing} cannot be read: No such file or directory"
    commands = (
        ("declare", missing, "--province", "34", "--month", "2024-09"),
        ("receipts", missing, "--province", "34"),
        ("employers", "register", missing, "--province", "34"),
        ("item", "submit", "payment_roll", "--province", "34", "--form", f"@{missing}"),
    )

    for_machine = [tongchou(*words, "--json") for words in commands]
    for_person = [tongchou(*words) for words in commands]

    assert {done.code for done in (*for_machine, *for_person)} == {1}
    assert [done.answer for done in for_machine] == [{"error": sentence}] * len(commands)
    assert all("[/missing].csv cannot be read" in done.said for done in for_person)


def test_a_folder_in_place_of_a_file_is_named(tongchou: Command, tmp_path: Path) -> None:
    done = tongchou("receipts", str(tmp_path), "--province", "34", "--json")

    assert (done.code, done.answer) == (1, {"error": f"{tmp_path} cannot be read: Is a directory"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"abc",
        b"[" * 100_000,
        b"null",
        b"[1]",
        b"[[]]",
        b"{}",
        b'{"receipts": 1}',
        b'[{"serial": 1}]',
        b'{"receipts": []}',
        b"\xff\xff\xff",
        b"\x00",
    ],
)
@pytest.mark.parametrize("name", ["rows.json", "rows.csv"])
def test_no_file_of_rows_breaks_a_command(
    tongchou: Command, written: Any, name: str, content: bytes
) -> None:
    file = written(name, content)

    done = [
        tongchou(*command, file, "--province", "34", *more)
        for command in (("receipts",), ("employers", "register"))
        for more in (("--json",), ())
    ]

    assert {one.code for one in done} == {1}
    assert all(set(one.answer) <= {"error", "refusals", "detail"} for one in done[::2])
    assert all(one.said.startswith("✗") for one in done[1::2])


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01", HEADER.encode(), b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
)
def test_no_file_of_wages_breaks_a_command(tongchou: Command, written: Any, content: bytes) -> None:
    file = written("wages.xlsx", content)

    for_machine, for_person = declare(tongchou, file, "--json"), declare(tongchou, file)

    assert (for_machine.code, for_person.code) == (1, 1)
    assert for_machine.answer["refusals"][0]["code"].startswith("file.")
    assert for_person.said.startswith("✗")


@pytest.mark.parametrize(
    "form", ["", "{", "abc", "[]", "null", "1", '{"month": []}', "[" * 100_000]
)
def test_no_form_breaks_a_command(tongchou: Command, form: str) -> None:
    words = ("item", "submit", "payment_roll", "--province", "34", "--form", form)

    for_machine, for_person = tongchou(*words, "--json"), tongchou(*words)

    assert (for_machine.code, for_person.code) == (1, 1)
    assert set(for_machine.answer) <= {"error", "refusals"}
    assert for_person.said.startswith("✗")


@pytest.mark.parametrize(
    "number",
    ["34-0", "34", "34-%2e%2e", "34/../log", "34?x=1", "34-\x01", "34-\udcff", "34-#", "340"],
)
@pytest.mark.parametrize("command", [("show",), ("review",), ("step",)])
def test_no_number_breaks_a_command(
    tongchou: Command, command: tuple[str, ...], number: str
) -> None:
    more = ("withdraw", "--as", "clerk") if command == ("step",) else ()

    done = tongchou("item", *command, number, *more, "--json")

    assert done.code == 1
    assert done.answer["error"].startswith("Node 34 answered 404")


@pytest.mark.parametrize("ssn", ["", "x", "../status", "a/b", "%00", "a\x01b", "[/x]", "?"])
def test_no_number_of_a_person_leads_a_query_elsewhere(tongchou: Command, ssn: str) -> None:
    for_machine, for_person = tongchou("query", ssn, "--json"), tongchou("query", ssn)

    assert (for_machine.code, for_person.code) == (1, 1)
    assert list(for_machine.answer) == ["error"]
    assert "Node 00 answered 4" in for_person.said


@pytest.mark.parametrize("clerk", ["nobody", "[/x]", ""])
def test_a_sign_in_that_there_is_not_is_named(tongchou: Command, clerk: str) -> None:
    done = tongchou("item", "list", "--province", "34", "--as", clerk)

    assert done.code == 1
    assert f"Node 34 has no demo sign-in '{clerk}'" in done.said


def test_a_step_that_is_none_is_refused(tongchou: Command) -> None:
    item = Item.objects.count()

    done = tongchou("item", "step", "34-0", "[/x]", "--as", "clerk")

    assert (done.code, Item.objects.count()) == (1, item)
    assert "Node 34 answered 404" in done.said


def test_brackets_in_names_are_shown_as_they_are(tongchou: Command) -> None:
    form = {"credit_code": MILL, "name": "厂[/red][bold]:warning:", "division_code": "340203"}
    submit = ("item", "submit", "employer_registration", "--province", "34", "--form")

    accepted = tongchou(*submit, json.dumps(form))
    refused = tongchou(*submit, json.dumps({**form, "credit_code": "[/x]"}))
    listed = tongchou("item", "list", "--province", "34", "--which", "[/done]")

    assert (accepted.code, refused.code, listed.code) == (0, 1, 0)
    assert "34 [/done]" in listed.said


def test_a_wait_that_is_no_number_does_not_last_forever(tongchou: Command, written: Any) -> None:
    tongchou("employers", "register", written("e.csv", EMPLOYERS), "--province", "34")
    file = written("wages.csv", HEADER + ROW)

    done = declare(tongchou, file, "--json", "--wait", "nan")

    assert (done.code, done.answer["held_by_ministry"]) == (0, False)


def test_a_wait_that_is_a_word_is_not_understood(tongchou: Command, written: Any) -> None:
    done = declare(tongchou, written("wages.csv", HEADER), "--wait", "abc")

    assert done.code == 2
    assert "--wait" in done.complained
