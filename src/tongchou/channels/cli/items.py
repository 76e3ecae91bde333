"""The commands about business items 业务事项: hand in, take a step, show, list."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import path_part
from tongchou.channels.cli.commands import Clerk, Home, Machine, Place, app
from tongchou.channels.cli.forwarding import PaperOption, forward, print_forwarded
from tongchou.channels.cli.personal import without_numbers
from tongchou.channels.cli.reach import reaching

item_app = typer.Typer(help="Business items 业务事项: submit, review, approve, show.")
app.add_typer(item_app, name="item")

FormOption = Annotated[str, typer.Option("--form", help="The form as JSON, @FILE, or -.")]
NoteOption = Annotated[str, typer.Option("--note", help="Why it goes on, where a check asks.")]


@item_app.command("submit")
def submit(
    code: str,
    province: Place,
    form: FormOption,
    clerk: Clerk = "clerk",
    on_behalf: Annotated[
        bool, typer.Option("--on-behalf", help="Take it in for the agency that is competent.")
    ] = False,
    for_province: Annotated[
        str,
        typer.Option("--for-province", help="Take it in for this other province, which decides."),
    ] = "",
    papers: PaperOption = None,
    note: NoteOption = "",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Accept a matter over the counter 受理, or take it in for another province 异地受理."""
    with reaching(home, machine=machine) as nodes:
        if for_province:
            given = {"code": code, "form": form_in(form), "note": note}
            sent = given | {"for_province": for_province}
            print_forwarded(forward(nodes, province, sent, papers, clerk), machine=machine)
            return
        asked = {"code": code, "form": form_in(form), "note": note, "on_behalf": on_behalf}
        item = nodes.call(province, "POST", "/items", sign_in=clerk, json=asked)
    _print_item(item, machine=machine)


def form_in(given: str) -> Any:
    """Return a form given as JSON, as the name of a file behind an @, or - on standard input."""
    if given == "-":
        return json.loads(sys.stdin.read())
    if given.startswith("@"):
        return json.loads(Path(given[1:]).read_text(encoding="utf-8"))
    return json.loads(without_numbers(given))


PointsOption = Annotated[
    list[str] | None,
    typer.Option("--point", help="field:NAME=WORDS, paper:CODE=WORDS or reason:CODE; several."),
]
CheckedOption = Annotated[
    list[str] | None,
    typer.Option("--checked", help="A point that stands as it is: field:NAME or paper:CODE."),
]


@item_app.command("resubmit")
def resubmit(
    number: str, form: FormOption, clerk: Clerk = "clerk", checked: CheckedOption = None,
    note: NoteOption = "",
    machine: Machine = False, home: Home = None,
) -> None:  # fmt: skip
    """Accept a returned item again 重新受理, with its corrected form."""
    with reaching(home, machine=machine) as nodes:
        path = f"/items/{path_part(number)}/accept"
        asked = {"form": form_in(form), "note": note, "checked": checked or []}
        item = nodes.call(number[:2], "POST", path, sign_in=clerk, json=asked)
    _print_item(item, machine=machine)


