"""The risk part as Django sees it."""

from django.apps import AppConfig


class RiskConfig(AppConfig):
    """What must be stopped or looked at."""

    name = "tongchou.risk"
    label = "risk"
