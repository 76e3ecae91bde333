"""The catalogue of the business items that this node handles."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from tongchou.standards import codes
from tongchou.workflow.item import BusinessItem
from tongchou.workflow.steps import START, Does, procedure_of

AnyItem = BusinessItem[Any, Any, Any]
"""An item whatever its form, facts and findings are: what the workflow and the pages handle."""

_CATALOGUE: dict[str, AnyItem] = {}


def register(items: Iterable[AnyItem]) -> None:
    """Put items into the catalogue.

    Raises `TypeError` for what is no declaration, `ValueError` for two items of one code, for an
    item without a row in the table of items, and for one whose procedure needs a hook that the
    item lacks.
    """
    for item in items:
        if not isinstance(item, BusinessItem):
            raise TypeError(f"{item!r} is no declaration of a business item")
        if _CATALOGUE.get(item.code, item) is not item:
            raise ValueError(f"two business items are called {item.code}")
        if item.code not in codes.table("items"):
            raise ValueError(f"{item.code} has no row in standards/codes/items.yaml")
        if "conclude" in procedure_of(item.code).verbs and item.conclude is None:
            raise ValueError(f"{item.code} waits for an answer but has no `conclude`")
        first = procedure_of(item.code).forward(START)
        if item.asks and first and first.does == Does.RECORD:
            raise ValueError(f"{item.code} is completed when accepted, and cannot wait")
        _CATALOGUE[item.code] = item


def catalogue() -> Mapping[str, AnyItem]:
    """Return the items that this node handles, by code."""
    return MappingProxyType(_CATALOGUE)
