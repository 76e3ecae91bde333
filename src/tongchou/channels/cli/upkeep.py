"""The commands by which an operator looks after nodes: are they whole, what was set aside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import deep, show
from tongchou.channels.cli.commands import Home, Machine, app
from tongchou.channels.cli.proofs import write_bundle
from tongchou.channels.cli.reach import reaching
from tongchou.standards.codes import MINISTRY

OneOrAll = Annotated[str, typer.Option("--province", help="A node; empty for all.")]


Export = Annotated[
    Path | None,
    typer.Option(help="Write a bundle for third parties there: of this node, or the ministry."),
]
Since = Annotated[int, typer.Option(min=0, help="The last position that is proven already.")]


@app.command()
def verify(
    province: OneOrAll = "",
    since: Since = 0,
    is_deep: Annotated[
        bool, typer.Option("--deep", help="Rebuild what the logs say; compare row by row.")
    ] = False,
    log: Annotated[
        str, typer.Option(help="With --deep: only the node whose log this is; empty for all.")
    ] = "",
    is_cancel: Annotated[
        bool, typer.Option("--cancel", help="Stop the deep proof that goes on.")
    ] = False,
    export: Export = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Prove logs, copies and ledgers: name each position not as sealed, each odd entry.

    With --deep also every row of registry, ledger and items against what the log says of it.
    """
    if is_cancel:
        _cancel(province, machine=machine, home=home)
    elif is_deep:
        _verify_deep(province, log, since, machine=machine, home=home)
    else:
        _verify(province, since, export, machine=machine, home=home)


def _verify_deep(province: str, log: str, since: int, *, machine: bool, home: Home) -> None:
    with reaching(home, machine=machine) as nodes:
        asked = [province] if province else nodes.codes
        runs = deep.prove(nodes, asked, log=log, since=since, machine=machine)
    if machine:
        show.as_json(runs)
    else:
        for code, run in runs.items():
            deep.print_run(code, run)
    if any(run["outcome"] != "whole" for run in runs.values()):
        raise typer.Exit(1)


def _cancel(province: str, *, machine: bool, home: Home) -> None:
    with reaching(home, machine=machine) as nodes:
        asked = [province] if province else nodes.codes
        runs = {code: nodes.call(code, "POST", f"{deep.PATH}/cancel") for code in asked}
    if machine:
        show.as_json(runs)
    else:
        for code in runs:
            show.console.print(f"[green]✓[/green] {code}: 将停止 it will stop")


def _verify(province: str, since: int, export: Path | None, *, machine: bool, home: Home) -> None:
    with reaching(home, machine=machine) as nodes:
        asked = [province] if province else nodes.codes
        if export:
            write_bundle(nodes, province or MINISTRY, export)
        found = {
            code: nodes.call(code, "GET", "/verify", params={"since": since}) for code in asked
        }
    faults = {code: list(_faults_of(answer)) for code, answer in found.items()}
    if machine:
        show.as_json(found)
    else:
        for code, answer in found.items():
            for fault in faults[code]:
                show.console.print(f"[red]✗ {code} {show.plain(fault)}[/red]")
            if not faults[code]:
                show.console.print(
                    f"[green]✓[/green] {code}: {answer['positions']} 个位置完整 whole"
                    f"{show.only_after(since)}"
                )
        if export:
            show.console.print(f"[green]✓[/green] 已写入 written: {show.plain(export)}")
    if any(faults.values()):
        raise typer.Exit(1)


def _faults_of(answer: dict[str, Any]) -> Iterator[str]:
    """Return what a node found wrong with its log, its copies of others' logs, and its ledger."""
    for fault in answer["breaks"]:
        yield f"位置 position {fault['position']}: {fault['what']}"
    for peer, breaks in answer["copies"].items():
        for fault in breaks:
            place = f"所持{peer}日志 copy of {peer}, 位置 position {fault['position']}"
            yield f"{place}: {fault['what']}"
    for peer, faults in answer["signed"].items():
        for fault in faults:
            place = f"{peer}日志第{fault['position']}至{fault['until']}号"
            yield f"{place}: {fault['zh']} {fault['en']}"
    for number in answer["unbalanced_entries"]:
        yield f"分录不平 entry does not balance: {number}"
    for counter in answer["unequal_counters"]:
        yield f"计数与记录不符 counter is not how many rows there are: {counter}"
    for turnover in answer["unequal_balances"]:
        yield f"余额与分录不符 balance is not the sum of its postings: {turnover}"


@app.command()
def settle(province: OneOrAll = "", machine: Machine = False, home: Home = None) -> None:
    """Try again what was set aside 隔离事件: say what is written now, and what still is not."""
    with reaching(home, machine=machine) as nodes:
        asked = [province] if province else nodes.codes
        found = {code: nodes.call(code, "POST", "/settle") for code in asked}
    if machine:
        show.as_json(found)
    else:
        for code, answer in found.items():
            _print_settled(code, answer)
    if any(answer["set_aside"] for answer in found.values()):
        raise typer.Exit(1)


def _print_settled(code: str, answer: dict[str, Any]) -> None:
    for event in answer["settled"]:
        show.console.print(f"[green]✓[/green] {code} {show.event_place(event)}: 已写入 written")
    for event in answer["set_aside"]:
        said = f"{show.event_place(event)}: {show.plain(event['fault'])}"
        show.console.print(f"[red]✗[/red] {code} {said}")
    if not answer["settled"] and not answer["set_aside"]:
        show.console.print(f"[green]✓[/green] {code}: 没有隔离事件 nothing was set aside")
