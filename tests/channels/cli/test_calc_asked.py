"""Rules asked by command: one question or many, a worksheet to read, and what is no question."""

import io
import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from commanding import Command, Done

ASKED: dict[str, Any] = {
    "province": "34",
    "month": "2024-09",
    "wage": 5000.5,
    "given": {"base_floor": "4227", "base_ceiling": "21133"},
}


@pytest.fixture
def ask(tongchou: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return how a rule is asked: what stands on standard input, the rule, and the options."""

    def asking(text: str | bytes, *arguments: str) -> Done:
        raw = text.encode() if isinstance(text, str) else text
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        return tongchou("calc", *arguments)

    return asking


def test_a_question_gets_its_results(ask: Command) -> None:
    done = ask(json.dumps(ASKED), "contribution")

    assert done.code == 0
    assert done.printed.splitlines() == [
        "base: 5000.50",
        "employer: 800.08",
        "employee: 400.04",
        "pooled: 800.08",
        "account: 400.04",
    ]


def test_a_machine_gets_result_lines_and_refusals(ask: Command) -> None:
    answer = ask(json.dumps(ASKED), "contribution", "--json").answer

    assert answer.keys() == {"result", "lines", "refusals"}
    assert answer["result"]["employer"] == "800.08"
    assert answer["lines"][2]["formula"] == "min(max(5,000.50, 4,227.00), 21,133.00)"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--explain"], "4 单位缴费 = 5,000.50 × 16.00% = 800.08 元"),
        (["--explain", "--language", "en"], "Employer's contribution = 5,000.50 × 16.00%"),
        (["--markdown"], "| 单位缴费 | 5,000.50 × 16.00% | 800.08 元 |"),
        (["--markdown", "--language", "en"], "| Employer's contribution | 5,000.50 × 16.00% |"),
    ],
)
def test_a_worksheet_is_printed_to_be_read(ask: Command, options: list[str], line: str) -> None:
    assert line in ask(json.dumps(ASKED), "contribution", *options).printed


def test_without_a_worksheet_no_table_is_printed(ask: Command) -> None:
    done = ask(json.dumps(ASKED | {"wage": "-1"}), "contribution", "--markdown")

    assert done.code == 1
    assert not done.printed.startswith("|")


def test_every_line_of_a_batch_gets_its_line(ask: Command) -> None:
    lines = [json.dumps(ASKED), "nonsense", json.dumps(ASKED | {"wage": "-1"}), json.dumps(ASKED)]

    done = ask("\n".join(lines), "contribution", "--batch")

    answers = [json.loads(line) for line in done.printed.splitlines()]
    assert done.code == 0
    assert [[one["code"] for one in answer["refusals"]] for answer in answers] == [
        [], ["calc.no_json"], ["form.greater_than_equal"], [],
    ]  # fmt: skip
    assert answers[0] == answers[3]


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", "calc.no_json", ""),
        (b"\xff\xfe", "calc.no_json", ""),
        ("[" * 100_000, "calc.no_json", ""),
        ('{"month": "2024-09", "month": "2024-10"}', "calc.named_twice", "month"),
        ('{"given": {"a": "1", "a": "2"}}', "calc.named_twice", "a"),
        ("[]", "form.model_type", ""),
    ],
)
def test_what_is_no_question_is_refused(
    ask: Command, text: str | bytes, code: str, field: str
) -> None:
    done = ask(text, "contribution", "--json")

    (refusal,) = done.answer["refusals"]
    assert (done.code, refusal["code"], refusal["field"]) == (1, code, field)


@pytest.mark.parametrize("option", [("--language", "fr"), ("--known-on", "yesterday")])
def test_an_option_that_says_nothing_is_refused(ask: Command, option: tuple[str, str]) -> None:
    done = ask(json.dumps(ASKED), "contribution", *option)

    assert done.code == 1
    assert option[0] in done.said


def test_the_law_is_asked_as_it_was_known(ask: Command) -> None:
    facts = {"province": "34", "retired_in": "2025-03", "wage_index": 1, "age_years": 60}
    facts |= {"contribution_months": 360, "account_balance": 0}

    def base(day: str) -> str:
        done = ask(json.dumps(facts), "pension", "--explain", "--known-on", day)
        return done.printed.splitlines()[0]

    assert "7,842.00 元(预发)" in base("2025-09-16")
    assert base("2025-09-17").endswith("= 7,999.00 元")
