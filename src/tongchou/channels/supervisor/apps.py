"""The supervisors' pages as Django sees them."""

from django.apps import AppConfig


class SupervisorPagesConfig(AppConfig):
    """How the ministry watches the whole country."""

    name = "tongchou.channels.supervisor"
    label = "supervisor_pages"
