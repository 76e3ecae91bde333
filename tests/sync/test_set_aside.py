"""What handlers make of the events of an envelope: one that fails is set aside, alone."""

from collections.abc import Sequence

import pytest
from postbox import MORNING, Desk, arrive, letter, sealed_log

from tongchou.ledger.changes import hold
from tongchou.standards.messages import EmployersRegistered, EntryPosted, Message
from tongchou.sync.changes import Receipt, settle_quarantine
from tongchou.sync.handlers import Handlers, Received, Told
from tongchou.sync.keys import Keyring
from tongchou.sync.models import HeldEvent, Quarantine
from tongchou.sync.queries import set_aside

pytestmark = pytest.mark.usefixtures("ministry")

LOG = sealed_log(["甲", "乙", "丙", "丁", "戊"])


def held_positions() -> list[int]:
    return list(HeldEvent.objects.order_by("position").values_list("position", flat=True))


def test_a_poison_event_is_set_aside_and_the_others_go_on(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk = Desk("乙")

    receipt = arrive(letter(LOG[:3], anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    assert receipt == Receipt(3)
    assert desk.names == ["甲", "丙"]
    assert [(aside.position, aside.fault) for aside in set_aside()] == [
        (2, "ValueError: cannot write 乙")
    ]


def test_what_was_set_aside_is_settled_once_its_fault_is_gone(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk = Desk("乙")
    arrive(letter(LOG[:3], anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    still_poison = settle_quarantine("34", desk.handlers, at=MORNING)
    desk.poison.clear()
    settled = settle_quarantine("34", desk.handlers, at=MORNING)

    assert (still_poison, [aside.position for aside in settled]) == ([], [2])
    assert desk.names == ["甲", "丙", "乙"]
    assert set_aside() == []


def test_a_message_nobody_handles_is_set_aside_not_lost(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    arrive(letter(LOG[:1], anhui), Handlers(), keyring=ministry_keys, at=MORNING)

    assert Quarantine.objects.get().fault == (
        "LookupError: nobody here handles employers_registered"
    )


def in_runs(desk: Desk, runs: list[int]) -> Handlers:
    """Return the desk's handlers, that take registrations in runs and note how long each was."""
    handlers = desk.handlers

    @handlers.on_runs(EmployersRegistered)
    def take_all(told: Sequence[Told]) -> None:
        runs.append(len(told))
        for message, received in told:
            desk.take(message, received)

    return handlers


def test_messages_of_one_kind_are_handled_together_in_their_order(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk, runs = Desk(), list[int]()

    receipt = arrive(letter(LOG, anhui), in_runs(desk, runs), keyring=ministry_keys, at=MORNING)

    assert receipt == Receipt(5)
    assert runs == [5]
    assert desk.names == ["甲", "乙", "丙", "丁", "戊"]
    assert held_positions() == [1, 2, 3, 4, 5]


def test_of_messages_handled_together_only_the_poison_is_set_aside(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk, runs = Desk("丙"), list[int]()

    receipt = arrive(letter(LOG, anhui), in_runs(desk, runs), keyring=ministry_keys, at=MORNING)

    assert receipt == Receipt(5)
    assert runs == [5, 2, 3, 2]  # the halves of what failed
    assert desk.names == ["甲", "乙", "丁", "戊"]
    assert [aside.position for aside in set_aside()] == [3]


def test_an_entry_that_does_not_balance_fails_alone(ministry_keys: Keyring, anhui: Keyring) -> None:
    """The ledger checks balance when a transaction ends; here that must be the event's own end."""
    entry = EntryPosted(
        scheme="110",
        number="34-20241008-000001-1-1",
        book="fund",
        posted_on=MORNING.date(),
        month="2024-09",
        memo="征缴入库",
        memo_en="Collected",
        accounts=["1005", "4001.01"],
        holders=["", ""],
        amount_fens=[100, -99],
    )
    log = sealed_log(["甲", "乙"])
    desk = Desk()

    def unbalanced(message: Message, received: Received) -> None:
        desk.take(message, received)
        if desk.tried[-1] == "甲":
            hold(entry, province="34", item_number="34-20241008-000001")

    receipt = arrive(
        letter(log, anhui),
        Handlers({"employers_registered": unbalanced}),
        keyring=ministry_keys,
        at=MORNING,
    )

    assert receipt == Receipt(2)
    assert [aside.position for aside in set_aside()] == [1]
    assert "legs that sum to 1 fen" in set_aside()[0].fault
