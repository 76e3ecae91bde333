"""The log travels between machines over TLS that is verified, or the node does not start."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import override_settings

from tongchou.node.certificates.authority import Authority
from tongchou.node.certificates.folder import PeerTls
from tongchou.node.certificates.installing import issue_here
from tongchou.node.certificates.peering import Peering
from tongchou.node.identity import must_be_private
from tongchou.node.rights import UnfitToServe
from tongchou.node.supervisor import CannotRun, run

NOW = datetime.now(UTC)
EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing listens here


def certified(folder: Path, node: str) -> PeerTls:
    """Return the folder of a node that has a certificate."""
    authority = Authority(folder / "authority")
    if not authority.is_there:
        authority.create(days=365, at=NOW)
    tls = PeerTls(folder / "nodes" / node / "tls", node)
    issue_here(tls, authority, hosts=["ministry.example"], days=90, at=NOW)
    return tls


def province(folder: Path, url: str, **more: Any) -> Peering:
    tls = PeerTls(folder / "nodes/34/tls", "34")
    return replace(Peering("34", tls, url, "127.0.0.1", 0, is_plain=False), **more)


def ministry(folder: Path, port: int, host: str = "127.0.0.1", **more: Any) -> Peering:
    tls = PeerTls(folder / "nodes/00/tls", "00")
    return replace(Peering("00", tls, "", host, port, is_plain=False), **more)


@pytest.mark.parametrize(
    "url",
    ["", "http://127.0.0.1:8600", "http://localhost:8600", "http://[::1]:8600"],
)
def test_on_one_machine_a_province_needs_no_certificate(tmp_path: Path, url: str) -> None:
    assert province(tmp_path, url).fault(EVERYWHERE) is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://ministry.example:8700", "which authority to believe"),
        ("http://ministry.example:8700", "must not travel open"),
        ("http://10.0.0.1:8700", "must not travel open"),
        ("ministry.example:8700", "should begin with https://"),
    ],
)
def test_a_province_does_not_start_unverified(tmp_path: Path, url: str, said: str) -> None:
    fault = province(tmp_path, url).fault("127.0.0.1")

    assert fault
    assert said in fault.en
    assert fault.zh != fault.en


def test_an_authority_alone_is_not_enough(tmp_path: Path) -> None:
    tls = certified(tmp_path, "34")
    url = "https://ministry.example:8700"
    assert province(tmp_path, url).fault("127.0.0.1") is None

    (tls.folder / "node.pem").unlink()
    fault = province(tmp_path, url).fault("127.0.0.1")
    assert fault
    assert "There is no certificate" in fault.en


def test_a_node_with_another_node_s_certificate_does_not_start(tmp_path: Path) -> None:
    folder = certified(tmp_path, "32").folder
    wrong = province(tmp_path, "https://ministry.example", tls=PeerTls(folder, "34"))

    with (
        override_settings(PEERING=wrong),
        pytest.raises(UnfitToServe, match="is the certificate of node 32, and this is node 34"),
    ):
        must_be_private("127.0.0.1")


@pytest.mark.parametrize(
    ("pages_on", "port", "log_on", "starts"),
    [
        ("127.0.0.1", 0, "127.0.0.1", True),
        (EVERYWHERE, 0, "127.0.0.1", False),  # the log stands beside the pages
        (EVERYWHERE, 8_700, "127.0.0.1", True),
        ("127.0.0.1", 8_700, EVERYWHERE, False),
    ],
)
def test_the_ministry_opens_its_log_to_others_only_over_tls(
    tmp_path: Path, pages_on: str, port: int, log_on: str, starts: bool
) -> None:
    fault = ministry(tmp_path, port, log_on).fault(pages_on)

    assert (fault is None) == starts
    if fault:
        assert "The log would be open to all on 0.0.0.0" in fault.en
        certified(tmp_path, "00")
        assert ministry(tmp_path, 8_700, log_on).fault(pages_on) is None
        assert ministry(tmp_path, port, log_on, is_plain=True).fault(pages_on) is None


def test_a_ministry_whose_key_does_not_fit_its_certificate_does_not_start(tmp_path: Path) -> None:
    tls, other = certified(tmp_path, "00"), certified(tmp_path, "34")
    key = (other.folder / "node.pem").read_text().partition("-----BEGIN CERT")[0]
    own = (tls.folder / "node.pem").read_text().partition("-----BEGIN CERT")
    (tls.folder / "node.pem").write_text(key + "".join(own[1:]))

    fault = ministry(tmp_path, 8_700).fault("127.0.0.1")

    assert fault
    assert "does not open or fit" in fault.en


def test_up_says_so_before_it_starts_anything(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="which authority to believe"):
        run(
            tmp_path,
            ["34"],
            first_port=20_000,
            say=print,
            ready=lambda *_: None,
            ministry="https://ministry.example:8700",
        )
    assert not (tmp_path / "postgres").exists()
