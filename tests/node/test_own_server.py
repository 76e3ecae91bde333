"""A PostgreSQL server that the environment names is used instead of the embedded one."""

from pathlib import Path

import psycopg

from running import cluster
from tongchou.node.postgres import Postgres


def test_nodes_work_on_a_server_of_their_user(server: Postgres, tmp_path: Path) -> None:
    with cluster(
        tmp_path / "home",
        provinces=("31",),
        DATABASE_URL=server.url("postgres"),
        TONGCHOU_DATABASES="own_server",
    ) as running:
        employer = {"credit_code": "91310106MGN3BAFKX7", "name": "某厂", "division_code": "310106"}
        running.nodes.call("31", "POST", "/feeds/employer_feed", json={"employers": [employer]})
        held = running.nodes.wait_until_held(["31"], seconds=30)

        assert held
        assert running.listed["postgres"]["pid"] == 0
        assert not (tmp_path / "home" / "postgres").exists()
        with psycopg.connect(server.url("own_server_31")) as database:
            told = database.execute("SELECT kind FROM events_event ORDER BY id").fetchall()
        assert told == [("employers_registered",), ("item_decided",)]
