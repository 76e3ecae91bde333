"""What a node refuses, and what a file or a form lacks, is said in words; --json stays JSON."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commanding import Command, Done

from counter import FACTORY, MAN, MAN_NAME, MILL, WOMAN, enrol, register_employer
from tongchou.workflow.models import Item

HEADER = "统一社会信用代码,单位名称,姓名,社会保障号码,申报月工资\n"
ROW = f"{FACTORY},厂,{MAN_NAME},{MAN},8000\n"
EMPLOYERS = f"credit_code,name,division_code\n{FACTORY},厂[/b],340104\n"
NO_ROWS = (
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
)
NO_FORMS = ("", "{", "abc", "[]", "null", "1", '{"month": []}', "[" * 100_000)
NO_WAGES = (b"", b"\x00\x01", HEADER.encode(), b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

pytestmark = pytest.mark.usefixtures("nodes")

Write = Callable[[str, str | bytes], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return how a test writes a file for a command."""

    def written(name: str, content: str | bytes) -> str:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return written


def both(tongchou: Command, *words: str) -> tuple[Done, Done]:
    """Give a command twice: for a machine, and for a person."""
    return tongchou(*words, "--json"), tongchou(*words)


def declaring(file: str, *more: str, province: str = "34", month: str = "2024-09") -> list[str]:
    """Return the words that hand a file of declarations in."""
    given = ["--province", province, "--month", month, "--wait", "0"]
    return ["declare", file, *given, *more]


def are_refused(done: tuple[Done, Done]) -> bool:
    """Whether both were refused, one in JSON, the other in words."""
    for_machine, for_person = done
    return (
        for_machine.code == for_person.code == 1
        and set(for_machine.answer) in ({"error"}, {"refusals"})
        and for_person.said.startswith("✗")
    )


def test_employers_of_a_file_are_registered_and_told_in_json(
    tongchou: Command, write: Write
) -> None:
    files = [
        write(f"{encoding}.csv", EMPLOYERS.replace("[/b]", encoding).encode(encoding))
        for encoding in ("utf-8", "utf-8-sig", "gb18030")
    ]

    done = [tongchou("employers", "register", one, "--province", "34", "--json") for one in files]

    assert [one.code for one in done] == [0, 0, 0]
    assert [one.answer["outcome"]["registered"] for one in done] == [1, 0, 0]


def test_a_declaration_is_told_in_json_and_in_words(tongchou: Command, write: Write) -> None:
    tongchou("employers", "register", write("e.csv", EMPLOYERS), "--province", "34")
    file = write("[red]wages.csv", HEADER + ROW + ROW.replace("8000", "[/red]"))

    for_machine, for_person = both(tongchou, *declaring(file))

    assert (for_machine.code, for_person.code) == (0, 0)
    assert (for_machine.answer["accepted"], for_machine.answer["refused"]) == (1, 1)
    assert for_machine.answer["held_by_ministry"] is False
    assert "[red]wages.csv" in for_person.said
    assert "接受 accepted 1" in for_person.said


def test_a_declaration_says_how_many_rows_stand_as_they_were_written(
    tongchou: Command, write: Write
) -> None:
    tongchou("employers", "register", write("e.csv", EMPLOYERS), "--province", "34")
    rows = [ROW, ROW.replace(MAN, WOMAN).replace("8000", "'8 000"), ROW.replace("8000", "八千")]

    done = tongchou(*declaring(write("wages.csv", HEADER + "".join(rows))))

    assert "接受 accepted 2 拒绝 refused 1" in done.said
    assert "照原样接受 as written 1 规范后接受 normalised 1" in done.said


def test_a_month_that_is_none_is_refused(tongchou: Command, write: Write) -> None:
    file = write("wages.csv", HEADER + ROW)
    months = ("", "abc", "2024-13", "0000-01", "9999-12", "2024/09")

    done = [both(tongchou, *declaring(file, month=month)) for month in months]

    assert all(are_refused(one) for one in done)
    for for_machine, for_person in done:
        assert [refusal["field"] for refusal in for_machine.answer["refusals"]] == ["month"]
        assert "[month] 年月应写成 2024-09" in for_person.said


def test_books_of_a_month_that_is_none_are_refused(tongchou: Command) -> None:
    months = ("", "abc", "2024-13", "9999-12")

    done = [both(tongchou, "books", "--month", month) for month in months]

    for for_machine, for_person in done:
        assert (for_machine.code, for_person.code) == (1, 1)
        assert for_machine.answer == {
            "error": "节点00未受理 · Node 00 answered 422:"
            " 年月应写成 2024-09 · write a month as 2024-09"
        }
        assert "write a month as 2024-09" in for_person.said


def test_a_province_that_does_not_run_here_is_named(tongchou: Command, write: Write) -> None:
    file = write("wages.csv", HEADER + ROW)

    for province in ("99", "", "安徽", "340000", "[/x]", "../34"):
        for_machine, for_person = both(tongchou, *declaring(file, province=province))

        sentence = (
            f"节点{province}不在本机运行 · Node {province} does not run here; these do: 00, 34"
        )
        assert (for_machine.code, for_person.code) == (1, 1)
        assert for_machine.answer == {"error": sentence}
        assert " ".join(sentence.split()) in for_person.said


def test_a_file_that_is_missing_is_named(tongchou: Command, tmp_path: Path) -> None:
    missing = str(tmp_path / "[/missing].csv")
    sentence = f"文件无法读取 · {missing} cannot be read: No such file or directory"
    commands = (
        declaring(missing),
        ["receipts", missing, "--province", "34"],
        ["employers", "register", missing, "--province", "34"],
        ["item", "submit", "payment_roll", "--province", "34", "--form", f"@{missing}"],
    )

    done = [both(tongchou, *words) for words in commands]

    assert all(are_refused(one) for one in done)
    assert [for_machine.answer for for_machine, _ in done] == [{"error": sentence}] * 4
    assert all("[/missing].csv cannot be read" in for_person.said for _, for_person in done)


