"""Asks a rule as the command line does, and gives its answer as the text a caller reads."""

from datetime import date
from typing import Any

from tongchou.policy.engine.answer import Answer, Asked, answer
from tongchou.policy.engine.worksheet import Worksheet

KNOWN_ON = date(2026, 11, 24)


def ask(rule: Asked, asked: dict[str, Any]) -> Answer:
    return answer(rule, asked, known_on=KNOWN_ON)


def said(answered: Answer) -> dict[str, Any]:
    """Return the result as text, as a case writes it."""
    return {name: _text(value) for name, value in (answered.result or {}).items()}


def codes(answered: Answer) -> list[str]:
    """Return why there is no result, by code."""
    return [refusal.code for refusal in answered.refusals]


def in_the_case(answered: Answer, case: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return of an answer what its case tells of: the results that it names, and all refusals."""
    found = said(answered)
    return {name: found.get(name, "") for name in case.get("result", {})}, codes(answered)


def wanted(case: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return what a case wants: its results, and the codes of what is refused."""
    return case.get("result", {}), case.get("refused", [])


def _text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _text(one) for name, one in value.items()}
    return "none" if value is None else str(value)


def line_values(worksheet: Worksheet) -> dict[str, Any]:
    """Return the value of each line of a worksheet by its name."""
    return {line.name: line.value for line in worksheet.lines}
