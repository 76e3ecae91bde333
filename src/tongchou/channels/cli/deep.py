"""Following the deep proofs of nodes: begin them, show how far they are, name what they found."""

import time
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn

from tongchou.channels.cli import show
from tongchou.channels.cli.client import Nodes, Refused
from tongchou.standards.time import value_said

PATH = "/verify/deep"
POLL_SECONDS = 0.5
GOES_ON = "proof.runs_already"
KINDS = {
    "changed": "已改 changed",
    "missing": "缺失 missing",
    "surplus": "多出 surplus",
    "twice": "重复 there twice",
    "unguarded": "约束缺失 unguarded",
    "known_gap": "已记录缺口 known gap",
    "incomplete": "不完整 incomplete",
    "unwritable": "无法重写 cannot be written",
    "content": "内容不符 content",
    "chain": "断链 chain",
    "withheld": "只存摘要 withheld",
    "unsigned": "未签名 unsigned",
    "set_aside": "已隔离，未写入各表 set aside, in no table",
}

BEYOND = frozenset({"workflow_item", "workflow_step", "workflow_attachment", "events_event"})
"""The tables of which no log says what they held."""

OUTCOMES = {
    "": "进行中 going on",
    "whole": "相符 as the logs say",
    "differs": "不符 differs",
    "cancelled": "已取消 cancelled",
    "failed": "失败 failed",
}


def prove(
    nodes: Nodes, asked: list[str], *, log: str, since: int, machine: bool
) -> dict[str, dict[str, Any]]:
    """Begin the deep proofs of nodes and follow them to their end; return each as it ended.

    A node that is at a proof already is followed, and begins no other.
    """
    for code in asked:
        try:
            nodes.call(code, "POST", PATH, json={"log": log, "since": since})
        except Refused as refusal:
            if {one["code"] for one in refusal.answer.get("refusals", [])} != {GOES_ON}:
                raise
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%  {task.fields[step]}"),
        console=show.console,
        disable=machine,
        transient=True,
    )
    with bar:
        shown = {code: bar.add_task(code, total=1, step="") for code in asked}
        ended: dict[str, dict[str, Any]] = {}
        while len(ended) < len(asked):
            for code in asked:
                run = nodes.call(code, "GET", PATH)
                step = run["steps"][-1] if run["steps"] else ""
                bar.reset(shown[code], total=max(run["size"], 1), completed=run["done"], step=step)
                if run["outcome"]:
                    ended[code] = run
            if len(ended) < len(asked):
                time.sleep(POLL_SECONDS)
    return ended


def print_run(code: str, run: dict[str, Any]) -> None:
    """Print how a deep proof ended, and every finding that it named."""
    for one in run["found"]:
        mark = "[yellow]![/yellow]" if one["kind"] == "known_gap" else "[red]✗[/red]"
        show.console.print(f"{mark} {code} {show.plain(_said(one))}")
    if unnamed := run["findings"] - len(run["found"]):
        show.console.print(f"[red]✗[/red] {code}: 另有 and {unnamed} 处 more")
    if run["gaps"]:
        show.console.print(f"[yellow]![/yellow] {code}: {run['gaps']} 处已记录缺口 known gaps")
    if run["outcome"] == "whole":
        said = (
            f"日志与各表逐行相符 every row is as the log says, {run['position']} 个位置 positions"
            f"{show.only_after(run['since'])}"
        )
        show.console.print(f"[green]✓[/green] {code}: {said}")
    elif run["outcome"] == "differs":
        show.console.print(
            f"[red]✗[/red] {code}: {run['findings'] - run['gaps']} 处不符 differences;"
            f" 深度核对 deep proof {run['run']}"
        )
        if any(one["kind"] == "set_aside" for one in run["found"]):
            show.console.print("  → 重新写入隔离的记录 write what was set aside: tongchou settle")
        if any(one["is_repairable"] for one in run["found"]):
            form = f'{{"run": {run["run"]}, "reason": "…"}}'
            show.console.print(
                "  → 办理数据修复 repair the rows: tongchou item submit row_repair"
                f" --province {code} --form '{form}'",
                markup=False,
            )
        if beyond := sorted({one["table"] for one in run["found"]} & BEYOND):
            said = "不能由日志修复，由备份恢复 beyond repair, comes back from a backup only"
            show.console.print(f"  → {', '.join(beyond)}: {said}", markup=False)
    else:
        said = OUTCOMES[run["outcome"]]
        show.console.print(f"[red]✗[/red] {code}: {said} {show.plain(run['fault'])}")


def _said(one: dict[str, Any]) -> str:
    key, name = show.columns(one["key"]), one["field"]
    told, held = value_said(name, one["told"]), value_said(name, one["held"])
    place = "" if one["position"] is None else f" 位置 position {one['position']}"
    source = "分录合计 its postings" if one["table"] == "ledger_balance" else "日志 log"
    field = f" {name}: {source} {told}, 所存 held {held}" if name else ""
    why = f": {one['held']}" if one["kind"] == "set_aside" else ""
    return f"{one['province']} {one['table']} {key}{place} {KINDS[one['kind']]}{field}{why}"
