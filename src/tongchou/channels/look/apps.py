"""The look of the pages as Django sees it."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """How every page looks."""

    name = "tongchou.channels.look"
    label = "look"
