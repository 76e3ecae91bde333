"""The command `tongchou`: run nodes here, and talk to nodes that run."""

import os
from pathlib import Path
from typing import Annotated

import typer

from tongchou.channels.cli import national  # noqa: F401 - adds the ministry's commands to the app
from tongchou.channels.cli.commands import app
from tongchou.node import operate
from tongchou.node.places import PORT, home_of, provinces_in
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


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.node.settings")
    app()
