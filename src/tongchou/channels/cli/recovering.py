"""The command `tongchou recover`: what a restored node needs before it goes on, and its peers."""

import sys
from functools import partial
from typing import Annotated, Any, NamedTuple

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import Nodes
from tongchou.channels.cli.commands import Home, Machine, app
from tongchou.channels.cli.reach import reaching
from tongchou.standards.text import Text
from tongchou.sync import refusals

NodeOption = Annotated[str, typer.Option("--province", help="The node; 00 is the ministry.")]
Opens = Annotated[
    bool,
    typer.Option("--new-epoch", help="Open a new epoch of its log, which cannot be brought back."),
]
AcceptEpoch = Annotated[
    str, typer.Option("--accept-epoch", help="Accept there the new epoch of this node's log.")
]
Waive = Annotated[
    str, typer.Option("--waive", help="Wait there no longer for this node to be heard again.")
]
Epochs = Annotated[bool, typer.Option("--epochs", help="Show epochs, and what they set aside.")]
Acknowledge = Annotated[
    bool, typer.Option("--acknowledge", help="Take note of the items whose papers stay lost.")
]
Why = Annotated[str, typer.Option("--why", help="Why; the peers are told. No personal data.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask whether it shall be done.")]

OPENS = Text(
    "将开启新纪元：日志自第{sealed}号之后另起，对端在此之后所持的旧纪元事件须由对端接受后另存，不再属于本日志。",
    "A new epoch begins behind position {sealed}. What peers hold of the present one beyond it is"
    " given up: each peer accepts that by an act, and keeps it aside.",
)
WAIVES = Text(
    "将不再等待节点{node}。如该节点持有本节点日志的更新部分，其返回时两份日志即告分叉，须开启新纪元。",
    "Node {node} is not waited for. If it holds more of this node's log, that departs from what is"
    " written from now on, and a new epoch must be opened when it comes back.",
)
ACCEPTS = Text(
    "将接受节点{node}的第{epoch}纪元：所持第{position}号之后的{set_aside}件旧纪元事件另存（其中{meant}件"
    "发给本节点），已产生的业务结果保留，新纪元重述时不重复办理。",
    "Epoch {epoch} of node {node} is accepted: {set_aside} events held behind position {position}"
    " are kept aside, {meant} of them meant for this node. What they caused here stays, and is not"
    " caused twice when the new epoch tells it again.",
)


