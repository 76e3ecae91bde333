"""The command that compares a province's rows with the ministry's copy of them."""

import time
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import Nodes
from tongchou.channels.cli.commands import Home, Machine, Place, app
from tongchou.channels.cli.reach import reaching
from tongchou.standards.codes import MINISTRY
from tongchou.standards.time import value_said

Wait = Annotated[float, typer.Option(help="Seconds to wait for the province.")]
OPEN = ("asked", "comparing")


@app.command()
def reconcile(
    province: Place, wait: Wait = 60, machine: Machine = False, home: Home = None
) -> None:
    """Compare a province's rows with the ministry's copy 对账: name whatever is not the same."""
    with reaching(home, machine=machine) as nodes:
        found = _answer(nodes, province, seconds=wait)
    if machine:
        show.as_json(found)
    else:
        print_proof(found)
    if found["state"] != "equal":
        raise typer.Exit(1)


def _answer(nodes: Nodes, province: str, *, seconds: float) -> dict[str, Any]:
    """Ask for a proof and wait until it has ended; return it as it stands."""
    until = time.monotonic() + seconds
    asked = nodes.call(MINISTRY, "POST", "/reconcile", json={"province": province})
    while True:
        found: dict[str, Any] = nodes.call(MINISTRY, "GET", f"/reconcile/{asked['proof']}")
        if found["state"] not in OPEN or time.monotonic() > until:
            return found
        time.sleep(0.2)


def print_proof(found: dict[str, Any]) -> None:
    """Print a proof for a person to read."""
    said = (
        f"{found['province']}: 缺 missing {found['missing']:,}, 多 surplus {found['surplus']:,},"
        f" 异 different {found['different']:,}; 位置 position {found['position']:,},"
        f" {found['questions']} 问 questions, {found['seconds']} s"
    )
    if found["state"] in OPEN:
        show.console.print(
            f"[red]✗[/red] {found['province']}: 该省尚未应答 the province has not answered yet;"
            " 对账保留 the question stays"
        )
        return
    mark = "[green]✓[/green]" if found["state"] == "equal" else "[red]✗[/red]"
    show.console.print(f"{mark} {said}")
    for one in found["findings"]:
        show.console.print(f"  {show.plain(finding_line(one))}")
    remedies = [(one["remedy"]["zh"], one["remedy"]["en"]) for one in found["findings"]]
    for zh, en in dict.fromkeys(remedies):
        show.console.print(f"  → {zh}  {en}", markup=False)
    if not found["is_whole"]:
        show.console.print("  还有其他不符之处 more differs than is listed")


def finding_line(one: dict[str, Any]) -> str:
    """Return a finding as one line: kind, table, key, field, and both values."""
    where = show.columns(one["key"])
    where = where or f"{value_said('month', one['month'])} {one['rows']:,} 行 rows".strip()
    if one["kind"] != "different":
        field = f" ({one['field']})" if one["field"] else ""
        return f"{one['kind_name']['zh']} {one['kind_name']['en']}: {one['table']} {where}{field}"
    return (
        f"{one['kind_name']['zh']} {one['kind_name']['en']}: {one['table']} {where}:"
        f" {one['field']} 省 province {value_said(one['field'], one['in_province'])},"
        f" 部 ministry {value_said(one['field'], one['at_ministry'])}"
    )
