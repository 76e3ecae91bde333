"""Following a transfer from its request to its completion."""

from django.db.models import QuerySet

from tongchou.registry.models import Transfer
from tongchou.standards.messages import TransferAnswered, TransferCompleted, TransferRequested


def request(message: TransferRequested, *, province: str, item_number: str) -> None:
    """Open a transfer 关系转移接续: the destination has asked."""
    del province, item_number
    Transfer.objects.get_or_create(
        letter=message.letter,
        defaults={
            "ssn": message.ssn,
            "name": message.name,
            "origin": message.origin,
            "destination": message.destination,
            "requested_on": message.requested_on,
        },
    )


def answer(message: TransferAnswered, *, province: str, item_number: str) -> None:
    """Note the origin's answer: what moves, or why nothing does."""
    del province, item_number
    noted = _transfers(message).update(
        answered_on=message.answered_on,
        refused=message.refused,
        reason=message.reason,
        months=sum(message.months) + sum(record.months for record in message.earlier),
        account_fen=message.account_fen,
        pooled_fen=message.pooled_fen,
    )
    _must_be_known(message.letter, noted)


def complete(message: TransferCompleted, *, province: str, item_number: str) -> None:
    """Close a transfer: the destination has taken the record over."""
    del province, item_number
    noted = _transfers(message).update(completed_on=message.completed_on)
    _must_be_known(message.letter, noted)


def _transfers(message: TransferAnswered | TransferCompleted) -> QuerySet[Transfer]:
    """Return the transfer that a message is about: whoever answers must be the one asked."""
    return Transfer.objects.filter(
        letter=message.letter,
        ssn=message.ssn,
        origin=message.origin,
        destination=message.destination,
    )


def _must_be_known(letter: str, noted: int) -> None:
    if not noted:
        raise ValueError(f"nobody here knows of letter {letter} about this person and place")
