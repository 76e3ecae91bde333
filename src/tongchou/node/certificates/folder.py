"""The folder of a node's certificate 证书目录: what it shows, whom it believes, whom no more.

`nodes/NN/tls` of the state folder, or the folder that `TONGCHOU_PEER_TLS` names: `node.pem` is the
private key and the certificate in one file, so that both change at once; `authority.pem` are the
authorities believed; `revoked.pem` their lists of what they took back; `names.json` says which
host name stands for which node, where certificates do not name nodes.
"""

import json
import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tongchou.node.certificates.shown import Shown
from tongchou.standards.refusal import Refusal
from tongchou.sync.keys.keyring import passphrase

OWN, AUTHORITY, REVOKED, NAMES = "node.pem", "authority.pem", "revoked.pem", "names.json"
NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python's `ssl` has no name for."""

_PEM = serialization.Encoding.PEM

Stamp = tuple[object, ...]
Made = TypeVar("Made")

log = logging.getLogger(__name__)


class Unusable(Exception):
    """A file of the folder is missing or not what it should be; the message says what to do."""


@dataclass(frozen=True)
class PeerTls:
    """How a node shows who it is to its peers, and knows them: the files of one folder."""

    folder: Path
    node: str

    @property
    def is_there(self) -> bool:
        """Whether the node has a certificate, or was told whom to believe."""
        return (self.folder / OWN).exists() or (self.folder / AUTHORITY).exists()

    def stamp(self) -> Stamp:
        """Return what changes when a file changes, and when a day begins."""
        return (
            datetime.now(UTC).date(),
            *(_stamp_of(self.folder / name) for name in (OWN, AUTHORITY, REVOKED, NAMES)),
        )

    def own(self) -> Shown:
        """Return what the node's own certificate says. Raises `Unusable`."""
        path = self.folder / OWN
        try:
            shown = Shown.of(x509.load_pem_x509_certificates(path.read_bytes())[0], self.names())
        except FileNotFoundError:
            raise Unusable(
                f"没有节点证书{path}：请用 tongchou node certificates issue 或 use"
                f" / There is no certificate {path}:"
                " tongchou node certificates issue makes one, use takes a given one"
            ) from None
        except (OSError, ValueError, IndexError) as fault:
            raise Unusable(f"证书不可读 / Not a readable certificate: {path}: {fault}") from None
        if shown.node != self.node:
            raise Unusable(
                f"{path}是节点{shown.node or '？'}的证书，而本节点是{self.node}"
                f" / {path} is the certificate of node {shown.node or '?'}, and this is node"
                f" {self.node}"
            )
        return shown

    def names(self) -> Mapping[str, str]:
        """Return the host names that stand for nodes, by the node's code."""
        path = self.folder / NAMES
        try:
            told = json.loads(path.read_text("utf-8")) if path.exists() else {}
        except (OSError, ValueError) as fault:
            raise Unusable(f"{path}: {fault}") from None
        return {str(code): str(name) for code, name in told.items()}

    def authorities(self) -> list[x509.Certificate]:
        """Return the authorities that are believed now. Raises `Unusable` when there is none."""
        path, at = self.folder / AUTHORITY, datetime.now(UTC)
        try:
            found = x509.load_pem_x509_certificates(path.read_bytes())
        except FileNotFoundError:
            raise Unusable(
                f"未指明可信的证书机构：缺少{path}"
                f" / It is not known which authority to believe: {path} is missing"
            ) from None
        except (OSError, ValueError) as fault:
            raise Unusable(f"{path}: {fault}") from None
        valid = [one for one in found if one.not_valid_before_utc <= at < one.not_valid_after_utc]
        if not valid:
            raise Unusable(f"证书机构已过期 / No authority in {path} is valid now")
        return valid

    def revoked(self) -> frozenset[int]:
        """Return the numbers of the certificates that an authority believed here took back."""
        path = self.folder / REVOKED
        if not path.exists():
            return frozenset()
        try:
            found = x509.load_pem_x509_crl(path.read_bytes())
        except (OSError, ValueError) as fault:
            raise Unusable(f"{path}: {fault}") from None
        if not any(_is_signed(found, one) for one in self.authorities()):
            raise Unusable(
                f"吊销名单不是可信机构签发 / {path} is not signed by an authority believed here"
            )
        return frozenset(one.serial_number for one in found)

    def fault(self, at: datetime) -> Refusal | None:
        """Return why peers do not take the own certificate now. Raises `Unusable`."""
        return self.own().fault(at, revoked=self.revoked())

    def towards(self, peer: str) -> ssl.SSLContext:
        """Return how a peer is called: only this peer is believed. Raises `Unusable`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._fill(context)
        must_fit = partial(self._must_be, peer, self.names(), self.revoked())

        class PeerSocket(ssl.SSLSocket):
            """A connection that ends when it leads to another node than the one called."""

            def do_handshake(self, block: bool = False) -> None:
                """Shake hands, before a byte of the request is sent."""
                super().do_handshake(block)
                must_fit(self.getpeercert(True))

        context.sslsocket_class = PeerSocket
        return context

    def _must_be(
        self, peer: str, names: Mapping[str, str], revoked: frozenset[int], shown: bytes | None
    ) -> None:
        found = Shown.of(x509.load_der_x509_certificate(shown or b""), names)
        fault = found.fault(datetime.now(UTC), revoked=revoked)
        if fault is None and found.node == peer:
            return
        told = fault.text if fault else None
        raise ssl.SSLCertVerificationError(
            1,
            f"{told.zh} / {told.en}"
            if told
            else f"对方出示的是节点{found.node}的证书，应为节点{peer}"
            f" / The certificate shown there is that of node {found.node}, not of node {peer}",
        )

    def serving(self) -> ssl.SSLContext:
        """Return how peers are received: who shows no certificate of our authorities is not.

        OpenSSL does not look at the time, so that whose certificate has ended is told so, and by
        name: see `Shown.fault`. Raises `Unusable`.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.verify_mode = ssl.CERT_REQUIRED
        context.verify_flags |= NO_CHECK_TIME
        context.num_tickets = 0  # a certificate is shown with every connection
        self._fill(context)
        return context

    def _fill(self, context: ssl.SSLContext) -> None:
        """Let a context show the own certificate and believe the authorities."""
        self.own()
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        pem = b"".join(one.public_bytes(_PEM) for one in self.authorities())
        context.load_verify_locations(cadata=pem.decode("ascii"))
        try:
            context.load_cert_chain(self.folder / OWN, password=passphrase)
        except (OSError, ValueError) as fault:
            raise Unusable(
                f"私钥与证书不符或口令不对 / The key does not open or fit: {self.folder / OWN}:"
                f" {fault}"
            ) from None


class Renewed(Generic[Made]):
    """What is made of the files of a folder, and made anew when they change: no restart is needed.

    When what lies there cannot be used, what was made before stays.
    """

    def __init__(self, tls: PeerTls, make: Callable[[], Made]) -> None:
        self._tls, self._make = tls, make
        self._stamp, self._made = tls.stamp(), make()

    def now(self) -> Made:
        """Return what is made of the files as they are."""
        stamp = self._tls.stamp()
        if stamp != self._stamp:
            self._stamp = stamp
            try:
                self._made = self._make()
            except (Unusable, OSError, ssl.SSLError) as fault:
                log.warning("the certificates of before are kept: %s", fault)
            else:
                log.info("the certificates in %s are taken up", self._tls.folder)
        return self._made


def _stamp_of(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _is_signed(found: x509.CertificateRevocationList, by: x509.Certificate) -> bool:
    """Whether an authority signed a list."""
    key = by.public_key()
    try:
        return found.issuer == by.subject and found.is_signature_valid(key)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
