"""Repairing as a test does it: three clerks take its steps, the owner carries it out."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from told import proven

from counter import AT
from databases import Databases
from tongchou.agency.models import Clerk
from tongchou.node.databases import django_database
from tongchou.proof.models import Run
from tongchou.proof.repair.changes.carrying_out import carry_out
from tongchou.proof.repair.row_repair import CarriedOut
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Item


def decided(run: Run, *, table: str = "") -> Item | Refusals:
    """Accept, review and approve the repair of what a proof found."""
    form = {"run": run.id, "table": table, "reason": "核对不符"}
    taken = workflow.accept(
        "row_repair", form, province=settings.NODE_CODE, at=AT, clerk=clerk("clerk")
    )
    if isinstance(taken, tuple):
        return taken
    number = taken.item.number
    reviewed = workflow.take(number, "review", clerk=clerk("reviewer"), at=AT)
    assert isinstance(reviewed, Item), reviewed
    return workflow.take(number, "approve", clerk=clerk("approver"), at=AT)


def clerk(login: str) -> Clerk:
    """Return a clerk of the node in which the test stands."""
    return Clerk.objects.get(login=login)


@contextmanager
def as_owner(databases: Databases) -> Iterator[None]:
    """Come to the database in which the test stands as the owner of its tables."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(django_database(databases.copy(settings.NODE_CODE).url))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def carried_out(number: str, databases: Databases) -> CarriedOut | Refusal:
    """Carry out an approved repair as the owner."""
    with as_owner(databases):
        return carry_out(number, person="anna", role="postgres", at=AT)


def repaired(databases: Databases) -> Item:
    """Prove, repair all that was found, and return the item as it ended."""
    approved = decided(proven())
    assert isinstance(approved, Item), approved
    done = carried_out(approved.number, databases)
    assert isinstance(done, CarriedOut), done
    return Item.objects.get(number=approved.number)
