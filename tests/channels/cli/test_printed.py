"""What is printed can be copied as it stands: lines and numbers are whole, moments say where."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from commanding import Command

from tongchou.channels.cli import deep, national, show
from tongchou.channels.cli.client import Nodes
from tongchou.node.backup import command as backups

NOTE = "tongchou/34/1\n11\n0e/DFV=\n\n— tongchou/34/1 " + "tSDSRhyxtmPjr96yBQorB657Vup" * 4 + "\n"
ITEM = {
    "number": "34-20261130-000004",
    "name": {"zh": "个人参保登记", "en": "Person enrolment"},
    "status_name": {"zh": "已受理", "en": "Accepted"},
    "subject": "340104196409151012",
    "due_on": "2026-12-14",
    "worksheet": [],
    "steps": [
        {
            "at": "2026-11-30T11:53:50.25+00:00",
            "verb": "accept",
            "name": "王受理",
            "note": "",
        }
    ],
    "hints": [],
    "gates": [],
    "refusals": [],
}
FROM, UNTIL = "2026-11-30T11:57:31.591073+00:00", "2026-11-30T11:57:34.960139+00:00"
BASE = {
    "name": "20261130T115719Z",
    "ended_at": FROM,
    "databases": ["34"],
    "sealed": {"34": 13},
    "size_bytes": 1,
}


@pytest.fixture(autouse=True)
def _at_a_narrow_terminal_in_china(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as there:
        there.setenv("COLUMNS", "80")
        there.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def answers(nodes: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what nodes answer to each path."""
    assert nodes
    told: dict[str, Any] = {}
    monkeypatch.setattr(Nodes, "call", lambda _, __, ___, path, **____: told[path])
    return told


def test_a_signed_note_is_printed_as_it_was_signed(
    tongchou: Command, answers: dict[str, Any]
) -> None:
    answers["/proofs/inclusion"] = {"checkpoint": NOTE, "path": ["99d1"]}

    done = tongchou("proof", "inclusion", "3", "--province", "34")

    assert done.printed == f"{NOTE}99d1\n"


def test_a_sentence_is_one_line_however_long_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    show.console.print("证书 certificate " * 20, markup=False)

    assert capsys.readouterr().out.count("\n") == 1


def test_a_list_shows_numbers_in_one_piece(tongchou: Command, answers: dict[str, Any]) -> None:
    answers["/items"] = [ITEM]

    done = tongchou("item", "list", "--province", "34")

    assert ITEM["number"] in done.printed
    assert ITEM["subject"] in done.printed


def test_a_step_says_its_moment_with_the_offset(tongchou: Command, answers: dict[str, Any]) -> None:
    answers[f"/items/{ITEM['number']}"] = ITEM

    done = tongchou("item", "show", str(ITEM["number"]))

    assert "2026-11-30T19:53:50+08:00 accept 王受理" in done.said


