"""A ministry restored from an old copy is brought forward from what its provinces hold."""

import pytest
from copies import Country
from moving import asks_for_her_record

from tongchou.events import queries as events
from tongchou.events.chain import TEXT_LOST
from tongchou.events.models import Event
from tongchou.standards.refusal import Refusal
from tongchou.sync import queries
from tongchou.sync.changes import begin_after_restore, halted, put_together
from tongchou.sync.models import Peer, Retold, Returned
from tongchou.sync.queries import verify_held
from tongchou.workflow.models import Item


@pytest.fixture
def moving(nodes: Country) -> Country:
    """Let a woman who worked in 安徽 ask in 江苏 for her record, after the ministry's backup."""
    asks_for_her_record(nodes)
    nodes.turn("32")
    return nodes


def states(nodes: Country) -> dict[str, str]:
    """Return the states of the ministry's links to the two provinces."""
    nodes.stand("00")
    linked = queries.links(at=nodes.now())
    return {link.peer: link.state for link in linked if link.peer in {"32", "34"}}


def letters(nodes: Country) -> int:
    """Return how many letters 安徽 was sent."""
    nodes.stand("34")
    return Item.objects.filter(code="transfer_out").count()


def restored(nodes: Country) -> None:
    """Restore the ministry from its backup, as the command for it does."""
    nodes.stand("00")
    nodes.restored("00")
    begin_after_restore()


def test_its_own_log_comes_back_and_no_letter_is_sent_twice(moving: Country) -> None:
    moving.turn("34")
    moving.stand("00")
    before, rows = events.tip(), moving.rows("00")
    restored(moving)

    moving.turn("32", "34")
    shown = states(moving)
    done, again = put_together(at=moving.now()), put_together(at=moving.now())
    moving.turn("32", "34")

    assert isinstance(again, Refusal)
    assert shown == {"32": "halted", "34": "halted"}
    assert done == before[0]
    assert states(moving) == {"32": "level", "34": "level"}
    assert events.tip() == before
    assert list(events.verify()) == []
    assert moving.rows("00") == rows
    assert (Retold.objects.count(), Returned.objects.count()) == (0, 0)
    assert letters(moving) == 1
    assert list(verify_held("00")) == []


def test_a_letter_that_its_province_had_not_fetched_comes_back_as_a_digest_and_is_sent_again(
    moving: Country,
) -> None:
    moving.turn("32")  # it holds the digest of the letter, and nobody but the ministry its text
    restored(moving)

    moving.turn("32", "34")
    moving.stand("00")
    done = put_together(at=moving.now())
    moving.turn("32", "34")

    assert isinstance(done, int)
    assert states(moving) == {"32": "level", "34": "level"}
    assert Event.objects.filter(kind=TEXT_LOST).count() == 1
    assert list(events.verify()) == []
    assert letters(moving) == 1


def test_nothing_is_put_together_before_every_province_was_heard(moving: Country) -> None:
    moving.turn("34")
    restored(moving)

    moving.turn("32")
    moving.stand("00")
    refused = put_together(at=moving.now())

    assert isinstance(refused, Refusal)
    assert refused.code == "sync.unheard"
    assert halted() is not None
    assert Peer.objects.get(code="34").life


def test_nothing_is_put_together_where_nothing_is_wrong(moving: Country) -> None:
    moving.turn("34")
    moving.stand("00")

    refused = put_together(at=moving.now())

    assert isinstance(refused, Refusal)
    assert refused.code == "sync.nothing_to_recover"
