"""The agency part as Django sees it."""

from django.apps import AppConfig


class AgencyConfig(AppConfig):
    """Who works here and what each may do."""

    name = "tongchou.agency"
    label = "agency"
