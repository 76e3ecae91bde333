"""Peers over TLS: each is known by its certificate, and whose does not fit is told why."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test.utils import override_settings
from django.urls import include, path

from running import free_port
from tongchou.node import log_port
from tongchou.node.certificates import authority as authorities
from tongchou.node.certificates.authority import Authority, key_text
from tongchou.node.certificates.calling import client_for
from tongchou.node.certificates.folder import OWN, PeerTls
from tongchou.node.certificates.installing import take_list
from tongchou.node.certificates.peering import Peering
from tongchou.node.log_port import LogPort
from tongchou.node.serve import servers_at
from tongchou.sync import statements
from tongchou.sync.calls import TIMEOUT
from tongchou.sync.keys import Keyring
from tongchou.sync.logs import standing_towards
from tongchou.sync.models import Peer

urlpatterns = [path("sync/", include("tongchou.channels.api.sync"))]

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@dataclass
class Land:
    """A folder with an authority, and nodes that it issued certificates."""

    folder: Path

    @property
    def authority(self) -> Authority:
        """Its authority."""
        return Authority(self.folder / "authority")

    def tls(self, node: str, *, at: datetime = NOW, days: int = 90, folder: str = "") -> PeerTls:
        """Return the folder of a node with a certificate made on a day."""
        if not self.authority.is_there:
            self.authority.create(days=3_650, at=NOW - 400 * DAY)
        tls = PeerTls(self.folder / (folder or node), node)
        put(tls, self.authority, node, at=at, days=days)
        return tls


def put(tls: PeerTls, by: Authority, node: str, *, at: datetime = NOW, days: int = 90) -> None:
    """Put a certificate into a folder past all checks, as a careless copy would."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = by.issue(node, key.public_key(), hosts=(), days=days, at=at)
    tls.folder.mkdir(exist_ok=True)
    draft = tls.folder / "draft"
    draft.write_text(key_text(key, b"") + by.chain_text(made))
    draft.replace(tls.folder / OWN)
    (tls.folder / "authority.pem").write_bytes((by.folder / "authority.pem").read_bytes())


@pytest.fixture
def ours(tmp_path: Path) -> Land:
    (tmp_path / "ours").mkdir()
    return Land(tmp_path / "ours")


@pytest.fixture
def others(tmp_path: Path) -> Land:
    (tmp_path / "others").mkdir()
    return Land(tmp_path / "others")


@dataclass
class Served:
    """The ministry's port of the log, while it serves."""

    url: str
    port: LogPort
    tls: PeerTls


@pytest.fixture
def ministry_tls(ours: Land) -> PeerTls:
    return ours.tls("00")


@pytest.fixture
def served(ministry: Any, ministry_tls: PeerTls) -> Iterator[Served]:
    """Serve the ministry, its log on a port of its own for peers who show a certificate."""
    del ministry
    port = free_port()
    peering = Peering("00", ministry_tls, "", "127.0.0.1", port + 1, is_plain=False)
    with override_settings(PEERING=peering, ROOT_URLCONF=__name__):
        servers = servers_at("127.0.0.1", port)
        running = asyncio.new_event_loop()

        async def serve() -> None:
            await asyncio.gather(*(server.serve() for server in servers))

        thread = threading.Thread(target=lambda: running.run_until_complete(serve()))
        thread.start()
        _await(port + 1)
        (log_port,) = [one for one in servers if isinstance(one, LogPort)]
        yield Served(f"https://127.0.0.1:{port + 1}", log_port, ministry_tls)
        for server in servers:
            running.call_soon_threadsafe(server.stop)
        thread.join(30)


def _await(port: int) -> None:
    for _ in range(100):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.1)
    raise AssertionError("nobody listens")


def asked(served: Served, tls: PeerTls, *, signed_by: str = "") -> httpx.Response:
    """Return what the ministry answers to a request by a certificate, signed by a node or not."""
    with client_for(served.url, tls, "00", timeout=TIMEOUT) as client:
        return client.get("/sync/envelopes", headers=said_by(signed_by) if signed_by else {})


def said_by(node: str) -> dict[str, str]:
    keyring = Keyring(settings.HOME, node)
    standing = standing_towards("34")
    return statements.sign(standing, keyring=keyring, receiver="00", at=settings.NOW())