@app.command()
def recover(
    province: NodeOption,
    new_epoch: Opens = False,
    accept_epoch: AcceptEpoch = "",
    waive: Waive = "",
    epochs: Epochs = False,
    acknowledge: Acknowledge = False,
    why: Why = "",
    is_meant: Yes = False,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Bring a restored node's log forward from its peers' copies; list what is to enter again.

    Where that cannot be: wait no longer for a peer, or open a new epoch, which peers then accept.
    """
    acts = (new_epoch, accept_epoch, waive, epochs, acknowledge)
    if sum(map(bool, acts)) > 1:
        raise typer.BadParameter(
            "one of --new-epoch, --accept-epoch, --waive, --epochs, --acknowledge"
        )
    with reaching(home, machine=machine) as nodes:
        if acknowledge:
            _acknowledge(nodes, province, why, machine=machine)
            return
        if not any(acts):
            found = nodes.call(province, "POST", "/recover")
            _say_brought_forward(found, province, machine=machine)
            return
        known = nodes.call(province, "GET", "/epochs")
        if not epochs:
            act = _act_of(known, accept_epoch, waive, machine=machine)
            _must_be_meant(act, why, is_meant=is_meant, machine=machine)
            known = nodes.call(province, "POST", act.path, json={"why": why, **act.asked})
    if machine:
        show.as_json(known)
    else:
        _print_epochs(known)


def _acknowledge(nodes: Nodes, province: str, why: str, *, machine: bool) -> None:
    """Take note of the items whose papers stay lost, and say which they are."""
    if not why:
        raise show.fail("请说明原因 Say why: --why", machine=machine)
    done = nodes.call(province, "POST", "/recover/lost", json={"why": why})
    if machine:
        show.as_json(done)
        return
    for number in done["acknowledged"]:
        show.console.print(f"[green]✓[/green] {province}: 已记录缺口 known gap {number}")
    if not done["acknowledged"]:
        show.console.print(f"{province}: 没有未记录的缺口 nothing to take note of")


class _Act(NamedTuple):
    """An act: where it is asked for, of which peer, and what it means, in both languages."""

    path: str
    asked: dict[str, str]
    meaning: Text


def _said(text: Text, **facts: Any) -> Text:
    return Text(text.zh.format(**facts), text.en.format(**facts))


def _act_of(known: dict[str, Any], accept_epoch: str, waive: str, *, machine: bool) -> _Act:
    """Return the act that is wished for: of these, or a new epoch."""
    if waive:
        return _Act("/epochs/waived", {"node": waive}, _said(WAIVES, node=waive))
    if accept_epoch:
        waiting = [one for one in known["to_accept"] if one["node"] == accept_epoch]
        if not waiting:
            said = refusals.nothing_to_accept(accept_epoch).text
            raise show.fail(f"{said.zh} {said.en}", machine=machine)
        return _Act("/epochs/accepted", {"node": accept_epoch}, _said(ACCEPTS, **waiting[0]))
    return _Act("/epochs", {}, _said(OPENS, **known))


def _must_be_meant(act: _Act, why: str, *, is_meant: bool, machine: bool) -> None:
    """Say what an act means, and go on only if it is meant; without a terminal `--yes` says so."""
    if not why:
        raise show.fail("请说明原因 Say why: --why", machine=machine)
    if is_meant:
        return
    if machine or not sys.stdin.isatty():
        said = f"{act.meaning.zh} {act.meaning.en} 确认请加 Confirm with --yes"
        raise show.fail(said, machine=machine)
    for said in (act.meaning.zh, act.meaning.en):
        show.console.print(show.plain(said))
    typer.confirm("确认 Go on?", abort=True)


def _say_brought_forward(found: dict[str, Any], province: str, *, machine: bool) -> None:
    if machine:
        show.as_json(found)
    else:
        for step in found["steps"]:
            moved = f"; 事项 items {' '.join(step['moved'])}" if step["moved"] else ""
            show.console.print(
                f"[green]✓[/green] {province}: 位置 positions {step['before'] + 1}"
                f"–{step['position']} / {step['wanted']}{moved}"
            )
        for event in found["set_aside"]:
            said = f"{show.event_place(event)}: {show.plain(event['fault'])}"
            show.console.print(f"[red]✗[/red] {province} {said}")
        for item in found["enter_again"]:
            show.console.print(
                f"[yellow]![/yellow] 请补录案卷 enter the file again: {item['number']}"
                f" ({', '.join(item['kinds'])})"
            )
        if found["enter_again"]:
            show.console.print(
                "  → 已补录或无须补录的 once entered, or where it cannot be:"
                f" tongchou recover --province {province} --acknowledge --why …",
                markup=False,
            )
        for item in found["steps_lost"]:
            show.console.print(
                "[yellow]![/yellow] 办件已按日志办结，其后环节与文书已失"
                f" the item stands as the log says, its last steps are lost: {item['number']}"
            )
    if found["set_aside"]:
        raise typer.Exit(1)


def _print_epochs(known: dict[str, Any]) -> None:
    """Print what epochs a node's log has, what waits for whom, and what was set aside."""
    say = partial(show.console.print)
    say(f"节点{known['node']} 第{known['epoch']}纪元 epoch {known['epoch']}, {known['sealed']} 号")
    for one in known["opened"]:
        say(
            f"  第{one['epoch']}纪元 epoch {one['epoch']} 自第{one['position']}号后 behind"
            f" {one['position']}, {one['opened_at']} {show.plain(one['opened_by'])}:"
            f" {show.plain(one['why'])}"
        )
    for code in known["unheard"]:
        say(f"[yellow]![/yellow] 等待节点 waits for node {code}")
    for code in known["waived"]:
        say(f"[yellow]![/yellow] 不再等待节点 waits no longer for node {code}")
    for one in known["departing"]:
        fault = one["fault"]
        say(f"[red]✗[/red] 节点 node {one['node']}: {fault['zh']} {fault['en']}")
    for one in known["to_accept"]:
        say(
            f"[yellow]![/yellow] 待接受 to accept: 节点{one['node']}第{one['epoch']}纪元,"
            f" 另存 to set aside {one['position'] + 1}–{one['held']} ({show.plain(one['why'])})"
        )
        _print_events(one)
    for one in known["accepted"]:
        say(
            f"[green]✓[/green] 已接受 accepted: 节点{one['node']}第{one['epoch']}纪元,"
            f" 另存 set aside {one['set_aside']}, 未重述 not told again {one['only_here']},"
            f" 未办理 never written {one['unwritten']}"
        )
        _print_events(one)


def _print_events(one: dict[str, Any]) -> None:
    for event in one["events"]:
        show.console.print(f"    {event['position']} {event['kind']} {event['item']}")
