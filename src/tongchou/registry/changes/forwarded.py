"""Following a matter that one province took in and another one decides.

What is told twice changes nothing: a form is known by its round, an answer by its turn, a scan by
its digest.
"""

from typing import Any

from tongchou.registry.changes.writers import Contradiction, Place, writes
from tongchou.registry.models import Forwarded
from tongchou.standards.messages import MatterFollowed, MatterForwarded, PaperSent
from tongchou.standards.messages.forwarding import SCANS_MAX, is_between

Told = MatterForwarded | PaperSent | MatterFollowed


@writes(MatterForwarded)
def forward(message: MatterForwarded, place: Place) -> None:
    """Open a forwarded matter, or write the form that answers its return; the latest stands."""
    del place
    row = _row_of(message)
    if row.item not in {"", message.item}:
        raise Contradiction(f"letter {message.letter} is about another item here")
    Forwarded.objects.filter(letter=message.letter, round__lt=message.round).update(
        agency=message.agency,
        forwarded_on=row.forwarded_on or message.forwarded_on,
        item=message.item,
        subject=message.subject,
        subject_name=message.subject_name,
        form=message.form,
        round=message.round,
    )


@writes(PaperSent)
def send(message: PaperSent, place: Place) -> None:
    """Note a scan once its last piece was told."""
    del place
    row = _row_of(message)
    scan = {"paper": message.paper, "name": message.name, "digest": message.digest}
    if message.piece > message.pieces:
        raise Contradiction(f"letter {message.letter} sends a piece behind the last one")
    if message.piece == message.pieces and scan not in row.papers:
        if len(row.papers) >= SCANS_MAX:
            raise Contradiction(f"letter {message.letter} has {SCANS_MAX} scans, and sends more")
        row.papers = [*row.papers, scan]
        Forwarded.objects.filter(letter=message.letter).update(papers=row.papers)


@writes(MatterFollowed)
def follow(message: MatterFollowed, place: Place) -> None:
    """Note how a matter stands where it is decided; the latest turn stands.

    After a restore the answer may come before the matter: the row then waits for its form.
    """
    del place
    _row_of(message)
    Forwarded.objects.filter(letter=message.letter, turn__lt=message.turn).update(
        turn=message.turn,
        seen_round=message.round,
        followed_on=message.followed_on,
        status=message.status,
        waits_for=message.waits_for,
        item_number=message.item_number,
        due_on=message.due_on,
        note=message.note,
        points=_parts(message.points),
        missing=message.missing,
        refusals=_parts(message.refusals),
    )


def _row_of(message: Told) -> Forwarded:
    """Return the row of a matter; raises `Contradiction` where its ends are others.

    Its number names both ends: neither takes a number that another pair of provinces will give.
    """
    if not is_between(message.letter, message.sender, message.competent):
        raise Contradiction(f"letter {message.letter} is numbered for other provinces")
    ends = {name: getattr(message, name) for name in ("scheme", "sender", "competent")}
    row, _ = Forwarded.objects.get_or_create(letter=message.letter, defaults=ends)
    if any(getattr(row, name) != value for name, value in ends.items()):
        raise Contradiction(f"letter {message.letter} is between other provinces here")
    return row


def _parts(parts: list[Any]) -> list[dict[str, Any]]:
    return [part.model_dump(mode="json") for part in parts]