def shown(peer: str) -> str:
    return Peer.objects.get(code=peer).outage


def test_a_peer_with_a_certificate_of_its_own_is_heard(served: Served, ours: Land) -> None:
    answer = asked(served, ours.tls("34"), signed_by="34")

    assert answer.status_code == 204
    assert shown("34") == ""


def test_the_right_certificate_on_the_wrong_node_is_shown_on_both_sides(
    served: Served, ours: Land
) -> None:
    answer = asked(served, ours.tls("32"), signed_by="34")

    assert answer.status_code == 401
    assert answer.json()["refusal"]["code"] == "sync.certificate_of_another"
    assert answer.json()["refusal"]["en"] == "Node 34 came by the certificate of node 32"
    assert "节点34使用了节点32的证书" in shown("34")

    assert asked(served, ours.tls("34"), signed_by="34").status_code == 204
    assert shown("34") == ""  # it goes as soon as the node is heard again


def test_nobody_blames_a_node_by_what_it_did_not_sign(served: Served, ours: Land) -> None:
    forged = {**said_by("34"), statements.SIGNATURE: "00" * 64}
    with client_for(served.url, ours.tls("32"), "00", timeout=TIMEOUT) as client:
        answer = client.get("/sync/envelopes", headers=forged)

    assert answer.status_code == 401
    assert shown("34") == ""


@pytest.mark.parametrize(
    ("at", "days", "code", "said"),
    [
        (NOW - 100 * DAY, 90, "tls.ended", "The certificate of node 34 ended on "),
        (NOW + 2 * DAY, 90, "tls.not_yet", "The certificate of node 34 is valid from "),
    ],
)
def test_a_certificate_out_of_its_time_is_refused_and_shown_by_name(
    served: Served, ours: Land, at: datetime, days: int, code: str, said: str
) -> None:
    answer = asked(served, ours.tls("34", at=at, days=days), signed_by="34")

    assert (answer.status_code, answer.json()["refusal"]["code"]) == (403, code)
    assert answer.json()["refusal"]["en"].startswith(said)
    assert said in shown("34")


def test_a_revoked_certificate_is_turned_away_on_a_connection_that_is_open(
    served: Served, ours: Land
) -> None:
    tls = ours.tls("34")
    with client_for(served.url, tls, "00", timeout=TIMEOUT) as client:
        before = client.get("/sync/none")
        ours.authority.revoke(tls.own().serial, why="lost", at=NOW)
        take_list(served.tls, ours.authority.list_text())
        after = client.get("/sync/none")

    assert (before.status_code, after.status_code) == (404, 403)
    assert after.json()["refusal"]["code"] == "tls.revoked"
    assert "was revoked" in shown("34")


def test_who_shows_no_certificate_is_turned_away_and_told(served: Served, ours: Land) -> None:
    believing = ssl.create_default_context(cafile=str(ours.folder / "authority/authority.pem"))

    with pytest.raises(httpx.TransportError, match=r"(?i)certificate.required"):
        httpx.get(f"{served.url}/sync/none", verify=believing)


