"""A command loads what it needs alone, and is as whole as where all commands are loaded."""

import subprocess
import sys
from typing import Any

import pytest
import typer

from tongchou.node.main import MODULES, load

ALONE = """
import sys, typer
from tongchou.node.main import load
from typer.main import get_command
names = [name for name in get_command(load(sys.argv[1:])).commands[sys.argv[1]].commands]
print(*sorted(names), "tongchou.policy.catalogue" in sys.modules)
"""


def everything() -> Any:
    return typer.main.get_command(load([])).commands  # type: ignore[attr-defined]


def test_every_command_is_found_by_its_first_word() -> None:
    assert set(everything()) == set(MODULES)


@pytest.mark.parametrize("group", ["item", "agency", "node"])
def test_a_group_that_is_loaded_alone_has_all_of_its_commands(group: str) -> None:
    done = subprocess.run(  # our own command
        [sys.executable, "-c", ALONE, group], capture_output=True, text=True, check=True
    )

    *names, has_the_law = done.stdout.split()
    assert names == sorted(everything()[group].commands)
    assert has_the_law == "False"


def test_a_word_that_names_no_command_is_refused_with_those_that_there_are() -> None:
    done = subprocess.run(  # our own command
        [sys.executable, "-m", "tongchou.node", "itm"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "itm" in done.stderr
    assert "item" in done.stderr
