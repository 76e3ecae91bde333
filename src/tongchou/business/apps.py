"""The business part as Django sees it; installed, it fills the catalogue of items."""

from importlib import import_module

from django.apps import AppConfig

LINES = ("enrolment", "contribution", "transfer", "benefit")


class BusinessConfig(AppConfig):
    """What a province handles."""

    name = "tongchou.business"
    label = "business"

    def ready(self) -> None:
        """Put every line's items into the catalogue of the workflow."""
        catalogue = import_module("tongchou.workflow.definition")
        for line in LINES:
            for definition in import_module(f"tongchou.business.{line}.items").ITEMS:
                catalogue.register(definition)
