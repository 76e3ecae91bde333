"""The commands by which an operator looks after nodes: are they whole, what was set aside."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.commands import Home, Machine, app
from tongchou.channels.cli.reach import reaching

OneOrAll = Annotated[str, typer.Option("--province", help="A node; empty for all.")]


Since = Annotated[int, typer.Option(min=0, help="The last position that is proven already.")]


@app.command()
def verify(
    province: OneOrAll = "", since: Since = 0, machine: Machine = False, home: Home = None
) -> None:
    """Prove logs, copies and ledgers: name each position not as sealed, each odd entry."""
    with reaching(home, machine=machine) as nodes:
        asked = [province] if province else nodes.codes
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
                )
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


@app.command()
def recover(
    province: Annotated[str, typer.Option("--province", help="The node; 00 is the ministry.")],
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Bring a restored node's log forward from its peers' copies; list what is to enter again."""
    with reaching(home, machine=machine) as nodes:
        found = nodes.call(province, "POST", "/recover")
    if machine:
        show.as_json(found)
    else:
        for step in found["steps"]:
            moved = f"; 事项 items {' '.join(step['moved'])}" if step["moved"] else ""
            show.console.print(
                f"[green]✓[/green] {province}: 位置 positions {step['before'] + 1}"
                f"–{step['position']} / {step['wanted']}{moved}",
                soft_wrap=True,
            )
        for event in found["set_aside"]:
            said = f"{_event(event)}: {show.plain(event['fault'])}"
            show.console.print(f"[red]✗[/red] {province} {said}", soft_wrap=True)
        for item in found["enter_again"]:
            show.console.print(
                f"[yellow]![/yellow] 请补录案卷 enter the file again: {item['number']}"
                f" ({', '.join(item['kinds'])})"
            )
    if found["set_aside"]:
        raise typer.Exit(1)


def _print_settled(code: str, answer: dict[str, Any]) -> None:
    for event in answer["settled"]:
        show.console.print(f"[green]✓[/green] {code} {_event(event)}: 已写入 written")
    for event in answer["set_aside"]:
        said = f"{_event(event)}: {show.plain(event['fault'])}"
        show.console.print(f"[red]✗[/red] {code} {said}", soft_wrap=True)
    if not answer["settled"] and not answer["set_aside"]:
        show.console.print(f"[green]✓[/green] {code}: 没有隔离事件 nothing was set aside")


def _event(event: dict[str, Any]) -> str:
    return f"{event['province']}日志第{event['position']}号 {event['kind']}"
