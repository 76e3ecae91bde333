"""What a person earned before this system, from the archive 历史缴费记录补录."""

from typing import Any

import pytest

from counter import (
    WOMAN,
    WOMAN_NAME,
    Booked,
    accepted,
    apply,
    at_once,
    booked,
    carried,
    completed,
    contribute,
    enrol,
    everything,
    hand_in,
    pension,
    refusal_codes,
    register_employer,
    said,
    sheet,
    ssn_of,
    told,
)
from tongchou.ledger.queries import account_balance
from tongchou.node.postgres import Postgres
from tongchou.registry.models import EarlierRecord, Person
from tongchou.standards.messages import (
    EarlierRecordEntered,
    TransferAnswered,
    TransferRequested,
)
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")

FORM: dict[str, Any] = {
    "ssn": WOMAN,
    "name": WOMAN_NAME,
    "from_month": "2010-07",
    "last_month": "2012-12",
    "months": 28,
    "wage_index": "0.8765",
    "account_yuan": "12,345.60",
    "document": "职工养老保险手册",
}


def refused(**changed: Any) -> Any:
    before = everything()
    done = hand_in("prior_record", FORM | changed)
    assert everything() == before
    return done


def test_the_record_is_held_with_its_months_its_index_and_its_balance() -> None:
    item = completed("prior_record", FORM)

    (record,) = EarlierRecord.objects.all()
    assert (record.source, record.paid_in, record.item_number) == ("prior", "34", item.number)
    assert (record.from_month, record.until_month) == (month(2010, 7), month(2013, 1))
    assert (record.months, record.wage_index_e4) == (28, 8_765)
    assert (record.base_sum_fen, record.account_fen) == (0, 1_234_560)
    assert record.ssn == Person.objects.get(ssn=WOMAN, name=WOMAN_NAME, sex="2").ssn


def test_the_balance_is_booked_into_the_account_and_earns_from_the_month_after() -> None:
    item = completed("prior_record", FORM)

    assert booked(item) == [
        Booked("accounts", "2013-01", [("8106", "", 1_234_560), ("8001", WOMAN, -1_234_560)])
    ]
    assert account_balance(WOMAN, scheme="110") == 1_234_560


def test_a_record_up_to_this_month_is_booked_in_this_month() -> None:
    item = completed("prior_record", FORM | {"last_month": "2024-11"})

    assert [entry.month for entry in booked(item)] == ["2024-11"]


def test_the_record_and_its_entry_are_told() -> None:
    item = completed("prior_record", FORM)

    record, entry = told(item)
    assert record == EarlierRecordEntered(
        scheme="110",
        ssn=WOMAN,
        name=WOMAN_NAME,
        source="prior",
        paid_in="34",
        from_month="2010-07",
        until_month="2013-01",
        months=28,
        wage_index_e4=8_765,
        base_sum_fen=0,
        account_fen=1_234_560,
    )
    assert entry.kind == "entry_posted"


def test_the_worksheet_shows_what_is_entered_and_on_which_document() -> None:
    item = completed("prior_record", FORM)

    assert sheet(item) == {
        "months": (28, "职工养老保险手册"),
        "account": (1_234_560, "12,345.60"),
    }
    assert {line["basis"] for line in item.worksheet} == {"archive"}


def test_a_record_without_a_balance_books_nothing() -> None:
    item = completed("prior_record", FORM | {"account_yuan": "0"})

    assert booked(item) == []
    assert EarlierRecord.objects.count() == 1


def test_every_month_of_the_span_may_have_been_paid() -> None:
    accepted("prior_record", FORM | {"months": 30})  # six months of 2010 and two years


def test_more_months_than_the_span_holds_are_refused() -> None:
    assert said(refused(months=31)) == [
        (
            "record.months",
            "months",
            "缴费月数31多于起止年月之间的30个月",
            "31 months do not fit into a span of 30",
        )
    ]


@pytest.mark.parametrize("last_month", ["2010-06", "2024-12"])
def test_a_span_that_ends_before_it_begins_or_lies_ahead_is_refused(last_month: str) -> None:
    assert said(refused(last_month=last_month)) == [
        (
            "record.span",
            "last_month",
            "记录的起止年月不成立",
            "The record ends before it begins, or lies ahead",
        )
    ]


def test_a_number_registered_under_another_name_is_refused() -> None:
    register_employer()
    enrol(WOMAN, "李晏")

    assert refusal_codes(refused()) == ["identity.name_mismatch"]


def test_months_that_were_received_here_are_refused() -> None:
    register_employer()
    enrol(WOMAN, WOMAN_NAME)
    contribute(WOMAN, "2012-12", "2013-02")

    done = refused()

    assert said(done) == [
        (
            "record.overlap",
            "from_month",
            "与已有记录(2012-12起)重叠",
            "Overlaps a record held since 2012-12",
        )
    ]
    assert done[0].remedy.en == "Enter only months that are not yet held"


