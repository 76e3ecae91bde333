"""Whether this node can prove who it is, and asks the same of its peers, before it serves."""

from django.conf import settings

from tongchou.node.rights import UnfitToServe
from tongchou.sync.keys import Keyring
from tongchou.sync.register import fault_of_own_key

PASSING = frozenset({"sync.key_not_valid", "sync.key_revoked"})
"""Faults of a key under which a node still serves its own people; its link shows them."""


def must_prove_itself() -> None:
    """Raise `UnfitToServe` unless the node has a key of its own that its register knows."""
    fault = fault_of_own_key(Keyring(settings.HOME, settings.NODE_CODE), settings.NOW())
    if fault and fault.code not in PASSING:
        remedy = fault.remedy or fault.text
        raise UnfitToServe(f"{fault.text.zh} / {fault.text.en}. {remedy.zh} / {remedy.en}.")


def must_be_private(host: str) -> None:
    """Raise `UnfitToServe` when the log would travel open, or unverified, to another machine."""
    if fault := settings.PEERING.fault(host):
        raise UnfitToServe(f"{fault.zh} / {fault.en}")
