"""The commands `tongchou node keys …`: which keys are known, handing over, revoking, entering."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import home_of
from tongchou.channels.cli.commands import Home, Machine
from tongchou.channels.cli.reach import reaching
from tongchou.standards import codes
from tongchou.sync.keys import BadKey, Keyring, NoSM2, create_keys, keyring

app = typer.Typer(
    no_args_is_help=True, help="Keys 密钥: create, list, enter, rotate, revoke, encrypt."
)

Node = Annotated[str, typer.Option("--province", help="The node to ask; 00 is the ministry.")]
Days = Annotated[int, typer.Option(min=1, max=3_660, help="How many days the key may sign.")]


@app.command("list")
def list_keys(province: Node, machine: Machine = False, home: Home = None) -> None:
    """List the keys a node knows, its own and its peers'; end with 1 when something is wrong."""
    with reaching(home, machine=machine) as nodes:
        found = nodes.call(province, "GET", "/keys")
    if machine:
        show.as_json(found)
    else:
        show.table(
            f"节点{province}所知密钥 keys known",
            ("节点 node", "指纹 key", "算法", "状态 state", "至 until", "登记 entered by"),
            [_row(key) for key in found["keys"]],
        )
        for fault in _faults(found):
            show.console.print(f"[red]✗[/red] {show.plain(fault)}")
    if found["fault"] or found["faults"]:
        raise typer.Exit(1)


@app.command()
def rotate(
    province: Node,
    days: Days = 1_095,
    overlap: Annotated[
        int, typer.Option(min=1, max=366, help="How many days the old key is believed.")
    ] = 30,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Hand over to a new key 密钥更换: the old one signs it, the peers learn of it by the log."""
    with reaching(home, machine=machine) as nodes:
        asked = {"days": days, "overlap_days": overlap}
        found = nodes.call(province, "POST", "/keys/rotate", json=asked)
    _say(found, "已交接，对端收到后启用 handed over, signs once the peers hold it", machine=machine)


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="The fingerprint, or its beginning.")],
    province: Node,
    why: Annotated[str, typer.Option(help="Why; the peers are told. No personal data.")],
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Revoke a key 密钥吊销: what it signs from now on is believed by nobody."""
    with reaching(home, machine=machine) as nodes:
        known = [one["key"] for one in nodes.call(province, "GET", "/keys")["keys"]]
        meant = [one for one in known if one.startswith(key)]
        if len(meant) != 1:
            said = f"没有或不止一把密钥以{key}开头 No single key begins with {key}"
            raise show.fail(said, machine=machine)
        asked = {"key": meant[0], "why": why}
        found = nodes.call(province, "POST", "/keys/revoke", json=asked)
    _say(found, "已吊销 revoked", machine=machine)


@app.command()
def enter(
    node: Annotated[str, typer.Argument(help="Whose key it is.")],
    file: Annotated[Path, typer.Argument(help="The public key, PEM.")],
    province: Node,
    days: Days = 1_095,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Enter a node's public key by hand, as for a new node or after its last key ended."""
    with reaching(home, machine=machine) as nodes:
        asked = {"node": node, "public_key": file.read_text("utf-8"), "days": days}
        found = nodes.call(province, "POST", "/keys", json=asked)
    _say(found, "已登记 entered", machine=machine)


@app.command()
def create(
    node: Annotated[str, typer.Argument(help="Whose key; 00 is the ministry.")],
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Create a node's key before its first start, so that its peers can be given the public one.

    A key that is there already stays.
    """
    place = home_of(home)
    if node not in codes.table("divisions"):
        raise show.fail(f"没有代码为{node}的节点 No node has the code {node}", machine=machine)
    try:
        create_keys(place, [node])
    except (OSError, BadKey, NoSM2, ValueError) as fault:
        raise show.fail(str(fault), machine=machine) from None
    public = place / "peers" / f"{node}.pub"
    if machine:
        show.as_json({"node": node, "public_key": str(public)})
    else:
        said = f"{public}: 请放入对端的peers目录 put it into the peer's folder peers"
        show.console.print(f"[green]✓[/green] {show.plain(said)}")


@app.command()
def encrypt(
    node: Annotated[str, typer.Argument(help="Whose private key, in this state folder.")],
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Encrypt a node's private key file; the passphrase comes from its file, or is asked for."""
    secret = keyring.passphrase() or _typed_twice(machine=machine)
    try:
        path = Keyring(home_of(home), node).encrypt(secret)
    except (OSError, BadKey, NoSM2) as fault:
        raise show.fail(str(fault), machine=machine) from None
    if machine:
        show.as_json({"node": node, "file": str(path)})
    else:
        show.console.print(f"[green]✓[/green] {show.plain(path)}: 已加密 encrypted")


def ask_for_passphrase(home: Path, node: str) -> None:
    """Ask whoever starts a node by hand for the passphrase, where one is needed and no file is."""
    if Keyring(home, node).is_encrypted and not keyring.passphrase() and sys.stdin.isatty():
        typed = typer.prompt("私钥口令 passphrase", hide_input=True)
        keyring.remember_passphrase(typed)


def _typed_twice(*, machine: bool) -> bytes:
    if not sys.stdin.isatty():
        said = "No passphrase 没有口令: name its file in TONGCHOU_KEY_PASSPHRASE, or use a terminal"
        raise show.fail(said, machine=machine)
    typed: str = typer.prompt("新口令 passphrase", hide_input=True, confirmation_prompt=True)
    return typed.encode()


def _say(key: dict[str, Any], done: str, *, machine: bool) -> None:
    if machine:
        show.as_json(key)
    else:
        said = f"{key['node']} {key['key'][:16]} {key['algorithm']}: {done}"
        show.console.print(f"[green]✓[/green] {show.plain(said)}")


def _row(key: dict[str, Any]) -> tuple[str, ...]:
    state = key["state_name"]
    return (
        key["node"],
        key["key"][:16],
        key["algorithm"],
        f"{state['zh']} {state['en']}",
        key["ends_at"][:10],
        key["entered_by"],
    )


def _faults(found: dict[str, Any]) -> list[str]:
    faults = [*([found["fault"]] if found["fault"] else []), *found["faults"]]
    return [f"{fault['zh']} {fault['en']}" for fault in faults]
