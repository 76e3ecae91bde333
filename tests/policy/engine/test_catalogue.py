"""The catalogue: each rule that may be asked stands where its name says, beside its rule."""

import sys
from pathlib import Path

import pytest

from tongchou.policy.catalogue import RULES

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
