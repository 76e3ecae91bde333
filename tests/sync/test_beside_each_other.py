"""Provinces are taken in beside each other: none waits for another's envelope."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from postbox import MORNING, arrive, letter, sealed

from tongchou.node.wiring import handlers
from tongchou.registry.models import Contribution
from tongchou.standards.messages import (
    ContributionsAssessed,
    EmployersRegistered,
    Message,
    PaymentsMade,
    PersonsEnrolled,
)
from tongchou.sync.changes import Receipt
from tongchou.sync.handlers import Handlers, Received
from tongchou.sync.keys import Keyring

pytestmark = pytest.mark.usefixtures("ministry")


class Waited(Exception):
    """The other province was not taken in meanwhile."""


def declared(province: str) -> list[Message]:
    """Return an employer, a person and what is assessed of it, which the ministry checks."""
    code, ssn = f"91{province}0104B8PHNT1R2T", f"{province}0104198503071015"
    return [
        EmployersRegistered(
            scheme="110", registered_on=date(2024, 10, 8), credit_codes=[code], names=["某单位"],
            division_codes=[f"{province}0104"],
        ),
        PersonsEnrolled(
            scheme="110", from_month="2024-09", ssns=[ssn], names=["李安"], credit_codes=[code]
        ),
        ContributionsAssessed(
            scheme="110", month="2024-09", item_number=f"{province}-1", rows=[1], ssns=[ssn],
            credit_codes=[code], wage_fens=[800_000], base_fens=[800_000],
            employer_fens=[128_000], employee_fens=[64_000],
        ),
    ]  # fmt: skip


def paid() -> Message:
    return PaymentsMade(
        scheme="110", benefit="pension", month="2024-10", paid_on=date(2024, 10, 8),
        item_number="34-2", ssns=[], amount_fens=[], account_part_fens=[],
    )  # fmt: skip


def test_a_province_is_taken_in_while_another_s_large_envelope_is_in_hand(
    ministry_keys: Keyring, anhui: Keyring, jiangsu: Keyring
) -> None:
    """The lock of the checks was held from the first declaration of an envelope to its end."""
    is_in_hand, other_is_held = threading.Event(), threading.Event()

    def long(message: Message, received: Received) -> None:
        del message, received
        is_in_hand.set()
        if not other_is_held.wait(10):
            raise Waited

    usual = handlers()
    slow = Handlers({**usual.by_kind, "payments_made": long}, usual.otherwise, usual.in_runs)

    def bring(log: Sequence[Message], keyring: Keyring, by: Handlers) -> Receipt:
        try:
            return arrive(letter(sealed(log), keyring), by, keyring=ministry_keys, at=MORNING)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        large = workers.submit(bring, [*declared("34"), paid()], anhui, slow)
        assert is_in_hand.wait(10)
        small = workers.submit(bring, declared("32"), jiangsu, usual)
        assert small.result(8) == Receipt(3)
        other_is_held.set()
        assert large.result(10) == Receipt(4)

    assert Contribution.objects.count() == 2
