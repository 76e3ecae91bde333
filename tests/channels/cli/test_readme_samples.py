"""The samples of both front pages are the same, and their commands can be given as they stand."""

import json
import re
import shlex
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commanding import Command

from tongchou.channels.cli.client import Nodes
from tongchou.policy.catalogue import RULES
from tongchou.policy.engine.answer import answer

PAGES = {name: Path(__file__).parents[3] / name for name in ("README.md", "README.zh-CN.md")}
TRIED = ("employers", "declare", "receipts", "item submit", "citizen")
FILES = ["employers.json", "wages.csv", "receipts.json", "form.json", "number.txt", "facts.json"]


def samples_in(page: Path) -> dict[str, str]:
    """Return the files that a page shows, by name."""
    (block,) = re.findall(r"```\n# employers\.json.*?```", page.read_text("utf-8"), re.DOTALL)
    parts = re.split(r"^# (\S+).*\n", block.strip("`\n"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands_in(page: Path) -> list[list[str]]:
    """Return the words of the commands on a page that need nothing but those files."""
    lines = re.findall(r"^tongchou (.+?)(?: +#.*)?$", page.read_text("utf-8"), re.MULTILINE)
    return [shlex.split(line) for line in lines if line.startswith(TRIED)]


def test_both_pages_show_the_same() -> None:
    english, chinese = PAGES.values()

    assert list(samples_in(english)) == FILES
    assert samples_in(chinese) == samples_in(english)
    assert commands_in(chinese) == commands_in(english)


def test_the_facts_of_the_page_are_answered() -> None:
    facts = json.loads(samples_in(PAGES["README.md"])["facts.json"])

    found = answer(RULES["pension"], facts, known_on=date(2026, 11, 24))

    assert found.result is not None, found.refusals


@pytest.mark.usefixtures("nodes")
def test_the_commands_of_the_page_do_what_they_say(
    tongchou: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    # These nodes exchange nothing: whoever waits for the ministry waits in vain.
    monkeypatch.setattr(Nodes, "wait_until_held", lambda *_, **__: False)
    for name, content in samples_in(PAGES["README.md"]).items():
        (tmp_path / name).write_text(content, "utf-8")

    done = {words[0]: tongchou(*words, "--json") for words in commands_in(PAGES["README.md"])}

    answers: dict[str, Any] = {name: one.answer for name, one in done.items()}
    assert {name: one.code for name, one in done.items()} == dict.fromkeys(
        ("employers", "declare", "receipts", "item", "citizen"), 0
    )
    assert answers["employers"]["outcome"]["registered"] == 1
    assert (answers["declare"]["accepted"], answers["declare"]["refused"]) == (1, 0)
    assert answers["receipts"]["outcome"]["accepted"] == 1
    assert answers["item"]["status"] == "accepted"
