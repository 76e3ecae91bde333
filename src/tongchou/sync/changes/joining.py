"""Undoing the joining of a peer that was never heard."""

from django.db import transaction

from tongchou.standards.refusal import Refusal
from tongchou.sync import key_refusals as refusals
from tongchou.sync.models import NodeKey, Peer


def forget_peer(code: str) -> Refusal | None:
    """Remove a peer that was never heard, with its keys; return why not where it was.

    Only as the owner of the tables: the register of keys is only added to otherwise.
    """
    with transaction.atomic():
        peer = Peer.objects.select_for_update().filter(code=code).first()
        if peer is not None and peer.contact_at is not None:
            return refusals.in_contact(code)
        Peer.objects.filter(code=code).delete()
        NodeKey.objects.filter(node=code).delete()
    return None
