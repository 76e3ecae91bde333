"""What is left for the end of an envelope is done once, behind all that could be written."""

from collections.abc import Sequence

import pytest
from postbox import MORNING, Desk, arrive, letter, sealed_log

from tongchou.standards.messages import EmployersRegistered
from tongchou.sync.changes import settle_quarantine
from tongchou.sync.handlers import Handlers, Told
from tongchou.sync.keys import Keyring
from tongchou.sync.queries import set_aside

pytestmark = pytest.mark.usefixtures("ministry")

LOG = sealed_log(["甲", "乙", "丙", "丁", "戊"])


def ending(desk: Desk, ends: list[list[str]], *poison: str) -> Handlers:
    """Return the desk's handlers, which note what each end was told, and fail at some of it."""
    handlers = desk.handlers

    @handlers.at_the_end
    def end(told: Sequence[Told]) -> None:
        names = [name for message, _ in told for name in message.names]
        ends.append(names)
        if set(names) & set(poison):
            raise ValueError("the end fails")

    return handlers


def test_the_end_comes_once_behind_all_events(ministry_keys: Keyring, anhui: Keyring) -> None:
    desk, ends = Desk(), list[list[str]]()

    arrive(letter(LOG, anhui), ending(desk, ends), keyring=ministry_keys, at=MORNING)

    assert ends == [["甲", "乙", "丙", "丁", "戊"]]


def test_no_end_comes_while_parts_of_an_envelope_are_tried(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk, ends = Desk("乙", "丁"), list[list[str]]()

    arrive(letter(LOG, anhui), ending(desk, ends), keyring=ministry_keys, at=MORNING)

    assert ends == [["甲", "丙", "戊"]]
    assert [aside.position for aside in set_aside()] == [2, 4]


def test_an_event_whose_end_fails_is_set_aside_alone(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk, ends = Desk("乙"), list[list[str]]()

    arrive(letter(LOG, anhui), ending(desk, ends, "丁"), keyring=ministry_keys, at=MORNING)

    assert desk.names == ["甲", "丙", "戊"]
    assert [(aside.position, aside.fault) for aside in set_aside()] == [
        (2, "ValueError: cannot write 乙"),
        (4, "ValueError: the end fails"),
    ]


def test_what_is_settled_comes_to_one_end_too(ministry_keys: Keyring, anhui: Keyring) -> None:
    desk, ends = Desk("乙", "丁"), list[list[str]]()
    arrive(letter(LOG, anhui), ending(desk, ends), keyring=ministry_keys, at=MORNING)
    ends.clear()
    desk.poison.clear()

    settle_quarantine("34", ending(desk, ends), at=MORNING)

    assert ends == [["乙", "丁"]]
    assert set_aside() == []


def test_an_event_whose_end_fails_stays_set_aside_when_others_are_settled(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk, ends = Desk("乙", "丁"), list[list[str]]()
    arrive(letter(LOG, anhui), ending(desk, ends), keyring=ministry_keys, at=MORNING)
    desk.poison.clear()

    settled = settle_quarantine("34", ending(desk, ends, "丁"), at=MORNING)

    assert [aside.position for aside in settled] == [2]
    assert [aside.position for aside in set_aside()] == [4]


def test_an_envelope_of_which_everything_fails_is_not_tried_in_every_part(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    """Halves of halves would be tried nine times each, in a transaction that others wait for."""
    names = [f"单位{number}" for number in range(256)]
    desk = Desk(*names[:-1])
    tried: list[int] = []
    handlers = desk.handlers
    take = handlers.by_kind["employers_registered"]

    @handlers.on_runs(EmployersRegistered)
    def take_all(told: Sequence[Told]) -> None:
        tried.append(len(told))
        for message, received in reversed(told):  # the last one fails first
            take(message, received)

    arrive(letter(sealed_log(names), anhui), handlers, keyring=ministry_keys, at=MORNING)

    assert desk.names == names[-1:]
    assert len(set_aside()) == 255
    assert sum(tried) < 5 * len(names)
