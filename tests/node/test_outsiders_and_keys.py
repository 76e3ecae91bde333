"""Running nodes, over TLS: logs are published and countersigned, keys and certificates change."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from counter import FACTORY
from running import Cluster, cluster, free_port
from tongchou.node.certificates.authority import Authority
from tongchou.node.certificates.folder import PeerTls
from tongchou.node.certificates.installing import issue_here

SCRIPT = Path(__file__).parents[2] / "docs/verify_bundle.py"
SECONDS_MAX = 90


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start nodes with certificates; the port of the log is one that no province takes."""
    home, now = tmp_path_factory.mktemp("running") / "home", datetime.now(UTC)
    authority = Authority(home / "authority")
    authority.create(days=365, at=now)
    for code in ("00", "34"):
        tls = PeerTls(home / "nodes" / code / "tls", code)
        issue_here(tls, authority, hosts=[], days=20, at=now)
    port = str(free_port() + 5)
    (home / "port").write_text(port)
    with cluster(home, provinces=("34",), TONGCHOU_SYNC_PORT=port) as started:
        yield started


@pytest.fixture
def running_sm(tmp_path: Path) -> Iterator[Cluster]:
    """Start nodes that seal under SM3 and sign with SM2."""
    chosen = {"TONGCHOU_CHAIN": "sm3", "TONGCHOU_SIGNATURES": "SM2"}
    with cluster(tmp_path / "home", provinces=("34",), **chosen) as started:
        yield started


def until(found: Callable[[], Any]) -> Any:
    """Return what is found, as soon as there is something."""
    end = time.monotonic() + SECONDS_MAX
    while not (got := found()):
        assert time.monotonic() < end, "nothing came in time"
        time.sleep(0.2)
    return got


def fetched(running: Cluster, code: str, place: str) -> str:
    """Return what a stranger fetches of a node's public log; empty where there is nothing."""
    answer = httpx.get(f"{running.listed['nodes'][code]['url']}/log/{place}", trust_env=False)
    return answer.text if answer.is_success else ""


def registered(running: Cluster, folder: Path, name: str) -> None:
    """Let an employer be registered in 安徽, so that its log grows."""
    employer = {"credit_code": FACTORY, "name": name, "division_code": "340104"}
    (folder / "employers.json").write_text(json.dumps([employer]), "utf-8")
    done = running.tongchou(
        "employers", "register", str(folder / "employers.json"), "--province", "34"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_log_is_countersigned_and_goes_on_under_another_key(
    running: Cluster, tmp_path: Path
) -> None:
    registered(running, tmp_path, "皖江机械有限公司")

    countersigned = until(lambda: fetched(running, "34", "34/countersigned"))
    assert "— tongchou/00 " in countersigned
    assert until(lambda: fetched(running, "00", "34/checkpoint"))

    handed = running.tongchou("node", "keys", "rotate", "--province", "34", "--json")
    assert handed.returncode == 0, handed.stdout
    key = json.loads(handed.stdout)["key"]
    public = running.home / "peers/34.pub"
    before = public.read_bytes()
    until(lambda: public.read_bytes() != before)
    sealed = running.nodes.call("34", "GET", "/log")["sealed"]
    rows = until(
        lambda: [
            row
            for row in running.nodes.call("00", "GET", "/status")["provinces"]
            if row["held"] >= sealed and row["state"] == "level"
        ]
    )
    assert [row["province"] for row in rows] == ["34"]
    known = running.nodes.call("00", "GET", "/keys")["keys"]
    assert [one["state"] for one in known if one["key"] == key] == ["valid"]

    done = running.tongchou("verify", "--export", str(tmp_path / "bundle"))
    assert done.returncode == 0, done.stdout
    judged = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(tmp_path / "bundle")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert judged.stdout.startswith("OK")


def link(running: Cluster, code: str) -> dict[str, Any]:
    """Return how a node's link stands, as it says itself."""
    found: dict[str, Any] = running.nodes.call(code, "GET", "/log")["links"][0]
    return found


def test_a_certificate_is_revoked_and_another_one_taken_up_without_a_stop(
    running: Cluster, tmp_path: Path
) -> None:
    registered(running, tmp_path, "皖江机械有限公司")
    assert running.nodes.wait_until_held(["34"], seconds=SECONDS_MAX)
    shown = running.tongchou("status").stdout
    assert "The certificate of node 00 ends in" in shown
    pids = running.listed["nodes"]["34"]["pids"]

    revoked = running.tongchou("node", "certificates", "revoke", "34", "--why", "私钥外泄")
    assert revoked.returncode == 0, revoked.stdout
    for code in ("34", "00"):
        until(lambda code=code: "34 was revoked" in str(link(running, code)["fault"]))

    issued = running.tongchou("node", "certificates", "issue", "34")
    assert issued.returncode == 0, issued.stdout
    url = f"https://127.0.0.1:{(running.home / 'port').read_text()}"
    checked = running.tongchou("node", "certificates", "check", "34", "--url", url)
    assert (checked.returncode, "both believed" in checked.stdout) == (0, True), checked.stdout
    registered(running, tmp_path, "皖江重型机械有限公司")
    assert running.nodes.wait_until_held(["34"], seconds=SECONDS_MAX)
    assert [link(running, code)["fault"] for code in ("34", "00")] == [None, None]
    assert running.listed["nodes"]["34"]["pids"] == pids


def test_nodes_agree_under_sm3_and_sm2(running_sm: Cluster, tmp_path: Path) -> None:
    registered(running_sm, tmp_path, "皖江机械有限公司")

    assert until(lambda: fetched(running_sm, "34", "34/countersigned"))
    done = running_sm.tongchou("verify", "--export", str(tmp_path / "bundle"))
    assert done.returncode == 0, done.stdout
    header, *pages = map(json.loads, (tmp_path / "bundle").read_text("utf-8").splitlines())
    assert {key["algorithm"] for key in header["keys"]} == {"SM2"}
    assert {entry[1] for page in pages for entry in page["entries"]} == {"sm3"}
    heads = [json.loads(kept["head"]) for page in pages for kept in page["heads"]]
    assert {(head["chain"], head["algorithm"]) for head in heads} == {("sm3", "SM2")}
