"""The faults that mutation testing puts into the rules."""

import runpy
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

MUTANTS = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "mutants.py"))


@pytest.mark.parametrize(
    ("expression", "faults"),
    [
        ("a < 1", {"a <= 1", "a < 2"}),
        ("a and not b", {"a or not b", "a and b"}),
        ("a * -b // c", {"a // -b // c", "a * b // c", "a * -b * c"}),
        ("f(a, kind='x')", {"f(None, kind='x')", "f(a)", "f(a, kind='XXx')"}),
        ("a if b else c", {"a if not b else c"}),
        ("a in {True}", {"a not in {True}", "a in {False}"}),
        ("lambda a: a + 1", {"lambda a: a - 1", "lambda a: a + 2"}),
    ],
)
def test_each_place_is_spoilt_by_itself(expression: str, faults: set[str]) -> None:
    found = list(MUTANTS["mutants_of"](_source(expression), "rule.py"))

    shapes = {_shape(mutant.function_code) for mutant in found}
    assert shapes == {_shape(_code(_source(fault))) for fault in faults}
    assert len(found) == len(faults)


def test_a_loop_goes_on_where_it_ended() -> None:
    source = "def rule(a):\n    for b in a:\n        break\n"

    (mutant,) = MUTANTS["mutants_of"](source, "rule.py")

    assert _shape(mutant.function_code) == _shape(_code(source.replace("break", "continue")))
    assert (mutant.function, mutant.line) == ("rule", 3)


def _source(expression: str) -> str:
    return f'def rule(a: "int" = 1) -> "int":\n    """Say what."""\n    return {expression}\n'


def _code(source: str) -> CodeType:
    module = compile(source, "rule.py", "exec")
    return next(each for each in module.co_consts if isinstance(each, CodeType))


def _shape(code: CodeType) -> tuple[Any, ...]:
    """Return what a code does, wherever it stands."""
    held = (_shape(each) if isinstance(each, CodeType) else each for each in code.co_consts)
    return code.co_code, *held
