"""Putting a certificate into a node's folder: one that fits its key, node and authority."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from tongchou.node.certificates.authority import (
    PEM,
    Authority,
    NotIssued,
    key_text,
    private_key,
    request_for,
)
from tongchou.node.certificates.folder import AUTHORITY, NAMES, OWN, REVOKED, PeerTls, Unusable
from tongchou.node.certificates.shown import Shown
from tongchou.node.files import private_folder, write_private
from tongchou.sync.keys.keyring import passphrase

NEXT_KEY = "next.key"
"""The key of a request that is not answered yet; the present one goes on until then."""


def asked_for(tls: PeerTls, hosts: Iterable[str]) -> str:
    """Make a key and return a request for its certificate, PEM; the key stays in the folder.

    A request that was not answered yet is asked again, with the same key.
    """
    private_folder(tls.folder)
    path = tls.folder / NEXT_KEY
    if path.exists():
        key = private_key(path.read_bytes(), passphrase())
    else:
        key = ec.generate_private_key(ec.SECP256R1())
        write_private(path, key_text(key, passphrase()))
    return request_for(tls.node, tuple(hosts), key)


def issue_here(
    tls: PeerTls, authority: Authority, *, hosts: Iterable[str], days: int, at: datetime
) -> Shown:
    """Make a key and a certificate for a node whose folder is here, and put them in it."""
    key = ec.generate_private_key(ec.SECP256R1())
    made = authority.issue(tls.node, key.public_key(), hosts=tuple(hosts), days=days, at=at)
    chain = authority.chain_text(made).encode("ascii")
    shown = install(tls, key_text(key, passphrase()).encode("ascii"), chain)
    take_list(tls, authority.list_text())
    return shown


def install(
    tls: PeerTls,
    key: bytes | None,
    chain: bytes,
    *,
    authority: bytes = b"",
    names: Mapping[str, str] | None = None,
) -> Shown:
    """Put a certificate into a node's folder; return what it says.

    Without a key it is for the request that was made here. `chain` begins with the certificate; an
    authority's own, at its end or given apart, is believed from now on beside those before.
    Raises `NotIssued` when they do not fit each other or the node; then nothing is changed.
    """
    private_folder(tls.folder)
    named = {**tls.names(), **(names or {})}
    secret = key or _next_key(tls)
    own, *others = _certificates(chain)
    if _public(own) != _public(private_key(secret, passphrase())):
        raise NotIssued("证书与私钥不符 / The certificate is not for this private key")
    shown = Shown.of(own, named)
    if shown.node != tls.node:
        raise NotIssued(
            f"证书属于节点{shown.node or '？'}，不是{tls.node}；他处签发的证书请加 --name"
            f" {tls.node}=主机名 / The certificate is node {shown.node or '?'}'s, not {tls.node}'s;"
            f" of one made elsewhere tell its host: --name {tls.node}=HOST"
        )
    if fault := shown.fault(datetime.now(UTC)):
        raise NotIssued(f"{fault.text.zh} / {fault.text.en}")
    between = [one for one in others if one.issuer != one.subject]
    believed = _believed(tls, [*(one for one in others if one not in between),
                               *(_certificates(authority) if authority else ())])  # fmt: skip
    if not any(_issued(own, by) for by in (*between, *believed)):
        raise NotIssued(
            "证书不是可信机构签发，请用 --authority 指明机构证书"
            " / No authority believed here issued this certificate: give it with --authority"
        )
    if named:
        write_private(tls.folder / NAMES, json.dumps(named, ensure_ascii=False, indent=1))
    write_private(tls.folder / AUTHORITY, _text(believed))
    write_private(tls.folder / OWN, secret.decode("ascii") + _text([own, *between]))
    if key is None:
        (tls.folder / NEXT_KEY).unlink()
    return shown


def take_list(tls: PeerTls, text: str) -> int:
    """Take an authority's list of what it took back; return how many are on it.

    Raises `Unusable` when no authority believed here signed it; then the old one stays.
    """
    path = tls.folder / REVOKED
    before = path.read_text("utf-8") if path.exists() else ""
    write_private(path, text)
    try:
        return len(tls.revoked())
    except Unusable:
        if before:
            write_private(path, before)
        else:
            path.unlink()
        raise


def _next_key(tls: PeerTls) -> bytes:
    try:
        return (tls.folder / NEXT_KEY).read_bytes()
    except FileNotFoundError:
        raise NotIssued(
            "本节点没有待签发的申请；请先 request，或用 --key 给出私钥"
            " / No request was made here: make one with request, or give the key with --key"
        ) from None


def _believed(tls: PeerTls, more: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """Return the authorities believed from now on, each once; those that have ended go."""
    path, at = tls.folder / AUTHORITY, datetime.now(UTC)
    before = _certificates(path.read_bytes()) if path.exists() else []
    found = list(dict.fromkeys((*more, *before)))
    return [one for one in found if at < one.not_valid_after_utc]


def _issued(own: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        own.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _certificates(pem: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError:
        raise NotIssued("不是PEM证书 / These are no certificates (PEM)") from None


def _public(of: x509.Certificate | ec.EllipticCurvePrivateKey) -> object:
    key = of.public_key()
    return key.public_numbers() if isinstance(key, ec.EllipticCurvePublicKey) else None


def _text(certificates: Iterable[x509.Certificate]) -> str:
    return "".join(one.public_bytes(PEM).decode("ascii") for one in certificates)
