"""The commands `tongchou node certificates …` that make, take in and take back certificates."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.node.certificates.authority import Authority, NotIssued, read_request
from tongchou.node.certificates.folder import PeerTls, Unusable
from tongchou.node.certificates.installing import asked_for, install, issue_here, take_list
from tongchou.node.certificates.peering import peering_of
from tongchou.node.places import home_of
from tongchou.standards import codes
from tongchou.sync.keys import NoSM2, keyring

app = typer.Typer(
    no_args_is_help=True,
    help="Certificates 证书: create-authority, request, issue, use, renew, revoke, list, check.",
)

Home = Annotated[Path | None, typer.Option(help="State folder; default .tongchou")]
Machine = Annotated[bool, typer.Option("--json", help="Print JSON.")]
NodeCode = Annotated[str, typer.Argument(help="The node's code; 00 is the ministry.")]
Days = Annotated[int, typer.Option(min=1, max=3_660, help="How many days it is valid.")]
Hosts = Annotated[
    list[str] | None,
    typer.Option("--host", help="Host name or address by which others call the node; repeatable."),
]


@app.command("create-authority")
def create_authority(days: Days = 3_650, machine: Machine = False, home: Home = None) -> None:
    """Create an authority 证书机构 in this state folder, which then issues nodes' certificates.

    Its key is encrypted where TONGCHOU_KEY_PASSPHRASE names a file with a passphrase.
    """
    with explained(machine=machine):
        authority = Authority(home_of(home) / "authority", keyring.passphrase())
        made = authority.create(days=days, at=datetime.now(UTC))
    tell(
        {"authority": str(authority.folder), "ends_at": made.not_valid_after_utc.isoformat()},
        f"{authority.folder}: 证书机构已建立，请另存副本 created; keep a copy of it elsewhere",
        machine=machine,
    )


@app.command()
def request(
    node: NodeCode,
    host: Hosts = None,
    out: Annotated[Path | None, typer.Option(help="Where to; default NN.request.pem.")] = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Make a key here and a request 证书申请 for its certificate, to be taken to the authority.

    The key never leaves this machine. Host names are those of the present certificate, if none
    are given.
    """
    path = out or Path(f"{node}.request.pem")
    with explained(machine=machine):
        tls = folder_of(node, home)
        path.write_text(asked_for(tls, host or _hosts_now(tls)), "utf-8")
    tell(
        {"node": node, "request": str(path)},
        f"{path}: 请送证书机构签发 take it to the authority:"
        f" tongchou node certificates issue {node} --request {path}",
        machine=machine,
    )


