"""The commands about matters that are taken in for another province 异地受理."""

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import path_part
from tongchou.channels.cli.commands import Clerk, Home, Machine, Place, app
from tongchou.channels.cli.forwarding import PaperOption, print_forwarded, send_scans
from tongchou.channels.cli.items import CheckedOption, FormOption, NoteOption, form_in
from tongchou.channels.cli.reach import reaching

forwarded_app = typer.Typer(help="Matters taken in for another province 异地受理.")
app.add_typer(forwarded_app, name="forwarded")


@forwarded_app.command("list")
def list_forwarded(
    province: Place, clerk: Clerk = "clerk", machine: Machine = False, home: Home = None
) -> None:
    """List what this province took in for others, the newest first."""
    with reaching(home, machine=machine) as nodes:
        found = nodes.call(province, "GET", "/forwarded", sign_in=clerk)
    if machine:
        show.as_json(found)
        return
    show.table(
        "异地受理 forwarded",
        ("编号\nnumber", "事项\nitem", "省\nfor", "状态\nstatus", "时限\ndue"),
        [
            (
                one["number"],
                one["code"],
                one["competent"],
                show.plain(f"{one['status_name']['zh']}\n{one['status_name']['en']}"),
                one["due_on"] or "",
            )
            for one in found
        ],
    )


@forwarded_app.command("show")
def show_forwarded(
    number: str, clerk: Clerk = "clerk", machine: Machine = False, home: Home = None
) -> None:
    """Show how a matter stands in the province that decides it."""
    with reaching(home, machine=machine) as nodes:
        told = nodes.call(number[:2], "GET", f"/forwarded/{path_part(number)}", sign_in=clerk)
    print_forwarded(told, machine=machine)


@forwarded_app.command("answer")
def answer(
    number: str, form: FormOption, clerk: Clerk = "clerk", checked: CheckedOption = None,
    papers: PaperOption = None, note: NoteOption = "",
    machine: Machine = False, home: Home = None,
) -> None:  # fmt: skip
    """Answer a matter that came back 补正, with its scans first and then its form."""
    with reaching(home, machine=machine) as nodes:
        send_scans(nodes, {"number": number}, papers, clerk)
        asked = {"form": form_in(form), "note": note, "checked": checked or []}
        path = f"/forwarded/{path_part(number)}/form"
        told = nodes.call(number[:2], "POST", path, sign_in=clerk, json=asked)
    print_forwarded(told, machine=machine)
