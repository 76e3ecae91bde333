"""A pension is determined, and everything that follows from it comes true 退休申领.

The life of most tests: a man born in September 1964, in the archive from January 1996 to June
2024 with 342 months at an index of 0.8 and 80,000.00 yuan, then three months on 8,000 yuan.

index    8000 ÷ 7044.38 (the average wage of 2023) = 1.1357 a month
         (342 × 0.8 + 3 × 1.1357) ÷ 345 = 277.0071 ÷ 345 = 0.8029
interest (80000 × 3 + 640 × (3 + 2 + 1)) × 2.62 % ÷ 12 = 243840 × 2.62 % ÷ 12 = 532.38
balance  80000 + 3 × 640 + 532.38 = 82452.38
basic    345 months are 28.75 years, up to the tenth 28.8 (安徽)
         7842 × 1.8029 ÷ 2 × 28.8 × 1 % = 2035.92
account  82452.38 ÷ 139 = 593.18
total    2629.10
"""

from datetime import UTC, date, datetime

import pytest
from lives import claim, work

from counter import (
    AT,
    MAN,
    MAN_NAME,
    MILL,
    Booked,
    accepted,
    booked,
    carried,
    completed,
    declare,
    enrol,
    everything,
    refusal_codes,
    register_employer,
    sheet,
    ssn_of,
    told,
)
from tongchou.ledger.queries import account_balance
from tongchou.registry.models import Benefit, Enrolment
from tongchou.standards.messages import BenefitDetermined, EmploymentEnded
from tongchou.standards.time import month

pytestmark = pytest.mark.usefixtures("province")

TOTAL_FEN = 262_910


def test_every_line_of_the_worksheet_shows_its_working() -> None:
    work(MAN, MAN_NAME)

    item = accepted("retirement_claim", claim(MAN, MAN_NAME))

    assert sheet(item) == {
        "old_month": (month(2024, 9), "1964-09 + 720"),
        "delay_months": (0, "min(max(⌊(2024-09 − 2025-01) ÷ 4⌋ + 1, 0), 36)"),
        "statutory_month": (month(2024, 9), "2024-09 + 0"),
        "earliest_month": (month(2024, 9), "max(2024-09 − 36, 2024-09)"),
        "latest_month": (month(2024, 9), "2024-09 + 0"),
        "retirement_month": (month(2024, 9), ""),
        "contribution_months": (345, ""),
        "minimum_contribution_months": (180, ""),
        "wage_index": (8_029, "277.0071 ÷ 345"),
        "interest_2024": (
            53_238,
            "0.00 × 2.62% × 9 ÷ 12 + 243,840.00 × 2.62% ÷ 12",
        ),
        "account_interest": (53_238, "Σ"),
        "account_balance": (8_245_238, "81,920.00 + 532.38"),
        "benefit_base": (784_200, ""),
        "basic": (203_592, "7,842.00 × (1 + 0.8029) ÷ 2 × 28.8 × 1%"),
        "retirement_age": (720, ""),
        "annuity_months": (1_390, ""),
        "account": (59_318, "82,452.38 ÷ 139.0"),
        "first_payment_month": (month(2024, 10), "2024-09 + 1"),
        "total": (TOTAL_FEN, "2,035.92 + 593.18"),
    }
    assert all(line["basis"] for line in item.worksheet)
    assert not any(line["provisional"] for line in item.worksheet)


def test_the_pension_is_held_from_the_month_after_the_retirement() -> None:
    work(MAN, MAN_NAME)

    item = completed("retirement_claim", claim(MAN, MAN_NAME))

    (benefit,) = Benefit.objects.all()
    assert (benefit.ssn, benefit.item_number) == (MAN, item.number)
    assert (benefit.retirement_month, benefit.from_month) == (month(2024, 9), month(2024, 10))
    assert (benefit.basic_fen, benefit.account_fen, benefit.total_fen) == (
        203_592,
        59_318,
        TOTAL_FEN,
    )
    assert (benefit.contribution_months, benefit.wage_index_e4) == (345, 8_029)
    assert (benefit.worksheet, benefit.provisional) == (item.worksheet, False)
    assert item.outcome == {"total_fen": TOTAL_FEN, "from_month": "2024-10"}


def test_the_interest_of_the_last_year_is_credited_to_the_account() -> None:
    work(MAN, MAN_NAME)

    item = completed("retirement_claim", claim(MAN, MAN_NAME))

    assert booked(item) == [
        Booked("accounts", "2024-11", [("8102", "", 53_238), ("8001", MAN, -53_238)])
    ]
    assert account_balance(MAN, scheme="110") == 8_245_238


