"""The commands `tongchou backup` and `tongchou restore`."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Annotated, Any

import psycopg
import typer
from typer.core import TyperGroup

from tongchou.channels.cli import commands, show
from tongchou.node.backup.drill import drill
from tongchou.node.backup.folders import Folder, NoBackup, alone_at, opened_for
from tongchou.node.backup.restore import Target, restore
from tongchou.node.backup.sealed import Key, NoKey, NotOpened, key_in
from tongchou.node.backup.servers import Server, server_of
from tongchou.node.backup.take import fetch_log, take, told
from tongchou.node.databases import user_in
from tongchou.node.files import read_or_make
from tongchou.node.places import home_of
from tongchou.node.postgres import NoPostgres
from tongchou.node.reached import OutOfReach, owner_address_of, person_here, stand_in
from tongchou.standards import codes


class WithNode(TyperGroup):
    """A group whose first word may be a node instead of a command: `tongchou backup 34`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take what names no command as meant for `take`."""
        if args and args[0] not in self.commands and args[0] not in {"--help", "-h"}:
            args = ["take", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=WithNode,
    no_args_is_help=True,
    help="Backups 备份: backup NN --to FOLDER; list FOLDER; drill NN.",
)
commands.app.add_typer(app, name="backup")

Home = Annotated[Path | None, typer.Option(help="State folder; default .tongchou")]
Machine = Annotated[bool, typer.Option("--json", help="Print JSON.")]
KeyFile = Annotated[
    Path | None,
    typer.Option("--key", help="File with the key; default TONGCHOU_BACKUP_KEY or HOME/backup.key"),
]


@app.command("take")
def take_backup(
    code: str,
    to: Annotated[Path, typer.Option("--to", help="Folder of the backups.")],
    key: KeyFile = None,
    keep: Annotated[int, typer.Option(min=0, help="Newest copies to keep; 0 keeps all.")] = 0,
    follow: Annotated[
        float, typer.Option(min=0, help="Go on fetching the log, every so many seconds.")
    ] = 0,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Copy a node's server into a folder, encrypted and proven, with its log since."""
    place = home_of(home)
    with said(machine=machine):
        _must_be_a_node(code)
        server = server_of(code, place)
        folder = opened_for(to, _key(key, place), node=code, server=server.facts().system)
        stand_in(code, place)
        with alone_at(folder):
            base = take(server, folder, place, say=_say)
            gone = folder.throw_away(keep)
        answer = {**told(base, server, folder, server.facts()), "thrown_away": gone}
        _record("backup", user_in(server.address), answer)
        _print_taken(answer, machine=machine)
    sys.stdout.flush()
    while follow:
        time.sleep(follow)
        _go_on(server, folder, place)


def _go_on(server: Server, folder: Folder, home: Path) -> None:
    """Fetch the log once more; what stands in the way is said, and tried again the next time."""
    try:
        with alone_at(folder, waits=True):
            count = fetch_log(server, folder, home)
    except (NoBackup, NotOpened, psycopg.Error, OSError) as fault:
        _say(f"✗ {fault}")
    else:
        if count:
            _say(f"日志 {count} 段 · {count} files of the log, until {_reach(folder)}")


