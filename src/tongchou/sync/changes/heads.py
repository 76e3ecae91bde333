"""Keeping what peers signed: the head of every run that was taken in, and of one that forks."""

from datetime import datetime

from tongchou.sync.envelope import SignedHead
from tongchou.sync.models import KeptHead


def keep_head(signed: SignedHead, at: datetime, *, refusal: str = "") -> None:
    """Keep a head whose signature holds, in the caller's transaction.

    One that was refused is kept once, however often it is sent: its code says what it proves.
    """
    head = signed.head
    told = {
        "node": head.sender,
        "first_position": head.first_position,
        "last_position": head.last_position,
        "key_id": head.key,
        "refusal": refusal,
    }
    if refusal and KeptHead.objects.filter(**told, head__contains=head.last_hash).exists():
        return
    text = head.text().decode().rstrip("\n")
    KeptHead.objects.create(**told, head=text, signature=signed.signature, received_at=at)
