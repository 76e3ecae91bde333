"""A server that the environment names is used instead of the embedded one, and backed up too."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
import pytest

from counter import credit_code_of
from running import Cluster, cluster, server_home, tongchou
from tongchou.node.backup.folders import NoBackup
from tongchou.node.backup.restore import must_be_version
from tongchou.node.postgres import Postgres

NODE = "31"
NAMES = "pension"
NEXT_MAJOR = 190_000


@dataclass
class Own:
    """A server of their user's, in a folder of its own, and the nodes that work on it."""

    place: Path
    server: Postgres
    running: Cluster

    def tongchou(self, *words: str, typed: str = "") -> "CompletedProcess[str]":
        """Give a command at these nodes' home, which finds the server by the environment."""
        home, environment = str(self.running.home), named(self.server)
        return tongchou(*words, "--home", home, typed=typed, **environment)


def named(server: Postgres) -> dict[str, str]:
    """Return the environment that names a server."""
    return {"DATABASE_URL": server.url("postgres"), "TONGCHOU_DATABASES": NAMES}


@pytest.fixture(scope="module")
def own() -> Iterator[Own]:
    """Lend nodes on a server of their own, once they have registered an employer."""
    with server_home() as place:
        server = Postgres(place / "server", {"max_slot_wal_keep_size": "-1", "fsync": "off"})
        server.start()
        with cluster(place / "home", provinces=(NODE,), **named(server)) as running:
            told = {"credit_code": credit_code_of(), "name": "某厂", "division_code": "310106"}
            running.nodes.call(NODE, "POST", "/feeds/employer_feed", json={"employers": [told]})
            yield Own(place, server, running)
        server.stop()


def test_nodes_work_on_a_server_of_their_user(own: Own) -> None:
    assert own.running.nodes.wait_until_held([NODE], seconds=30)
    assert own.running.listed["postgres"]["pid"] == 0
    assert not (own.running.home / "postgres").exists()
    with psycopg.connect(own.server.url(f"{NAMES}_{NODE}")) as database:
        told = database.execute("SELECT kind FROM events_event ORDER BY id").fetchall()
    assert told == [("employers_registered",), ("item_decided",)]


def test_a_person_comes_to_the_database_by_hand_under_our_names(own: Own) -> None:
    psql = own.tongchou("node", "psql", NODE, "--owner", typed="SELECT current_database()")

    assert f"{NAMES}_{NODE}" in psql.stdout


def test_a_node_on_a_server_of_its_own_is_backed_up_and_restored_under_our_names(
    own: Own, tmp_path: Path
) -> None:
    folder, key = str(tmp_path / "backups"), tmp_path / "key"
    key.write_text("a secret that is long enough")
    key.chmod(0o600)
    assert own.running.nodes.wait_until_held([NODE], seconds=30)

    taken = own.tongchou("backup", NODE, "--to", folder, "--key", str(key), "--json")
    assert taken.returncode == 0, taken.stdout + taken.stderr
    home = own.place / "again"
    restored = tongchou("restore", folder, "--home", str(home), "--key", str(key), "--json")
    assert restored.returncode == 0, restored.stdout + restored.stderr
    again = Postgres(home)
    again.start()
    try:
        with psycopg.connect(again.url(f"tongchou_{NODE}")) as asked:
            found = asked.execute("SELECT max(position) FROM events_seal").fetchone()
    finally:
        again.stop()

    said = json.loads(taken.stdout)
    assert said["nodes"] == [NODE]
    assert any("max_slot_wal_keep_size" in warning for warning in said["warnings"])
    assert any(f"{NAMES}_00" in warning for warning in said["warnings"])
    assert found == (own.running.nodes.sealed_by(NODE),)


def test_files_of_another_version_of_postgresql_are_not_brought_back(server: Postgres) -> None:
    with pytest.raises(NoBackup, match="TONGCHOU_PG_BIN"):
        must_be_version(server, NEXT_MAJOR)
