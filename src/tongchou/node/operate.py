"""The commands `tongchou node …`: one node's life, for whoever operates it."""

import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import httpx
import psycopg
import typer
from rich.table import Table

from tongchou.channels.cli import commands, keys, show
from tongchou.channels.cli.reach import reaching
from tongchou.node import department_keys
from tongchou.node.certificates import checking as _  # noqa: F401 - it adds commands
from tongchou.node.certificates import command as certificates
from tongchou.node.databases import user_in
from tongchou.node.joining import command as joining
from tongchou.node.nodes import Node
from tongchou.node.places import PORT, home_of
from tongchou.node.postgres import NoPostgres
from tongchou.node.psql import client, run_psql
from tongchou.node.reached import (
    OutOfReach,
    address_of,
    owner_address_of,
    person_here,
    stand_in,
)
from tongchou.standards import codes

app = typer.Typer(
    no_args_is_help=True, help="Nodes 节点: serve, check, list, psql, join, keys, certificates."
)
commands.app.add_typer(app, name="node")
app.add_typer(keys.app, name="keys")
app.add_typer(certificates.app, name="certificates")
app.add_typer(joining.app, name="join")
app.add_typer(department_keys.app, name="department")
console = show.console

Home = Annotated[Path | None, typer.Option(help="State folder; default .tongchou")]


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65_535)] = PORT,
    heartbeat: Annotated[
        Path | None, typer.Option(help="A file to touch every second, for who watches us.")
    ] = None,
) -> None:
    """Serve the node that the environment describes, until told to stop."""
    must_be_codes([os.environ.get("TONGCHOU_NODE", "34")])
    keys.ask_for_passphrase(home_of(None), os.environ.get("TONGCHOU_NODE", "34"))
    import django  # noqa: PLC0415 - loads all of Django

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    from tongchou.node.watch.counting import count_into  # noqa: PLC0415

    count_into(settings.HOME / "nodes" / settings.NODE_CODE / "metrics")
    from tongchou.node.rights import UnfitToServe  # noqa: PLC0415
    from tongchou.node.serve import serve as serve_node  # noqa: PLC0415

    try:
        serve_node(host=host, port=port, heartbeat=heartbeat)
    except UnfitToServe as fault:
        raise show.fail(str(fault), machine=False) from None
    except OSError as fault:
        raise show.fail(f"Cannot listen on {host}:{port}: {fault}", machine=False) from None


@app.command()
def prepare(
    nodes: Annotated[list[str] | None, typer.Argument(help="Codes of one role.")] = None,
) -> None:
    """Make nodes ready: database, tables, keys. Safe to repeat, and to run after an update.

    Without codes, the node that the environment describes. With TONGCHOU_DEMO_PASSWORD set,
    demo sign-ins are made, all with this password.
    """
    chosen = nodes or [os.environ.get("TONGCHOU_NODE", "34")]
    must_be_codes(chosen)
    os.environ.setdefault("TONGCHOU_NODE", chosen[0])
    import django  # noqa: PLC0415 - loads all of Django

    django.setup()
    from tongchou.node.prepare import prepare as prepare_nodes  # noqa: PLC0415

    password = os.environ.get("TONGCHOU_DEMO_PASSWORD", "")
    try:
        prepare_nodes(chosen, home=home_of(None), password=password)
    except psycopg.OperationalError as fault:
        raise show.fail(f"The database cannot be reached: {fault}", machine=False) from None


@app.command(hidden=True)
def prove() -> None:
    """Do the deep proof that was asked of the node; its loop starts this, beside its work."""
    import django  # noqa: PLC0415 - loads all of Django

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    from tongchou.proof.deep.job import work  # noqa: PLC0415

    os.nice(10)  # business goes first
    work(settings.NOW)


@app.command(hidden=True)
def batch() -> None:
    """Work off the batches of items that wait; the node's loop starts this, beside its work."""
    import django  # noqa: PLC0415 - loads all of Django

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    from tongchou.workflow.changes.batches import work  # noqa: PLC0415

    work(settings.NOW)


