"""The catalogue: each rule that may be asked stands where its name says, beside its rule."""

import ast
import importlib
import sys
from collections.abc import Iterator
from inspect import isfunction, signature
from pathlib import Path
from types import ModuleType

import pytest
from case_files import CASES

import tongchou
from tongchou.policy.catalogue import RULES, asked_rules, declared_rules, versions
from tongchou.policy.engine.rule import Rule

SOURCE = Path(tongchou.__file__).parent
POLICY_TESTS = Path(__file__).parents[1]
LAW, ENGINE = "tongchou.policy.", "tongchou.policy.engine."

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
            source = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            if source.startswith(LAW) and not source.startswith(ENGINE):
                module = importlib.import_module(source)
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


def _module(name: str, **members: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(members)
    return module


def test_a_module_of_the_name_that_declares_no_rule_is_told() -> None:
    with pytest.raises(TypeError, match=r"law\.new_asked declares no RULE"):
        asked_rules([_module("law.new_asked", RULES=RULES["pension"])])


def test_two_rules_of_one_name_or_id_are_told() -> None:
    pension = RULES["pension"]
    other = Rule("pension", 1, lambda _: None)

    with pytest.raises(ValueError, match=r"asked as pension; law\.b_asked is one"):
        asked_rules([_module("law.a_asked", RULE=pension), _module("law.b_asked", RULE=pension)])
    with pytest.raises(ValueError, match=r"the id pension; law\.b has one"):
        declared_rules([_module("law.a", find=pension.find), _module("law.b", find=other)])


def test_a_rule_that_another_module_imports_is_one_rule() -> None:
    find = RULES["pension"].find

    assert declared_rules([_module("law.a", find=find), _module("law.b", rule=find)]) == {
        "pension": find
    }


def test_every_file_of_cases_is_read_by_a_test() -> None:
    tests = "\n".join(path.read_text("utf-8") for path in POLICY_TESTS.rglob("test_*.py"))

    unread = [path.name for path in CASES.glob("*.yaml") if f'"{path.stem}"' not in tests]

    assert not unread, "nothing reads these: cases('…') of case_files, in a test"
