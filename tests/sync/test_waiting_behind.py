"""Behind an event that was set aside the later ones about the same wait, and no others."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postbox import MORNING, Desk, arrive, letter, sealed, sealed_log

from tongchou.node.wiring import handlers
from tongchou.registry.changes import apply
from tongchou.registry.models import Employer, Enrolment
from tongchou.standards.messages import EmployersRegistered, EmploymentEnded, PersonsEnrolled
from tongchou.standards.time import month
from tongchou.sync.changes import settle_quarantine
from tongchou.sync.handlers import Handlers, Received
from tongchou.sync.keys import Keyring
from tongchou.sync.models import Quarantine
from tongchou.sync.queries import set_aside

pytestmark = pytest.mark.usefixtures("ministry")

LOG = sealed_log(["甲的一", "甲的二", "乙的一", "甲的三", "乙的二"])


def waiting() -> list[tuple[int, int | None]]:
    return [(aside.position, aside.behind) for aside in set_aside()]


def test_what_is_about_the_same_waits_and_the_others_go_on(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk = Desk("甲的一")

    arrive(letter(LOG, anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    assert desk.names == ["乙的一", "乙的二"]
    assert waiting() == [(1, None), (2, 1), (4, 2)]
    assert "waits behind event 1," in set_aside()[1].fault


def test_what_comes_in_a_later_envelope_waits_as_well(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk = Desk("甲的一")
    for first in range(0, 5, 2):
        run = letter(LOG[first : first + 2], anhui, sealed=5)
        arrive(run, desk.handlers, keyring=ministry_keys, at=MORNING)

    assert desk.names == ["乙的一", "乙的二"]
    assert waiting() == [(1, None), (2, 1), (4, 2)]


def test_once_the_fault_is_gone_all_are_written_in_their_order(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk = Desk("甲的一")
    arrive(letter(LOG, anhui), desk.handlers, keyring=ministry_keys, at=MORNING)
    desk.poison = {"甲的二"}

    settled = settle_quarantine("34", desk.handlers, at=MORNING)

    assert [aside.position for aside in settled] == [1]
    assert waiting() == [(2, None), (4, 2)]
    desk.poison.clear()
    settle_quarantine("34", desk.handlers, at=MORNING)
    assert desk.names == ["乙的一", "乙的二", "甲的一", "甲的二", "甲的三"]
    assert waiting() == []


def test_what_was_settled_keeps_nobody_waiting(ministry_keys: Keyring, anhui: Keyring) -> None:
    desk = Desk("甲的一")
    arrive(letter(LOG[:1], anhui, sealed=5), desk.handlers, keyring=ministry_keys, at=MORNING)
    desk.poison.clear()
    settle_quarantine("34", desk.handlers, at=MORNING)

    arrive(letter(LOG[1:], anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    assert desk.names == ["甲的一", "甲的二", "乙的一", "甲的三", "乙的二"]
    assert Quarantine.objects.count() == 1


LI, WANG = "340104198503071015", "340104199012120024"
FACTORY, MILL = "91340104B8PHNT1R2T", "91340104B8PHNT1R3T"


def employer(code: str) -> EmployersRegistered:
    return EmployersRegistered(
        scheme="110", registered_on=MORNING.date(), credit_codes=[code], names=["一家单位"],
        division_codes=["340104"],
    )  # fmt: skip


def enrolled(ssn: str, code: str) -> PersonsEnrolled:
    return PersonsEnrolled(
        scheme="110", from_month="2024-01", ssns=[ssn], names=["李安"], credit_codes=[code]
    )


def ended(ssn: str) -> EmploymentEnded:
    return EmploymentEnded(
        scheme="110", ssn=ssn, credit_code="", until_month="2024-09", reason="left"
    )


def test_an_end_does_not_come_before_the_enrolment_that_was_set_aside(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    told = [employer(MILL), enrolled(LI, FACTORY), enrolled(WANG, MILL), ended(LI), ended(WANG)]
    log = sealed([*told, employer(FACTORY)])
    arrive(letter(log[:5], anhui, sealed=6), handlers(), keyring=ministry_keys, at=MORNING)
    assert waiting() == [(2, None), (4, 2)]
    assert open_enrolments() == {}

    arrive(letter(log[5:], anhui), handlers(), keyring=ministry_keys, at=MORNING)
    settle_quarantine("34", handlers(), at=MORNING)

    assert waiting() == []
    assert open_enrolments() == {}
    assert Enrolment.objects.filter(until_month=month(2024, 9)).count() == 2


def open_enrolments() -> dict[str, str]:
    found = Enrolment.objects.filter(until_month=None)
    return dict(found.values_list("ssn", "credit_code"))


NAMES = [f"{who}的{number}" for number in range(6) for who in "甲乙丙"]
LIFE = sealed_log(NAMES)


@given(
    st.sets(st.sampled_from(NAMES), max_size=4),
    st.lists(st.integers(1, 6), min_size=3, max_size=10),
    st.sets(st.integers(0, 9)),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_fails_and_is_settled_when_the_end_is_as_if_nothing_had(
    ministry_keys: Keyring,
    anhui: Keyring,
    poison: set[str],
    cuts: list[int],
    settling: set[int],
) -> None:
    with transaction.atomic():
        register, after = Register(poison), 0
        for turn, count in enumerate([*cuts, len(LIFE)]):
            run = LIFE[after : after + count]
            after += len(run)
            if run:
                envelope = letter(run, anhui, sealed=len(LIFE))
                arrive(envelope, register.handlers, keyring=ministry_keys, at=MORNING)
            if turn in settling and register.poison:
                register.poison.pop()
                settle_quarantine("34", register.handlers, at=MORNING)
        register.poison.clear()
        settle_quarantine("34", register.handlers, at=MORNING)

        assert set_aside() == []
        named = dict(Employer.objects.values_list("credit_code", "name"))
        assert named == {"甲": "甲的5", "乙": "乙的5", "丙": "丙的5"}
        transaction.set_rollback(True)


class Register:
    """Writes employers as the registry does, each under its latest name, and fails at some."""

    def __init__(self, poison: set[str]) -> None:
        self.poison = set(poison)

    def take(self, message: EmployersRegistered, received: Received) -> None:
        """Write a message, or fail at it."""
        if self.poison & set(message.names):
            raise ValueError("cannot write it")
        apply(message, province=received.sender, item_number=received.item_number)

    @property
    def handlers(self) -> Handlers:
        """The handlers of this register."""
        return Handlers({EmployersRegistered.kind: self.take})
