"""What commands about matters for another province 异地受理 share: sending scans, printing."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import Nodes, path_part

PaperOption = Annotated[
    list[str] | None,
    typer.Option("--paper", help="CODE=FILE, a scan for another province; several."),
]


def forward(
    nodes: Nodes, province: str, asked: dict[str, Any], papers: list[str] | None, clerk: str
) -> dict[str, Any]:
    """Take a matter in for another province, and send its scans; return how it stands."""
    told: dict[str, Any] = nodes.call(province, "POST", "/forwarded", sign_in=clerk, json=asked)
    return send_scans(nodes, told, papers, clerk)


def send_scans(
    nodes: Nodes, told: dict[str, Any], papers: list[str] | None, clerk: str
) -> dict[str, Any]:
    """Send scans after a matter, each as CODE=FILE; return how it stands, or `told` for none."""
    number = told["number"]
    for paper, _, name in (one.partition("=") for one in papers or ()):
        path = f"/forwarded/{path_part(number)}/papers/{path_part(paper)}"
        handed = {"file": (Path(name).name, Path(name).read_bytes())}
        told = nodes.call(number[:2], "POST", path, sign_in=clerk, files=handed)
    return told


def print_forwarded(told: dict[str, Any], *, machine: bool) -> None:
    """Print a matter: its number here and there, how it stands, what is missing or refused."""
    if machine:
        show.as_json(told)
        return
    show.console.print(
        f"[bold]{told['number']}[/bold] {told['code']} → {told['competent']}"
        f" {show.plain(told['item_number'])} · {show.plain(told['status_name']['zh'])}"
        f" {show.plain(told['status_name']['en'])}"
    )
    if told["due_on"]:
        show.console.print(f"  时限 due {told['due_on']}", markup=False)
    if told["note"]:
        show.console.print(f"  {show.plain(told['note'])}")
    for one in told["points"]:
        show.console.print(f"  {show.plain(one['about'])}: {show.plain(one['words'])}")
    for paper in told["missing"]:
        show.console.print(f"  [yellow]缺少材料 missing[/yellow] {show.plain(paper)}")
    for one in told["refusals"]:
        show.console.print(f"[red]✗[/red] {show.plain(one['zh'])}")
        show.console.print(f"  {one['en']}", markup=False)
