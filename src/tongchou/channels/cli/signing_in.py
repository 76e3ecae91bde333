"""The command `tongchou sign-in`: a token of an hour by one's own password and code."""

from pathlib import Path
from typing import Annotated

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.administration import Into
from tongchou.channels.cli.commands import Home, Machine, Place, app
from tongchou.channels.cli.personal import keep_word
from tongchou.channels.cli.reach import reaching


@app.command("sign-in")
def sign_in(
    login: str,
    province: Place,
    password: Annotated[str, typer.Option(help="@FILE that holds it; asked for without.")] = "",
    code: Annotated[str, typer.Option(help="The code of the second factor, if you have one.")] = "",
    choose: Annotated[bool, typer.Option("--choose", help="Choose another password too.")] = False,
    chosen: Annotated[str, typer.Option(help="@FILE that holds the other password.")] = "",
    into: Into = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Get a token of an hour by your own password; one for one time is changed with --choose."""
    with reaching(home, machine=machine, is_stranger=True) as nodes:
        given = {"login": login, "password": _word(password, "密码 password"), "code": code}
        if choose or chosen:
            given["chosen"] = _word(chosen, "新密码 new password")
        answer = nodes.sign_in(province, given)
    if machine:
        show.as_json(answer)
    elif into:
        keep_word(into, str(answer["token"]))
        show.console.print(f"令牌 token → {into}", markup=False)
    else:
        show.console.print(f"令牌 token {show.plain(answer['token'])}")


def _word(place: str, asked: str) -> str:
    """Return a password from a file (`@FILE`) or a prompt; none stands on a command line."""
    if not place:
        return str(typer.prompt(asked, hide_input=True))
    if not place.startswith("@"):
        raise ValueError("A command line is seen by others: give the password as @FILE")
    return Path(place[1:]).read_text(encoding="utf-8").strip()
