"""The citizens' pages as Django sees them."""

from django.apps import AppConfig


class PublicPagesConfig(AppConfig):
    """How a citizen sees their own dossier."""

    name = "tongchou.channels.public"
    label = "public_pages"