def test_all_enrolments_end_with_the_month_of_retirement() -> None:
    work(MAN, MAN_NAME)

    completed("retirement_claim", claim(MAN, MAN_NAME))

    (enrolment,) = Enrolment.objects.all()
    assert (enrolment.until_month, enrolment.end_reason) == (month(2024, 10), "251")


def test_an_enrolment_that_began_after_the_retirement_never_comes_about() -> None:
    work(MAN, MAN_NAME)
    register_employer(MILL, "芜湖纺织厂")
    enrol(MAN, MAN_NAME, employer=MILL, from_month="2024-11")

    completed("retirement_claim", claim(MAN, MAN_NAME))

    late = Enrolment.objects.get(from_month=month(2024, 11))
    assert (late.until_month, late.end_reason) == (month(2024, 11), "251")


def test_the_determination_and_the_end_are_told_and_then_the_entry() -> None:
    work(MAN, MAN_NAME)

    item = completed("retirement_claim", claim(MAN, MAN_NAME))

    determined, ended, entry = told(item)
    assert determined == BenefitDetermined(
        scheme="110",
        benefit="pension",
        ssn=MAN,
        from_month="2024-10",
        retirement_month="2024-09",
        basic_fen=203_592,
        account_fen=59_318,
        total_fen=TOTAL_FEN,
        contribution_months=345,
        wage_index_e4=8_029,
        worksheet=item.worksheet,
        item_number=item.number,
        provisional=False,
    )
    assert ended == EmploymentEnded(
        scheme="110", ssn=MAN, credit_code="", until_month="2024-10", reason="251"
    )
    assert entry.kind == "entry_posted"


def test_the_law_gives_twenty_weekdays() -> None:
    work(MAN, MAN_NAME)

    item = accepted("retirement_claim", claim(MAN, MAN_NAME))

    assert item.due_on == date(2024, 12, 3)  # Tuesday 5 November, and four weeks
    assert item.accepted_at == AT


def test_an_account_that_holds_nothing_pays_nothing_and_books_nothing() -> None:
    work(MAN, MAN_NAME, archive=("1996-01", "2024-09"), balance_fen=0, here=None)

    item = completed("retirement_claim", claim(MAN, MAN_NAME))

    assert sheet(item)["account"] == (0, "0.00 ÷ 139.0")
    assert booked(item) == []


def test_months_after_the_retirement_are_not_counted_but_their_money_stays() -> None:
    work(MAN, MAN_NAME, here=("2024-07", "2024-10"))

    item = accepted("retirement_claim", claim(MAN, MAN_NAME))

    found = sheet(item)
    assert found["contribution_months"] == (345, "")
    assert found["months_after"] == (1, "")
    assert found["wage_index"] == (8_029, "277.0071 ÷ 345")
    assert found["account_interest"] == (53_238, "Σ")
    assert found["account_balance"] == (8_309_238, "82,560.00 + 532.38")  # and 640.00 of October


def test_a_second_claim_under_way_is_refused_once_the_first_is_approved() -> None:
    work(MAN, MAN_NAME)
    form = claim(MAN, MAN_NAME)
    first, second = accepted("retirement_claim", form), accepted("retirement_claim", form)
    carried(first)
    before = account_balance(MAN, scheme="110")

    done = carried(second)

    assert refusal_codes(done) == ["person.retired"]
    assert Benefit.objects.count() == 1
    assert account_balance(MAN, scheme="110") == before


def test_a_claim_is_decided_anew_on_the_facts_of_each_day() -> None:
    work(MAN, MAN_NAME)
    item = accepted("retirement_claim", claim(MAN, MAN_NAME))
    declare(MAN, "2024-10")

    done = carried(item)

    assert refusal_codes(done) == ["retirement.months_unreceived"]
    item.refresh_from_db()
    assert (item.status, item.refusals[0]["code"]) == ("accepted", "retirement.months_unreceived")
    assert not Benefit.objects.exists()


