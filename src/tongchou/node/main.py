"""The command `tongchou`: run nodes here, and talk to nodes that run."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tongchou.channels.cli import calc, national  # noqa: F401 - they add commands to the app
from tongchou.channels.cli.client import Refused, Unreachable
from tongchou.channels.cli.commands import app
from tongchou.channels.demo import life, report
from tongchou.node import operate
from tongchou.node.places import DEMO_PORT, PORT, home_of, provinces_in
from tongchou.node.playing import lent_nodes
from tongchou.node.postgres import NoPostgres
from tongchou.node.supervisor import CannotRun, run

app.add_typer(operate.app, name="node")


@app.command()
def up(
    provinces: Annotated[
        str, typer.Option(help="Two-digit codes parted by commas, or all.")
    ] = "34,32,31",
    port: Annotated[
        int, typer.Option(help="The ministry's port; a province's is this plus its code.")
    ] = PORT,
    home: Annotated[Path | None, typer.Option(help="State folder; default .tongchou")] = None,
) -> None:
    """Start the ministry and provinces here, and keep them running until Ctrl-C."""
    place = home_of(home)
    try:
        run(place, provinces_in(provinces), first_port=port, say=typer.echo, ready=operate.welcome)
    except (CannotRun, NoPostgres, ValueError) as reason:
        typer.echo(str(reason), err=True)
        raise typer.Exit(1) from None


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The ministry's port while it plays.")] = DEMO_PORT,
    machine: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    home: Annotated[Path | None, typer.Option(help="State folder; default .tongchou")] = None,
) -> None:
    """Play one working life through three provinces and the ministry, and check it."""
    console = Console(highlight=False, stderr=machine)
    place = home_of(home) / "demo"
    console.print(f"从空白开始 · a clean start in {place}: what an earlier demo left is removed")
    try:
        with lent_nodes(place, life.PROVINCES, first_port=port, clock=life.TODAY) as nodes:
            played = life.play(nodes, lambda said: console.print(f"[dim]·[/dim] {said}"))
    except (CannotRun, NoPostgres, Unreachable, Refused, life.DemoFailed) as fault:
        said = getattr(fault, "answer", fault)
        console.print(f"[red]✗[/red] {said}")
        raise typer.Exit(1) from None
    if machine:
        typer.echo(json.dumps(report.as_json(played), ensure_ascii=False, indent=1))
    else:
        report.show(played, console)
    if not played.holds:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.node.settings")
    app()
