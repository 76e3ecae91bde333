"""The catalogue: each rule that may be asked stands where its name says, beside its rule."""

import ast
import importlib
import sys
from collections.abc import Iterator
from inspect import isfunction, signature
from pathlib import Path

import pytest

import tongchou
from tongchou.policy.catalogue import RULES, versions
from tongchou.policy.engine.rule import Rule

SOURCE = Path(tongchou.__file__).parent
CHAPTERS = ("tongchou.policy.employees", "tongchou.policy.fund")

WITHIN = {"account_balance": "account", "account_year": "account"}
"""Rules of one module, where the law's own unit is larger than what is asked."""


@pytest.mark.parametrize("name", RULES)
def test_how_a_rule_is_asked_stands_in_the_module_of_its_name(name: str) -> None:
    module = sys.modules[RULES[name].find.__module__]

    assert module.__name__.rpartition(".")[2] == f"{name.replace('-', '_')}_asked"
    assert vars(module)["RULE"] is RULES[name]


@pytest.mark.parametrize("name", RULES)
def test_the_rule_itself_stands_beside_it(name: str) -> None:
    asked = Path(str(sys.modules[RULES[name].find.__module__].__file__))
    stem = asked.stem.removesuffix("_asked")

    assert asked.with_name(f"{WITHIN.get(stem, stem)}.py").exists()


def _asked_by_items() -> Iterator[tuple[str, object]]:
    """Give what business items import from the rules: its name and itself."""
    for path in sorted((SOURCE / "business").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(CHAPTERS):
                module = importlib.import_module(str(node.module))
                yield from ((name.name, vars(module)[name.name]) for name in node.names)


def test_what_a_business_item_asks_of_the_law_is_a_rule_of_the_catalogue() -> None:
    asked = dict(_asked_by_items())
    by_law = {
        name: found
        for name, found in asked.items()
        if isinstance(found, Rule) or (isfunction(found) and "law" in signature(found).parameters)
    }

    assert {"determine", "departure", "contribution"} <= by_law.keys()
    assert not [name for name, found in by_law.items() if not isinstance(found, Rule)]
    assert {found.id for found in by_law.values() if isinstance(found, Rule)} <= versions().keys()
