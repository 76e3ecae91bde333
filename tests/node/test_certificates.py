"""Certificates by command: an authority, requests and answers, renewal, revocation, days left."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

from tongchou.node.certificates.authority import Authority
from tongchou.node.certificates.folder import PeerTls
from tongchou.node.certificates.installing import issue_here
from tongchou.node.certificates.peering import Peering, faults
from tongchou.node.operate import app

NOW = datetime.now(UTC)
Told = Callable[..., Any]


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Return how a command is given in a home, and what it answers as JSON."""
    monkeypatch.chdir(tmp_path)

    def give(*words: str, home: str = "ministry", ends_with: int = 0) -> Any:
        given = ["certificates", *words, "--home", str(tmp_path / home), "--json"]
        done = CliRunner().invoke(app, given)
        assert done.exit_code == ends_with, done.output
        return json.loads(done.stdout)

    return give


def tls_in(folder: Path, node: str) -> PeerTls:
    return PeerTls(folder / "nodes" / node / "tls", node)


def test_a_province_s_key_never_leaves_it(told: Told, tmp_path: Path) -> None:
    told("create-authority")
    told("request", "34", "--host", "anhui.example", home="anhui")
    told("issue", "34", "--request", "34.request.pem")
    used = told("use", "34", "34.certificate.pem", home="anhui")

    assert used["node"] == "34"
    assert used["days_left"] in {89, 90}
    assert used["hosts"] == ["anhui.example", "localhost", "127.0.0.1"]
    own = tls_in(tmp_path / "anhui", "34")
    own.serving()
    assert (own.folder / "node.pem").stat().st_mode & 0o077 == 0
    assert (tmp_path / "ministry/authority/authority.key").stat().st_mode & 0o077 == 0
    for carried in ("34.request.pem", "34.certificate.pem"):
        assert "PRIVATE KEY" not in (tmp_path / carried).read_text()
    assert not (own.folder / "next.key").exists()


def test_a_request_renewed_keeps_its_hosts_and_the_key_in_use_goes_on(
    told: Told, tmp_path: Path
) -> None:
    told("create-authority")
    for _ in range(2):
        told("request", "34", "--host", "anhui.example", home="anhui")
    told("issue", "34", "--request", "34.request.pem")
    first = told("use", "34", "34.certificate.pem", home="anhui")
    told("request", "34", home="anhui")
    assert tls_in(tmp_path / "anhui", "34").own().serial == int(first["serial"], 16)
    told("issue", "34", "--request", "34.request.pem")
    second = told("use", "34", "34.certificate.pem", home="anhui")

    assert second["serial"] != first["serial"]
    assert second["hosts"] == first["hosts"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("issue", "32", "--request", "34.request.pem"), "The request is node 34's, not 32's"),
        (("issue", "99"), "No node has the code 99"),
        (("issue", "34", "--request", "nothing.pem"), "nothing.pem"),
        (("create-authority",), "There is an authority already"),
        (("use", "00", "34.certificate.pem"), "No request was made here"),
        (("revoke", "32", "--why", "x"), "Nothing issued to node 32 can be revoked"),
        (("use", "34", "34.certificate.pem", "--name", "34"), "Write --name as 00=HOST"),
    ],
)
def test_what_cannot_be_done_is_said(told: Told, words: tuple[str, ...], said: str) -> None:
    told("create-authority")
    told("request", "34", home="anhui")
    told("issue", "34", "--request", "34.request.pem")

    assert said in told(*words, ends_with=1)["error"]


def test_a_certificate_goes_only_into_the_folder_that_it_fits(told: Told, tmp_path: Path) -> None:
    told("create-authority")
    told("issue", "34", home="ministry")
    told("request", "34", home="anhui")
    told("issue", "34", "--request", "34.request.pem")
    own = (tls_in(tmp_path / "ministry", "34").folder / "node.pem").read_text()
    (tmp_path / "own.pem").write_text(own)
    at = own.index("-----BEGIN CERTIFICATE")
    (tmp_path / "key.pem").write_text(own[:at])

    refused = [
        told("use", "34", "34.certificate.pem", "--key", "key.pem", home="anhui", ends_with=1),
        told("use", "32", "own.pem", "--key", "key.pem", home="jiangsu", ends_with=1),
    ]

    said = ["is not for this private key", "The certificate is node 34's, not 32's"]
    assert all(what in one["error"] for what, one in zip(said, refused, strict=True))
    assert not (tls_in(tmp_path / "anhui", "34").folder / "node.pem").exists()


def test_an_authority_must_be_known_or_given(told: Told, tmp_path: Path) -> None:
    told("create-authority")
    told("request", "34", home="anhui")
    told("issue", "34", "--request", "34.request.pem")
    chain = (tmp_path / "34.certificate.pem").read_text().split("-----END CERTIFICATE-----\n")
    (tmp_path / "alone.pem").write_text(f"{chain[0]}-----END CERTIFICATE-----\n")

    refused = told("use", "34", "alone.pem", home="anhui", ends_with=1)
    assert "No authority believed here issued this certificate" in refused["error"]

    authority = str(tmp_path / "ministry/authority/authority.pem")
    told("use", "34", "alone.pem", "--authority", authority, home="anhui")
    told("create-authority", home="another")  # believed beside the first one from now on
    told("request", "34", home="anhui")
    told("issue", "34", "--request", "34.request.pem", home="another")
    told("use", "34", "34.certificate.pem", home="anhui")
    assert len(tls_in(tmp_path / "anhui", "34").authorities()) == 2


