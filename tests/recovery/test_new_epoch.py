"""A log that cannot be brought forward whole goes on in a new epoch, and its peers accept that."""

from typing import Any

import pytest
from copies import Country
from django.conf import settings
from django.db import Error, transaction
from moving import asks_for_her_record

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    WOMAN,
    WOMAN_NAME,
    accepted,
    carried,
    ssn_of,
)
from tongchou.events import queries as events
from tongchou.events.changes import seal
from tongchou.registry.models import Person
from tongchou.standards.refusal import Refusal
from tongchou.storage.rows import fetch
from tongchou.sync import queries
from tongchou.sync.changes import (
    accept_epoch,
    begin_after_restore,
    halted,
    open_epoch,
    put_together,
    waive,
)
from tongchou.sync.epoch_queries import epochs_here
from tongchou.sync.heads import verify_signed
from tongchou.sync.keys import Keyring
from tongchou.sync.models import FormerEvent, HeldEvent, WrittenBefore
from tongchou.sync.queries import verify_held
from tongchou.workflow.models import Item

EMPLOYER = {"credit_code": FACTORY, "name": "安徽皖江机械有限公司", "division_code": "340104"}
WHO = {"by": "operator", "why": "恢复旧备份"}


@pytest.fixture
def alone(nodes: Country) -> Country:
    """Restore the ministry; the letter that it had sent to 安徽 is held there, and nowhere else."""
    asks_for_her_record(nodes)
    nodes.turn("32", times=1)
    nodes.turn("34", times=1)
    nodes.stand("00")
    nodes.restored("00")
    begin_after_restore()
    return nodes


def states(nodes: Country) -> dict[str, str]:
    """Return the states of the ministry's links to the two provinces."""
    nodes.stand("00")
    linked = queries.links(at=nodes.now())
    return {link.peer: link.state for link in linked if link.peer in {"32", "34"}}


def are_whole(nodes: Country, held: dict[str, str]) -> bool:
    """Whether nodes' copies of peers' logs are whole, and what their senders signed."""
    found: list[Any] = []
    for node, peer in held.items():
        nodes.stand(node)
        found += [*events.verify(), *verify_held(peer)]
        found += verify_signed(peer, keyring=Keyring(settings.HOME, node))
    return found == []


def test_the_ministry_goes_on_while_the_newest_part_is_away_and_no_letter_arrives_twice(
    alone: Country,
) -> None:
    alone.turn("32")
    alone.stand("00")
    refused, halt = put_together(at=alone.now()), halted()

    opening = open_epoch("00", at=alone.now(), **WHO)
    alone.turn("32")  # it follows by itself: what it holds is the same
    alone.stand("00")
    went_on = halted() is None and states(alone)["32"] == "level"
    alone.turn("34")
    shown = states(alone)["34"]
    alone.stand("34")
    [waiting] = epochs_here("34")["to_accept"]
    done = accept_epoch("34", peer="00", at=alone.now(), **WHO)
    alone.turn("34", "32")

    assert isinstance(refused, Refusal)
    assert halt is not None
    assert not isinstance(opening, Refusal)
    assert went_on
    assert shown == "halted"
    assert (waiting["set_aside"], waiting["meant"]) == (1, 1)
    assert waiting["why"] == WHO["why"]
    assert not isinstance(done, Refusal)
    assert states(alone) == {"32": "level", "34": "level"}
    alone.stand("34")
    assert FormerEvent.objects.get(node="00").kind == "transfer_requested"
    assert not WrittenBefore.objects.exists()  # it was told again
    assert Item.objects.filter(code="transfer_out").count() == 1
    assert are_whole(alone, {"34": "00", "32": "00"})


def test_what_a_new_epoch_never_tells_again_is_named(alone: Country) -> None:
    alone.stand("00")
    open_epoch("00", at=alone.now(), **WHO)
    while seal():
        pass  # 江苏 is away now, so the letter is not sent again
    alone.turn("34")
    alone.stand("34")
    accept_epoch("34", peer="00", at=alone.now(), **WHO)
    alone.turn("34")

    alone.stand("34")
    [kept] = epochs_here("34")["accepted"]

    assert (kept["set_aside"], kept["only_here"]) == (1, 1)
    assert [event["kind"] for event in kept["events"]] == ["transfer_requested"]


