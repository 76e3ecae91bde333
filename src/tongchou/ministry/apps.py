"""The ministry part as Django sees it."""

from django.apps import AppConfig


class MinistryConfig(AppConfig):
    """What only the ministry does."""

    name = "tongchou.ministry"
    label = "ministry"
