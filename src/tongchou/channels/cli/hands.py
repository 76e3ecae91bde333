"""The commands about items beside their steps: hands, history, comments, substitutes."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import path_part
from tongchou.channels.cli.commands import Clerk, Home, Machine, Place, app
from tongchou.channels.cli.items import item_app
from tongchou.channels.cli.personal import without_numbers
from tongchou.channels.cli.reach import reaching

absence = typer.Typer(no_args_is_help=True, help="Absence and substitutes 外出与代办人.")
app.add_typer(absence, name="absence")

Word = Annotated[str, typer.Option(help="A word beside it.")]


@item_app.command("hand")
def pass_on(
    number: str,
    clerk: Clerk = "clerk",
    to: Annotated[str | None, typer.Option(help="Into whose hand: a login.")] = None,
    group: Annotated[bool, typer.Option("--group", help="Give it back to the group.")] = False,
    word: Word = "",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Say in whose hand an item is 经手; with --to or --group put it there."""
    if to is not None and group:
        raise show.fail("--to 与 --group 只能选一个 · choose --to or --group", machine=machine)
    path = f"/items/{path_part(number)}/hand"
    with reaching(home, machine=machine) as nodes:
        if to is None and not group:
            told = nodes.call(number[:2], "GET", path, sign_in=clerk)
        else:
            given = {"to": to or "", "word": word}
            told = nodes.call(number[:2], "POST", path, sign_in=clerk, json=given)
    if machine:
        show.as_json(told)
        return
    holder = f"{told['name']} {told['login']}" if told["login"] else "无人经办 the group's"
    show.console.print(f"[bold]{show.plain(number)}[/bold] {show.plain(holder)}")
    if told["worker"]:
        until = show.instant(told["works_until"])
        said = f"正在办理 at work: {told['worker_name']} {told['worker']}, {until}"
        show.console.print(f"  {show.plain(said)}")


@item_app.command("history")
def history(
    number: str, clerk: Clerk = "reviewer", machine: Machine = False, home: Home = None
) -> None:
    """Show all that happened to an item: steps, hand-overs, what corrections changed."""
    with reaching(home, machine=machine) as nodes:
        told = nodes.call(number[:2], "GET", f"/items/{path_part(number)}/history", sign_in=clerk)
    if machine:
        show.as_json(told)
        return
    for one in told:
        title, to = one["title"], f" → {one['to']}" if one["to"] else ""
        said = f"{show.instant(one['at'])} {title['zh']} {title['en']} {one['name']}{to}"
        show.console.print(f"{show.plain(said)} {show.plain(one['note'])}")
        for name, (before, after) in one["fields"].items():
            show.console.print(f"  {show.plain(name)}: {show.plain(f'{before} → {after}')}")


@item_app.command("comments")
def comments(
    number: str,
    clerk: Clerk = "clerk",
    add: Annotated[str, typer.Option(help="What to note for other clerks.")] = "",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Show what clerks noted on an item 内部留言; with --add note something too."""
    path = f"/items/{path_part(number)}/comments"
    with reaching(home, machine=machine) as nodes:
        if add:
            given = {"text": without_numbers(add)}
            nodes.call(number[:2], "POST", path, sign_in=clerk, json=given)
        told = nodes.call(number[:2], "GET", path, sign_in=clerk)
    if machine:
        show.as_json(told)
        return
    for one in told:
        said = f"{show.instant(one['at'])} {one['name']}: {one['text']}"
        show.console.print(show.plain(said))


@absence.command("name")
def name_substitute(
    substitute: str,
    province: Place,
    first_day: Annotated[str, typer.Option("--from", help="First day, such as 2026-12-01.")],
    last_day: Annotated[str, typer.Option("--until", help="Last day.")],
    clerk: Clerk = "clerk",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Name a colleague who stands in for you 代办人, by login."""
    given = {"substitute": substitute, "first_day": first_day, "last_day": last_day}
    _changed(province, "/substitutions", given, clerk=clerk, machine=machine, home=home)


@absence.command("end")
def end_substitution(
    substitution: int,
    province: Place,
    clerk: Clerk = "clerk",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """End a substitution of your own, by its number."""
    path = f"/substitutions/{substitution}/end"
    _changed(province, path, {}, clerk=clerk, machine=machine, home=home)


@absence.command("list")
def list_substitutions(
    province: Place, clerk: Clerk = "clerk", machine: Machine = False, home: Home = None
) -> None:
    """List who stands in for you, and for whom you stand in."""
    with reaching(home, machine=machine) as nodes:
        told = nodes.call(province, "GET", "/substitutions", sign_in=clerk)
    if machine:
        show.as_json(told)
        return
    names = ("number", "absent", "substitute", "first_day", "last_day")
    head = ("编号 number", "外出 absent", "代办 substitute", "起 from", "止 until")
    rows = [(str(one["number"]), *(one[name] for name in names[1:])) for one in told]
    show.table("代办 substitutions", head, rows)


def _changed(
    province: str,
    path: str,
    given: dict[str, Any],
    *,
    clerk: str,
    machine: bool,
    home: Path | None,
) -> None:
    """Have a substitution written, and print it."""
    with reaching(home, machine=machine) as nodes:
        told = nodes.call(province, "POST", path, sign_in=clerk, json=given)
    if machine:
        show.as_json(told)
        return
    said = f"{told['number']} {told['absent']} → {told['substitute']}"
    show.console.print(f"[green]✓[/green] {show.plain(said)}")
