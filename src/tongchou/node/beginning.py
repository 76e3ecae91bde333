"""The command `tongchou node init`: a prepared node gets its agency and three administrators."""

from pathlib import Path
from typing import Annotated

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.personal import keep_word
from tongchou.node.operate import Home, app
from tongchou.node.places import home_of
from tongchou.node.reached import OutOfReach, person_here, stand_in
from tongchou.standards import codes

Person = Annotated[str, typer.Option(help="Name and person code, such as: 王一 E-101")]
NO_DATABASE = "数据库无法连接 · the database cannot be reached: {fault}"


@app.command("init")
def make_first_people(
    code: Annotated[str, typer.Argument(help="The node, which is prepared; 00 is the ministry.")],
    system: Annotated[
        str,
        typer.Option(
            help="Who keeps agencies and clerks: '姓名 人员编号'.", prompt="系统管理员 system"
        ),
    ],
    security: Annotated[
        str,
        typer.Option(help="Who gives duties and tokens.", prompt="安全管理员 security"),
    ],
    audit: Annotated[str, typer.Option(help="Who reads the records.", prompt="审计管理员 audit")],
    into: Annotated[
        Path | None,
        typer.Option(help="Write each password into LOGIN.word there, mode 0600, not on screen."),
    ] = None,
    machine: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    home: Home = None,
) -> None:
    """Make the node's own agency and the sign-ins of its three administrators 三员, once.

    Each is another person, told by name and person code. Their passwords are printed this once,
    and must be changed when they sign in first, at /administration/ of the node.
    """
    named = {"system": system, "security": security, "audit": audit}
    _stand_in(code, home_of(home), machine=machine)
    from django.conf import settings  # noqa: PLC0415 - after the node is known
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    from tongchou.agency import changes  # noqa: PLC0415
    from tongchou.agency.passwords import one_time_password  # noqa: PLC0415
    from tongchou.node.prepare import lacks_migrations  # noqa: PLC0415

    words = {duty: one_time_password() for duty in named}
    people = {
        duty: changes.Administrator(*_person(given, machine=machine), make_password(words[duty]))
        for duty, given in named.items()
    }
    try:
        if lacks_migrations():
            said = f"节点尚未准备 · node {code} is not prepared. Run: tongchou node prepare {code}"
            raise show.fail(said, machine=machine)
        done = changes.make_first_people(code, people, by=person_here(), at=settings.NOW())
    except OperationalError as fault:
        raise show.fail(NO_DATABASE.format(fault=fault), machine=machine) from None
    if isinstance(done, tuple):
        show.refusals({"refusals": [one.as_json() for one in done]}, machine=machine)
        raise typer.Exit(1)
    made = [{"login": one.login, "name": one.name, "password": words[one.login]} for one in done]
    for one in made if into else ():
        keep_word(Path(into or "") / f"{one['login']}.word", one["password"])
        one["password"] = f"→ {one['login']}.word"
    if machine:
        show.as_json({"node": code, "agency": done[0].agency_id, "administrators": made})
    else:
        _print(code, made)


def _print(code: str, made: list[dict[str, str]]) -> None:
    show.table(
        f"三员 administrators {code} {codes.table('divisions')[code].text.zh}",
        ("账号 login", "姓名 name", "一次性密码 one-time password"),
        [(one["login"], one["name"], one["password"]) for one in made],
    )


@app.command("readmit")
def readmit(
    code: Annotated[str, typer.Argument(help="The node; 00 is the ministry.")],
    login: Annotated[str, typer.Argument(help="The administrator: system, security, audit.")],
    machine: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    home: Home = None,
) -> None:
    """Let an administrator in again who lost password or phone, where no other one can help.

    A password for one time is printed, and the second factor removed; both are on record.
    """
    _stand_in(code, home_of(home), machine=machine)
    from django.conf import settings  # noqa: PLC0415 - after the node is known
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415
    from django.db import OperationalError  # noqa: PLC0415

    from tongchou.agency import changes  # noqa: PLC0415
    from tongchou.agency.passwords import one_time_password  # noqa: PLC0415

    word = one_time_password()
    try:
        done = changes.readmit(
            login, encoded=make_password(word), by=person_here(), at=settings.NOW()
        )
    except OperationalError as fault:
        raise show.fail(NO_DATABASE.format(fault=fault), machine=machine) from None
    if isinstance(done, tuple):
        show.refusals({"refusals": [one.as_json() for one in done]}, machine=machine)
        raise typer.Exit(1)
    if machine:
        show.as_json({"node": code, "login": login, "password": word})
    else:
        said = f"{login}: 一次性密码 one-time password {word}"
        show.console.print(said, markup=False)


def _person(given: str, *, machine: bool) -> tuple[str, str]:
    """Return the name and the person code that were told of an administrator."""
    name, _, person_code = given.strip().rpartition(" ")
    if not name.strip():
        raise show.fail(
            f"请填写姓名和人员编号 · '{given}': say name and person code", machine=machine
        )
    return name.strip(), person_code


def _stand_in(code: str, home: Path, *, machine: bool) -> None:
    if code not in codes.table("divisions"):
        raise show.fail(f"没有代码为{code}的节点 · No node has the code {code}", machine=machine)
    try:
        stand_in(code, home)
    except OutOfReach as fault:
        raise show.fail(str(fault), machine=machine) from None
