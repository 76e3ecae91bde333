"""A server that the environment names is backed up too, and restored for the embedded one."""

import json
from pathlib import Path

import psycopg
import pytest

from counter import credit_code_of
from running import cluster, server_home, tongchou
from tongchou.node.backup.folders import NoBackup
from tongchou.node.backup.restore import must_be_version
from tongchou.node.postgres import Postgres

NODE = "31"
NAMES = "pension"
NEXT_MAJOR = 190_000


def test_a_node_on_a_server_of_its_own_is_backed_up_and_restored_under_our_names(
    tmp_path: Path,
) -> None:
    folder, key = tmp_path / "backups", tmp_path / "key"
    key.write_text("a secret that is long enough")
    key.chmod(0o600)
    with server_home() as place:
        unbounded = {"max_slot_wal_keep_size": "-1", "fsync": "off"}
        server = Postgres(place / "server", unbounded)
        server.start()
        own = {"DATABASE_URL": server.url("postgres"), "TONGCHOU_DATABASES": NAMES}
        with cluster(tmp_path / "home", provinces=(NODE,), **own) as running:
            told = {"credit_code": credit_code_of(), "name": "某厂", "division_code": "310106"}
            running.nodes.call(NODE, "POST", "/feeds/employer_feed", json={"employers": [told]})
            assert running.nodes.wait_until_held([NODE], seconds=30)
            sealed = running.nodes.sealed_by(NODE)
            words = ("--key", str(key), "--home", str(running.home), "--json")
            taken = tongchou("backup", NODE, "--to", str(folder), *words, **own)
            psql = tongchou(
                "node", "psql", NODE, "--owner", "--home", str(running.home),
                typed="SELECT current_database()", **own,
            )  # fmt: skip
        server.stop()
        assert taken.returncode == 0, taken.stdout + taken.stderr
        said = json.loads(taken.stdout)
        restored = tongchou(
            "restore", str(folder), "--home", str(place / "again"), "--key", str(key), "--json"
        )
        assert restored.returncode == 0, restored.stdout + restored.stderr
        again = Postgres(place / "again")
        again.start()
        try:
            with psycopg.connect(again.url(f"tongchou_{NODE}")) as asked:
                found = asked.execute("SELECT max(position) FROM events_seal").fetchone()
        finally:
            again.stop()

    assert f"{NAMES}_{NODE}" in psql.stdout
    assert said["nodes"] == [NODE]
    assert any("max_slot_wal_keep_size" in warning for warning in said["warnings"])
    assert any(f"{NAMES}_00" in warning for warning in said["warnings"])
    assert found == (sealed,)


def test_files_of_another_version_of_postgresql_are_not_brought_back(server: Postgres) -> None:
    with pytest.raises(NoBackup, match="TONGCHOU_PG_BIN"):
        must_be_version(server, NEXT_MAJOR)
