"""A wrong clock, a second node with one identity, and a key that ended each stop what they must."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from copies import Country
from django.conf import settings

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    WOMAN,
    WOMAN_NAME,
    accepted,
    carried,
    completed,
    ssn_of,
)
from tongchou.events.changes import seal
from tongchou.registry.models import Person
from tongchou.sync import exchange
from tongchou.sync.changes.register import enter_key
from tongchou.sync.keys import ED25519, KEY_MAKERS, Keyring, signer_of
from tongchou.sync.models import NodeKeyEnd
from tongchou.workflow.models import Item

EMPLOYER = {"credit_code": FACTORY, "name": "安徽皖江机械有限公司", "division_code": "340104"}
OTHER = ssn_of("19900101", "203")


def enrolled(ssn: str, name: str) -> Item:
    form = {"ssn": ssn, "name": name, "credit_code": FACTORY, "from_month": "2024-09"}
    return completed("person_enrolment", form)


def held(nodes: Country) -> set[str]:
    """Return who is enrolled as the ministry knows it."""
    nodes.stand("00")
    return set(Person.objects.filter(province="34").values_list("ssn", flat=True))


@pytest.fixture
def begun(nodes: Country) -> Country:
    """Let 安徽 and the ministry be level, with an employer in the log."""
    nodes.stand("34")
    accepted("employer_registration", EMPLOYER)
    enrolled(MAN, MAN_NAME)
    nodes.turn("34")
    return nodes


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_far_off_is_asked_nothing_yet_its_log_goes_up_and_all_is_level_once_it_is_right(
    begun: Country, minutes: int
) -> None:
    begun.skew["34"] = timedelta(minutes=minutes)
    begun.stand("34")
    enrolled(WOMAN, WOMAN_NAME)

    begun.turn("34")
    while_wrong = held(begun)
    begun.skew.clear()
    begun.turn("34")

    assert while_wrong == {MAN, WOMAN}
    assert [begun.shown("34", "00"), begun.shown("00", "34")] == [("level", "")] * 2


def test_a_clock_that_was_set_back_a_little_is_asked_again_when_that_time_is_over(
    begun: Country,
) -> None:
    begun.skew["34"] = timedelta(minutes=4)
    begun.turn("34")
    begun.skew.clear()
    begun.stand("34")
    enrolled(WOMAN, WOMAN_NAME)

    begun.turn("34")
    meanwhile = held(begun)
    begun.later = timedelta(minutes=4)
    begun.turn("34")

    assert meanwhile == {MAN, WOMAN}
    assert [begun.shown("34", "00"), begun.shown("00", "34")] == [("level", "")] * 2


def test_the_second_of_two_nodes_with_one_identity_stops_as_soon_as_it_is_heard(
    begun: Country,
) -> None:
    begun.copied("34")
    begun.stand("34")
    enrolled(WOMAN, WOMAN_NAME)
    begun.turn("34")
    begun.exchanged("34")  # the second one: it knows less than the ministry holds of it

    begun.turn("34")
    second = begun.shown("34", "00"), begun.shown("00", "34")[0]
    form = {"ssn": OTHER, "name": "张三", "credit_code": FACTORY, "from_month": "2024-09"}
    begun.stand("34")
    refused = carried(accepted("person_enrolment", form))
    begun.exchanged("34")
    begun.turn("34")

    assert second == (("halted", "sync.rolled_back"), "halted")
    assert isinstance(refused, tuple)
    assert [begun.shown("34", "00"), begun.shown("00", "34")] == [("level", "")] * 2
    assert held(begun) == {MAN, WOMAN}


def test_what_a_second_node_with_one_identity_wrote_unheard_is_taken_from_neither_tier(
    begun: Country,
) -> None:
    begun.copied("34")
    begun.stand("34")
    enrolled(WOMAN, WOMAN_NAME)
    begun.turn("34")
    begun.exchanged("34")
    begun.stand("34")
    enrolled(OTHER, "张三")
    while seal():
        pass

    exchange.push(begun.link("34"), at=begun.now())
    begun.turn("34")
    second = begun.shown("34", "00"), begun.shown("00", "34")[0]
    begun.exchanged("34")
    begun.turn("34")

    assert second == (("halted", "sync.forked"), "halted")
    assert [begun.shown("34", "00"), begun.shown("00", "34")] == [("level", "")] * 2
    assert held(begun) == {MAN, WOMAN}


@pytest.fixture
def keys(begun: Country) -> Iterator[Keyring]:
    """Lend the keys of 安徽, and put them back as they were."""
    begun.stand("34")
    home = Path(settings.HOME)
    kept = {path: path.read_bytes() for path in (home / "nodes/34/key.pem", home / "peers/34.pub")}
    yield Keyring(home, "34")
    for path, content in kept.items():
        path.write_bytes(content)


def test_an_ended_key_stops_the_link_and_nobody_at_the_counter_until_a_new_one_is_entered(
    begun: Country, keys: Keyring
) -> None:
    begun.stand("00")
    ended: dict[str, Any] = {"ends_at": AT, "is_revoked": False, "entered_at": AT}
    NodeKeyEnd.objects.create(key_id=keys.signer().key_id, entered_by="", **ended)
    begun.stand("34")
    enrolled(WOMAN, WOMAN_NAME)

    begun.turn("34")
    before = begun.shown("00", "34")[0], held(begun)
    begun.later = timedelta(minutes=5)
    silent = begun.shown("34", "00")[0]
    pem = KEY_MAKERS[ED25519]()
    (keys.home / "nodes/34/key.pem").write_bytes(pem)
    public = signer_of(pem).public_pem.decode()
    begun.stand("00")
    enter_key("34", public, until=AT + timedelta(days=1), at=AT, by="operator")
    begun.turn("34")

    assert before == ("halted", {MAN})
    assert silent == "silent"
    assert [begun.shown("34", "00"), begun.shown("00", "34")] == [("level", "")] * 2
    assert held(begun) == {MAN, WOMAN}