def test_a_given_certificate_is_known_by_its_host(told: Told, tmp_path: Path) -> None:
    given(tmp_path, "ministry.gov.example")
    words = ("use", "00", "given.pem", "--key", "given.key", "--authority", "root.pem")

    refused = told(*words, ends_with=1)
    used = told(*words, "--name", "00=ministry.gov.example")

    assert "--name 00=HOST" in refused["error"]
    assert used["node"] == "00"
    tls_in(tmp_path / "ministry", "00").serving()


def given(folder: Path, host: str) -> None:
    """Write a certificate as a government's authority would make it, with no word of nodes."""
    root, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def made(name: str, of: ec.EllipticCurvePrivateKey, *, is_root: bool) -> x509.Certificate:
        def named(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

        return (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named("root"))
            .public_key(of.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - timedelta(hours=1))
            .not_valid_after(NOW + timedelta(days=365))
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(root, hashes.SHA256())
        )

    for file, certificate in (
        ("root.pem", made("root", root, is_root=True)),
        ("given.pem", made(host, key, is_root=False)),
    ):
        (folder / file).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "given.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def test_what_ends_soon_is_renewed_and_nothing_else(told: Told, tmp_path: Path) -> None:
    told("create-authority")
    told("issue", "00", "--host", "ministry.example", "--days", "20")
    kept = told("issue", "34")

    renewed = told("renew")["renewed"]

    assert [one["node"] for one in renewed] == ["00"]
    assert renewed[0]["hosts"] == ["ministry.example", "localhost", "127.0.0.1"]
    assert tls_in(tmp_path / "ministry", "34").own().serial == int(kept["serial"], 16)


def test_a_revoked_certificate_is_on_the_list_of_every_node_here(
    told: Told, tmp_path: Path
) -> None:
    told("create-authority")
    told("issue", "00")
    lost = int(told("issue", "34")["serial"], 16)
    again = int(told("issue", "34")["serial"], 16)

    told("revoke", "34", "--why", "私钥外泄", "--serial", f"{lost:x}")

    assert tls_in(tmp_path / "ministry", "00").revoked() == {lost}
    assert [(one["node"], one["state"]) for one in told("list")] == [
        ("00", "valid"), ("34", "revoked"), ("34", "valid"),
    ]  # fmt: skip
    told("revoke", "34", "--why", "x")
    assert tls_in(tmp_path / "ministry", "00").revoked() == {lost, again}
    assert "was revoked" in told("check", "34", ends_with=1)["faults"][0]["en"]


def test_a_list_that_no_known_authority_signed_is_not_taken(told: Told, tmp_path: Path) -> None:
    for home in ("ministry", "another"):
        told("create-authority", home=home)
    told("issue", "00")
    list_there = str(tmp_path / "another/authority/revoked.pem")

    refused = told("take-list", "00", list_there, ends_with=1)

    assert "is not signed by an authority believed here" in refused["error"]
    assert tls_in(tmp_path / "ministry", "00").revoked() == frozenset()


def test_keys_are_encrypted_where_there_is_a_passphrase(
    told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "phrase").write_text("open sesame\n")
    monkeypatch.setenv("TONGCHOU_KEY_PASSPHRASE", str(tmp_path / "phrase"))
    told("create-authority")
    told("issue", "00")
    own = tls_in(tmp_path / "ministry", "00")
    assert "ENCRYPTED" in (own.folder / "node.pem").read_text()
    assert "ENCRYPTED" in (tmp_path / "ministry/authority/authority.key").read_text()
    own.serving()

    monkeypatch.delenv("TONGCHOU_KEY_PASSPHRASE")
    assert "does not open" in told("issue", "34", ends_with=1)["error"]
    assert "does not open" in told("check", "00", ends_with=1)["error"]


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [
        (0, []),
        (61, ["The certificate of node 34 ends in 28 days: have another one issued"]),
        (91, ["The certificate of node 34 ended on "]),
    ],
)
def test_days_left_are_told_from_thirty_on(tmp_path: Path, days_ago: int, said: list[str]) -> None:
    authority = Authority(tmp_path / "authority")
    authority.create(days=3_650, at=NOW)
    tls = tls_in(tmp_path, "34")
    issue_here(tls, authority, hosts=[], days=90, at=NOW)
    peering = Peering("34", tls, "", "127.0.0.1", 0, is_plain=False)

    found = faults(peering, NOW + timedelta(days=days_ago))

    assert len(found) == len(said)
    assert all(one["en"].startswith(start) for one, start in zip(found, said, strict=True))


def test_no_certificate_outlives_its_authority(told: Told) -> None:
    told("create-authority", "--days", "10")

    assert told("issue", "34", "--days", "90")["days_left"] in {9, 10}
