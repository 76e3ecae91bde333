"""The command that tells what applies at a node: figures, limits, steps, on whose word."""

from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.commands import Home, Machine, Place, app
from tongchou.channels.cli.reach import reaching
from tongchou.standards.schemes import EMPLOYEES


@app.command()
def applies(
    province: Place,
    text: Annotated[
        str, typer.Option(help="Only what has it: a figure, item, source, state.")
    ] = "",
    on: Annotated[str, typer.Option(help="Day, such as 2024-09-30; today without one.")] = "",
    scheme: Annotated[str, typer.Option(help="险种 code of the scheme")] = EMPLOYEES,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Tell what applies at a node 本地适用口径: figures, steps, limits; since when, whence.

    It is public: no token is needed.
    """
    asked = {"scheme": scheme, "text": text} | ({"on": on} if on else {})
    with reaching(home, machine=machine, is_stranger=True) as nodes:
        told = nodes.public(province, "/applies", params=asked)
    if machine:
        show.as_json(told)
    else:
        print_applies(told)


def print_applies(told: dict[str, Any]) -> None:
    """Print what applies at a node: first what is missing, then figures, then items."""
    show.console.print(
        f"节点 node {told['node']}  {told['on']}  险种 scheme {told['scheme']}"
        f"  随软件发布 released with the software {told['software']}"
        f"  参数摘要 digest {told['figures_digest'][:12]}"
    )
    missing = [one for one in told["figures"] if one["state"] in {"missing", "lapsed"}]
    for one in missing:
        said = f"{one['title']['zh']}{one['city']} {one['title']['en']}: {_both(one['state_name'])}"
        show.console.print(f"[red]✗[/red] {show.plain(said)}")
    show.table(
        "政策参数 figures of the law",
        (
            "参数\nfigure",
            "数值\nvalue",
            "自\nsince",
            "至（不含）\nuntil",
            "依据\nsource",
            "公布\npublished",
            "状态\nstate",
        ),
        map(_figure, told["figures"]),
    )
    show.table(
        "办理环节与时限 steps and time limits",
        (
            "事项\nitem",
            "环节\nsteps",
            "时限（工作日）\nworking days",
            "公示（天）\nnotice, days",
            "依据\nbasis",
        ),
        map(_item, told["items"]),
    )


def _figure(one: dict[str, Any]) -> tuple[Any, ...]:
    return (
        f"{one['title']['zh']}{one['city']}\n{one['name']}",
        _both(one["value_said"]),
        one["from_month"],
        one["until_month"],
        one["source_said"],
        one["published_on"],
        _both(one["state_name"]),
    )


def _item(one: dict[str, Any]) -> tuple[Any, ...]:
    return (
        f"{one['name']['zh']}\n{one['code']}",
        " → ".join(step["zh"] for step in one["steps"]),
        one["working_days"],
        one["notice_days"],
        one["basis_said"],
    )


def _both(said: dict[str, str]) -> str:
    return said["zh"] if said["zh"] == said["en"] else f"{said['zh']} {said['en']}"
