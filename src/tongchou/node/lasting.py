"""The commands `tongchou up` and `tongchou demo`: nodes that run here as long as the command."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tongchou.channels.cli import show
from tongchou.channels.cli.client import Refused, Unreachable
from tongchou.channels.cli.commands import app
from tongchou.channels.demo import life, report
from tongchou.node import operate
from tongchou.node.places import DEMO_PORT, PORT, PORT_MAX, home_of, provinces_in
from tongchou.node.playing import lent_nodes
from tongchou.node.postgres import NoPostgres
from tongchou.node.supervisor import CannotRun, run


@app.command()
def up(
    provinces: Annotated[
        str, typer.Option(help="Two-digit codes parted by commas, all, or none.")
    ] = "34,32,31",
    port: Annotated[
        int,
        typer.Option(
            help="The ministry's port; a province's is this plus its code.", min=1, max=PORT_MAX
        ),
    ] = PORT,
    ministry: Annotated[
        str,
        typer.Option(
            help="Address of a ministry elsewhere; then only provinces start, linked to it.",
            envvar="TONGCHOU_MINISTRY_URL",
        ),
    ] = "",
    home: Annotated[Path | None, typer.Option(help="State folder; default .tongchou")] = None,
) -> None:
    """Start the ministry and provinces here, and keep them running until Ctrl-C."""
    place = home_of(home)
    try:
        run(
            place,
            provinces_in(provinces),
            first_port=port,
            say=typer.echo,
            ready=operate.welcome,
            ministry=ministry,
        )
    except (CannotRun, NoPostgres, ValueError, OSError) as reason:
        typer.echo(str(reason), err=True)
        raise typer.Exit(1) from None


@app.command()
def demo(
    port: Annotated[
        int, typer.Option(help="The ministry's port while it plays.", min=1, max=PORT_MAX)
    ] = DEMO_PORT,
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
    except (CannotRun, NoPostgres, Unreachable, Refused, life.DemoFailed, OSError) as fault:
        raise show.fail(str(getattr(fault, "answer", fault)), machine=machine) from None
    if machine:
        typer.echo(json.dumps(report.as_json(played), ensure_ascii=False, indent=1))
    else:
        report.show(played, console)
    if not played.holds:
        raise typer.Exit(1)
