"""The catalogue: each rule that may be asked stands where its name says."""

import sys

import pytest

from tongchou.policy.catalogue import RULES


@pytest.mark.parametrize("name", RULES)
def test_how_a_rule_is_asked_stands_in_the_module_of_its_name(name: str) -> None:
    module = sys.modules[RULES[name].find.__module__]

    assert module.__name__.rpartition(".")[2] == f"{name.replace('-', '_')}_asked"
    assert vars(module)["RULE"] is RULES[name]
