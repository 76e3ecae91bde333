"""The registry part as Django sees it."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Who is insured and what they have earned."""

    name = "tongchou.registry"
    label = "registry"