def test_the_month_before_the_first_received_one_may_be_the_last() -> None:
    register_employer()
    enrol(WOMAN, WOMAN_NAME)
    contribute(WOMAN, "2013-01", "2013-02")

    accepted("prior_record", FORM)


@pytest.mark.parametrize(
    ("first", "last", "codes"),
    [
        ("2012-12", "2013-12", ["record.overlap"]),
        ("2009-01", "2010-07", ["record.overlap"]),
        ("2011-01", "2011-12", ["record.overlap"]),
        ("2009-01", "2014-12", ["record.overlap"]),
        ("2013-01", "2013-12", []),
        ("2009-01", "2010-06", []),
    ],
)
def test_records_may_touch_but_not_overlap(first: str, last: str, codes: list[str]) -> None:
    completed("prior_record", FORM)

    done = hand_in("prior_record", FORM | {"from_month": first, "last_month": last, "months": 1})

    assert refusal_codes(done) == codes


def test_of_two_records_under_way_the_second_is_refused_and_booked_once() -> None:
    first, second = accepted("prior_record", FORM), accepted("prior_record", FORM)
    carried(first)

    done = carried(second)

    assert refusal_codes(done) == ["record.overlap"]
    assert account_balance(WOMAN, scheme="110") == 1_234_560


def test_two_records_in_the_same_instant_are_held_and_booked_once(server: Postgres) -> None:
    first, second = accepted("prior_record", FORM), accepted("prior_record", FORM)

    _, done = at_once(server, lambda: carried(first), lambda: carried(second))

    assert refusal_codes(done) == ["record.overlap"]
    assert account_balance(WOMAN, scheme="110") == 1_234_560


def test_months_before_the_person_turned_sixteen_are_refused_with_the_law() -> None:
    # born on 7 March 1985, sixteen in March 2001
    done = refused(from_month="2001-02")

    assert said(done) == [
        (
            "age.under_16",
            "from_month",
            "记录起始年月时不满16周岁",
            "Younger than 16 in the first month of the record",
        )
    ]
    assert done[0].basis == "labour-law-15"
    accepted("prior_record", FORM | {"from_month": "2001-03"})


def test_nothing_can_be_added_once_the_pension_is_determined() -> None:
    register_employer()
    enrol(WOMAN, WOMAN_NAME)
    apply(pension(WOMAN))

    assert refusal_codes(refused()) == ["person.retired"]


def test_nothing_can_be_added_here_once_the_record_has_moved() -> None:
    register_employer()
    enrol(WOMAN, WOMAN_NAME)
    letter = {"letter": "32-1", "ssn": WOMAN, "name": WOMAN_NAME}
    ends = {"origin": "34", "destination": "32"}
    apply(TransferRequested(scheme="110", **letter, **ends, requested_on="2024-10-08"))
    apply(
        TransferAnswered(
            scheme="110",
            **letter,
            **ends,
            answered_on="2024-10-09",
            refused=False,
            reason="",
            years=[],
            months=[],
            base_sum_fens=[],
            index_sums_e4=[],
            earlier=[],
            account_fen=0,
            pooled_fen=0,
        )
    )

    assert refusal_codes(refused()) == ["person.moved_away"]


def test_all_reasons_are_told_together() -> None:
    register_employer()
    enrol(WOMAN, "李晏")
    contribute(WOMAN, "2012-12", "2012-12")

    done = refused(from_month="2000-01", months=157)

    assert refusal_codes(done) == [
        "identity.name_mismatch",
        "record.months",  # 13 years are 156 months
        "record.overlap",
        "age.under_16",
    ]


def test_full_width_digits_are_read_as_they_were_meant() -> None:
    wide = str.maketrans("0123456789.,", "０１２３４５６７８９．，")

    item = completed(
        "prior_record",
        FORM
        | {
            "months": "28".translate(wide),
            "wage_index": " 0.8765".translate(wide),
            "account_yuan": "12,345.60".translate(wide),
            "document": " 手册\x00 ",
        },
    )

    assert item.form == FORM | {"document": "手册"}


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("months", "0"),
        ("months", "1.5"),
        ("months", 601),
        ("wage_index", "-1"),
        ("wage_index", "10"),
        ("wage_index", "0.87651"),
        ("wage_index", ""),
        ("account_yuan", "-1"),
        ("account_yuan", "1,23"),
        ("account_yuan", "12.345"),
        ("account_yuan", "100000000"),
        ("document", " "),
        ("document", "书" * 101),
        ("ssn", ssn_of("19850307")[:-1]),
        ("from_month", "1998"),
    ],
)
def test_a_field_that_cannot_be_read_is_named(field: str, written: Any) -> None:
    done = refused(**{field: written})

    assert [refusal.field for refusal in done] == [field]


def test_the_largest_balance_that_pages_hold_is_taken_and_none_above() -> None:
    item = completed("prior_record", FORM | {"account_yuan": "99,999,999.99"})

    assert booked(item)[0].legs[1] == ("8001", WOMAN, -9_999_999_999)
    assert [refusal.text.en for refusal in refused(account_yuan="100,000,000.00")] == [
        "No amount is above 99,999,999.99"
    ]
