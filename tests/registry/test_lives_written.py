"""Writing transfers, pensions and payments."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from counter import MAN, MAN_NAME, TODAY, WOMAN, apply
from tongchou.registry.changes.writers import Contradiction, writers
from tongchou.registry.models import Benefit, Payment, Transfer
from tongchou.standards import messages
from tongchou.standards.messages import (
    BenefitDetermined,
    PaymentsMade,
    PersonsEnrolled,
    SignalRaised,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")

LETTER = "32-20241105-000007"
WORKSHEET = [{"name": "total", "value": 321_000, "formula": '"1" \\ 2'}]


def known(*ssns: str) -> None:
    apply(
        PersonsEnrolled(scheme="110",
            from_month="2024-01", ssns=list(ssns), names=["某人"] * len(ssns),
            credit_codes=[""] * len(ssns),
        )
    )  # fmt: skip


def requested() -> TransferRequested:
    return TransferRequested(
        scheme="110",
        letter=LETTER,
        ssn=MAN,
        name=MAN_NAME,
        origin="34",
        destination="32",
        requested_on=TODAY,
    )


def answered(**other: Any) -> TransferAnswered:
    facts = {
        "letter": LETTER, "ssn": MAN, "name": MAN_NAME, "origin": "34", "destination": "32",
        "answered_on": TODAY, "refused": False, "reason": "", "years": [2023, 2024],
        "months": [12, 9], "base_sum_fens": [1, 2], "index_sums_e4": [3, 4],
        "earlier": [
            {"paid_in": "34", "from_month": "1990-01", "until_month": "1995-01", "months": 58,
             "wage_index_e4": 9_500, "base_sum_fen": 0},
        ],
        "account_fen": 64_000, "pooled_fen": 96_000,
    }  # fmt: skip
    return TransferAnswered(scheme="110", **facts | other)


def completed() -> TransferCompleted:
    return TransferCompleted(scheme="110",
        letter=LETTER, ssn=MAN, origin="34", destination="32", completed_on=date(2024, 11, 20),
        months=79, account_fen=64_000,
    )  # fmt: skip


def determined(ssn: str = MAN, **other: Any) -> BenefitDetermined:
    facts = {
        "ssn": ssn, "from_month": "2024-12", "retirement_month": "2024-11", "basic_fen": 221_000,
        "account_fen": 100_000, "total_fen": 321_000, "contribution_months": 240,
        "wage_index_e4": 9_500, "worksheet": WORKSHEET, "item_number": "34-20241105-000003",
        "provisional": True,
    }  # fmt: skip
    return BenefitDetermined(scheme="110", benefit="pension", **facts | other)


def paid(*ssns: str, in_month: str = "2024-12") -> PaymentsMade:
    return PaymentsMade(scheme="110", benefit="pension",
        month=in_month, paid_on=date(2024, 12, 15), item_number="34-20241215-000004",
        ssns=list(ssns), amount_fens=[321_000] * len(ssns),
        account_part_fens=[100_000] * len(ssns),
    )  # fmt: skip


@pytest.mark.parametrize("part", [{"ssn": WOMAN}, {"origin": "31"}, {"destination": "33"}])
def test_a_letter_about_another_person_or_place_than_asked_is_a_fault(part: dict[str, Any]) -> None:
    apply(requested())

    with pytest.raises(ValueError, match=LETTER):
        apply(answered(**part))

    assert Transfer.objects.get().answered_on is None


def test_a_request_opens_a_transfer() -> None:
    apply(requested())

    [kept] = Transfer.objects.all()
    assert (kept.letter, kept.ssn, kept.name) == (LETTER, MAN, MAN_NAME)
    assert (kept.origin, kept.destination, kept.requested_on) == ("34", "32", TODAY)
    assert (kept.answered_on, kept.completed_on, kept.refused) == (None, None, False)


def test_a_request_told_again_changes_nothing() -> None:
    apply(requested())
    apply(answered())
    before = list(Transfer.objects.values_list())

    apply(requested())

    assert list(Transfer.objects.values_list()) == before


def test_an_answer_notes_what_moves() -> None:
    apply(requested())

    apply(answered())

    kept = Transfer.objects.get()
    # 12 months of 2023, 9 of 2024, 58 earlier
    assert kept.months == 12 + 9 + 58
    assert (kept.answered_on, kept.account_fen, kept.pooled_fen) == (TODAY, 64_000, 96_000)


def test_a_reason_as_long_as_a_note_is_kept_whole() -> None:
    apply(requested())

    apply(answered(refused=True, reason="因" * 500))

    kept = Transfer.objects.get()
    assert (kept.refused, kept.reason) == (True, "因" * 500)


def test_the_completion_closes_it() -> None:
    apply(requested())
    apply(answered())

    apply(completed())

    assert Transfer.objects.get().completed_on == date(2024, 11, 20)


@pytest.mark.parametrize("letter", [answered(), completed()], ids=["answer", "completion"])
def test_a_letter_about_a_transfer_nobody_asked_for_is_a_fault(letter: Any) -> None:
    with pytest.raises(ValueError, match=LETTER):
        apply(letter)


def test_a_pension_is_kept_with_its_worksheet() -> None:
    known(MAN)

    apply(determined())

    [kept] = Benefit.objects.all()
    assert kept.ssn == MAN
    assert (kept.from_month, kept.retirement_month) == (month(2024, 12), month(2024, 11))
    assert (kept.basic_fen, kept.account_fen, kept.total_fen) == (221_000, 100_000, 321_000)
    assert (kept.contribution_months, kept.wage_index_e4) == (240, 9_500)
    assert (kept.worksheet, kept.provisional) == (WORKSHEET, True)
    assert kept.item_number == "34-20241105-000003"


def test_a_person_has_one_pension_in_a_province() -> None:
    known(MAN)
    apply(determined())

    with pytest.raises(IntegrityError, match="registry_benefit_rest_pkey"):
        apply(determined(item_number="34-20241106-000001"))


def test_a_pension_of_someone_unknown_is_a_fault() -> None:
    with pytest.raises(Contradiction, match="1 benefits told, 0 could be written"):
        apply(determined())


def test_payments_are_kept_person_by_person() -> None:
    known(MAN, WOMAN)
    apply(determined(MAN))
    apply(determined(WOMAN))

    apply(paid(WOMAN, MAN))

    kept = Payment.objects.order_by("ssn")
    assert [payment.ssn for payment in kept] == sorted([MAN, WOMAN])
    for payment in kept:
        assert (payment.month, payment.amount_fen) == (month(2024, 12), 321_000)
        assert (payment.account_part_fen, payment.paid_on) == (100_000, date(2024, 12, 15))
        assert payment.item_number == "34-20241215-000004"


def test_a_month_is_paid_once() -> None:
    known(MAN)
    apply(determined())
    apply(paid(MAN))

    with pytest.raises(IntegrityError, match="registry_payment_rest_pkey"):
        apply(paid(MAN))


def test_the_next_month_is_paid_too() -> None:
    known(MAN)
    apply(determined())

    apply(paid(MAN, in_month="2024-12"))
    apply(paid(MAN, in_month="2025-01"))

    assert Payment.objects.count() == 2


def test_a_payment_to_who_draws_no_pension_is_a_fault() -> None:
    known(MAN, WOMAN)
    apply(determined(MAN))

    with pytest.raises(ValueError, match="2 payments told, 1 could be written"):
        apply(paid(MAN, WOMAN))


def test_every_message_is_the_registry_s_but_of_ledger_signals_items_and_nodes() -> None:
    elsewhere = {
        messages.EntryPosted,
        messages.SignalRaised,
        messages.ItemDecided,
        messages.ItemFilesAdded,
        messages.NodeKeyEntered,
        messages.NodeKeyHandedOver,
        messages.NodeKeyRevoked,
        messages.NodeEchoed,
        messages.EpochOpened,
        messages.EpochAccepted,
        messages.PeerWaived,
    }

    assert set(writers()) == set(messages.KINDS.values()) - elsewhere


def test_what_says_nothing_about_the_registry_is_not_written() -> None:
    signal = SignalRaised(
        scheme="110", code="x", ssn=MAN, month="2024-10", places=[], raised_on=TODAY
    )

    with pytest.raises(KeyError):
        apply(signal)
