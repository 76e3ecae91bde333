"""The sync part as Django sees it."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """How nodes agree: each envelope once, provably."""

    name = "tongchou.sync"
    label = "sync"
