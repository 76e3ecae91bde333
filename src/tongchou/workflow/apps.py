"""The workflow part as Django sees it."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """How a matter moves: accept, review, approve."""

    name = "tongchou.workflow"
    label = "workflow"
