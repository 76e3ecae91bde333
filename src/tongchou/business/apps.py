"""The business part as Django sees it; installed, it fills the catalogue of items."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from django.apps import AppConfig


class BusinessConfig(AppConfig):
    """What a province handles."""

    name = "tongchou.business"
    label = "business"

    def ready(self) -> None:
        """Put the item that each module of this part declares into the catalogue."""
        import_module("tongchou.workflow.catalogue").register(_declared(self.name))


def _declared(package: str) -> Iterator[object]:
    """Return the `ITEM` of every module below a package that has one, and its `REVERSAL`."""
    for found in walk_packages(import_module(package).__path__, f"{package}."):
        module = import_module(found.name)
        declared = (getattr(module, name, None) for name in ("ITEM", "REVERSAL"))
        yield from (item for item in declared if item is not None)
