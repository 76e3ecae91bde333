"""Refusals of rules that are asked: each names a fact of its rule, and what to do."""

import runpy
from collections.abc import Iterator
from pathlib import Path

from asking import ask

from tongchou.policy.catalogue import RULES
from tongchou.policy.employees.pension import pension_asked as pension
from tongchou.standards.refusal import Refusal

PAGES = runpy.run_path(str(Path(__file__).resolve().parents[3] / "tools" / "worksheet_pages.py"))
FORM = "form."


def _refusals() -> Iterator[tuple[str, Refusal]]:
    """Yield what the questions of the worksheets' pages are refused for, besides their form."""
    for question in PAGES["questions"]():
        for refusal in ask(RULES[question["rule"]], question["asked"]).refusals:
            if not refusal.code.startswith(FORM):
                yield question["rule"], refusal


def _facts(rule: str) -> set[str]:
    fields = {**RULES[rule].facts.model_fields}
    if rule == "disability":
        fields |= pension.Facts.model_fields
    return {field.alias or name for name, field in fields.items()}


def test_a_refusal_names_a_fact_of_its_rule() -> None:
    strays = {
        (rule, refusal.code, refusal.field)
        for rule, refusal in _refusals()
        if refusal.code != "law.not_in_force"
        and refusal.field.partition(".")[0] not in _facts(rule)
    }

    assert not strays


def test_a_refusal_says_what_to_do() -> None:
    assert not {(rule, refusal.code) for rule, refusal in _refusals() if refusal.remedy is None}
