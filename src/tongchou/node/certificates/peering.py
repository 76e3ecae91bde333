"""How a node is linked to its peers 节点互联: where, over TLS or not, and whether that may be.

Nothing here needs Django: the supervisor asks before it starts a node, the node before it serves.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from tongchou.node.certificates.folder import PeerTls, Unusable
from tongchou.standards.codes import MINISTRY
from tongchou.standards.text import Text


@dataclass(frozen=True)
class Peering:
    """How a node is linked: as a province to the ministry's address, as the ministry by a port.

    `is_plain` says that an operator allowed the log to travel open between machines, for trying.
    """

    node: str
    tls: PeerTls
    ministry_url: str
    sync_host: str
    sync_port: int
    is_plain: bool

    def fault(self, host: str) -> Text | None:
        """Return why a node that serves its pages on a host may not start so; None if it may."""
        return self._fault_here(host) if self.node == MINISTRY else self._fault_there()

    @property
    def speaks_tls(self) -> bool:
        """Whether the ministry's port of the log asks for certificates."""
        return self.node == MINISTRY and self.sync_port > 0 and self.tls.is_there

    def _fault_there(self) -> Text | None:
        """Return what is wrong with a province's way to the ministry."""
        called = urlsplit(self.ministry_url)
        if called.scheme == "https":
            return self._unusable()
        if self.ministry_url and called.scheme != "http":
            return Text(
                f"部级地址应以https://开头：{self.ministry_url}",
                f"The ministry's address should begin with https://: {self.ministry_url}",
            )
        if self.ministry_url and not (self.is_plain or is_here(called.hostname or "")):
            return Text(
                f"{self.ministry_url}不在本机，日志不得明文传送：请使用https://和节点证书"
                "（仅供试用时可设 TONGCHOU_PLAIN_LOG=1）",
                f"{self.ministry_url} is another machine, and the log must not travel open: use"
                " https:// and certificates (for trying only: TONGCHOU_PLAIN_LOG=1)",
            )
        return None

    def _fault_here(self, host: str) -> Text | None:
        """Return what is wrong with where the ministry takes in the log."""
        if self.speaks_tls:
            return self._unusable()
        open_on = self.sync_host if self.sync_port else host
        if self.is_plain or is_here(open_on):
            return None
        return Text(
            f"日志将在{open_on}上明文开放：请设置TONGCHOU_SYNC_PORT并签发节点证书"
            "（仅供试用时可设 TONGCHOU_PLAIN_LOG=1）",
            f"The log would be open to all on {open_on}: set TONGCHOU_SYNC_PORT, and have a"
            " certificate issued (for trying only: TONGCHOU_PLAIN_LOG=1)",
        )

    def _unusable(self) -> Text | None:
        """Return why the certificates here cannot be used; one that has ended can be replaced."""
        try:
            self.tls.authorities()
            self.tls.revoked()
            self.tls.serving()
        except Unusable as fault:
            return _text_of(fault)
        return None


def peering_of(code: str, home: Path) -> Peering:
    """Return how the environment says that a node is linked."""
    given = os.environ
    folder = given.get("TONGCHOU_PEER_TLS")
    return Peering(
        node=code,
        tls=PeerTls(Path(folder) if folder else folder_in(home, code), code),
        ministry_url=given.get("TONGCHOU_MINISTRY_URL", "") or _url_kept(home, code),
        sync_host=given.get("TONGCHOU_SYNC_HOST") or "127.0.0.1",
        sync_port=int(given.get("TONGCHOU_SYNC_PORT") or "0") if code == MINISTRY else 0,
        is_plain=given.get("TONGCHOU_PLAIN_LOG") == "1",
    )


def folder_in(home: Path, code: str) -> Path:
    """Return where a node's certificate is, where the environment names no other folder."""
    return home / "nodes" / code / "tls"


def url_file(home: Path, code: str) -> Path:
    """Return where a province keeps the ministry's address since it joined."""
    return home / "nodes" / code / "ministry.url"


def _url_kept(home: Path, code: str) -> str:
    path = url_file(home, code)
    return path.read_text("utf-8").strip() if path.exists() else ""


def is_here(host: str) -> bool:
    """Whether a host is this very machine, which no network lies between."""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host.strip("[]")).is_loopback
    return False


def faults(peering: Peering, at: datetime) -> list[dict[str, str]]:
    """Return what is wrong with a node's own certificate, or will be within 30 days, as JSON."""
    return [{"node": peering.node, **said.as_json()} for said in _faults(peering.tls, at)]


def days_left(peering: Peering, at: datetime) -> int | None:
    """Return for how many whole days a node's certificate is valid; None without a usable one."""
    with suppress(Unusable):
        return peering.tls.own().days_left(at) if peering.tls.is_there else None
    return None


def _faults(tls: PeerTls, at: datetime) -> Iterator[Text]:
    if not tls.is_there:
        return
    try:
        own, fault = tls.own(), tls.fault(at)
    except Unusable as unusable:
        yield _text_of(unusable)
        return
    if fault:
        yield fault.text
    elif own.ends_soon(at):
        days = own.days_left(at)
        yield Text(
            f"节点{own.node}的证书{days}天后过期，请换发",
            f"The certificate of node {own.node} ends in {days} days: have another one issued",
        )


def _text_of(fault: Unusable) -> Text:
    """Return what is said in both languages, parted."""
    zh, _, en = str(fault).partition(" / ")
    return Text(zh, en or zh)
