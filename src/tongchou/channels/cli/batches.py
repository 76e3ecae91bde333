"""The command `tongchou item batch`: many items carried on as one job, after a summary."""

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import Nodes
from tongchou.channels.cli.commands import Clerk, Home, Machine
from tongchou.channels.cli.items import item_app
from tongchou.channels.cli.reach import reaching

POLL_SECONDS = 0.5
OUTCOMES = {
    "waiting": "待办理 waiting",
    "taken": "已办理 taken",
    "refused": "未通过 refused",
    "left": "未纳入 left out",
    "stopped": "已停止 stopped",
    "broken": "系统故障 broke",
}


@item_app.command("batch")
def batch(
    numbers: Annotated[list[str] | None, typer.Argument(help="Numbers of items.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="A file with a number a line; - is standard input.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask after the summary.")] = False,
    clerk: Clerk = "reviewer",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Take the next step of up to 200 items 批量办理, each by itself; a summary comes first."""
    with reaching(home, machine=machine) as nodes:
        asked = [*(numbers or ()), *(_lines_of(file) if file else ())]
        if not asked:
            raise ValueError("没有办件编号 · No item was named")
        province = asked[0][:2]
        summary = nodes.call(province, "POST", "/batches", sign_in=clerk, json={"numbers": asked})
        if not machine:
            _print_summary(summary)
        if not yes and (machine or not typer.confirm(f"办理 take {summary['ready']} 件 items")):
            raise show.fail("未办理任何一件 · nothing was taken; see --yes", machine=machine)
        path = f"/batches/{summary['batch']['id']}"
        nodes.call(province, "POST", f"{path}/begin", sign_in=clerk, json={})
        ended = _followed(nodes, province, path, clerk)
    if machine:
        show.as_json(ended)
    else:
        _print_entries(ended)
    if any(one["outcome"] != "taken" for one in ended["entries"]):
        raise typer.Exit(1)


def _lines_of(file: Path) -> list[str]:
    text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    return text.split()


def _followed(nodes: Nodes, province: str, path: str, clerk: str) -> dict[str, Any]:
    """Return a batch as it ended."""
    while True:
        told: dict[str, Any] = nodes.call(province, "GET", path, sign_in=clerk)
        if told["ended_at"]:
            return told
        time.sleep(POLL_SECONDS)


def _print_summary(summary: dict[str, Any]) -> None:
    show.table(
        f"批量汇总 summary: {summary['ready']} 件 items",
        ("事项\nitem", "环节\nstep", "件数\ncount", "金额（元）\nyuan", "最早受理\noldest"),
        [
            (
                f"{one['name']['zh']}\n{one['name']['en']}",
                one["verb"],
                one["count"],
                "" if one["amount_fen"] is None else show.yuan(one["amount_fen"]),
                show.instant(one["oldest"]),
            )
            for one in summary["groups"]
        ],
    )
    for one in (*summary["alone"], *summary["hindered"]):
        _print_why(one["number"], one["refusals"])
    for number in summary["unknown"]:
        show.console.print(f"[red]✗[/red] {show.plain(number)} 不在您的权限范围 not in your scope")


def _print_entries(ended: dict[str, Any]) -> None:
    for one in ended["entries"]:
        if one["outcome"] == "taken":
            show.console.print(f"[green]✓[/green] {one['number']} {one['verb']}")
        else:
            _print_why(f"{one['number']} {OUTCOMES[one['outcome']]}", one["refusals"])


def _print_why(named: str, refusals: list[dict[str, Any]]) -> None:
    show.console.print(f"[yellow]![/yellow] {show.plain(named)}")
    for why in refusals:
        show.console.print(f"  {show.plain(why['zh'])}  {show.plain(why['en'])}")
