"""The commands of administrators: agencies, clerks, duties and tokens of a node."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import path_part
from tongchou.channels.cli.commands import Home, Machine, Place, app
from tongchou.channels.cli.personal import keep_word
from tongchou.channels.cli.reach import reaching

agencies = typer.Typer(no_args_is_help=True, help="Agencies 经办机构, by the system administrator.")
clerks = typer.Typer(
    no_args_is_help=True,
    help="Clerks 经办人员: by the system administrator; their duties by security.",
)
tokens = typer.Typer(no_args_is_help=True, help="Tokens 令牌, by the security administrator.")
app.add_typer(agencies, name="agency")
app.add_typer(clerks, name="clerk")
app.add_typer(tokens, name="token")

By = Annotated[str | None, typer.Option("--as", help="Sign-in of the demo that acts.")]
Text = Annotated[str, typer.Option("--text", help="What code, name or login holds.")]
Into = Annotated[
    Path | None,
    typer.Option(help="Write what is told only once there, mode 0600, and not on the screen."),
]
DAYS = 90
TOLD_ONCE = {"password": "一次性密码 one-time password", "token": "令牌 token"}

_AGENCY = ("代码 code", "名称 name", "层级 level", "上级 above", "关闭 closed")
_CLERK = ("账号 login", "姓名 name", "人员编号 person", "机构 agency", "岗位 duties", "在用 active")
_TOKEN = ("编号 number", "名称 name", "账号 holder", "岗位 duties", "截止 ends", "吊销 revoked")


@agencies.command("add")
def add_agency(
    code: str,
    name: str,
    province: Place,
    name_en: Annotated[str, typer.Option(help="Its English name.")],
    level: Annotated[int, typer.Option(help="1 部, 2 省, 3 市, 4 县, 5 乡镇.", min=1, max=5)],
    parent: Annotated[str, typer.Option(help="The agency above it.")],
    division: Annotated[str, typer.Option(help="Its division; by default its code.")] = "",
    by: By = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Add an agency below another one."""
    given = {
        "code": code,
        "name": name,
        "name_en": name_en,
        "level": level,
        "parent": parent,
        "division_code": division or code,
    }
    _done(province, "/agencies", given, by=by, machine=machine, home=home, shown="code")


