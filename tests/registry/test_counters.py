"""Counters of the registry: as many as there are rows, at once, folded, and proved."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from counter import MAN, MAN_NAME, WOMAN, WOMAN_NAME, apply, declare, enrol, register_employer
from tongchou.node.postgres import Postgres
from tongchou.registry.counters import counted_by_province, fold, unequal_counters
from tongchou.registry.models import Counter, CounterDelta
from tongchou.standards.messages import BenefitDetermined, EarlierRecordEntered

pytestmark = pytest.mark.usefixtures("factory")


@pytest.fixture
def factory(province: object) -> None:
    """Register the factory."""
    del province
    register_employer()


def earlier(ssn: str, name: str) -> None:
    apply(
        EarlierRecordEntered(
            scheme="110", ssn=ssn, name=name, source="prior", paid_in="34", from_month="2010-01",
            until_month="2011-01", months=12, wage_index_e4=10_000, base_sum_fen=0, account_fen=0,
        )
    )  # fmt: skip


def retire(ssn: str) -> None:
    apply(
        BenefitDetermined(
            scheme="110", benefit="pension", ssn=ssn, from_month="2024-11",
            retirement_month="2024-10", basic_fen=1,
            account_fen=1, total_fen=2, contribution_months=180, wage_index_e4=10_000,
            worksheet=[], item_number="34-1", provisional=False,
        )
    )  # fmt: skip


def test_whoever_is_enrolled_twice_is_counted_once() -> None:
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME)
    enrol(MAN, MAN_NAME)

    assert counted_by_province() == {"34": {"people": 2}}


def test_an_earlier_record_counts_the_person_whom_it_makes_known() -> None:
    earlier(MAN, MAN_NAME)
    enrol(MAN, MAN_NAME)

    assert counted_by_province() == {"34": {"people": 1}}


def test_all_that_is_counted_is_counted_in_its_province() -> None:
    enrol(MAN, MAN_NAME)
    declare(MAN, "2024-09")
    declare(MAN, "2024-10")
    retire(MAN)

    for _ in ("waiting", "folded"):
        assert counted_by_province() == {"34": {"people": 1, "person_months": 2, "pension": 1}}
        assert unequal_counters() == []
        fold()

    assert not CounterDelta.objects.exists()
    assert Counter.objects.count() == 3


def test_what_is_rolled_back_is_not_counted() -> None:
    with transaction.atomic():
        enrol(MAN, MAN_NAME)
        transaction.set_rollback(True)

    assert counted_by_province() == {}


def test_a_counter_that_is_not_how_many_rows_there_are_is_named(server: Postgres) -> None:
    enrol(MAN, MAN_NAME)
    declare(MAN, "2024-09")
    fold()

    with psycopg.connect(server.url("test_34")) as owner:
        owner.execute("UPDATE registry_counter SET amount = 5 WHERE name = 'people'")
        owner.execute("DELETE FROM registry_contribution")

    assert unequal_counters() == ["34 people", "34 person_months"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_counter SET amount = 0",
        "INSERT INTO registry_counter VALUES ('34', '110', 'people', 1)",
        "DELETE FROM registry_counter_delta",
    ],
)
def test_the_application_may_only_add_to_a_counter(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
