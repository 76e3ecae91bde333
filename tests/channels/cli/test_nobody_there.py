"""Every command says in a sentence, or in JSON, why it cannot be done; none shows a traceback."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from commanding import Command, write_down

from tongchou.node.main import load
from tongchou.node.supervisor import alone_in

WANTED = {
    "province": "34",
    "month": "2024-09",
    "form": "{}",
    "code": "payment_roll",
    "number": "34-20241105-000001",
    "verb": "review",
    "clerk": "clerk",
    "ssn": "340104199001011234",
    "rule": "nonsense",
}
"""Something for whatever a command wants."""

DO_WITHOUT = {"demo", "node certificates create-authority", "node check", "node join request"}
"""They wait for nobody's nodes, and do their work here."""

ASK_NO_NODE = (
    *("backup", "restore", "node certificates", "node department", "node join", "node keys create"),
    *("node repair", "node sums", "node search", "clerk change"),
)
"""They may lack something else first: a key, an authority, an address, a code."""


def commands(of: Any = None, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command of the command line with its words."""
    of = of or typer.main.get_command(load([]))
    for name, command in of.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        else:
            yield (*before, name), command


def wanted(parameter: Any) -> str:
    """Return something for a parameter: a number where it takes numbers alone."""
    is_number = parameter.type_descriptor.annotation is int
    return "1" if is_number else WANTED.get(parameter.name, "file.csv")


def for_machines() -> dict[str, list[str]]:
    """Return the words of every command that has --json, with what it wants."""
    found = {}
    for words, command in commands():
        parameters = {one.name: one for one in command.params}
        if "machine" in parameters and " ".join(words) not in DO_WITHOUT:
            given = [
                word
                for name, one in parameters.items()
                if one.required
                for word in (
                    [one.opts[0], wanted(one)] if one.param_type_name == "option" else [wanted(one)]
                )
            ]
            found[" ".join(words)] = [*words, *given]
    return found


ALL = for_machines()

every_command = pytest.mark.parametrize("name", ALL)


def test_all_that_the_readme_names_are_among_them() -> None:
    named = {"declare", "receipts", "query", "books", "status", "signals", "verify"}

    assert named | {"employers register", "item submit", "item review", "item show"} <= ALL.keys()


@every_command
def test_without_nodes_a_machine_is_told_so_in_json(tongchou: Command, name: str) -> None:
    done = tongchou(*ALL[name], "--json")

    assert done.code == 1
    assert list(done.answer) == ["error"]
    assert "Traceback" not in done.said


@every_command
def test_without_nodes_a_person_is_told_so_in_a_sentence(tongchou: Command, name: str) -> None:
    done = tongchou(*ALL[name])

    assert done.code == 1
    assert done.said.startswith("✗ ")
    assert re.search("[\u4e00-\u9fff]", done.said)
    assert name.startswith(ASK_NO_NODE) or "No " in done.said
    assert "Traceback" not in done.said


@every_command
def test_a_command_that_lacks_what_it_wants_is_not_understood(tongchou: Command, name: str) -> None:
    done = tongchou(*name.split(), "--nonsense", "--json")

    assert done.code == 2
    assert list(done.answer) == ["error"]
    assert "No such option" in done.complained


def test_a_command_that_does_not_exist_is_not_understood(tongchou: Command) -> None:
    done = tongchou("nonsense")

    assert (done.code, done.printed) == (2, "")
    assert "No such command 'nonsense'" in done.complained


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '{"a": 1}', '{"nodes": []}', "\x00", "[" * 100_000]
)
def test_a_list_of_nodes_that_is_none_is_said(tongchou: Command, home: Path, content: str) -> None:
    home.mkdir()
    (home / "nodes.json").write_text(content)

    done = tongchou("status", "--json")

    assert done.code == 1
    assert done.answer == {
        "error": "节点清单无法读取,请重新启动"
        f" · {home}/nodes.json lists no nodes. Start them anew: tongchou up"
    }


@pytest.mark.parametrize("place", ["a file", "nowhere", "[/bold]", "[red]", ":warning:"])
def test_a_folder_without_nodes_is_named_as_it_was_typed(
    tongchou: Command, tmp_path: Path, place: str
) -> None:
    (tmp_path / "a file").write_text("")
    folder = str(tmp_path / place)

    done = tongchou("status", "--home", folder)

    assert done.code == 1
    assert f"No nodes run here ({folder}/nodes.json is missing)" in done.said


def test_nodes_that_died_are_said_to_be_silent(tongchou: Command, home: Path) -> None:
    sign_ins = {"services": [{"duties": ["operate"], "token": "x"}], "clerks": []}
    write_down(home, {"00": {"url": "http://127.0.0.1:1", "pid": 1, "sign_ins": sign_ins}})

    done = tongchou("status", "--json")

    assert done.code == 1
    assert done.answer["error"].startswith(
        "节点00没有应答 · Node 00 at http://127.0.0.1:1 does not answer"
    )


def test_nodes_that_died_are_listed_as_not_ready(tongchou: Command, home: Path) -> None:
    write_down(home, {"00": {"url": "http://127.0.0.1:1", "pid": 1, "sign_ins": {}}})

    done = tongchou("node", "list", "--json")

    assert (done.code, done.answer) == (
        0,
        {"00": {"url": "http://127.0.0.1:1", "pid": 1, "ready": False}},
    )


def test_a_node_that_does_not_run_cannot_be_restarted(tongchou: Command, home: Path) -> None:
    write_down(home, {"00": {"url": "http://127.0.0.1:1", "pid": 1, "sign_ins": {}}})

    done = tongchou("node", "restart", "[/34]")

    assert done.code == 1
    assert "Node [/34] does not run here; these do: 00" in done.said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("up", "--provinces", "99"), "No province has the code 99"),
        (("up", "--provinces", ""), "No province has the code given: none"),
        (("up", "--home", "/dev/null/x"), "Not a directory"),
        (("node", "prepare", "99"), "No node has the code 99"),
    ],
)
def test_nodes_that_cannot_run_are_refused_in_a_sentence(
    tongchou: Command, words: tuple[str, ...], sentence: str
) -> None:
    done = tongchou(*words)

    assert done.code == 1
    assert sentence in done.said
    assert "Traceback" not in done.said


@pytest.mark.parametrize("port", ["0", "-1", "65437", "99999999999", "abc"])
@pytest.mark.parametrize("command", ["up", "demo"])
def test_a_port_that_leaves_none_for_every_province_is_not_understood(
    tongchou: Command, command: str, port: str
) -> None:
    done = tongchou(command, "--port", port)

    assert done.code == 2
    assert "--port" in done.complained


def test_a_node_that_there_is_not_is_neither_served_nor_made(
    tongchou: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGCHOU_NODE", "99")

    done = [tongchou("node", "serve"), tongchou("node", "prepare")]

    assert [(one.code, one.said) for one in done] == [(1, "✗ No node has the code 99")] * 2


def test_a_node_without_its_port_is_not_served(tongchou: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = tongchou("node", "serve", "--port", port)

    assert done.code == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in done.said


def test_a_node_without_its_database_is_not_made(
    tongchou: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL_34", f"dbname=none host={home}")

    done = tongchou("node", "prepare", "34")

    assert done.code == 1
    assert "The database cannot be reached" in done.said
    assert "Traceback" not in done.said


def test_a_demo_that_runs_already_is_refused_in_json(tongchou: Command, home: Path) -> None:
    with alone_in(home / "demo"):
        done = tongchou("demo", "--json")

    assert done.code == 1
    assert done.answer["error"].startswith(f"Nodes already run in {home}/demo")