@app.command("drill")
def drill_backup(
    code: str,
    origin: Annotated[
        Path | None, typer.Option("--from", help="Folder of the backups; default the last one's.")
    ] = None,
    key: KeyFile = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Restore the last backup apart and prove it equal to the working node 恢复演练."""
    place = home_of(home)
    with said(machine=machine):
        _must_be_a_node(code)
        server, owner = server_of(code, place), owner_address_of(code, place)
        stand_in(code, place)
        folder = Folder(origin or _last_folder(code), _key(key, place))
        with alone_at(folder, waits=True):
            found = drill(server, folder, place, owner=owner, person=person_here(), say=_say)
        _record("drill", user_in(owner), found)
    if machine:
        show.as_json(found)
    else:
        _print_drill(found)
    if not found["equal"]:
        raise typer.Exit(1)


def _last_folder(code: str) -> Path:
    """Return the folder that the last backup of the node went to."""
    from tongchou.agency.models import UpkeepKind  # noqa: PLC0415 - after the node is known
    from tongchou.agency.queries import last_upkeep  # noqa: PLC0415

    last = last_upkeep(UpkeepKind.BACKUP)
    if last is None:
        raise NoBackup(
            f"节点 {code} 尚无备份;请先 tongchou backup {code} --to FOLDER"
            f" · no backup of node {code} is recorded: tongchou backup {code} --to FOLDER"
        )
    return Path(last.facts["folder"])


def _print_drill(found: dict[str, Any]) -> None:
    for table in found["different"]:
        show.console.print(f"[red]✗ 不一致 differs: {show.plain(table)}[/red]")
    for fault in found["faults"]:
        show.console.print(f"[red]✗ {show.plain(fault)}[/red]")
    mark = "[green]✓[/green] 一致 equal" if found["equal"] else "[red]✗[/red] 不一致 not equal"
    show.console.print(
        f"{mark}: 位置 position {found['sealed']}, {found['tables']} 张表 tables,"
        f" {found['rows']:,} 行 rows; 恢复 restored in {found['seconds']['restore']} s,"
        f" 共 in all {found['seconds']['all']} s"
    )


@app.command("list")
def list_backups(folder: Path, key: KeyFile = None, machine: Machine = False) -> None:
    """List what is in a folder of backups, and to which moments it can be brought."""
    with said(machine=machine):
        found = Folder(folder, _key(key, home_of(None))).as_json()
    if machine:
        show.as_json(found)
        return
    show.table(
        f"备份 backups {found['folder']}",
        ("名称\nname", "可恢复自\nfrom", "节点\nnodes", "已封\nsealed", "字节\nbytes"),
        [
            (
                base["name"],
                show.instant(base["ended_at"], is_lower_bound=True),
                " ".join(base["databases"]),
                " ".join(f"{code}:{position}" for code, position in base["sealed"].items()),
                base["size_bytes"],
            )
            for base in found["bases"]
        ],
    )
    show.console.print(f"日志至 log until {show.instant(found['log_until'])}")


@commands.app.command("restore")
def restore_backup(
    folder: Path,
    home: Annotated[Path, typer.Option(help="State folder to restore into; empty or new.")],
    key: KeyFile = None,
    until: Annotated[
        str, typer.Option(help="Moment, as 2026-11-30T05:00:00+08:00; empty for the end.")
    ] = "",
    machine: Machine = False,
) -> None:
    """Bring a backup back 恢复 into an empty home, to its end or to a moment."""
    with said(machine=machine):
        opened = Folder(folder, _key(key, home))
        target = Target(until=_moment(until))
        done = restore(opened, home.absolute(), target, person=person_here(), say=_say)
    if machine:
        show.as_json({"home": str(home.absolute()), **asdict(done)})
        return
    for code, node in done.nodes.items():
        show.console.print(
            f"[green]✓[/green] {code}: 已封 sealed {node['sealed']},"
            f" 最后事件 last event {show.instant(node['last_recorded_at'])}"
        )
    provinces = ",".join(code for code in done.nodes if code != codes.MINISTRY) or "none"
    elsewhere = "" if codes.MINISTRY in done.nodes else " --ministry https://…"
    show.console.print(
        f"用时 took {done.seconds} s; 启动 start: tongchou up --home {home} --provinces {provinces}"
        f"{elsewhere}"
    )


@contextmanager
def said(*, machine: bool) -> Iterator[None]:
    """Turn what stands in the way into words and exit 1."""
    try:
        yield
    except (NoBackup, NoKey, NotOpened, NoPostgres, OutOfReach) as fault:
        raise show.fail(str(fault), machine=machine) from None
    except psycopg.Error as fault:
        raise show.fail(
            f"数据库未能完成 · the database did not do it: {fault}", machine=machine
        ) from None
    except OSError as fault:
        raise show.fail(f"无法读写 · cannot be read or written: {fault}", machine=machine) from None


def _must_be_a_node(code: str) -> None:
    if code not in codes.table("divisions"):
        raise NoBackup(f"没有代码为 {code} 的节点 · no node has the code {code}")


def _key(given: Path | None, home: Path) -> Key:
    """Return the key named, or the home's own, which is made where there is none yet."""
    named = given or Path(os.environ.get("TONGCHOU_BACKUP_KEY") or home / "backup.key")
    if not given and not named.exists() and home.exists() and named.parent == home:
        read_or_make(named, token_urlsafe(32) + "\n")
        _say(
            f"已生成密钥 {named};请另存他处,遗失则无法恢复"
            f" · made the key {named}: keep a copy elsewhere, nothing is restored without it"
        )
    return key_in(named)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError:
        raise NoBackup(
            f"时刻 {text} 无法识别 · write a moment as 2026-11-30T05:00:00+08:00"
        ) from None


def _record(kind: str, role: str, facts: dict[str, Any]) -> None:
    from django.conf import settings  # noqa: PLC0415 - after the node is known

    from tongchou.agency.changes import note_upkeep  # noqa: PLC0415
    from tongchou.agency.models import UpkeepKind  # noqa: PLC0415

    at = settings.NOW()
    note_upkeep(UpkeepKind(kind), person=person_here(), role=role, at=at, facts=facts)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _reach(folder: Folder) -> str:
    reach = folder.reaches_until()
    return reach.isoformat() if reach else ""


def _print_taken(answer: dict[str, Any], *, machine: bool) -> None:
    if machine:
        show.as_json(answer)
        return
    for warning in answer["warnings"]:
        show.console.print(f"[yellow]![/yellow] {show.plain(warning)}")
    show.console.print(
        f"[green]✓[/green] {answer['base']}: {answer['bytes']:,} 字节 bytes,"
        " 已核验 proven; 可恢复 restorable"
        f" {show.instant(answer['from'], is_lower_bound=True)} – {show.instant(answer['until'])}"
    )
