"""The ledger part as Django sees it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """What money did: append-only, always balanced."""

    name = "tongchou.ledger"
    label = "ledger"
