"""Writing what was earned before this system, or in another province."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from counter import MAN, MAN_NAME, WOMAN, WOMAN_NAME, apply
from tongchou.registry.models import EarlierRecord, Person
from tongchou.standards.messages import (
    EarlierRecordEntered,
    PersonsEnrolled,
)
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")


def known(*ssns: str) -> None:
    apply(
        PersonsEnrolled(scheme="110",
            from_month="2024-01", ssns=list(ssns), names=["某人"] * len(ssns),
            credit_codes=[""] * len(ssns),
        )
    )  # fmt: skip


def earlier(**other: Any) -> EarlierRecordEntered:
    facts = {
        "ssn": MAN, "name": MAN_NAME, "source": "prior", "paid_in": "34", "from_month": "1990-01",
        "until_month": "1995-01", "months": 58, "wage_index_e4": 9_500, "base_sum_fen": 0,
        "account_fen": 1_234_500,
    }  # fmt: skip
    return EarlierRecordEntered(scheme="110", **facts | other)


def test_an_earlier_record_is_kept_with_the_item_that_told_it() -> None:
    known(MAN)

    apply(earlier(), item_number="34-20241105-000002")

    [kept] = EarlierRecord.objects.all()
    assert kept.ssn == MAN
    assert (kept.source, kept.paid_in, kept.months) == ("prior", "34", 58)
    assert (kept.from_month, kept.until_month) == (month(1990, 1), month(1995, 1))
    assert (kept.wage_index_e4, kept.base_sum_fen, kept.account_fen) == (9_500, 0, 1_234_500)
    assert kept.item_number == "34-20241105-000002"


def test_an_earlier_record_makes_a_person_known() -> None:
    apply(earlier(ssn=WOMAN, name=WOMAN_NAME))

    [person] = Person.objects.all()
    assert (person.province, person.ssn, person.name, person.name_key) == (
        "34", WOMAN, WOMAN_NAME, "li an",
    )  # fmt: skip
    assert (person.sex, person.birth_on) == ("2", date(1985, 3, 7))


def test_an_earlier_record_renames_nobody() -> None:
    known(MAN)

    apply(earlier(name="另一个名字"))

    assert Person.objects.get().name == "某人"


@pytest.mark.parametrize(
    "span",
    [
        {"from_month": "1990-01", "until_month": "1990-12", "months": 12},
        {"from_month": "1990-02", "until_month": "1990-01", "months": 1},
    ],
)
def test_more_months_than_the_span_is_long_are_refused(span: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="earlier_record_fits_its_span"):
        apply(earlier(**span))


def test_a_span_may_be_full() -> None:
    apply(earlier(from_month="1990-01", until_month="1991-01", months=12))

    assert EarlierRecord.objects.get().months == 12


def spans() -> list[tuple[str, int, str]]:
    kept = EarlierRecord.objects.order_by("item_number", "place")
    return [(one.source, one.months, one.item_number) for one in kept]


def test_a_record_that_moves_here_again_brings_its_spans_once() -> None:
    apply(earlier(source="transfer", paid_in="32", months=12), item_number="34-1")

    apply(earlier(source="transfer", paid_in="32", months=20), item_number="34-2")

    assert spans() == [("transfer", 20, "34-2")]


@pytest.mark.parametrize(
    "other",
    [{"source": "prior"}, {"paid_in": "31"}, {"from_month": "1989-01"}, {"until_month": "1996-01"},
     {"ssn": WOMAN}],
)  # fmt: skip
def test_it_takes_the_place_of_no_other_span(other: dict[str, Any]) -> None:
    apply(earlier(**{"source": "transfer", "paid_in": "32"} | other), item_number="34-1")

    apply(earlier(source="transfer", paid_in="32"), item_number="34-2")

    assert [number for _, _, number in spans()] == ["34-1", "34-2"]


def test_one_transfer_may_bring_two_spans_alike() -> None:
    for _ in range(2):
        apply(earlier(source="transfer", paid_in="32"), item_number="34-1")

    assert len(spans()) == 2
