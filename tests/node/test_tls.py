"""Where peers must show a certificate, who has none of our authority's is turned away."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test.utils import override_settings

from running import free_port
from tongchou.node.serve import servers_at
from tongchou.node.tls import towards_peers

CURVE = ec.SECP256R1()


class Authority:
    """An authority that signs certificates, as PEM files in a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self._key = ec.generate_private_key(CURVE)
        self._own = self._sign(name, self._key, name, is_authority=True)
        self.path = folder / f"{name}.pem"
        self.path.write_bytes(self._own.public_bytes(serialization.Encoding.PEM))

    def certify(self, name: str) -> tuple[Path, Path]:
        """Return a certificate for this machine and its key."""
        key = ec.generate_private_key(CURVE)
        cert, secret = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        cert.write_bytes(self._sign(name, key, self.name).public_bytes(serialization.Encoding.PEM))
        secret.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        return cert, secret

    def _sign(
        self, name: str, key: ec.EllipticCurvePrivateKey, by: str, *, is_authority: bool = False
    ) -> x509.Certificate:
        def named(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

        here = x509.IPAddress(ip_address("127.0.0.1"))
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named(by))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([here]), critical=False)
            .sign(self._key, hashes.SHA256())
        )


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


@pytest.fixture
def port(ours: Authority) -> Iterator[int]:
    """Serve with TLS, the log on a port of its own for peers who show a certificate."""
    port = free_port()
    cert, key = ours.certify("ministry")
    with override_settings(
        TLS_CERT=cert, TLS_KEY=key, TLS_PEERS=ours.path, SYNC_PORT=port + 1, BEHIND_HTTPS=True
    ):
        servers = servers_at("127.0.0.1", port)
    running = asyncio.new_event_loop()

    async def serve() -> None:
        await asyncio.gather(*(server.serve() for server in servers))

    thread = threading.Thread(target=lambda: running.run_until_complete(serve()))
    thread.start()
    yield port
    for server in servers:
        running.call_soon_threadsafe(server.stop)
    thread.join(30)


def asked(port: int, path: str, tls: ssl.SSLContext) -> int:
    for _ in range(50):
        try:
            return httpx.get(f"https://127.0.0.1:{port}{path}", verify=tls).status_code
        except httpx.ConnectError as fault:
            if "refused" not in str(fault):
                raise
            threading.Event().wait(0.1)
    raise AssertionError("nobody listens")


def shown(authority: Authority, cert: tuple[Path, Path] | None) -> ssl.SSLContext:
    path, key = cert or (None, None)
    with override_settings(TLS_CA=authority.path, TLS_CERT=path, TLS_KEY=key):
        return towards_peers()


def test_a_peer_with_a_certificate_of_our_authority_is_heard(ours: Authority, port: int) -> None:
    assert asked(port + 1, "/sync/none", shown(ours, ours.certify("anhui"))) == 404


def test_who_shows_none_or_another_s_is_turned_away(
    ours: Authority, port: int, tmp_path: Path
) -> None:
    (tmp_path / "others").mkdir()
    others = Authority(tmp_path / "others", "others")

    assert asked(port, "/nothing", shown(ours, None)) == 404  # pages ask for no certificate
    for tls in (shown(ours, None), shown(ours, others.certify("stranger"))):
        with pytest.raises(httpx.TransportError):
            asked(port + 1, "/sync/none", tls)


def test_a_ministry_with_another_s_certificate_is_not_believed(port: int, tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    others = Authority(tmp_path / "others", "others")

    with pytest.raises(httpx.ConnectError, match="certificate"):
        asked(port, "/nothing", shown(others, None))
