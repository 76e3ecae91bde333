"""The worksheets of docs/worksheets, word by word: every line, formula, sentence and basis."""

import runpy
from pathlib import Path

import pytest

from tongchou.policy.catalogue import RULES

ROOT = Path(__file__).resolve().parents[3]
PAGES = runpy.run_path(str(ROOT / "tools" / "worksheet_pages.py"))


@pytest.mark.parametrize("rule", RULES)
def test_the_worksheets_of_a_rule_say_what_they_said(rule: str) -> None:
    page = (PAGES["FOLDER"] / f"{rule}.md").read_text(encoding="utf-8")

    assert page == PAGES["page"](rule), "if meant, write it anew: make pages"


def test_every_rule_is_shown_by_a_question_at_least() -> None:
    asked = {question["rule"] for question in PAGES["questions"]()}

    unasked, unknown = sorted(set(RULES) - asked), sorted(asked - set(RULES))

    assert not unasked, "write a line for it in docs/worksheets/asked.jsonl"
    assert not unknown, "there is no such rule"
