"""The proof part as Django sees it."""

from django.apps import AppConfig


class ProofConfig(AppConfig):
    """How we know that what is held is what happened."""

    name = "tongchou.proof"
    label = "proof"
