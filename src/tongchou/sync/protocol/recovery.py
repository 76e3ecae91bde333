"""How a log that was rolled back is brought forward: from copies that peers hold of it.

A province fetches its own events from the ministry, which holds all of them. The ministry has
no such peer: each province holds the digests of all its events, and the text of those that are
meant for it or for everybody, so their copies are put together.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from itertools import chain, takewhile
from typing import NamedTuple

from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.protocol.links import UNPROVEN, View
from tongchou.sync.protocol.marks import Mark


class Copy(NamedTuple):
    """An event as a peer holds it; the text is empty where only its digest was sent."""

    position: int
    algorithm: str
    digest: bytes
    hash: bytes
    text: bytes


def misfit_of(tip: Mark, copies: Sequence[Copy], *, previous_hash: bytes) -> Refusal | None:
    """Return why copies of our log, proven as a chain, do not follow our own tip; None if so."""
    if copies[0].position != tip.position + 1:
        return refusals.gap(tip.position + 1)
    return None if previous_hash == tip.hash else refusals.forked(tip.position)


def place_in_queue(
    copy: Copy, content: Hashable | None, waiting: Sequence[tuple[bytes, Hashable]]
) -> int | None:
    """Return the place of an event that comes back among those that wait here for their seal.

    Each of those is a digest and a content. The same event was written before the copy: it is
    sealed where it stood. One with the same content was told anew: what comes back stands, and it
    is never said. Either is written already, and so are its effects.
    """
    digests, contents = [one for one, _ in waiting], [one for _, one in waiting]
    if copy.digest in digests:
        return digests.index(copy.digest)
    return contents.index(content) if content is not None and content in contents else None


def was_told(told: Counter[Hashable], content: Hashable) -> bool:
    """Whether our log tells something already that is about to be told again; counts it off.

    `told` are the contents of the events that came back. What a peer's events caused here is
    caused again when they are taken in again, and must not stand in our log a second time.
    """
    if told[content] <= 0:
        return False
    told[content] -= 1
    return True


def put_together(
    tip: Mark,
    held: Mapping[str, Mark],
    returned: Mapping[str, Sequence[Copy]],
    *,
    sure_until: int | None,
) -> list[Copy] | Refusal:
    """Return the events behind our tip, of the copies that all peers gave back.

    `held` is how far each peer proves that it holds our log; each must have given back all of
    that, ending in the hash that we signed, and copies that contradict each other are refused. A
    text counts wherever it comes from, if its hash is the one that was proven. Of an event whose
    text nobody holds only the digest comes back: whom it was meant for never had it, and is told
    again. That is known up to `sure_until` (None: everywhere); behind it nothing without a text is
    brought back, or who has it would be told twice.
    """
    found: dict[int, Copy] = {}
    for peer, mark in held.items():
        copies = returned.get(peer, ())
        last = copies[-1].position if copies else tip.position
        if last < mark.position:
            return refusals.gap(last + 1)
        for copy in copies:
            known = found.setdefault(copy.position, copy)
            if known.hash != copy.hash:
                return refusals.forked(copy.position)
            if not known.text:
                found[copy.position] = copy
        if mark.position in found and found[mark.position].hash != mark.hash:
            return refusals.forked(mark.position)
    for copy in chain.from_iterable(returned.values()):
        known = found.get(copy.position, copy)
        if known.hash == copy.hash and copy.position in found and not known.text:
            found[copy.position] = copy
    ordered = [found[position] for position in sorted(found)]
    last = ordered[-1].position if sure_until is None and ordered else sure_until or 0
    sure = list(takewhile(lambda copy: copy.text or copy.position <= last, ordered))
    return sure if sure or not ordered else refusals.text_away(ordered[0].position)


def sure_until(
    tip: Mark, views: Mapping[str, View], returned: Mapping[str, Sequence[Copy]]
) -> int | None:
    """Return up to which position it is known which peers hold an event's text; None: everywhere.

    A peer that was not heard since a restore may hold anything. One that claims to hold more than
    it proves may hold what it claims, but for what it gave back.
    """
    if any(view.life for view in views.values()):
        return tip.position
    doubtful = [peer for peer, view in views.items() if view.ours and view.ours.code == UNPROVEN]
    copies = (returned.get(peer) for peer in doubtful)
    return min((one[-1].position if one else tip.position for one in copies), default=None)


def given_whole(
    tip: Mark, held: Mapping[str, Mark], returned: Mapping[str, Sequence[Copy]]
) -> dict[str, Mark]:
    """Return those peers that gave back all that they prove to hold, behind our tip.

    What they hold can be brought forward before a new epoch is opened.
    """
    whole = {}
    for peer, mark in held.items():
        ends = [copy.hash for copy in returned.get(peer, ()) if copy.position == mark.position]
        if mark.position > tip.position and ends == [mark.hash]:
            whole[peer] = mark
    return whole
