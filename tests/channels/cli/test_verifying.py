"""A log is proven from its beginning, or from the position up to which it was proven before."""

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from commanding import Command

from counter import AT, FACTORY
from tongchou.events.changes import append, seal
from tongchou.node.postgres import Postgres
from tongchou.standards.messages import EmployersRegistered


@pytest.fixture
def tampered(nodes: dict[str, Any], opened: Callable[[str], Any], server: Postgres) -> None:
    """Seal three events in 安徽, and change the second as only the owner of the tables can."""
    del nodes
    opened("34")
    told = [
        EmployersRegistered(
            scheme="110", registered_on=date(2024, 11, 5), credit_codes=[FACTORY], names=[name],
            division_codes=["340104"],
        )
        for name in ("甲", "乙", "丙")
    ]  # fmt: skip
    append(told, item_number="34-20241105-000001", recorded_at=AT)
    seal()
    with psycopg.connect(server.url("test_34"), autocommit=True) as owner:
        owner.execute("UPDATE events_event SET addressee = '32' WHERE body LIKE '%乙%'")


@pytest.mark.usefixtures("tampered")
def test_a_changed_event_is_named_with_its_position(tongchou: Command) -> None:
    done = tongchou("verify", "--province", "34", "--json")

    assert done.code == 1
    assert done.answer["34"]["breaks"] == [{"position": 2, "what": "content"}]


@pytest.mark.usefixtures("tampered")
@pytest.mark.parametrize(("since", "code"), [(1, 1), (2, 0), (3, 0), (99, 1)])
def test_what_was_proven_before_is_not_read_again(tongchou: Command, since: int, code: int) -> None:
    done = tongchou("verify", "--province", "34", "--since", str(since))

    assert done.code == code
