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


def _text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _text(one) for name, one in value.items()}
    return "none" if value is None else str(value)


def line_values(worksheet: Worksheet) -> dict[str, Any]:
    """Return the value of each line of a worksheet by its name."""
    return {line.name: line.value for line in worksheet.lines}
