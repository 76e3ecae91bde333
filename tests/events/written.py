"""Events as the tests of the log write them, and what is found in it."""

import psycopg

from counter import AT, credit_code_of
from tongchou.events.changes import append
from tongchou.events.queries import sealed_after, verify
from tongchou.node.postgres import Postgres
from tongchou.standards import messages
from tongchou.standards.messages import EmployersRegistered

AT_PLACE = " WHERE id = (SELECT event_id FROM events_seal WHERE position = {})"


def registered(name: str) -> EmployersRegistered:
    return EmployersRegistered(
        scheme="110",
        registered_on=AT.date(),
        credit_codes=[credit_code_of()],
        names=[name],
        division_codes=["340104"],
    )


def say(*names: str, item_number: str = "34-20241105-000001") -> None:
    append([registered(name) for name in names], item_number=item_number, recorded_at=AT)


def names_sealed() -> list[str]:
    return [
        messages.parse(event.kind, event.body).model_dump()["names"][0]
        for event in sealed_after(0, limit=1_000)
    ]


def breaks() -> list[tuple[int, str]]:
    return [(fault.position, fault.what) for fault in verify()]


def behind_the_back(server: Postgres, statement: str) -> None:
    with psycopg.connect(server.url("test_34"), autocommit=True) as owner:
        owner.execute(statement)
