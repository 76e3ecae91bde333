"""The commands that look: what an authority issued, what is wrong with a node's certificate."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
import typer

from tongchou.channels.cli import show
from tongchou.node.certificates.authority import Authority, NotIssued
from tongchou.node.certificates.calling import client_for
from tongchou.node.certificates.command import Home, Machine, NodeCode, app, explained, folder_of
from tongchou.node.certificates.folder import PeerTls
from tongchou.node.certificates.peering import faults, peering_of
from tongchou.node.places import home_of
from tongchou.standards import codes


@app.command("list")
def list_issued(machine: Machine = False, home: Home = None) -> None:
    """List what the authority of this state folder issued."""
    at = datetime.now(UTC)
    with explained(machine=machine):
        authority = Authority(home_of(home) / "authority")
        if not authority.is_there:
            raise NotIssued(f"没有证书机构 / There is no authority in {authority.folder}")
        issued = authority.issued()
    rows = [
        (one.node, f"{one.serial:x}", one.state(at), one.ends_at.isoformat()[:10], one.revoked)
        for one in issued
    ]
    if machine:
        names = ("node", "serial", "state", "ends_at", "why")
        show.as_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        head = ("节点 node", "编号 serial", "状态 state", "至 until", "原因 why")
        show.table("已签发 issued", head, rows)


@app.command()
def check(
    node: NodeCode,
    url: Annotated[str, typer.Option(help="Call the ministry there by it: https://HOST:PORT")] = "",
    machine: Machine = False,
    home: Home = None,
) -> None:
    """Say what is wrong with a node's certificate 检查; end with 1 when something is, or soon."""
    at = datetime.now(UTC)
    peering = replace(peering_of(node, home_of(home)), ministry_url=url)
    found: dict[str, Any] = {"node": node, "certificate": None, "called": url}
    with explained(machine=machine):
        tls = folder_of(node, home)
        found["certificate"] = tls.own().as_json(at)
        tls.serving()
    said = faults(peering, at)
    if url and (fault := _called(tls, url)):
        said.append({"node": node, "zh": fault, "en": fault})
    found["faults"] = said
    if machine:
        show.as_json(found)
    else:
        _print_checked(found)
    if said:
        raise typer.Exit(1)


def _print_checked(found: dict[str, Any]) -> None:
    own = found["certificate"]
    show.console.print(
        f"证书 certificate: 节点 node {own['node']}, 至 until {own['ends_at'][:10]},"
        f" 剩 {own['days_left']} 天 days left, {' '.join(own['hosts'])}",
        markup=False,
    )
    for fault in found["faults"]:
        said = fault["zh"] if fault["zh"] == fault["en"] else f"{fault['zh']} {fault['en']}"
        show.console.print(f"[red]✗[/red] {show.plain(said)}")
    if found["called"] and not found["faults"]:
        show.console.print(
            f"[green]✓[/green] {show.plain(found['called'])}: 相互认证 both believed"
        )


def _called(tls: PeerTls, url: str) -> str:
    """Return why a call to the ministry by a node's certificate fails; empty when it does not."""
    if not url.startswith("https://"):
        return f"地址应以https://开头 / The address should begin with https://: {url}"
    try:
        with client_for(url, tls, codes.MINISTRY, timeout=httpx.Timeout(10)) as client:
            answer = client.get("/sync/envelopes")
    except httpx.TransportError as fault:
        return str(fault)
    if answer.status_code != httpx.codes.FORBIDDEN:
        return ""
    refusal = answer.json()["refusal"]
    return f"{refusal['zh']} / {refusal['en']}"
