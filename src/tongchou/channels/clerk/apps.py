"""The clerks' pages as Django sees them."""

from django.apps import AppConfig


class ClerkPagesConfig(AppConfig):
    """How clerks work: inbox, items, people."""

    name = "tongchou.channels.clerk"
    label = "clerk_pages"
