"""The commands `tongchou node repair`, `sums`, `search`: what the tables' owner sets right."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from tongchou.channels.cli import show
from tongchou.node.databases import user_in
from tongchou.node.operate import Home, app
from tongchou.node.places import home_of
from tongchou.node.reached import OutOfReach, owner_address_of, person_here, stand_in
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal


@app.command()
def repair(
    number: Annotated[str, typer.Argument(help="The item, such as 00-20261130-000001.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before rows are written.")] = False,
    machine: Annotated[bool, typer.Option("--json", help="Print JSON; needs --yes.")] = False,
    home: Home = None,
) -> None:
    """Carry out an approved repair 数据修复 as the owner of the tables; it is recorded.

    First the rows are shown, as they are held and as the log says them.
    """
    address = _stand_in_as_owner(number[:2], home, machine=machine)
    from django.conf import settings  # noqa: PLC0415 - after the node is known
    from django.db import OperationalError  # noqa: PLC0415

    from tongchou.proof.repair.changes.carrying_out import carry_out, lines_of  # noqa: PLC0415

    rows = _rows_of(number, machine=machine)
    if not machine:
        for line in lines_of(number):
            show.console.print(f"{show.plain(line.zh)}\n  {show.plain(line.en)}")
    if not yes and (machine or not typer.confirm(f"写入以上记录 write these rows: {rows}")):
        raise show.fail("未作任何修改 · nothing was written; see --yes", machine=machine)
    try:
        done = carry_out(number, person=person_here(), role=user_in(address), at=settings.NOW())
    except OperationalError as fault:
        raise show.fail(
            "业务正在写入同一记录,未作任何修改,请重试"
            f" · the same rows are being written; nothing was done, try again: {fault}",
            machine=machine,
        ) from None
    if isinstance(done, Refusal):
        _refuse(done, machine=machine)
    if machine:
        show.as_json({"number": number, "rows": done.rows, "person": done.person})
    else:
        show.console.print(f"[green]✓[/green] {number}: {done.rows} 条已修复 rows put right")


@app.command()
def sums(
    code: Annotated[str, typer.Argument(help="The node; 00 is the ministry.")],
    machine: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    home: Home = None,
) -> None:
    """Make the sums kept of a node's tables 校验和 what their rows come to; it is recorded.

    For where reconcile names a difference though every row is right. No row is touched.
    """
    address = _stand_in_as_owner(code, home, machine=machine)
    from django.conf import settings  # noqa: PLC0415 - after the node is known
    from django.db import OperationalError  # noqa: PLC0415

    from tongchou.proof.repair.changes.summing import set_sums_right  # noqa: PLC0415

    try:
        found = set_sums_right(person=person_here(), role=user_in(address), at=settings.NOW())
    except OperationalError as fault:
        raise show.fail(
            "数据库没有应答,未作任何修改"
            f" · the database does not answer, nothing was done: {fault}",
            machine=machine,
        ) from None
    if machine:
        show.as_json({"node": code, "ranges": [asdict(one) for one in found]})
        return
    for one in found:
        said = f"{one.table} {one.province} {one.month}: {one.sums} 个校验和重算 sums made anew"
        show.console.print(show.plain(said))
    said = "已按各行重算 now as the rows" if found else "校验和均与各行相符 sums are as the rows"
    show.console.print(f"[green]✓[/green] {code}: {said}")


@app.command()
def search(
    code: Annotated[str, typer.Argument(help="The node; 00 is the ministry.")],
    machine: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    home: Home = None,
) -> None:
    """Make the search keys 检索键 and sounds of names anew, and say how many were wrong.

    For after an update that reads names otherwise; a repair makes the keys of its own rows.
    """
    _stand_in_as_owner(code, home, machine=machine)
    from django.db import OperationalError  # noqa: PLC0415 - after the node is known

    from tongchou.proof.repair.changes.searching import refill  # noqa: PLC0415

    try:
        found = refill()
    except OperationalError as fault:
        raise show.fail(
            f"数据库没有应答 · the database does not answer, nothing was done: {fault}",
            machine=machine,
        ) from None
    if machine:
        show.as_json({"node": code, **asdict(found)})
        return
    show.console.print(
        f"[green]✓[/green] {code}: 补上 entered {found.missing}, 去掉 taken out {found.surplus},"
        f" 读音 sounds {found.sounds}"
    )


def _stand_in_as_owner(code: str, home: Path | None, *, machine: bool) -> str:
    """Make this process one of a node's, as the owner of its tables; return the address."""
    place = home_of(home)
    if code not in codes.table("divisions"):
        raise show.fail(f"没有这个节点 · no node has the code {code}", machine=machine)
    try:
        address = owner_address_of(code, place)
        stand_in(code, place, address=address)
    except OutOfReach as fault:
        raise show.fail(str(fault), machine=machine) from None
    return address


def _rows_of(number: str, *, machine: bool) -> int:
    """Return how many rows a repair writes; where it writes none, say why and end with 1."""
    from django.db import OperationalError  # noqa: PLC0415 - after the node is known

    from tongchou.proof.repair.changes.carrying_out import rows_to_repair  # noqa: PLC0415

    try:
        damaged = rows_to_repair(number)
    except OperationalError as fault:
        raise show.fail(
            "数据库没有应答,未作任何修改,请先启动节点"
            f" · the database does not answer, nothing was written; start the node first: {fault}",
            machine=machine,
        ) from None
    if isinstance(damaged, Refusal):
        _refuse(damaged, machine=machine)
    return len(damaged)


def _refuse(refusal: Refusal, *, machine: bool) -> NoReturn:
    """Say why not, and end with 1."""
    show.refusals({"refusals": [refusal.as_json()]}, machine=machine)
    raise typer.Exit(1)