@pytest.mark.parametrize(
    ("born", "serial", "track", "retires", "age", "annuity"),
    [
        ("19640915", "101", "man", "2024-09", 720, 1_390),
        ("19640115", "101", "man", "2024-01", 720, 1_390),
        ("19690915", "102", "woman_55", "2024-09", 660, 1_700),
        ("19740915", "102", "woman_50", "2024-09", 600, 1_950),
    ],
)
def test_before_2025_one_retires_in_the_month_of_the_old_age(
    born: str, serial: str, track: str, retires: str, age: int, annuity: int
) -> None:
    person = ssn_of(born, serial)
    work(person, "某人", here=None, archive=("2000-01", "2018-12"), archive_months=200)

    item = accepted("retirement_claim", claim(person, "某人", track, retires))

    assert (sheet(item)["retirement_age"], sheet(item)["annuity_months"]) == (
        (age, ""),
        (annuity, ""),
    )


JUNE, OCTOBER = (datetime(2025, number, 3, 2, tzinfo=UTC) for number in (6, 10))


@pytest.mark.parametrize(
    ("born", "serial", "track", "retires", "age", "annuity"),
    [
        # 60 and a month: 139 + (132 − 139) ÷ 12 = 138.4
        ("19650115", "101", "man", "2025-02", 721, 1_384),
        # a month earlier than the statutory one, at the old age
        ("19650115", "101", "man", "2025-01", 720, 1_390),
        # 55 and a month: 170 + (164 − 170) ÷ 12 = 169.5
        ("19700115", "102", "woman_55", "2025-02", 661, 1_695),
        # 50 and two months: 195 + (190 − 195) × 2 ÷ 12 = 194.2
        ("19750315", "102", "woman_50", "2025-05", 602, 1_942),
    ],
)
def test_since_2025_ages_are_delayed_by_months_and_part_years_count(
    born: str, serial: str, track: str, retires: str, age: int, annuity: int
) -> None:
    person = ssn_of(born, serial)
    work(person, "某人", here=None, archive=("2000-01", "2024-12"), archive_months=300)

    item = accepted("retirement_claim", claim(person, "某人", track, retires), at=JUNE)

    assert (sheet(item)["retirement_age"], sheet(item)["annuity_months"]) == (
        (age, ""),
        (annuity, ""),
    )


def test_a_base_that_is_not_published_yet_is_lent_by_last_year_and_marked() -> None:
    person = ssn_of("19650115")
    work(person, "某人", here=None, archive=("2000-01", "2024-12"), archive_months=300)

    item = completed("retirement_claim", claim(person, "某人", "man", "2025-02"), at=JUNE)

    marked = [line["name"] for line in item.worksheet if line["provisional"]]
    assert (marked, sheet(item)["benefit_base"]) == (
        ["benefit_base", "basic", "total"],
        (784_200, ""),
    )
    assert Benefit.objects.get().provisional


def test_once_the_base_is_published_the_pension_is_final() -> None:
    person = ssn_of("19650115")
    work(person, "某人", here=None, archive=("2000-01", "2024-12"), archive_months=300)

    completed("retirement_claim", claim(person, "某人", "man", "2025-02"), at=OCTOBER)

    (benefit,) = Benefit.objects.all()
    assert not benefit.provisional
    # 7999 × (1 + 0.8) ÷ 2 × 25 × 1 %
    assert benefit.basic_fen == 179_978  # 1799.775, half up


def test_the_year_before_earns_to_its_end_and_the_last_to_the_month_of_retirement() -> None:
    person = ssn_of("19650115")
    work(person, "某人", here=None, archive=("2000-01", "2023-11"), archive_months=280)

    item = accepted("retirement_claim", claim(person, "某人", "man", "2025-02"), at=OCTOBER)

    found = sheet(item)
    # credited for December 2023: 80000 × 1 × 3.97 % ÷ 12 = 264.67
    assert found["interest_2023"] == (26_467, "0.00 × 3.97% × 12 ÷ 12 + 80,000.00 × 3.97% ÷ 12")
    # 80264.67 × 12 × 2.62 % ÷ 12 = 2102.93
    assert found["interest_2024"] == (210_293, "80,264.67 × 2.62% × 12 ÷ 12 + 0.00 × 2.62% ÷ 12")
    # 82367.60 × 2 × 1.5 % ÷ 12 = 205.92
    assert found["interest_2025"] == (20_592, "82,367.60 × 1.50% × 2 ÷ 12 + 0.00 × 1.50% ÷ 12")
    assert found["account_balance"] == (8_257_352, "80,000.00 + 2,573.52")


def test_nothing_is_kept_of_a_claim_at_the_counter_but_the_item() -> None:
    work(MAN, MAN_NAME)
    before = everything()

    accepted("retirement_claim", claim(MAN, MAN_NAME))

    after = everything()
    assert {name for name in after if after[name] != before[name]} == {"Item", "Step"}