def test_a_peer_is_waived_by_an_act_and_forks_the_log_if_it_held_more(alone: Country) -> None:
    alone.turn("32")
    alone.stand("00")

    waived = waive("34", at=alone.now(), **WHO)
    again = waive("34", at=alone.now(), **WHO)
    alone.turn("32")
    alone.turn("34", times=1)
    alone.stand("00")
    forked = halted()
    opening = open_epoch("00", at=alone.now(), **WHO)
    alone.turn("34")
    alone.stand("34")
    accept_epoch("34", peer="00", at=alone.now(), **WHO)
    alone.turn("34", "32")

    assert not isinstance(waived, Refusal)
    assert isinstance(again, Refusal)
    assert forked is not None
    assert forked.code == "sync.forked"
    assert not isinstance(opening, Refusal)
    assert states(alone) == {"32": "level", "34": "level"}
    alone.stand("00")
    assert events.told_by("waiver-34")[0].kind == "peer_waived"
    alone.stand("34")
    assert Item.objects.filter(code="transfer_out").count() == 1
    assert are_whole(alone, {"34": "00", "32": "00"})


def enrolment(ssn: str, name: str) -> dict[str, Any]:
    return {"ssn": ssn, "name": name, "credit_code": FACTORY, "from_month": "2024-09"}


@pytest.fixture
def forked(nodes: Country) -> Country:
    """Restore 安徽 by hand from a copy; it writes on before it hears that it lost an enrolment."""
    nodes.stand("34")
    accepted("employer_registration", EMPLOYER)
    carried(accepted("person_enrolment", enrolment(MAN, MAN_NAME)))
    nodes.turn("34")
    nodes.copied("34")
    nodes.stand("34")
    carried(accepted("person_enrolment", enrolment(WOMAN, WOMAN_NAME)))
    nodes.turn("34")
    nodes.stand("34")
    nodes.restored("34")
    carried(accepted("person_enrolment", enrolment(ssn_of("19900101", "203"), "张三")))
    while seal():
        pass
    nodes.turn("34")
    return nodes


def test_a_province_that_wrote_on_goes_on_in_a_new_epoch_that_the_ministry_accepts(
    forked: Country,
) -> None:
    forked.stand("34")
    halt = halted()

    open_epoch("34", at=forked.now(), **WHO)
    forked.turn("34")
    forked.stand("00")
    before = set(HeldEvent.objects.filter(node="34").values_list("hash", flat=True))
    accept_epoch("00", peer="34", at=forked.now(), **WHO)
    forked.turn("34")

    assert halt is not None
    assert halt.code == "sync.forked"
    forked.stand("00")
    held = set(HeldEvent.objects.filter(node="34").values_list("hash", flat=True))
    former = set(FormerEvent.objects.filter(node="34").values_list("hash", flat=True))
    assert before <= held | former
    assert former
    assert queries.set_aside() == []
    names = {MAN_NAME, WOMAN_NAME, "张三"}
    assert set(Person.objects.filter(province="34").values_list("name", flat=True)) == names
    [link] = [one for one in queries.links(at=forked.now()) if one.peer == "34"]
    assert link.state == "level"
    assert are_whole(forked, {"00": "34", "34": "00"})


def test_a_second_restore_finds_the_epoch_in_its_log_again(forked: Country) -> None:
    forked.stand("34")
    open_epoch("34", at=forked.now(), **WHO)
    forked.turn("34")
    forked.stand("00")
    accept_epoch("00", peer="34", at=forked.now(), **WHO)
    forked.turn("34")
    forked.copied("00")
    forked.stand("00")
    accepted_at, tip = epochs_here("00")["accepted"], queries.received_position("34")
    forked.restored("00")
    begin_after_restore()
    forked.turn("34")

    forked.stand("00")
    assert epochs_here("00")["accepted"] == accepted_at
    assert queries.received_position("34") >= tip
    assert states(forked)["34"] == "level"


def test_nothing_is_opened_accepted_or_waived_without_a_reason(nodes: Country) -> None:
    nodes.stand("34")
    accepted("employer_registration", EMPLOYER)
    nodes.turn("34")
    nodes.stand("34")

    refused = (
        open_epoch("34", at=nodes.now(), **WHO),
        accept_epoch("34", peer="00", at=nodes.now(), **WHO),
        waive("00", at=nodes.now(), **WHO),
    )

    assert [one.code for one in refused if isinstance(one, Refusal)] == [
        "sync.nothing_to_open", "sync.nothing_to_accept", "sync.nothing_to_waive",
    ]  # fmt: skip


def test_held_events_are_set_aside_under_a_recorded_acceptance_only(nodes: Country) -> None:
    nodes.stand("34")
    accepted("employer_registration", EMPLOYER)
    nodes.turn("34")
    nodes.stand("00")
    count = HeldEvent.objects.count()

    with pytest.raises(Error, match="no acceptance"), transaction.atomic():
        fetch("SELECT sync_set_aside('34', 2, 0)")

    assert HeldEvent.objects.count() == count > 0
