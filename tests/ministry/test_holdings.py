import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from provinces import (
    EMPLOYERS,
    LI,
    TODAY,
    WANG,
    answered,
    assessed,
    completed,
    contribute,
    employ,
    requested,
    tell,
)

from tongchou.events.models import Event
from tongchou.ministry.intake.handlers import NotTheirs
from tongchou.registry import changes as registry
from tongchou.registry.models import Contribution, Enrolment, Person, Transfer
from tongchou.risk.queries import signals_raised
from tongchou.standards.messages import Message, PersonsEnrolled, SignalRaised

pytestmark = pytest.mark.usefixtures("ministry")


def told_to(province: str) -> list[str]:
    told = Event.objects.filter(addressee=province).order_by("id")
    return list(told.values_list("kind", flat=True))


def test_what_only_the_ministry_may_send_cannot_be_written_when_a_province_sends_it() -> None:
    forged = SignalRaised(
        scheme="110",
        code="duplicate_contribution_month",
        ssn=LI,
        month="2024-09",
        places=[],
        raised_on=TODAY,
    )

    with pytest.raises(KeyError):
        tell("34", forged)


def test_a_month_in_one_province_raises_no_signal() -> None:
    employ("34", LI)
    contribute("34", "2024-09", LI)
    contribute("34", "2024-10", LI)

    assert signals_raised() == []
    assert not Event.objects.exists()


def test_a_month_in_two_provinces_raises_one_signal_and_tells_both() -> None:
    employ("34", LI, WANG)
    employ("32", LI)
    contribute("34", "2024-09", WANG, LI)

    contribute("32", "2024-09", LI)

    [signal] = signals_raised()
    assert (signal.code, signal.ssn) == ("duplicate_contribution_month", LI)
    assert signal.places == [
        {"province": "32", "item_number": "32-202409-000001", "row": 1},
        {"province": "34", "item_number": "34-202409-000001", "row": 2},
    ]
    assert [told_to(province) for province in ("31", "32", "34")] == [
        [],
        ["signal_raised"],
        ["signal_raised"],
    ]


def test_two_provinces_at_the_same_moment_do_not_miss_each_other() -> None:
    """Neither transaction sees the other's rows; the second must wait for the first."""
    employ("34", LI)
    employ("32", LI)
    written = threading.Event()
    second = threading.Thread(target=_declare_in_jiangsu, args=(written,))

    with transaction.atomic():
        tell("34", assessed("34", "2024-09", LI))
        second.start()
        written.wait(0.5)
    second.join(10)

    assert Contribution.objects.count() == 2
    assert len(signals_raised()) == 1


def _declare_in_jiangsu(written: threading.Event) -> None:
    try:
        with transaction.atomic():
            tell("32", assessed("32", "2024-09", LI))
            written.set()
    finally:
        connection.close()


def test_letters_of_a_transfer_reach_the_one_they_are_meant_for() -> None:
    tell("32", requested())
    tell("34", answered())
    tell("32", completed())

    assert told_to("34") == ["transfer_requested", "transfer_completed"]
    assert told_to("32") == ["transfer_answered"]
    transfer = Transfer.objects.get()
    assert (transfer.months, transfer.account_fen) == (1, 40_000)
    assert transfer.completed_on is not None


def test_an_answer_told_again_by_its_reader_goes_no_further() -> None:
    """The destination tells the answer as its own event once it has acted on it."""
    tell("32", requested())
    tell("34", answered())

    tell("32", answered())

    assert told_to("32") == ["transfer_answered"]


def test_only_the_origins_answer_is_written() -> None:
    """A destination that answers for the origin would credit itself with what it likes."""
    tell("32", requested())
    forged = answered().model_copy(update={"account_fen": 9_999_999})

    tell("32", forged)

    assert Transfer.objects.get().answered_on is None
    assert told_to("32") == []
    tell("34", answered())
    assert Transfer.objects.get().account_fen == 40_000
    with pytest.raises(registry.Contradiction, match="answered otherwise"):
        tell("32", forged)


@pytest.mark.parametrize("letter", [requested, completed])
def test_the_origin_writes_none_of_the_destinations_letters(letter: Callable[[], Message]) -> None:
    tell("32", requested())

    with pytest.raises(NotTheirs):
        tell("34", letter())


def test_a_letter_from_a_province_without_a_part_in_it_is_set_aside() -> None:
    with pytest.raises(NotTheirs):
        tell("31", requested())

    assert not Transfer.objects.exists()


def test_a_letter_under_a_number_of_another_province_is_set_aside() -> None:
    with pytest.raises(NotTheirs):
        tell("32", requested("34-1"))

    assert not Transfer.objects.exists()


def test_enrolments_joined_are_the_same_as_enrolments_one_by_one() -> None:
    """The ministry writes a run of small enrolments as one; nothing may depend on that."""
    employ("34")
    employ("32")
    code = {province: EMPLOYERS[province] for province in ("32", "34")}
    rows = [(LI, "李安", "2024-09"), (WANG, "王静", "2024-09"), (LI, "李鞍", "2024-09")]

    for ssn, name, month in rows:
        tell("34", PersonsEnrolled(scheme="110", from_month=month, ssns=[ssn], names=[name],
                                   credit_codes=[code["34"]]))  # fmt: skip
    tell("32", PersonsEnrolled(scheme="110", from_month="2024-09", ssns=[row[0] for row in rows],
                               names=[row[1] for row in rows],
                               credit_codes=[code["32"]] * 3))  # fmt: skip

    people, enrolments = (
        {
            province: sorted(model.objects.filter(province=province).values_list(*columns))
            for province in ("32", "34")
        }
        for model, columns in (
            (Person, ("ssn", "name")),
            (Enrolment, ("ssn", "scheme", "from_month", "until_month")),
        )
    )
    assert people["34"] == people["32"] == sorted([(LI, "李安"), (WANG, "王静")])
    assert len(enrolments["34"]) == 2
    assert enrolments["34"] == enrolments["32"]
