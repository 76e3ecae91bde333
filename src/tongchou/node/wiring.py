"""Which handlers a node has: those of its role, each registered beside what it writes."""

from importlib import import_module

from django.conf import settings

from tongchou.sync.handlers import AT_THE_MINISTRY, IN_A_PROVINCE, Handlers

for module in (
    "tongchou.business.forwarded",
    "tongchou.business.intake",
    "tongchou.business.transfer.letters",
    "tongchou.ministry.intake.forwarding",
    "tongchou.ministry.intake.handlers",
    "tongchou.sync.changes.echo",
    "tongchou.sync.changes.epochs",
    "tongchou.sync.changes.register",
):
    import_module(module)  # a handler registers itself when its module is imported


def handlers() -> Handlers:
    """Return what this node does with each kind of message."""
    return {"province": IN_A_PROVINCE, "ministry": AT_THE_MINISTRY}[settings.ROLE.name]
