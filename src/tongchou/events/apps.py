"""The events part as Django sees it."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What happened, in order, sealed."""

    name = "tongchou.events"
    label = "events"
