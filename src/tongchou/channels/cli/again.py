"""`tongchou rerun`: decide a completed item again, and show line by line what comes out."""

from typing import Annotated, Any

import typer
from rich.table import Table

from tongchou.channels.cli import show
from tongchou.channels.cli.client import path_part
from tongchou.channels.cli.commands import Clerk, Home, Machine, app
from tongchou.channels.cli.reach import reaching
from tongchou.policy.engine.formulas import shown


@app.command("rerun")
def rerun_item(
    number: Annotated[str, typer.Argument(help="The number of a completed item.")],
    clerk: Clerk = "reviewer",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Decide a completed item again 复算, with the figures and rules of its day, and today's.

    Ends with 1 when a line of the day does not come out again.
    """
    with reaching(home, machine=machine) as nodes:
        found = nodes.call(number[:2], "GET", f"/items/{path_part(number)}/rerun", sign_in=clerk)
    if machine:
        show.as_json(found)
    else:
        _print(found)
    if not found["equal"]:
        raise typer.Exit(1)


def _print(found: dict[str, Any]) -> None:
    provenance = found["provenance"]
    show.console.print(
        f"{found['number']}  口径 known on {provenance['known_on']}, "
        f"软件 software {provenance['software']}"
    )
    for rule in provenance["rules"]:
        show.console.print(f"  规则 rule {rule['id']}, 版本 version {rule['version']}")
    table = Table("项目 line", "核定时 kept", "按当时 as then", "按现行 as now")
    for then, now in zip(found["then"], found["now"], strict=False):
        line = then["kept"] or then["again"] or {}
        table.add_row(line.get("zh", ""), _said(then["kept"]), _side(then), _side(now))
    show.console.print(table)
    for one in found["versions"]:
        show.console.print(f"规则 rule {one['rule']}: 版本 version {one['then']} → {one['now']}")
    for one in found["figures"]:
        then, now = one["then"], one["now"]
        show.console.print(
            f"参数 figure {then['name']} {then['province']} {then['from_month']}: "
            f"{_figure(then)} → {_figure(now)}"
        )
    show.console.print("完全一致 every line equal" if found["equal"] else "不一致 lines differ")


def _figure(figure: dict[str, Any]) -> str:
    return figure["word"] or shown(figure["value"], figure["unit"])


def _side(compared: dict[str, Any]) -> str:
    return ("= " if compared["equal"] else "≠ ") + _said(compared["again"])


def _said(line: dict[str, Any] | None) -> str:
    return str(line.get("shown", line.get("code", ""))) if line else "—"
