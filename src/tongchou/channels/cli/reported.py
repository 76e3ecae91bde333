"""The commands `tongchou report …`: deliver, list, confirm, reject, reopen what departments say."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import path_part
from tongchou.channels.cli.commands import Clerk, Home, Machine, Place, app
from tongchou.channels.cli.reach import reaching

report_app = typer.Typer(
    no_args_is_help=True, help="Reports of other departments 部门反馈: deliver, list, judge."
)
app.add_typer(report_app, name="report")

Why = Annotated[str, typer.Option("--why", help="On what grounds.")]


@report_app.command("deliver")
def deliver(
    file: Path,
    department: Annotated[str, typer.Option(help="A code of the table departments.")],
    province: Place,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Bring a signed file of a department 部门数据: its line of JSON, and the signature's."""
    with reaching(home, machine=machine) as nodes:
        path = f"/deliveries/{path_part(department)}"
        asked = {"text": file.read_text(encoding="utf-8").rstrip("\n")}
        told = nodes.call(province, "POST", path, json=asked)
    if machine:
        show.as_json(told)
        return
    said = f"{told['rows']} 行 rows, {told['unread']} 无法读取 not readable"
    show.console.print(said + (" (此前已收 here before)" if told["repeated"] else ""))


@report_app.command("list")
def list_reports(
    province: Place,
    clerk: Clerk = "reviewer",
    after: Annotated[int, typer.Option(help="Behind the report of this number.")] = 0,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """List the reports that nobody judged yet, the oldest first."""
    with reaching(home, machine=machine) as nodes:
        asked = {"after": after, "limit": 200}
        found = nodes.call(province, "GET", "/reports", sign_in=clerk, params=asked)
    if machine:
        show.as_json(found)
        return
    show.table(
        f"节点{province}待核实的部门反馈 reports",
        ("编号\nnumber", "部门\nby", "内容\nwhat", "姓名\nname", "日期\nsaid on"),
        [
            (
                str(one["id"]),
                one["department"],
                one["kind"] or "; ".join(fault["zh"] for fault in one["faults"]),
                one["name"],
                one["said_on"],
            )
            for one in found
        ],
    )


@report_app.command("confirm")
def confirm(
    number: int,
    province: Place,
    why: Why,
    clerk: Clerk = "reviewer",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Confirm what a department said 确认属实; a death or another number by two persons."""
    _judge("confirm", number, province, why, clerk, machine=machine, home=home)


@report_app.command("reject")
def reject(
    number: int,
    province: Place,
    why: Why,
    clerk: Clerk = "reviewer",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Reject what a department said 否定."""
    _judge("reject", number, province, why, clerk, machine=machine, home=home)


@report_app.command("reopen")
def reopen(
    number: int,
    province: Place,
    why: Why,
    clerk: Clerk = "approver",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Take a judgement back 撤回结论; it is judged anew."""
    _judge("reopen", number, province, why, clerk, machine=machine, home=home)


def _judge(
    verb: str, number: int, province: str, why: str, clerk: str, *, machine: bool, home: Home
) -> None:
    with reaching(home, machine=machine) as nodes:
        path = f"/reports/{number}/{verb}"
        told: dict[str, Any] = nodes.call(province, "POST", path, sign_in=clerk, json={"why": why})
    if machine:
        show.as_json(told)
    else:
        show.console.print(f"{told['id']} {told['status']}")
