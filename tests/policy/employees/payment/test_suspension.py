"""Suspension and termination: when a pension stops, and how it goes on again."""

from typing import Any

import pytest
from asking import ask, in_the_case, wanted
from case_files import cases

from tongchou.policy.employees.payment.suspension import (
    PAID,
    REASONS,
    SUSPENDED,
    TERMINATED,
    state_in,
)
from tongchou.policy.employees.payment.suspension_asked import RULE
from tongchou.standards.time import month

CASES = cases("suspensions")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_pension_stops_and_goes_on_as_the_rules_say(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert in_the_case(answered, case) == wanted(case)
    if "fields" in case:
        assert [refusal.field for refusal in answered.refusals] == case["fields"]


def test_only_death_terminates() -> None:
    states = {code: reason.state for code, reason in REASONS.items()}

    assert [code for code, state in states.items() if state == TERMINATED] == ["death"]
    assert [code for code, state in states.items() if state == PAID] == ["at_large"]


def test_a_resumption_does_not_bring_back_the_dead() -> None:
    resumed = month(2025, 3)

    assert state_in("death", resumed, month(2025, 2), resumed) == TERMINATED
    assert state_in("missing", resumed, month(2025, 2), resumed) == PAID
    assert state_in("missing", resumed - 1, month(2025, 2), resumed) == SUSPENDED


def test_the_worksheet_counts_the_months_overpaid() -> None:
    asked = {
        "reason": "death",
        "happened_in": "2025-01",
        "month": "2025-05",
        "paid_until": "2025-04",
    }

    line = ask(RULE, asked).worksheet.lines[-1]

    assert (line.name, line.value) == ("overpaid_months", 3)
    assert line.formula.zh == "max(2025-04 − 2025-02 + 1, 0)"
