"""The commands `tongchou signals` and `tongchou signal judge`: what must be looked at 疑点."""

from typing import Annotated

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.commands import Clerk, Home, Machine, Place, app
from tongchou.channels.cli.reach import reaching
from tongchou.standards.codes import MINISTRY

signal_app = typer.Typer(no_args_is_help=True, help="One signal 疑点 of a province: judge.")
app.add_typer(signal_app, name="signal")


@app.command()
def signals(
    province: Annotated[str, typer.Option(help="The province whose own are listed.")] = MINISTRY,
    clerk: Clerk = "reviewer",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """List the signals 疑点 that the ministry raised: all of them, or those told a province."""
    with reaching(home, machine=machine) as nodes:
        by = None if province == MINISTRY else clerk
        found = nodes.call(province, "GET", "/signals", sign_in=by)
    if machine:
        show.as_json(found)
        return
    show.table(
        "疑点 signals",
        ("编号 id", "疑点 signal", "号码 number", "月 month", "所在 places"),
        [
            (
                str(signal["id"]),
                signal["name"]["zh"],
                signal["ssn"],
                signal["month"],
                " ".join(
                    f"{place['province']}:{place['item_number']}#{place['row']}"
                    for place in signal["places"]
                ),
            )
            for signal in found
        ],
    )


@signal_app.command("judge")
def judge(
    number: int,
    province: Place,
    why: Annotated[str, typer.Option("--why", help="What you found, and what is done.")],
    clerk: Clerk = "reviewer",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Judge a signal 核实疑点, in words."""
    with reaching(home, machine=machine) as nodes:
        path = f"/signals/{number}/judge"
        told = nodes.call(province, "POST", path, sign_in=clerk, json={"judgement": why})
    if machine:
        show.as_json(told)
    else:
        show.console.print(f"{told['id']} {told['status']}")
