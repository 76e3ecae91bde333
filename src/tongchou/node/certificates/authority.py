"""An authority of one's own 自建证书机构: it says which key belongs to which node.

Its folder is `authority` of the state folder: `authority.pem` is what nodes believe,
`authority.key` its secret, `issued.jsonl` what it issued, one JSON object a line, `revoked.pem`
what it took back. Keys are EC P-256.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from secrets import token_hex
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tongchou.node.certificates.shown import NAMED
from tongchou.node.files import private_folder, write_private
from tongchou.sync.keys.openssl import encrypted

BEFORE = timedelta(hours=1)
"""A certificate counts from an hour before it was made: clocks differ."""
LIST_DAYS = 3_650
PEM = serialization.Encoding.PEM
HERE = ("localhost", "127.0.0.1")
"""Every node answers to these too: others on its own machine call it so."""


class NotIssued(Exception):
    """The authority cannot do what was asked; the message says why."""


@dataclass(frozen=True)
class Issued:
    """A certificate as the authority remembers it."""

    node: str
    serial: int
    ends_at: datetime
    revoked: str
    """Why it was taken back; empty when it was not."""

    def state(self, at: datetime) -> str:
        """Return its state: `revoked`, `ended` or `valid`."""
        if self.revoked:
            return "revoked"
        return "ended" if at >= self.ends_at else "valid"


@dataclass(frozen=True)
class Authority:
    """An authority, opened by the passphrase of its key where that is encrypted."""

    folder: Path
    passphrase: bytes = b""

    @property
    def is_there(self) -> bool:
        """Whether it was created."""
        return (self.folder / "authority.key").exists()

    @property
    def is_encrypted(self) -> bool:
        """Whether its key asks for a passphrase."""
        return self.is_there and b"ENCRYPTED" in (self.folder / "authority.key").read_bytes()

    def create(self, *, days: int, at: datetime) -> x509.Certificate:
        """Make the authority; raises `NotIssued` where there is one, which nodes believe."""
        if self.is_there:
            raise NotIssued(f"证书机构已存在 / There is an authority already: {self.folder}")
        private_folder(self.folder)
        key = ec.generate_private_key(ec.SECP256R1())
        name = _named(f"Tongchou 统筹 {token_hex(4)}")
        made = (
            _built(name, name, key.public_key(), key.public_key(), at, timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        write_private(self.folder / "authority.key", key_text(key, self.passphrase))
        write_private(self.folder / "authority.pem", _text(made))
        write_private(self.folder / "issued.jsonl", "")
        self._write_list([], at)
        return made

    def certificate(self) -> x509.Certificate:
        """Return what nodes believe."""
        return x509.load_pem_x509_certificate((self.folder / "authority.pem").read_bytes())

    def issue(
        self,
        node: str,
        key: ec.EllipticCurvePublicKey,
        *,
        hosts: Sequence[str],
        days: int,
        at: datetime,
    ) -> x509.Certificate:
        """Certify that a key is a node's, which answers to some hosts, and remember it.

        Raises `NotIssued` when the authority ends before the certificate would begin to.
        """
        own, secret = self.certificate(), self._key()
        ends_at = min(at + timedelta(days=days), own.not_valid_after_utc)
        if ends_at <= at:
            raise NotIssued("证书机构已过期，请新建 / The authority has ended: create another one")
        made = (
            _built(_named(f"node {node}"), own.subject, key, secret.public_key(), at, ends_at - at)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(_both_ends(), critical=False)
            .add_extension(names_of(node, hosts), critical=False)
            .sign(secret, hashes.SHA256())
        )
        self._remember({"node": node, "serial": f"{made.serial_number:x}",
                        "ends_at": ends_at.isoformat(), "issued_at": at.isoformat()})  # fmt: skip
        return made

    def issued(self) -> list[Issued]:
        """Return what it issued, the oldest first."""
        told = [json.loads(line) for line in (self.folder / "issued.jsonl").open(encoding="utf-8")]
        whys = {one["serial"]: one["revoked"] for one in told if "revoked" in one}
        return [
            Issued(
                one["node"],
                int(one["serial"], 16),
                datetime.fromisoformat(one["ends_at"]),
                whys.get(one["serial"], ""),
            )
            for one in told
            if "revoked" not in one
        ]

    def revoke(self, serial: int, *, why: str, at: datetime) -> None:
        """Take a certificate back: put it on the list that nodes read."""
        self._key()
        self._remember({"serial": f"{serial:x}", "revoked": why, "revoked_at": at.isoformat()})
        self._write_list([one.serial for one in self.issued() if one.revoked], at)

    def list_text(self) -> str:
        """Return the list of what was taken back, PEM."""
        return (self.folder / "revoked.pem").read_text("utf-8")

    def chain_text(self, made: x509.Certificate) -> str:
        """Return a certificate and the authority's own, as a node is given them."""
        return _text(made) + _text(self.certificate())

    def _write_list(self, serials: Sequence[int], at: datetime) -> None:
        """Write the list anew, signed; it does not end before the authority would."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate().subject)
            .last_update(at)
            .next_update(at + timedelta(days=LIST_DAYS))
        )
        for serial in serials:
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
            builder = builder.add_revoked_certificate(one.build())
        text = builder.sign(self._key(), hashes.SHA256()).public_bytes(PEM).decode("ascii")
        write_private(self.folder / "revoked.pem", text)

    def _remember(self, told: dict[str, Any]) -> None:
        path = self.folder / "issued.jsonl"
        before = path.read_text("utf-8") if path.exists() else ""
        write_private(path, f"{before}{json.dumps(told, ensure_ascii=False)}\n")

    def _key(self) -> ec.EllipticCurvePrivateKey:
        return private_key((self.folder / "authority.key").read_bytes(), self.passphrase)


def private_key(pem: bytes, passphrase: bytes) -> ec.EllipticCurvePrivateKey:
    """Return an EC key; raises `NotIssued` when it does not open, or is of another kind."""
    secret = passphrase if b"ENCRYPTED" in pem else None
    try:
        key = serialization.load_pem_private_key(pem, secret or None)
    except (ValueError, TypeError) as fault:
        raise NotIssued(f"私钥打不开 / The private key does not open: {fault}") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise NotIssued(
            "私钥不是EC密钥，请以EC密钥（如prime256v1）申请证书"
            " / The private key is no EC key: have one certified, as prime256v1"
        )
    return key


def key_text(key: ec.EllipticCurvePrivateKey, passphrase: bytes) -> str:
    """Return a private key as PEM (PKCS#8), encrypted where there is a passphrase."""
    plain = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return (encrypted(plain, passphrase) if passphrase else plain).decode("ascii")


def names_of(node: str, hosts: Sequence[str]) -> x509.SubjectAlternativeName:
    """Return the names of a node's certificate: the node's own, and its hosts and addresses."""
    named: list[x509.GeneralName] = [x509.UniformResourceIdentifier(f"{NAMED}{node}")]
    for host in dict.fromkeys((*hosts, *HERE)):
        try:
            named.append(x509.IPAddress(ip_address(host)))
        except ValueError:
            named.append(x509.DNSName(host))
    return x509.SubjectAlternativeName(named)


def request_for(node: str, hosts: Sequence[str], key: ec.EllipticCurvePrivateKey) -> str:
    """Return a request for a certificate, PEM, signed with the key that it is for."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(_named(f"node {node}"))
    asked = builder.add_extension(names_of(node, hosts), critical=False)
    return asked.sign(key, hashes.SHA256()).public_bytes(PEM).decode("ascii")


def read_request(pem: bytes, node: str) -> tuple[ec.EllipticCurvePublicKey, tuple[str, ...]]:
    """Return the key and the hosts of a request; raises `NotIssued` when it is not this node's."""
    try:
        asked = x509.load_pem_x509_csr(pem)
        names = asked.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, x509.ExtensionNotFound):
        raise NotIssued("不是证书申请 / This is no request for a certificate") from None
    nodes = [
        uri.removeprefix(NAMED) for uri in names.get_values_for_type(x509.UniformResourceIdentifier)
    ]
    key = asked.public_key()
    if not asked.is_signature_valid or not isinstance(key, ec.EllipticCurvePublicKey):
        raise NotIssued("申请的签名不符 / The request is not signed with its key (EC P-256)")
    if nodes != [node]:
        raise NotIssued(
            f"申请属于节点{' '.join(nodes)}，不是{node}"
            f" / The request is node {' '.join(nodes)}'s, not {node}'s"
        )
    addresses = [str(one) for one in names.get_values_for_type(x509.IPAddress)]
    return key, (*names.get_values_for_type(x509.DNSName), *addresses)


def _built(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    by: ec.EllipticCurvePublicKey,
    at: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - BEFORE)
        .not_valid_after(at + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _both_ends() -> x509.ExtendedKeyUsage:
    usage = x509.oid.ExtendedKeyUsageOID
    return x509.ExtendedKeyUsage([usage.SERVER_AUTH, usage.CLIENT_AUTH])


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, text)])


def _text(made: x509.Certificate) -> str:
    return made.public_bytes(PEM).decode("ascii")