@app.command("list")
def list_nodes(
    machine: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False, home: Home = None
) -> None:
    """List the nodes that run here, and whether each can work."""
    with reaching(home, machine=machine) as nodes:
        found = {
            code: {"url": node["url"], "pid": node["pid"], **_health(node["url"])}
            for code, node in nodes.listed.items()
        }
    if machine:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    table = Table("节点 node", "地址 address", "进程 pid", "就绪 ready", box=None)
    for code, node in found.items():
        table.add_row(_named(code), node["url"], str(node["pid"]), "✓" if node["ready"] else "✗")
    console.print(table)


@app.command()
def restart(code: str, home: Home = None) -> None:
    """End a node's processes; their supervisor starts them again."""
    with reaching(home, machine=False) as nodes:
        node = nodes.node(code)
        for pid in node.get("pids", [node["pid"]]):
            os.kill(pid, signal.SIGTERM)
    typer.echo(f"{_named(code)}: 正在重启 restarting")


@app.command(context_settings={"ignore_unknown_options": True})
def psql(
    code: str,
    arguments: Annotated[
        list[str] | None, typer.Argument(help="What psql is told, after --: -- -f repair.sql")
    ] = None,
    owner: Annotated[bool, typer.Option("--owner", help="Come as the tables' owner.")] = False,
    home: Home = None,
) -> None:
    """Open a node's database with PostgreSQL's own client; that it was opened is recorded.

    As the application's role, or with --owner as the owner, who may change anything.
    """
    must_be_codes([code])
    place = home_of(home)
    try:
        client()
        address = (owner_address_of if owner else address_of)(code, place)
        stand_in(code, place)
    except (OutOfReach, NoPostgres) as fault:
        raise show.fail(str(fault), machine=False) from None
    from django.conf import settings  # noqa: PLC0415 - after the node is known
    from django.db import DatabaseError  # noqa: PLC0415

    from tongchou.agency.changes import note_upkeep  # noqa: PLC0415
    from tongchou.agency.models import UpkeepKind  # noqa: PLC0415

    person = person_here()
    try:
        note_upkeep(UpkeepKind.PSQL, person=person, role=user_in(address), at=settings.NOW())
    except DatabaseError as fault:
        raise show.fail(
            "无法记录本次使用,故未打开数据库"
            f" · this use cannot be recorded, so nothing was opened: {fault}",
            machine=False,
        ) from None
    raise typer.Exit(run_psql(address, arguments or (), person=person))


@app.command()
def records(
    code: str,
    machine: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    home: Home = None,
) -> None:
    """Show what operators did to a node 运维记录: who, when, as which role, with what outcome."""
    with reaching(home, machine=machine) as nodes:
        found = nodes.call(code, "GET", "/upkeep")
    if machine:
        show.as_json(found)
        return
    show.console.print(f"[bold]运维记录 upkeep[/bold] {_named(code)}")
    for one in found["records"]:
        name, person = one["kind_name"], f"{one['person']} · {one['role']}"
        said = f"{show.moment(one['at'])}  {name['zh']} {name['en']}  {person}"
        show.console.print(said, *show.facts(one["facts"]), sep="\n    ", markup=False)
    if not found["records"]:
        show.console.print("没有 none")


def welcome(nodes: Sequence[Node], password: str) -> None:
    """Say where the nodes are and how to sign in to them."""
    table = Table("节点 node", "地址 address", "演示登录 demo sign-ins", box=None)
    for node in nodes:
        clerks = node.as_json()["sign_ins"]["clerks"]
        shown = " ".join(clerk["login"] for clerk in clerks[:4]) + (" …" if clerks[4:] else "")
        table.add_row(_named(node.code), node.url, shown)
    console.print()
    console.print(table)
    console.print(f"\n密码 password: [bold]{password}[/bold]    Ctrl-C 停止全部 stops all of them")


def must_be_codes(given: Sequence[str]) -> None:
    """End the command where a code is no node's."""
    unknown = [code for code in given if code not in codes.table("divisions")]
    if unknown:
        raise show.fail(f"No node has the code {', '.join(unknown)}", machine=False)


def _named(code: str) -> str:
    return f"{code} {codes.table('divisions')[code].text.zh}"


def _health(url: str) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = httpx.get(f"{url}/healthz", timeout=5, trust_env=False).json()
    except (httpx.HTTPError, ValueError):
        return {"ready": False}
    return answer
