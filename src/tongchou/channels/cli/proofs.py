"""The commands by which an outsider is given proof: of a position, of a checkpoint, of a log."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import Nodes
from tongchou.channels.cli.commands import Home, Machine, app
from tongchou.channels.cli.reach import reaching
from tongchou.standards.codes import MINISTRY

proof = typer.Typer(no_args_is_help=True, help="Proofs 证明 of a log: inclusion, consistency.")
app.add_typer(proof, name="proof")

Node = Annotated[str, typer.Option("--province", help="The node to ask; 00 is the ministry.")]
Log = Annotated[str, typer.Option(help="Whose log; by default the node's own.")]


@proof.command()
def inclusion(
    position: Annotated[int, typer.Argument(min=1)],
    province: Node = MINISTRY,
    log: Log = "",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Prove that a position of the log is in the checkpoint that the node publishes."""
    asked = {"position": position, "log": log or province}
    _say(_asked(home, province, "/proofs/inclusion", asked, machine=machine), machine=machine)


@proof.command()
def consistency(
    before: Annotated[int, typer.Argument(min=1)],
    after: Annotated[int, typer.Argument(min=1)],
    province: Node = MINISTRY,
    log: Log = "",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Prove that the log at one position goes on from the log at an earlier one."""
    asked = {"before": before, "after": after, "log": log or province}
    _say(_asked(home, province, "/proofs/consistency", asked, machine=machine), machine=machine)


def write_bundle(nodes: Nodes, code: str, file: Path) -> None:
    """Write all that a third party needs to judge a node's logs, one JSON value a line."""
    found = nodes.call(code, "GET", "/export")
    with file.open("w", encoding="utf-8") as target:
        target.write(_line(found))
        for log, last in found["logs"].items():
            after = 0
            while after < last:
                asked = {"log": log, "after": after, "until": last}
                page = nodes.call(code, "GET", "/export/entries", params=asked)
                if not page["entries"]:
                    break  # the copy has a gap, and whoever verifies the bundle sees it
                after = page["entries"][-1][0]
                target.write(_line({"log": log, **page}))


def _asked(
    home: Path | None, code: str, path: str, asked: dict[str, Any], *, machine: bool
) -> dict[str, Any]:
    with reaching(home, machine=machine) as nodes:
        found: dict[str, Any] = nodes.call(code, "GET", path, params=asked)
    return found


def _say(found: dict[str, Any], *, machine: bool) -> None:
    if machine:
        show.as_json(found)
        return
    show.console.print(found["checkpoint"], markup=False, end="")
    for one in found["path"]:
        show.console.print(one, markup=False)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
