"""The proof part as Django sees it; installed, it puts its item into the catalogue."""

from importlib import import_module

from django.apps import AppConfig


class ProofConfig(AppConfig):
    """How we know that what is held is what happened."""

    name = "tongchou.proof"
    label = "proof"

    def ready(self) -> None:
        """Put the item by which damaged rows are repaired into the catalogue, in both roles."""
        repair = import_module("tongchou.proof.repair.row_repair")
        import_module("tongchou.workflow.catalogue").register([repair.ITEM])
