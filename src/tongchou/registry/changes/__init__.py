"""Writing the registry: one writer for both tiers.

A province calls `apply` with the message its item is about to tell; the ministry calls
it when that message arrives. What the two hold can differ only if a message was lost.
"""

from tongchou.registry.changes import (
    benefits,
    contributions,
    forwarded,
    people,
    records,
    reversals,
    transfers,
)
from tongchou.registry.changes.runs import apply_run
from tongchou.registry.changes.writers import Contradiction, Place, writers
from tongchou.standards.messages import Message

__all__ = [
    "Contradiction",
    "apply",
    "apply_run",
    "benefits",
    "contributions",
    "forwarded",
    "people",
    "records",
    "reversals",
    "transfers",
]


def apply(
    message: Message,
    *,
    province: str,
    item_number: str,
    is_vouched: bool = False,
    is_shadow: bool = False,
) -> None:
    """Write what a message says happened in a province.

    An item has looked up everybody it tells of before it decides, and vouches for them.
    `is_shadow` is for what is rebuilt to be compared.
    Raises `KeyError` for a message that says nothing about the registry, `Contradiction` for
    one about somebody or something not held, and the database's `IntegrityError` for one that
    is held already or breaks a rule of its table.
    """
    writers()[type(message)](message, Place(province, item_number, is_vouched, is_shadow))