@item_app.command("step")
def step(
    number: str,
    verb: str,
    clerk: Clerk,
    note: str = "",
    points: PointsOption = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Take a step on an item: review, approve, return, refuse or withdraw."""
    given = [one.partition("=") for one in points or ()]
    with reaching(home, machine=machine) as nodes:
        item = nodes.call(
            number[:2],
            "POST",
            f"/items/{path_part(number)}/{path_part(verb)}",
            sign_in=clerk,
            json={
                "note": note,
                "points": [{"about": about, "words": words} for about, _, words in given],
            },
        )
    _print_item(item, machine=machine)


@item_app.command("review")
def review(
    number: str, clerk: Clerk = "reviewer", machine: Machine = False, home: Home = None
) -> None:
    """Review an item 复核."""
    step(number, "review", clerk, machine=machine, home=home)


@item_app.command("approve")
def approve(
    number: str, clerk: Clerk = "approver", machine: Machine = False, home: Home = None
) -> None:
    """Approve an item 审批."""
    step(number, "approve", clerk, machine=machine, home=home)


@item_app.command("password")
def hand_over_password(
    number: str, clerk: Clerk = "clerk", machine: Machine = False, home: Home = None
) -> None:
    """Make a password for one time 一次性密码 for the sign-in that an item opened or reset."""
    with reaching(home, machine=machine) as nodes:
        path = f"/items/{path_part(number)}/password"
        slip = nodes.call(number[:2], "POST", path, sign_in=clerk)
    if machine:
        show.as_json(slip)
        return
    said = f"账号 login {slip['login']}  一次性密码 password for one time {slip['password']}"
    show.console.print(said, markup=False)


@item_app.command("show")
def show_item(
    number: str, clerk: Clerk = "reviewer", machine: Machine = False, home: Home = None
) -> None:
    """Show an item with its worksheet, refusals and steps."""
    with reaching(home, machine=machine) as nodes:
        item = nodes.call(number[:2], "GET", f"/items/{path_part(number)}", sign_in=clerk)
    _print_item(item, machine=machine)


@item_app.command("list")
def list_items(
    province: Place,
    which: Annotated[
        str, typer.Option(help="mine, own, group, overdue, open, done, all or taken_in")
    ] = "open",
    item: Annotated[str, typer.Option(help="Kind of item.")] = "",
    line: Annotated[str, typer.Option(help="Line of business.")] = "",
    status: Annotated[str, typer.Option(help="Where it stands.")] = "",
    next_step: Annotated[str, typer.Option("--step", help="The step that comes next.")] = "",
    hand: Annotated[str, typer.Option(help="In whose hand: a login, or - for nobody's.")] = "",
    employer: Annotated[str, typer.Option(help="Credit code.")] = "",
    clerk: Clerk = "reviewer",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """List an inbox 待办, narrowed down as asked."""
    asked = {
        "which": which, "item": item, "line": line, "status": status, "step": next_step,
        "hand": hand, "employer": employer,
    }  # fmt: skip
    with reaching(home, machine=machine) as nodes:
        found = nodes.call(province, "GET", "/items", sign_in=clerk, params=asked)
    if machine:
        show.as_json(found)
        return
    show.table(
        f"{province} {which}",
        ("编号\nnumber", "事项\nitem", "状态\nstatus", "对象\nsubject", "期限\ndue"),
        [
            (
                item["number"],
                f"{item['name']['zh']}\n{item['name']['en']}",
                f"{item['status_name']['zh']}\n{item['status_name']['en']}",
                item["subject"],
                item["due_on"],
            )
            for item in found
        ],
    )


@item_app.command("papers")
def list_papers(
    number: str, clerk: Clerk = "reviewer", machine: Machine = False, home: Home = None
) -> None:
    """List the papers 材料 of an item: here, promised or missing."""
    with reaching(home, machine=machine) as nodes:
        path = f"/items/{path_part(number)}/papers"
        found = nodes.call(number[:2], "GET", path, sign_in=clerk)
    _print_papers(number, found, machine=machine)


@item_app.command("attach")
def attach(
    number: str, paper: str, file: Path, clerk: Clerk = "clerk", machine: Machine = False,
    home: Home = None,
) -> None:  # fmt: skip
    """Attach a scan (PDF, JPEG, PNG) for a paper of an item."""
    with reaching(home, machine=machine) as nodes:
        path = f"/items/{path_part(number)}/papers/{path_part(paper)}"
        handed = {"file": (file.name, file.read_bytes())}
        found = nodes.call(number[:2], "POST", path, sign_in=clerk, files=handed)
    _print_papers(number, found, machine=machine)


@item_app.command("promise")
def promise(
    number: str, paper: str, clerk: Clerk = "clerk", machine: Machine = False, home: Home = None
) -> None:
    """Take the promise 容缺承诺 that a missing paper of an item follows."""
    with reaching(home, machine=machine) as nodes:
        path = f"/items/{path_part(number)}/papers/{path_part(paper)}/promise"
        found = nodes.call(number[:2], "POST", path, sign_in=clerk)
    _print_papers(number, found, machine=machine)


def _print_papers(number: str, found: list[dict[str, Any]], *, machine: bool) -> None:
    if machine:
        show.as_json(found)
        return
    show.table(
        number,
        ("材料\npaper", "名称\nname", "状态\nstate", "文件\nscans"),
        [
            (
                paper["paper"],
                f"{paper['name']['zh']}\n{paper['name']['en']}",
                _state_of(paper),
                "\n".join(scan["name"] for scan in paper["scans"]),
            )
            for paper in found
        ],
    )


def _state_of(paper: dict[str, Any]) -> str:
    if paper["missing"]:
        return "缺少 missing"
    if paper["here"]:
        return "已收取 here" if paper["scans"] else f"免交 {paper['source']['en']}"
    return f"容缺 promised by {paper['until']}"


def _print_item(item: dict[str, Any], *, machine: bool) -> None:
    if machine:
        show.as_json(item)
        return
    show.console.print(
        f"[bold]{item['number']}[/bold] {item['name']['zh']} {item['name']['en']}"
        f" · {item['status_name']['zh']} {item['status_name']['en']}"
    )
    for line in item["worksheet"]:
        both = dict.fromkeys((line["formula"], line.get("formula_en", line["formula"])))
        said = f"  {line['zh']} {line['en']}: {line['shown']}  {' / '.join(both)}"
        show.console.print(said, markup=False)
    for step_taken in item["steps"]:
        said = f"{show.instant(step_taken['at'])} {step_taken['verb']} {step_taken['name']}"
        show.console.print(f"  [dim]{show.plain(said)} {show.plain(step_taken['note'])}[/dim]")
    for one in item["gates"]:
        show.console.print(f"[yellow]核查 check ({one['rung']})[/yellow] {show.plain(one['zh'])}")
        show.console.print(f"  {one['en']}", markup=False)
    for hint in item["hints"]:
        show.console.print(f"[yellow]提示 hint[/yellow] {show.plain(hint['zh'])}")
        show.console.print(f"  {hint['en']}", markup=False)
    if item["refusals"]:
        show.refusals({"refusals": item["refusals"]}, machine=False)