@agencies.command("change")
def change_agency(
    code: str,
    name: str,
    province: Place,
    name_en: Annotated[str, typer.Option(help="Its English name.")],
    by: By = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Change how an agency is called."""
    given, path = {"name": name, "name_en": name_en}, f"/agencies/{path_part(code)}"
    _done(province, path, given, by=by, machine=machine, home=home, shown="code")


@agencies.command("close")
def close_agency(
    code: str, province: Place, by: By = None, machine: Machine = False, home: Home = None
) -> None:
    """Close an agency in which nobody works and nothing is open; it stays on record."""
    path = f"/agencies/{path_part(code)}/close"
    _done(province, path, {}, by=by, machine=machine, home=home, shown="code")


@agencies.command("list")
def list_agencies(
    province: Place, text: Text = "", by: By = None, machine: Machine = False, home: Home = None
) -> None:
    """List the agencies of a node."""
    found = _found(province, "/agencies", text, by=by, machine=machine, home=home)
    if not machine:
        rows = [
            (one["code"], one["name"], one["level"], one["parent"], show.instant(one["closed_at"]))
            for one in found
        ]
        show.table("经办机构 agencies", _AGENCY, rows)


@clerks.command("add")
def add_clerk(
    login: str,
    name: str,
    province: Place,
    agency: Annotated[str, typer.Option(help="The agency where they work.")],
    person: Annotated[str, typer.Option(help="Person code 人员编号; a service has none.")] = "",
    service: Annotated[bool, typer.Option(help="Another system's, no person's.")] = False,
    into: Into = None,
    by: By = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Add a sign-in, without duties; a clerk's password for one time is printed this once."""
    kind = "service" if service else "clerk"
    given = {"login": login, "name": name, "agency": agency, "kind": kind, "person_code": person}
    where: dict[str, Any] = {"by": by, "machine": machine, "home": home, "into": into}
    _done(province, "/clerks", given, **where, shown="login")


@clerks.command("change")
def change_clerk(
    login: str,
    province: Place,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    agency: Annotated[str | None, typer.Option(help="Another agency; tokens end.")] = None,
    person: Annotated[str | None, typer.Option(help="Another person code.")] = None,
    duties: Annotated[
        str | None,
        typer.Option(help="By the security administrator: accept/benefit,review; '' for none."),
    ] = None,
    by: By = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Change a sign-in; its duties are changed alone, since another administrator gives them."""
    where: dict[str, Any] = {"by": by, "machine": machine, "home": home, "shown": "login"}
    changed = {"name": name, "agency": agency, "person_code": person}
    told = {field: value for field, value in changed.items() if value is not None}
    if (duties is not None) == bool(told):
        raise show.fail(
            "岗位与其他内容分别变更 · change either --duties or the rest", machine=machine
        )
    if duties is None:
        _done(province, f"/clerks/{path_part(login)}", told, **where)
    else:
        given = {"duties": [duty for duty in duties.split(",") if duty]}
        _done(province, f"/duties/{path_part(login)}", given, **where)


@clerks.command("suspend")
def suspend_clerk(
    login: str,
    province: Place,
    resume: Annotated[bool, typer.Option("--resume", help="Let them in again.")] = False,
    by: By = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Suspend a sign-in: its sessions and tokens end at once."""
    path = f"/clerks/{path_part(login)}/{'resume' if resume else 'suspend'}"
    _done(province, path, {}, by=by, machine=machine, home=home, shown="login")


@clerks.command("password")
def reset_password(
    login: str,
    province: Place,
    into: Into = None,
    by: By = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Reset a clerk's password; the one for one time is printed this once."""
    path = f"/clerks/{path_part(login)}/password"
    where: dict[str, Any] = {"by": by, "machine": machine, "home": home, "into": into}
    _done(province, path, {}, **where, shown="login")


@clerks.command("remove-factor")
def remove_second_factor(
    login: str, province: Place, by: By = None, machine: Machine = False, home: Home = None
) -> None:
    """Remove a clerk's second factor 动态验证码: another is set up at their next sign-in."""
    path = f"/second-factors/{path_part(login)}/remove"
    _done(province, path, {}, by=by, machine=machine, home=home, shown="login")


@clerks.command("list")
def list_clerks(
    province: Place, text: Text = "", by: By = None, machine: Machine = False, home: Home = None
) -> None:
    """List the sign-ins of a node's clerks and services, with their duties."""
    found = _found(province, "/clerks", text, by=by, machine=machine, home=home)
    if not machine:
        rows = [
            (
                *(one[field] for field in ("login", "name", "person_code", "agency")),
                ", ".join(one["duties"]),
                "✓" if one["is_active"] else "✗",
            )
            for one in found
        ]
        show.table("经办人员 clerks", _CLERK, rows)


@tokens.command("issue")
def issue_token(
    holder: str,
    name: str,
    province: Place,
    days: Annotated[int, typer.Option(help="It ends after so many days.", min=1)] = DAYS,
    duties: Annotated[str, typer.Option(help="accept/benefit,review; all without.")] = "",
    agency: Annotated[str, typer.Option(help="Its scope; its holder's without.")] = "",
    into: Into = None,
    by: By = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Issue a token to a sign-in; it is printed this once."""
    given = {
        "holder": holder,
        "name": name,
        "duties": [duty for duty in duties.split(",") if duty],
        "agency": agency,
        "days": days,
    }
    where: dict[str, Any] = {"by": by, "machine": machine, "home": home, "into": into}
    _done(province, "/tokens", given, **where, shown="number")


@tokens.command("revoke")
def revoke_token(
    token: int, province: Place, by: By = None, machine: Machine = False, home: Home = None
) -> None:
    """Revoke a token by its number."""
    path = f"/tokens/{token}/revoke"
    _done(province, path, {}, by=by, machine=machine, home=home, shown="number")


@tokens.command("list")
def list_tokens(
    province: Place, text: Text = "", by: By = None, machine: Machine = False, home: Home = None
) -> None:
    """List the tokens of a node; no secret is among them."""
    found = _found(province, "/tokens", text, by=by, machine=machine, home=home)
    if not machine:
        rows = [
            (
                str(one["number"]),
                one["name"],
                one["holder"],
                ", ".join(one["duties"]),
                show.instant(one["ends_at"]),
                show.instant(one["revoked_at"]),
            )
            for one in found
        ]
        show.table("令牌 tokens", _TOKEN, rows)


def _found(
    code: str, path: str, text: str, *, by: str | None, machine: bool, home: Path | None
) -> list[dict[str, Any]]:
    """Return what a list of the node holds, and print it for a machine."""
    with reaching(home, machine=machine) as nodes:
        found: list[dict[str, Any]] = nodes.call(
            code, "GET", path, sign_in=by, params={"text": text}
        )
    if machine:
        show.as_json(found)
    return found


def _done(
    code: str,
    path: str,
    given: dict[str, Any],
    *,
    by: str | None,
    machine: bool,
    home: Path | None,
    shown: str,
    into: Path | None = None,
) -> None:
    """Have something changed, and print what came of it; what is told only once goes `into`."""
    with reaching(home, machine=machine) as nodes:
        answer = nodes.call(code, "POST", path, sign_in=by, json=given)
    if machine:
        show.as_json(answer)
        return
    show.console.print(f"[green]✓[/green] {show.plain(answer[shown])}")
    for name, called in TOLD_ONCE.items():
        if word := answer.get(name):
            if into:
                keep_word(into, word)
            where = f"→ {into}" if into else word
            show.console.print(f"{called} {where}", markup=False)
