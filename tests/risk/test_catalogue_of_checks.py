"""Every check is in the list that runs, and has a test that it fires and that it keeps still."""

import ast
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import FunctionType

import pytest

from tongchou.risk import checks
from tongchou.risk.catalogue import CHECKS, EVERYWHERE, GATES, run_checks
from tongchou.risk.check import Check
from tongchou.risk.gate import Gate, Rung
from tongchou.standards import codes
from tongchou.standards.citation import register
from tongchou.standards.messages import ContributionsReceived
from tongchou.workflow.catalogue import catalogue

TESTS = Path(__file__).parent
MODULES = [
    import_module(f"{checks.__name__}.{found.name}") for found in iter_modules(checks.__path__)
]
DECLARED = [
    value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, Check | Gate)
]
LISTED = [*CHECKS, *GATES]


def test_every_check_and_gate_that_is_declared_runs() -> None:
    unlisted = [one.code for one in DECLARED if one not in LISTED]
    undeclared = [one.code for one in LISTED if one not in DECLARED]

    assert DECLARED
    assert not unlisted, "name them in CHECKS or GATES of risk/catalogue.py"
    assert not undeclared, "declare them in a module of risk/checks"
    assert len({one.code for one in LISTED}) == len(LISTED)


def test_no_function_among_the_checks_is_left_undeclared() -> None:
    undeclared = [
        f"{module.__name__}.{name}"
        for module in MODULES
        for name, value in vars(module).items()
        if isinstance(value, FunctionType)
        and value.__module__ == module.__name__
        and not name.startswith("_")
    ]

    assert not undeclared


@pytest.mark.parametrize("code", [one.code for one in LISTED])
def test_every_check_has_a_test_that_it_fires_and_one_that_it_keeps_still(code: str) -> None:
    module = TESTS / f"test_{code}.py"
    assert module.exists(), "write it: a test that it fires and one that it keeps still"
    tree = ast.parse(module.read_text("utf-8"))
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]

    assert [name for name in names if name.startswith("test_it_fires_")]
    assert [name for name in names if name.startswith("test_it_keeps_still_")]


def test_checks_rest_on_a_known_document_and_each_gate_is_named_by_an_item() -> None:
    named = {gate.code for item in catalogue().values() for gate in item.gates}

    assert all(check.basis in register() for check in CHECKS)
    assert named == {gate.code for gate in GATES if gate not in EVERYWHERE}
    assert all(
        catalogue()[code].is_about_a_person for code in catalogue() if catalogue()[code].gates
    )


def test_each_finding_of_a_gate_is_declared_once_with_its_rung() -> None:
    declared = [code for gate in GATES for code in gate.rungs]

    assert len(set(declared)) == len(declared)
    assert all(gate.rungs for gate in GATES)
    assert list(codes.table("rungs")) == [rung.value for rung in Rung]


def test_a_message_no_check_is_for_finds_nothing_and_asks_no_database() -> None:
    received = ContributionsReceived(
        scheme="110", month="2024-09", received_on="2024-10-08", item_number="1",
        credit_codes=[], declarations=[],
    )  # fmt: skip

    assert run_checks([received]) == []
