"""Assessing person-months and marking them received."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    apply,
    enrol,
    everything,
    register_employer,
)
from tongchou.registry.changes import Contradiction
from tongchou.registry.models import Assessment, Contribution, Receipt
from tongchou.standards.messages import ContributionsAssessed, ContributionsReceived, ReceiptsTaken
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("working")

OCTOBER = month(2024, 10)
NUMBER = "34-20241105-000001"


@pytest.fixture
def working(province: Any) -> None:
    """Let a man and a woman work for the factory, and the man for the mill too."""
    del province
    register_employer(FACTORY)
    register_employer(MILL, place="340209")
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME)
    enrol(MAN, MAN_NAME, employer=MILL)


def assessed(
    *rows: tuple[str, str, int],
    number: str = NUMBER,
    in_month: str = "2024-10",
    first: int = 1,
    scheme: str = "110",
    is_vouched: bool = False,
) -> None:
    """Assess rows of (number, employer, base in fen): 16 % and 8 % of the base."""
    ssns, credit_codes, bases = (list(column) for column in zip(*rows, strict=True))
    message = ContributionsAssessed(
        scheme=scheme,
        month=in_month,
        item_number=number,
        rows=list(range(first, first + len(rows))),
        ssns=ssns,
        credit_codes=credit_codes,
        wage_fens=[base + 1 for base in bases],
        base_fens=bases,
        employer_fens=[base * 16 // 100 for base in bases],
        employee_fens=[base * 8 // 100 for base in bases],
    )
    apply(message, is_vouched=is_vouched)


def received(
    *pairs: tuple[str, str], in_month: str = "2024-10", on: date = TODAY, scheme: str = "110"
) -> None:
    """Mark (employer, declaration) as received."""
    apply(
        ContributionsReceived(
            scheme=scheme,
            month=in_month,
            received_on=on,
            item_number="34-20241112-000009",
            credit_codes=[employer for employer, _ in pairs],
            declarations=[number for _, number in pairs],
        )
    )


def totals() -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """Return people, base, employer's and employees' part by employer and declaration."""
    return {
        (one.credit_code, one.item_number): (
            one.people, one.base_fen, one.employer_fen, one.employee_fen,
        )
        for one in Assessment.objects.all()
    }  # fmt: skip


def days() -> dict[tuple[str, str], date | None]:
    rows = Assessment.objects.values_list("credit_code", "item_number", "received_on")
    return {(employer, number): on for employer, number, on in rows}


def test_a_person_month_is_kept_as_told() -> None:
    assessed((MAN, FACTORY, 800_000), first=17)

    [row] = Contribution.objects.all()
    assert (row.ssn, row.credit_code, row.month) == (MAN, FACTORY, OCTOBER)
    assert (row.wage_fen, row.base_fen, row.row) == (800_001, 800_000, 17)
    # 8,000.00 × 16 % and × 8 %
    assert (row.employer_fen, row.employee_fen) == (128_000, 64_000)
    assert (row.province, row.scheme, row.item_number) == ("34", "110", NUMBER)
    assert Assessment.objects.get().received_on is None


def test_an_employer_owes_the_sum_of_its_rows() -> None:
    assessed((MAN, FACTORY, 800_000), (WOMAN, FACTORY, 500_000), (MAN, MILL, 400_000))

    # factory: 8,000 + 5,000 = 13,000.00, 16 % of it 2,080.00, 8 % 1,040.00; mill: 4,000.00
    assert totals() == {
        (FACTORY, NUMBER): (2, 1_300_000, 208_000, 104_000),
        (MILL, NUMBER): (1, 400_000, 64_000, 32_000),
    }


def test_a_later_slice_of_a_declaration_adds_to_the_first() -> None:
    assessed((MAN, FACTORY, 800_000))

    assessed((WOMAN, FACTORY, 500_000), first=2)

    assert totals() == {(FACTORY, NUMBER): (2, 1_300_000, 208_000, 104_000)}
    assert Contribution.objects.filter(item_number=NUMBER).count() == 2


def test_another_declaration_is_an_assessment_of_its_own() -> None:
    assessed((MAN, FACTORY, 800_000), number="34-1")

    assessed((WOMAN, FACTORY, 500_000), number="34-2")

    assert totals() == {
        (FACTORY, "34-1"): (1, 800_000, 128_000, 64_000),
        (FACTORY, "34-2"): (1, 500_000, 80_000, 40_000),
    }


def test_a_person_s_month_with_one_employer_is_assessed_once() -> None:
    assessed((MAN, FACTORY, 800_000), number="34-1")

    with pytest.raises(IntegrityError, match="registry_contribution_rest_pkey"):
        assessed((MAN, FACTORY, 800_000), number="34-2")


@pytest.mark.parametrize(
    ("ssn", "employer", "fault"),
    [
        ("340104190001010011", FACTORY, "2 people told, 1 could be written"),
        (MAN, "91340104MA00000000", "2 employers told, 1 could be written"),
    ],
)
def test_a_row_about_someone_unknown_is_a_fault(ssn: str, employer: str, fault: str) -> None:
    with pytest.raises(Contradiction, match=fault):
        assessed((WOMAN, FACTORY, 500_000), (ssn, employer, 800_000))


def test_people_are_not_looked_up_again_for_whom_an_item_vouches() -> None:
    assessed(("340104190001010011", FACTORY, 800_000), is_vouched=True)

    assert totals() == {(FACTORY, NUMBER): (1, 800_000, 128_000, 64_000)}
    with pytest.raises(Contradiction, match="2 employers told"):
        assessed((MAN, FACTORY, 1), (MAN, "91340104MA00000000", 1), is_vouched=True)


@pytest.mark.parametrize("scheme", ["110", "210"])
def test_a_row_told_twice_in_one_declaration_is_a_fault_in_any_scheme(scheme: str) -> None:
    with pytest.raises(IntegrityError, match="pkey"):
        assessed((MAN, FACTORY, 1), (MAN, FACTORY, 1), scheme=scheme)


def test_the_same_month_in_two_schemes_is_two_contributions() -> None:
    assessed((MAN, FACTORY, 800_000), scheme="110")
    assessed((MAN, FACTORY, 800_000), scheme="210")

    received((FACTORY, NUMBER), scheme="210")

    rows = Assessment.objects.order_by("scheme").values_list("scheme", "people", "received_on")
    assert list(rows) == [("110", 1, None), ("210", 1, TODAY)]
    assert Contribution.objects.count() == 2


def taken(*serials: str, employer: str = FACTORY, scheme: str = "110") -> None:
    """Take receipts of an employer for October."""
    apply(
        ReceiptsTaken(
            scheme=scheme,
            serials=list(serials),
            credit_codes=[employer] * len(serials),
            months=["2024-10"] * len(serials),
            amount_fens=[192_000] * len(serials),
            received_ons=[TODAY] * len(serials),
        ),
        item_number="34-20241112-000009",
    )


def test_a_receipt_is_kept_under_its_serial() -> None:
    taken("税-1")

    [kept] = Receipt.objects.all()
    assert (kept.province, kept.scheme, kept.serial) == ("34", "110", "税-1")
    assert (kept.credit_code, kept.month, kept.amount_fen) == (FACTORY, OCTOBER, 192_000)
    assert (kept.received_on, kept.item_number) == (TODAY, "34-20241112-000009")


@pytest.mark.parametrize("serials", [("税-1",), ("税-2", "税-2")])
def test_a_serial_is_taken_once(serials: tuple[str, ...]) -> None:
    taken("税-1")

    with pytest.raises(IntegrityError, match="registry_receipt_rest_pkey"):
        taken(*serials)


def test_another_scheme_counts_its_own_serials() -> None:
    taken("税-1")

    taken("税-1", scheme="210")

    assert Receipt.objects.count() == 2


def test_a_receipt_of_an_employer_nobody_registered_is_a_fault() -> None:
    with pytest.raises(Contradiction, match="1 receipts told, 0 could be written"):
        taken("税-1", employer="91340104MA00000000")


def test_people_of_another_province_are_not_known_here() -> None:
    message = ContributionsAssessed(scheme="110",
        month="2024-10", item_number="32-1", rows=[1], ssns=[MAN], credit_codes=[FACTORY],
        wage_fens=[1], base_fens=[1], employer_fens=[0], employee_fens=[0],
    )  # fmt: skip

    with pytest.raises(ValueError, match="0 could be written"):
        apply(message, province="32")


def test_what_was_received_says_when_and_by_which_receipt() -> None:
    assessed((MAN, FACTORY, 800_000))

    received((FACTORY, NUMBER))

    [row] = Assessment.objects.all()
    assert (row.received_on, row.receipt_item_number) == (TODAY, "34-20241112-000009")


def test_only_the_named_declarations_of_the_named_employers_are_received() -> None:
    assessed((MAN, FACTORY, 800_000), (MAN, MILL, 400_000), number="34-1")
    assessed((WOMAN, FACTORY, 500_000), number="34-2")

    received((FACTORY, "34-1"))

    assert days() == {(FACTORY, "34-1"): TODAY, (MILL, "34-1"): None, (FACTORY, "34-2"): None}


def test_another_month_stays_due() -> None:
    assessed((MAN, FACTORY, 800_000), in_month="2024-09")
    assessed((MAN, FACTORY, 800_000), in_month="2024-10")

    received((FACTORY, NUMBER), in_month="2024-09")

    left = Assessment.objects.filter(received_on=None).values_list("month", flat=True)
    assert list(left) == [OCTOBER]


def test_several_declarations_of_several_employers_are_received_at_once() -> None:
    assessed((MAN, FACTORY, 800_000), (MAN, MILL, 400_000), number="34-1")
    assessed((WOMAN, FACTORY, 500_000), number="34-2")

    received((FACTORY, "34-1"), (FACTORY, "34-2"), (MILL, "34-1"))

    assert set(days().values()) == {TODAY}


@pytest.mark.parametrize("pair", [(FACTORY, "34-unknown"), (MILL, NUMBER)])
def test_a_receipt_for_what_was_never_assessed_is_a_fault(pair: tuple[str, str]) -> None:
    assessed((MAN, FACTORY, 800_000))

    with pytest.raises(ValueError, match="2 unreceived assessments told, 1 could be written"):
        received((FACTORY, NUMBER), pair)


def test_what_was_received_is_not_received_again() -> None:
    assessed((MAN, FACTORY, 800_000))
    received((FACTORY, NUMBER))
    before = everything()

    with pytest.raises(ValueError, match="0 could be written"):
        received((FACTORY, NUMBER), on=date(2024, 12, 1))

    assert everything() == before
