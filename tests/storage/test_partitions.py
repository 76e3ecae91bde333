"""Tables partitioned by province: how they are made, split, and taken apart again."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.migrations.state import ProjectState

from tongchou.node.databases import app_role, django_database
from tongchou.node.postgres import Postgres
from tongchou.node.roles import MINISTRY
from tongchou.storage import partitions
from tongchou.storage.partitions import (
    LARGE,
    CreatePartitioned,
    holder_of,
    make_partitions,
    partition,
)
from tongchou.storage.rows import execute, fetch

PARTITIONS_MAX = 500

CREATE = CreatePartitioned(
    "Month",
    [
        ("pk", models.CompositePrimaryKey("province", "ssn", "month")),
        ("province", models.CharField(max_length=2)),
        ("ssn", models.CharField(max_length=18)),
        ("month", models.IntegerField()),
    ],
    options={"indexes": [models.Index(fields=["ssn"], name="month_ssn")]},
)
INSERT = "INSERT INTO registry_month (province, ssn, month) VALUES (%(province)s, %(ssn)s, 1)"


@pytest.fixture
def table(
    ministry: Any, server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:  # fmt: skip
    """Create a partitioned table at the ministry, as the owner, and yield its name."""
    del ministry
    connection.close()
    url = server.url(f"test_{settings.NODE_CODE}")
    connection.settings_dict.update(django_database(url))
    monkeypatch.setattr(partitions, "partitioned", lambda: {"registry_month": "ssn"})
    after = ProjectState()
    CREATE.state_forwards("registry", after)
    with connection.schema_editor() as editor:
        CREATE.database_forwards("registry", editor, ProjectState(), after)
    yield "registry_month"
    connection.close()


def stored_in(table: str) -> list[str]:
    return [name for (name,) in fetch(f"SELECT tableoid::regclass::text FROM {table} ORDER BY 1")]


def test_a_row_of_no_partition_is_kept_in_the_default_one(table: str) -> None:
    execute(INSERT, province="34", ssn="1")

    assert stored_in(table) == ["registry_month_rest"]


def test_a_province_s_rows_are_kept_in_its_own_partition_and_a_large_one_s_are_split(
    table: str,
) -> None:
    make_partitions(["34", "44"])

    execute(INSERT, province="34", ssn="1")
    for ssn in range(40):
        execute(INSERT, province="44", ssn=str(ssn))

    assert set(stored_in(table)) == {
        "registry_month_34",
        *(f"registry_month_44_{part}" for part in range(LARGE["44"])),
    }


@pytest.mark.usefixtures("table")
def test_a_key_is_unique_across_partitions_of_a_province() -> None:
    make_partitions(["44"])
    execute(INSERT, province="44", ssn="1")

    with pytest.raises(IntegrityError):
        execute(INSERT, province="44", ssn="1")


def test_partitions_may_be_made_again_and_more_of_them(table: str) -> None:
    make_partitions(["34"])
    execute(INSERT, province="34", ssn="1")

    make_partitions(["34", "31"])

    execute(INSERT, province="31", ssn="1")
    assert stored_in(table) == ["registry_month_31", "registry_month_34"]


@pytest.mark.usefixtures("table")
def test_no_partition_is_made_past_rows_that_stand_in_the_default_one() -> None:
    execute(INSERT, province="34", ssn="1")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_partitions(["34"])


@pytest.mark.usefixtures("table")
def test_only_a_province_has_a_partition() -> None:
    with pytest.raises(KeyError):
        make_partitions(["99"])


@pytest.mark.parametrize("province", ["34", "44"])
def test_a_province_s_rows_can_be_detached_as_a_whole(table: str, province: str) -> None:
    make_partitions([province, "32"])
    execute(INSERT, province=province, ssn="1")
    execute(INSERT, province="32", ssn="1")

    execute(f"ALTER TABLE {table} DETACH PARTITION {table}_{province}")

    assert fetch(f"SELECT province FROM {table}") == [("32",)]
    assert fetch(f"SELECT province, ssn FROM {table}_{province}") == [(province, "1")]


def test_the_application_reaches_a_partition_through_its_table_only(
    table: str, server: Postgres
) -> None:
    make_partitions(["34"])
    execute(f"GRANT SELECT, INSERT ON {table} TO {app_role()}")

    with psycopg.connect(server.url("test_00"), autocommit=True) as application:
        application.execute(f"SET ROLE {app_role()}")
        application.execute(f"INSERT INTO {table} VALUES ('34', '1', 1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute(f"DELETE FROM {table}_34")


@pytest.mark.usefixtures("province")
def test_a_default_partition_may_not_be_written_past_its_table() -> None:
    for name in partitions.partition_names():
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            execute(f"SELECT FROM {name}")


@pytest.mark.usefixtures("ministry")
def test_all_tables_of_all_provinces_come_to_no_more_partitions_than_can_be_planned_for() -> None:
    made = [
        statement
        for table, column in partitions.partitioned().items()
        for code in MINISTRY.partitions
        for statement in partition(table, column, code)
    ]

    assert len(MINISTRY.partitions) == 32
    assert len(made) + len(partitions.partitioned()) <= PARTITIONS_MAX


@pytest.mark.usefixtures("ministry")
def test_every_partitioned_model_is_partitioned_in_the_database() -> None:
    held = {name for (name,) in fetch("SELECT partrelid::regclass::text FROM pg_partitioned_table")}

    assert held >= partitions.partitioned().keys()


@pytest.mark.usefixtures("ministry")
def test_a_node_has_one_partition_for_each_province_whose_keys_it_knows() -> None:
    wanted = {
        f"{table}_{code}"
        for table in partitions.partitioned()
        for code in ("31", "32", "34", partitions.DEFAULT)
    }

    assert wanted <= set(partitions.partition_names())


@pytest.mark.usefixtures("province")
def test_what_is_copied_goes_into_the_partition_that_takes_it() -> None:
    assert holder_of("registry_contribution", "34") == "registry_contribution_rest"
    assert holder_of("registry_person", "34") == "registry_person"  # it has no partitions


@pytest.mark.usefixtures("ministry")
def test_what_is_copied_into_a_partition_that_is_split_goes_through_its_table(
    server: Postgres,
) -> None:
    with psycopg.connect(server.url("test_00"), autocommit=True) as owner:
        for statement in partition("registry_contribution", "ssn", "44"):
            owner.execute(statement)

    assert holder_of("registry_contribution", "44") == "registry_contribution"
    assert holder_of("registry_contribution", "34") == "registry_contribution_34"


@pytest.mark.usefixtures("province")
def test_a_shadow_of_a_table_takes_the_rows_itself() -> None:
    with transaction.atomic():
        execute("SELECT proof_shadow('registry_contribution', '{}')")

        assert holder_of("registry_contribution", "34") == "registry_contribution"