def test_who_is_of_another_authority_is_told_on_his_side(
    served: Served, ours: Land, others: Land, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = others.tls("34")
    known = (ours.folder / "authority/authority.pem").read_bytes()
    (stranger.folder / "authority.pem").write_bytes(known)

    with pytest.raises(httpx.TransportError, match="is not believed there"):
        asked(served, stranger)
    until = monotonic() + 10
    while "turned away at the port of the log: 127.0.0.1" not in caplog.text:
        assert monotonic() < until  # it is noted after the stranger is told
        sleep(0.05)


def test_who_comes_past_the_port_is_nobody(served: Served) -> None:
    inner = f"http://127.0.0.1:{served.port._inner_port}"
    answer = httpx.get(f"{inner}/sync/envelopes", headers=said_by("34"))

    assert (answer.status_code, answer.json()["refusal"]["code"]) == (403, "tls.not_shown")


def test_a_certificate_is_taken_up_by_who_runs(served: Served, ours: Land) -> None:
    tls = ours.tls("34")
    with client_for(served.url, tls, "00", timeout=TIMEOUT) as client:
        assert client.get("/sync/none").status_code == 404
        put(tls, ours.authority, "34", at=NOW - 100 * DAY)  # the client's
        assert client.get("/sync/none").status_code == 403
        put(tls, ours.authority, "34")
        put(served.tls, ours.authority, "00")  # the ministry's
        assert client.get("/sync/none").status_code == 404
        put(tls, ours.authority, "32")  # what cannot be right is not taken up
        assert client.get("/sync/none").status_code == 404
    assert certificate_at(served) == served.tls.own().serial


@pytest.fixture
def silent(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Return how to fill the port with callers from an address who never say anything."""
    monkeypatch.setattr(log_port, "SHAKING_MAX", 8)
    monkeypatch.setattr(log_port, "CONNECTIONS_MAX", 8)
    with ExitStack() as held:

        def call(address: str) -> None:
            port = served.port.bind_port
            for _ in range(30):
                made = socket.create_connection(("127.0.0.1", port), source_address=(address, 0))
                held.enter_context(made)

        yield call


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2"])
def test_callers_who_say_nothing_keep_no_peer_out(
    served: Served, ours: Land, silent: Callable[[str], None], address: str
) -> None:
    silent(address)

    assert asked(served, ours.tls("34"), signed_by="34").status_code == 204


def test_a_peer_shaking_hands_is_not_ended_by_an_address_that_calls_all_the_time(
    served: Served, ours: Land, silent: Callable[[str], None]
) -> None:
    with slow_peer(served, ours.tls("34")) as shake_hands:
        silent("127.0.0.2")

        assert shake_hands().version() == "TLSv1.3"


@contextmanager
def slow_peer(served: Served, tls: PeerTls) -> Iterator[Callable[[], ssl.SSLSocket]]:
    """Connect as a peer, and return how to shake hands later."""
    with socket.create_connection(("127.0.0.1", served.port.bind_port)) as connection:
        yield lambda: tls.towards("00").wrap_socket(connection, server_hostname="127.0.0.1")


def test_one_node_takes_no_other_s_connections(
    served: Served, ours: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_port, "OF_A_NODE_MAX", 2)
    with ExitStack() as held:
        for _ in range(2):
            made = client_for(served.url, ours.tls("32"), "00", timeout=TIMEOUT)
            assert held.enter_context(made).get("/sync/none").status_code == 404

        with pytest.raises(httpx.TransportError):
            asked(served, ours.tls("32"))
        assert asked(served, ours.tls("34"), signed_by="34").status_code == 204


def certificate_at(served: Served) -> int:
    pem = ssl.get_server_certificate(("127.0.0.1", served.port.bind_port))
    return x509.load_pem_x509_certificate(pem.encode()).serial_number


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"node": "32"}, "that of node 32, not of node 00"),
        ({"at": NOW - 100 * DAY}, "The peer's certificate has ended"),
        ({"at": NOW + 2 * DAY}, "The peer's certificate is not valid yet"),
    ],
)
def test_a_ministry_with_a_certificate_that_does_not_fit_is_told_nothing(
    served: Served, ours: Land, fault: dict[str, Any], said: str
) -> None:
    put(PeerTls(served.tls.folder, "00"), ours.authority, **{"node": "00", **fault})
    if "node" in fault:  # it does not take it up by itself
        served.port._tls._made = PeerTls(served.tls.folder, "32").serving()

    with pytest.raises(httpx.ConnectError, match=said):
        asked(served, ours.tls("34"), signed_by="34")


def test_a_ministry_of_another_authority_is_not_believed(
    served: Served, ours: Land, others: Land
) -> None:
    tls = ours.tls("34")
    others.tls("34")
    foreign = (others.folder / "authority/authority.pem").read_bytes()
    (tls.folder / "authority.pem").write_bytes(foreign)

    with pytest.raises(httpx.ConnectError, match="an authority that is not believed here"):
        asked(served, tls)


def test_a_ministry_called_by_a_name_that_it_does_not_have_is_not_believed(
    served: Served, ours: Land, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authorities, "HERE", ("ministry.example",))
    put(served.tls, ours.authority, "00")

    with pytest.raises(httpx.ConnectError, match="is not for the host that is called"):
        asked(served, ours.tls("34"))