@app.command()
def issue(
    node: NodeCode,
    host: Hosts = None,
    days: Days = 90,
    asked: Annotated[
        Path | None, typer.Option("--request", help="A request; without one the key is made here.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to; default NN.certificate.pem.")] = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Issue a node's certificate 签发: to a request, or into the node's folder on this machine."""
    at = datetime.now(UTC)
    with explained(machine=machine):
        authority, tls = _authority(home), folder_of(node, home)
        if asked is None:
            shown = issue_here(tls, authority, hosts=host or _hosts_now(tls), days=days, at=at)
            told, said = shown.as_json(at), f"{tls.folder}: {_until(shown.ends_at)}"
        else:
            path = out or Path(f"{node}.certificate.pem")
            key, hosts = read_request(asked.read_bytes(), node)
            made = authority.issue(node, key, hosts=host or hosts, days=days, at=at)
            path.write_text(authority.chain_text(made), "utf-8")
            told = {"node": node, "certificate": str(path), "serial": f"{made.serial_number:x}"}
            said = (
                f"{path}: 请送回该节点 take it back to the node:"
                f" tongchou node certificates use {node} {path}"
            )
    tell(told, said, machine=machine)


@app.command()
def use(
    node: NodeCode,
    certificate: Annotated[Path, typer.Argument(help="PEM: the certificate, then its chain.")],
    key: Annotated[
        Path | None, typer.Option(help="Its private key, where it was not requested here.")
    ] = None,
    authority: Annotated[
        Path | None, typer.Option(help="The authority to believe, where the chain lacks it.")
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(help="Which host stands for which node in certificates of others: 00=HOST."),
    ] = None,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Put a certificate into a node's folder 启用证书; a running node takes it up by itself."""
    at = datetime.now(UTC)
    with explained(machine=machine):
        shown = install(
            folder_of(node, home),
            key.read_bytes() if key else None,
            certificate.read_bytes(),
            authority=authority.read_bytes() if authority else b"",
            names=dict(_pair(one) for one in name or ()),
        )
    tell(shown.as_json(at), f"{node}: 已启用 in use, {_until(shown.ends_at)}", machine=machine)


@app.command()
def renew(
    node: Annotated[list[str] | None, typer.Argument(help="Nodes; else all of this home.")] = None,
    days: Days = 90,
    within: Annotated[int, typer.Option(min=0, help="Renew what ends within so many days.")] = 30,
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Issue anew what ends soon 换发, of nodes whose folders are on the authority's machine.

    A running node takes it up by itself. Elsewhere: request, issue --request, use.
    """
    at, done = datetime.now(UTC), []
    with explained(machine=machine):
        authority = _authority(home)
        for tls in [folder_of(code, home) for code in node or nodes_in(home)]:
            own = tls.own()
            if own.days_left(at) < within:
                shown = issue_here(tls, authority, hosts=own.hosts, days=days, at=at)
                done.append(shown.as_json(at))
    told = ", ".join(f"{one['node']} {one['ends_at'][:10]}" for one in done)
    tell({"renewed": done}, f"已换发 renewed: {told or '无 none'}", machine=machine)


@app.command()
def revoke(
    node: NodeCode,
    why: Annotated[str, typer.Option(help="Why. No personal data.")],
    serial: Annotated[str, typer.Option(help="Only this one; else all of the node.")] = "",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Take a node's certificates back 吊销: the ministry's port of the log turns them away at once.

    The list is put into the folders of the nodes of this home; take `authority/revoked.pem` to
    others with `tongchou node certificates take-list`.
    """
    with explained(machine=machine):
        authority = _authority(home)
        meant = [
            one.serial
            for one in authority.issued()
            if one.node == node and not one.revoked and serial in {"", f"{one.serial:x}"}
        ]
        if not meant:
            raise NotIssued(f"没有可吊销的证书 / Nothing issued to node {node} can be revoked")
        for number in meant:
            authority.revoke(number, why=why, at=datetime.now(UTC))
        for code in nodes_in(home):
            take_list(folder_of(code, home), authority.list_text())
    told = [f"{number:x}" for number in meant]
    tell({"node": node, "revoked": told}, f"{node}: 已吊销 revoked {len(told)}", machine=machine)


@app.command("take-list")
def take_list_of(
    node: NodeCode,
    file: Annotated[Path, typer.Argument(help="The authority's revoked.pem.")],
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Take the list of what an authority took back 吊销名单 into a node's folder."""
    with explained(machine=machine):
        count = take_list(folder_of(node, home), file.read_text("utf-8"))
    tell({"node": node, "revoked": count}, f"{node}: {count} 张已吊销 revoked", machine=machine)


def folder_of(node: str, home: Path | None) -> PeerTls:
    """Return a node's folder; raises `NotIssued` for a code that no node has."""
    if node not in codes.table("divisions"):
        raise NotIssued(f"没有代码为{node}的节点 / No node has the code {node}")
    return peering_of(node, home_of(home)).tls


def nodes_in(home: Path | None) -> list[str]:
    """Return the nodes of a state folder that have a certificate."""
    found = (home_of(home) / "nodes").glob("[0-9][0-9]/tls/node.pem")
    return sorted(path.parts[-3] for path in found)


def _hosts_now(tls: PeerTls) -> tuple[str, ...]:
    """Return the hosts of the present certificate; none where there is no certificate yet."""
    return tls.own().hosts if (tls.folder / "node.pem").exists() else ()


def _authority(home: Path | None) -> Authority:
    """Return the authority of a state folder, opened."""
    authority = Authority(home_of(home) / "authority", keyring.passphrase())
    if not authority.is_there:
        raise NotIssued(
            f"没有证书机构，请先 create-authority / There is no authority in {authority.folder}:"
            " tongchou node certificates create-authority"
        )
    if authority.is_encrypted and not authority.passphrase and sys.stdin.isatty():
        typed = typer.prompt("机构私钥口令 passphrase of the authority", hide_input=True)
        return replace(authority, passphrase=typed.encode())
    return authority


def _pair(text: str) -> tuple[str, str]:
    node, is_pair, host = text.partition("=")
    if not is_pair or node not in codes.table("divisions") or not host:
        raise NotIssued(f"--name 应写作 00=主机名 / Write --name as 00=HOST, not {text}")
    return node, host


def _until(ends_at: datetime) -> str:
    return f"至 until {ends_at:%Y-%m-%d}"


def tell(told: dict[str, Any], said: str, *, machine: bool) -> None:
    """Say what was done."""
    if machine:
        show.as_json(told)
    else:
        show.console.print(f"[green]✓[/green] {show.plain(said)}")


@contextmanager
def explained(*, machine: bool) -> Iterator[None]:
    """Say why a command could not do its work, and end it with 1."""
    try:
        yield
    except (NotIssued, Unusable, NoSM2, OSError, ValueError) as fault:
        raise show.fail(str(fault), machine=machine) from None
