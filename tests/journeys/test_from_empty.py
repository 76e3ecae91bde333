"""From empty databases, by the operator's guide alone, to two nodes that know each other."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from guide import GUIDE, Machine, Walk, blocks

from running import free_port
from tongchou.node.postgres import Postgres

EMPLOYERS = (
    '[{"credit_code": "91340104B8PHNT1R2T", "name": "皖江机械有限公司", "division_code": "340104"}]'
)
NUMBER = "340104198503071026"
WAGES = f"统一社会信用代码,姓名,社会保障号码,申报月工资\n91340104B8PHNT1R2T,李安,{NUMBER},8000\n"
DATABASES = {"ministry": ("empty_m", "empty_00"), "anhui": ("empty_p", "empty_34")}
"""How each machine's databases and roles begin, as on a server of its own, and the node's."""


@pytest.fixture
def walk(server: Postgres, tmp_path: Path) -> Iterator[Walk]:
    """Return a walk through the guide, on two folders that stand for two machines."""
    port = free_port()
    ministry, anhui, sync = port, port + 34, port + 99
    machines = {
        name: Machine(
            tmp_path / name, {"TONGCHOU_DATABASES": family, "TONGCHOU_CLOCK": "2024-11-05"}
        )
        for name, (family, _) in DATABASES.items()
    }
    for machine in machines.values():
        (machine.folder / "own.word").write_text("a phrase of my own")
        (machine.folder / "number.txt").write_text(NUMBER)
    (machines["anhui"].folder / "employers.json").write_text(EMPLOYERS, "utf-8")
    (machines["anhui"].folder / "wages.csv").write_text(WAGES, "utf-8")
    instead = {
        "https://ministry.example:8700": f"https://127.0.0.1:{sync}",
        "https://ministry.example": f"http://127.0.0.1:{ministry}",
        "https://anhui.example": f"http://127.0.0.1:{anhui}",
        "TONGCHOU_HOSTS=ministry.example": "TONGCHOU_HOSTS=127.0.0.1",
        "TONGCHOU_HOSTS=anhui.example": "TONGCHOU_HOSTS=127.0.0.1",
        "--host ministry.example": "--host 127.0.0.1",
        "--host anhui.example": "--host 127.0.0.1",
        "SYNC_PORT=8700 TONGCHOU_SYNC_HOST=0.0.0.0": f"SYNC_PORT={sync}",
        "--port 8600": f"--port {ministry}",
        "--port 8634": f"--port {anhui}",
        "postgresql://tongchou@db.ministry.example/tongchou_00": f"'{server.url('empty_00')}'",
        "postgresql://tongchou@db.anhui.example/tongchou_34": f"'{server.url('empty_34')}'",
    }
    here = {
        name: instead | {"/srv/tongchou": str(machine.folder / "home")}
        for name, machine in machines.items()
    }
    lent = Walk(machines, here)
    try:
        yield lent
    finally:
        for machine in machines.values():
            machine.stop()
        with psycopg.connect(server.url("postgres"), autocommit=True) as outside:
            for family, database in DATABASES.values():
                models = (f"{family}_model_{role}" for role in ("ministry", "province"))
                for name in (database, *models):
                    outside.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_who_follows_the_guide_has_a_ministry_and_a_province_that_work(walk: Walk) -> None:
    walk.go()

    said = walk.said
    assert "✗" not in said["anhui: tongchou node check"]
    assert "✗" not in said["ministry: tongchou node check"]
    assert "接受 accepted 1" in said["anhui: tongchou declare wages.csv"]
    dossier = said["ministry: tongchou query @number.txt"]
    assert "李安" in dossier
    assert "参保 enrolled 2024-09 – 今 now  皖江机械有限公司" in dossier
    assert "✗" not in said["ministry: tongchou status"]


def test_the_guide_gives_the_same_commands_in_both_languages() -> None:
    assert blocks(GUIDE.with_suffix("").with_suffix(".zh-CN.md")) == blocks()
