"""Items are taken, handed on and commented on by command; substitutes are named by it."""

from typing import Any

import pytest
from commanding import Command
from town import Town, settle

from counter import AT, another_sign_in, clerk
from tongchou.agency.models import Substitution
from tongchou.workflow import changes as workflow


@pytest.fixture
def town(nodes: dict[str, Any], opened: Any) -> Town:
    """Open the node that the commands talk to, with a town in it."""
    del nodes
    opened("34")
    return settle()


def test_an_item_is_taken_told_of_and_given_back(tongchou: Command, town: Town) -> None:
    number = town.mans_item.number

    taken = tongchou("item", "hand", number, "--to", "reviewer", "--as", "reviewer", "--json")
    shown = tongchou("item", "hand", number, "--as", "reviewer")
    listed = tongchou("item", "list", "--province", "34", "--which", "own", "--json")
    back = tongchou("item", "hand", number, "--group", "--as", "reviewer", "--json")
    both = tongchou("item", "hand", number, "--group", "--to", "clerk", "--json")

    assert taken.answer["login"] == "reviewer"
    assert clerk("reviewer").name in shown.said
    assert [one["number"] for one in listed.answer] == [number]
    assert back.answer["login"] == ""
    assert both.code == 1


def test_who_works_on_an_item_is_told(tongchou: Command, town: Town) -> None:
    another_sign_in("anna", ["review"])
    workflow.work_on(town.mans_item, clerk("anna"), at=AT)

    shown = tongchou("item", "hand", town.mans_item.number)
    refused = tongchou("item", "review", town.mans_item.number, "--json")

    assert "anna" in shown.said
    assert refused.answer["refusals"][0]["code"] == "workflow.worked_on"


def test_history_and_comments_are_shown(tongchou: Command, town: Town) -> None:
    number = town.mans_item.number
    tongchou("item", "hand", number, "--to", "reviewer", "--as", "reviewer", "--word", "急件")

    commented = tongchou("item", "comments", number, "--add", "请核对月份")
    history = tongchou("item", "history", number)

    assert commented.code == 0
    assert "请核对月份" in commented.said
    assert "急件" in history.said
    assert "领办" in history.said


def test_a_substitute_is_named_listed_and_let_go(tongchou: Command, town: Town) -> None:
    del town
    days = ("--from", "2024-11-05", "--until", "2024-11-08", "--province", "34")

    named = tongchou("absence", "name", "reviewer", *days, "--json")
    listed = tongchou("absence", "list", "--province", "34")
    ended = tongchou("absence", "end", str(named.answer["number"]), "--province", "34")

    assert "reviewer" in listed.said
    assert ended.code == 0
    assert Substitution.objects.get().ended_at is not None