def test_a_folder_in_place_of_a_file_is_named(tongchou: Command, tmp_path: Path) -> None:
    done = tongchou("receipts", str(tmp_path), "--province", "34", "--json")

    said = f"文件无法读取 · {tmp_path} cannot be read: Is a directory"
    assert (done.code, done.answer) == (1, {"error": said})


@pytest.mark.parametrize("name", ["rows.json", "rows.csv"])
def test_no_file_of_rows_breaks_a_command(tongchou: Command, write: Write, name: str) -> None:
    commands = (["receipts"], ["employers", "register"])

    done = {
        (command[0], content[:20]): both(
            tongchou, *command, write(name, content), "--province", "34"
        )
        for command in commands
        for content in NO_ROWS
    }

    assert [asked for asked, one in done.items() if not are_refused(one)] == []


def test_no_file_of_wages_breaks_a_command(tongchou: Command, write: Write) -> None:
    done = [both(tongchou, *declaring(write("wages.xlsx", content))) for content in NO_WAGES]

    assert all(are_refused(one) for one in done)
    codes = [for_machine.answer["refusals"][0]["code"] for for_machine, _ in done]
    assert all(code.startswith("file.") for code in codes)


def test_no_form_breaks_a_command(tongchou: Command) -> None:
    submit = ("item", "submit", "payment_roll", "--province", "34", "--form")

    done = {form[:20]: both(tongchou, *submit, form) for form in NO_FORMS}

    assert [form for form, one in done.items() if not are_refused(one)] == []


def test_no_number_breaks_a_command(tongchou: Command) -> None:
    numbers = ("34-0", "34", "34-%2e%2e", "34/../log", "34?x=1", "34-\x01", "34-\udcff", "34-#")
    commands = (("show",), ("review",), ("step", "withdraw", "--as", "clerk"))

    done = [
        tongchou("item", command, number, *more, "--json")
        for command, *more in commands
        for number in numbers
    ]

    assert {one.code for one in done} == {1}
    assert all(
        one.answer["error"].startswith("节点34未受理 · Node 34 answered 404") for one in done
    )


def test_no_number_of_a_person_leads_a_query_elsewhere(tongchou: Command, tmp_path: Path) -> None:
    numbers = ("", "x", "../status", "a/b", "%00", "a\x01b", "[/x]", "?")

    done = {}
    for ssn in numbers:
        (tmp_path / "number").write_text(ssn, "utf-8")
        done[ssn] = both(tongchou, "query", f"@{tmp_path / 'number'}", "--reason", "test")

    assert [ssn for ssn, one in done.items() if not are_refused(one)] == []
    assert all("Node 00 answered 4" in for_person.said for _, for_person in done.values())


def test_a_sign_in_that_there_is_not_is_named(tongchou: Command) -> None:
    for clerk in ("nobody", "[/x]", ""):
        done = tongchou("item", "list", "--province", "34", "--as", clerk)

        assert done.code == 1
        assert f"Node 34 has no demo sign-in '{clerk}'" in done.said


def test_a_step_that_is_none_is_refused(tongchou: Command) -> None:
    done = tongchou("item", "step", "34-0", "[/x]", "--as", "clerk")

    assert (done.code, Item.objects.count()) == (1, 0)
    assert "Node 34 answered 404" in done.said


def test_brackets_in_names_are_shown_as_they_are(tongchou: Command) -> None:
    form = {"credit_code": MILL, "name": "厂[/red][bold]:warning:", "division_code": "340209"}
    submit = ("item", "submit", "employer_registration", "--province", "34", "--form")

    accepted = tongchou(*submit, json.dumps(form))
    refused = tongchou(*submit, json.dumps({**form, "credit_code": "[/x]"}))
    listed = tongchou("item", "list", "--province", "34", "--which", "[/done]")

    assert (accepted.code, refused.code, listed.code) == (0, 1, 1)
    assert "Node 34 answered 422" in listed.said


def test_a_hint_on_an_item_is_said(
    tongchou: Command, opened: Callable[[str], Any], write: Write
) -> None:
    opened("34")
    register_employer(FACTORY)
    register_employer(MILL, place="340209")
    enrol(MAN, MAN_NAME, employer=FACTORY)
    form = {"ssn": MAN, "name": MAN_NAME, "credit_code": MILL, "from_month": "2024-11"}

    handed = "@" + write("form.json", json.dumps(form))

    done = tongchou("item", "submit", "person_enrolment", "--province", "34", "--form", handed)

    assert done.code == 0
    assert "提示 hint 该人员自2024-01起另有未终止的参保" in done.said
    assert "Another enrolment is open since 2024-01" in done.said


def test_a_wait_that_is_no_number_does_not_last_forever(tongchou: Command, write: Write) -> None:
    tongchou("employers", "register", write("e.csv", EMPLOYERS), "--province", "34")
    words = declaring(write("wages.csv", HEADER + ROW), "--json")

    done = tongchou(*words, "--wait", "nan")

    assert (done.code, done.answer["held_by_ministry"]) == (0, False)


def test_a_wait_that_is_a_word_is_not_understood(tongchou: Command, write: Write) -> None:
    done = tongchou(*declaring(write("wages.csv", HEADER), "--wait", "abc"))

    assert done.code == 2
    assert "--wait" in done.complained
