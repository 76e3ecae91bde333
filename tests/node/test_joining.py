"""A province and the ministry come to know each other by files whose fingerprints are read out."""

import json
from pathlib import Path
from typing import Any

import pytest

from running import tongchou
from tongchou.node.certificates.folder import PeerTls
from tongchou.node.certificates.peering import peering_of
from tongchou.node.joining.papers import NotJoined, read_paper

URL = "https://ministry.example:8700"


class Land:
    """Two state folders on two machines, between which files are carried."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.homes = {node: folder / node for node in ("00", "34")}
        self.give("00", "certificates", "create-authority")
        self.give("00", "certificates", "issue", "00", "--host", "ministry.example")

    def give(self, node: str, *words: str, ends_with: int = 0) -> Any:
        """Give a command on a node's machine; return what it answers."""
        done = tongchou("node", *words, "--json", "--home", str(self.homes[node]))
        assert done.returncode == ends_with, done.stdout + done.stderr
        return json.loads(done.stdout)

    def paper(self, name: str) -> str:
        """Return where a file that is carried lies."""
        return str(self.folder / name)

    def request(self) -> str:
        """Make the province's request; return its fingerprint."""
        words = ("join", "request", "34", "--host", "anhui.example")
        told = self.give("34", *words, "--out", self.paper("request"))
        return str(told["fingerprint"])

    def answer(self, fingerprint: str, *, ends_with: int = 0) -> Any:
        """Answer the request at the ministry."""
        words = ("join", "answer", self.paper("request"), "--url", URL, "--out")
        given = (*words, self.paper("answer"), "--fingerprint", fingerprint)
        return self.give("00", *given, ends_with=ends_with)

    def complete(self, fingerprint: str, *, ends_with: int = 0) -> Any:
        """Take the answer in at the province."""
        words = ("join", "complete", self.paper("answer"), "--fingerprint", fingerprint)
        return self.give("34", *words, ends_with=ends_with)


@pytest.fixture
def land(tmp_path: Path) -> Land:
    return Land(tmp_path)


def test_both_hold_each_other_s_key_and_the_province_a_certificate_and_the_address(
    land: Land,
) -> None:
    first = land.request()
    second = land.answer(first.replace(" ", "-"))["fingerprint"]
    done = land.complete(second)

    assert done == {"node": "34", "ministry": URL, "entered": False}
    province, ministry = land.homes["34"], land.homes["00"]
    for node, home, peer in (("34", ministry, "34"), ("00", province, "00")):
        own = land.homes[node] / "peers" / f"{node}.pub"
        assert (home / "peers" / f"{peer}.pub").read_text() == own.read_text()
    tls = PeerTls(province / "nodes/34/tls", "34")
    assert tls.own().hosts[0] == "anhui.example"
    assert peering_of("34", province).ministry_url == URL
    assert peering_of("34", province).fault("127.0.0.1") is None
    carried = (land.folder / "request").read_text() + (land.folder / "answer").read_text()
    assert "PRIVATE" not in carried


def test_a_file_that_was_exchanged_on_its_way_is_not_taken_in(land: Land, tmp_path: Path) -> None:
    first = land.request()
    honest = (tmp_path / "request").read_text()
    stranger = ("join", "request", "34", "--out", land.paper("request"))
    tongchou("node", *stranger, "--home", str(tmp_path / "stranger"))

    refused = land.answer(first, ends_with=1)
    (tmp_path / "request").write_text(honest.replace('"node": "34"', '"node": "32"'))
    changed = land.answer(first, ends_with=1)

    assert "fingerprint differs" in refused["error"]
    assert not (land.homes["00"] / "peers/34.pub").exists()
    assert "was changed" in changed["error"]


def test_an_answer_to_another_request_is_not_taken_in(land: Land) -> None:
    second = land.answer(land.request())["fingerprint"]
    land.request()

    assert "another request" in land.complete(second, ends_with=1)["error"]


def test_a_joining_is_undone_before_the_first_contact_on_both_sides(land: Land) -> None:
    second = land.answer(land.request())["fingerprint"]
    land.complete(second)
    for node in ("00", "34"):
        land.give(node, "join", "undo", "34")

    assert not (land.homes["00"] / "peers/34.pub").exists()
    assert not (land.homes["34"] / "peers/00.pub").exists()
    assert peering_of("34", land.homes["34"]).ministry_url == ""
    states = [
        one["state"] for one in land.give("00", "certificates", "list") if one["node"] == "34"
    ]
    assert states == ["revoked"]
    again = land.complete(land.answer(land.request())["fingerprint"])
    assert again["ministry"] == URL


@pytest.mark.parametrize("content", ["", "[]", "{}", "[" * 60_000, '{"format": "tongchou join 1"}'])
def test_what_is_no_file_of_a_joining_is_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "paper"
    path.write_text(content)

    with pytest.raises(NotJoined, match="no file of a joining"):
        read_paper(path)