def test_the_moments_a_backup_reaches_can_be_given_to_restore(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = {"warnings": [], "base": "x", "bytes": 1, "from": FROM, "until": UNTIL}

    backups._print_taken(answer, machine=False)

    said = capsys.readouterr().out
    first, last = said.split("restorable ")[1].split(" – ")
    assert (first, last) == ("2026-11-30T19:57:32+08:00", "2026-11-30T19:57:34+08:00\n")
    given = [backups._moment(one.strip()) for one in (first, last)]
    assert show.datetime.fromisoformat(FROM) <= given[0] <= given[1]
    assert given[1] <= show.datetime.fromisoformat(UNTIL)


def differing(**finding: object) -> dict[str, object]:
    """Return a deep proof as a node answers it, with one finding."""
    one = {
        "province": "34", "key": {}, "position": None, "kind": "changed", "field": "", "told": "",
        "held": "", "is_repairable": True,
    }  # fmt: skip
    return {"run": 7, "outcome": "differs", "findings": 1, "gaps": 0, "found": [one | finding]}


def test_what_only_a_backup_brings_back_is_offered_no_repair(
    capsys: pytest.CaptureFixture[str],
) -> None:
    deep.print_run("34", differing(table="workflow_item", field="content", is_repairable=False))

    said = capsys.readouterr().out
    assert "row_repair" not in said
    assert "workflow_item: 不能由日志修复，由备份恢复 beyond repair" in said


def test_a_balance_is_held_against_its_postings_and_not_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    deep.print_run("34", differing(table="ledger_balance", field="debit_fen", told="1", held="2"))

    assert "debit_fen: 分录合计 its postings 1, 所存 held 2" in capsys.readouterr().out


def test_what_operators_did_is_a_line_each_with_its_facts_below(
    tongchou: Command, answers: dict[str, Any]
) -> None:
    drill = {"equal": True, "seconds": {"all": 12.5, "restore": 9}, "item": "34-20261201-000007"}
    answers["/upkeep"] = {
        "records": [
            {
                "kind": "drill",
                "kind_name": {"zh": "恢复演练", "en": "Drill"},
                "person": "anna",
                "role": "tongchou_backup",
                "facts": drill,
                "at": FROM,
            }
        ]
    }

    done = tongchou("node", "records", "34")

    assert done.printed.splitlines()[1:] == [
        "11-30 19:57:31  恢复演练 Drill  anna · tongchou_backup",
        "    equal: true",
        "    seconds.all: 12.5",
        "    seconds.restore: 9",
        "    item: 34-20261201-000007",
    ]


def test_moments_are_beijing_s_wherever_the_command_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()

    assert show.moment(FROM) == "11-30 19:57:31"
    assert show.instant(FROM) == "2026-11-30T19:57:31+08:00"


LINK = {
    "province": "34", "state": "level", "state_name": {"zh": "已同步", "en": "Level"},
    "sealed": 12_345_678, "held": 12_345_678, "lag": 0, "backlog": 0, "last_contact_at": FROM,
    "way": {"p50_ms": 162, "p99_ms": 1_326}, "echo": {"seconds": 0.2, "at": FROM},
    "reconciliation": {
        "missing": 7, "surplus": 0, "different": 5, "position": 16, "ended_at": UNTIL
    },
    "key_days_left": 1094, "certificate_days_left": 90,
}  # fmt: skip


def test_the_status_of_a_link_is_a_line_in_each_table(capsys: pytest.CaptureFixture[str]) -> None:
    national._print_links([LINK])

    rows = [line.split() for line in capsys.readouterr().out.splitlines() if line[:2] == "34"]
    assert rows == [
        ["34", "已同步", "level", "12,345,678", "12,345,678", "0", "0", "11-30", "19:57:31"],
        ["34", "162/1,326", "0.20", "@11-30", "19:57:31", "7/0/5", "@16", "11-30", "19:57:34",
         "1094/90"],
    ]  # fmt: skip


def test_the_status_says_why_the_ministry_itself_takes_nothing_in(
    tongchou: Command, answers: dict[str, Any]
) -> None:
    answers["/status"] = {"provinces": [], "proof": None, "keys": [], "certificates": []}
    answers["/log"] = {"halted": {"zh": "尚未与对端核对", "en": "It has not heard its peer since"}}
    answers["/upkeep"] = {"last": {"backup": None, "drill": None}}

    done = tongchou("status")

    assert "✗ 00: 尚未与对端核对 It has not heard its peer since" in done.printed


def test_a_deep_proof_that_differs_says_its_number_both_values_and_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    finding = {
        "province": "34",
        "table": "registry_person",
        "key": {"ssn": "340104196409151012"},
        "position": 12,
        "kind": "changed",
        "field": "name",
        "told": "陈建国",
        "held": "陈坏",
        "is_repairable": True,
    }

    deep.print_run(
        "34", {"run": 7, "outcome": "differs", "findings": 1, "gaps": 0, "found": [finding]}
    )

    said = capsys.readouterr().out
    assert "name: 日志 log 陈建国, 所存 held 陈坏" in said
    assert "深度核对 deep proof 7" in said
    given = """--province 34 --form '{"run": 7, "reason": "…"}'"""
    assert f"tongchou item submit row_repair {given}" in said
