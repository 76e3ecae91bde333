"""Why a pension is not determined, in both languages and with what to do 退休申领."""

from datetime import UTC, datetime
from typing import Any

import pytest
from lives import claim, draw, earn, work

from counter import (
    AT,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    apply,
    completed,
    declare,
    enrol,
    everything,
    hand_in,
    refusal_codes,
    register_employer,
    said,
    ssn_of,
)
from tongchou.standards.messages import TransferAnswered, TransferCompleted, TransferRequested

pytestmark = pytest.mark.usefixtures("province")

CITIZEN = "某人"


def refused(form: dict[str, Any], at: datetime = AT) -> Any:
    before = everything()
    done = hand_in("retirement_claim", form, at=at)
    assert everything() == before
    return done


def letter(*, answered: bool = True, declined: bool = False) -> None:
    about = {"letter": "32-1", "ssn": MAN, "name": MAN_NAME, "origin": "34", "destination": "32"}
    apply(TransferRequested(scheme="110", **about, requested_on="2024-10-08"))
    if answered:
        apply(
            TransferAnswered(
                scheme="110",
                **about,
                answered_on="2024-10-09",
                refused=declined,
                reason="材料不全" if declined else "",
                years=[],
                months=[],
                base_sum_fens=[],
                index_sums_e4=[],
                earlier=[],
                account_fen=0,
                pooled_fen=0,
            )
        )


def test_a_person_whom_the_province_does_not_know() -> None:
    assert said(refused(claim(MAN, MAN_NAME)))[0] == (
        "person.not_registered",
        "ssn",
        "本省没有该人员的参保登记",
        "This province does not know the person",
    )


def test_another_name_than_the_registered_one() -> None:
    work(MAN, MAN_NAME)

    assert said(refused(claim(MAN, "陈建"))) == [
        (
            "identity.name_mismatch",
            "name",
            "该号码已用其他姓名登记",
            "The number is registered under another name",
        )
    ]


def test_whoever_draws_a_pension_already() -> None:
    work(MAN, MAN_NAME)
    draw(MAN)

    assert said(refused(claim(MAN, MAN_NAME))) == [
        (
            "person.retired",
            "ssn",
            "该人员已领取基本养老金",
            "This person draws a pension already",
        )
    ]


def test_whoever_moved_to_another_province() -> None:
    work(MAN, MAN_NAME)
    letter()
    apply(
        TransferCompleted(
            scheme="110",
            letter="32-1",
            ssn=MAN,
            origin="34",
            destination="32",
            completed_on="2024-10-10",
            months=345,
            account_fen=0,
        )
    )

    done = refused(claim(MAN, MAN_NAME))

    assert said(done) == [
        (
            "person.moved_away",
            "ssn",
            "该人员的关系已转移到外省",
            "The record was transferred to another province",
        )
    ]
    assert done[0].remedy.en == "Turn to the province where the record is now"


def test_whoever_is_about_to_move() -> None:
    work(MAN, MAN_NAME)
    letter(answered=False)

    assert said(refused(claim(MAN, MAN_NAME))) == [
        (
            "transfer.under_way",
            "ssn",
            "该人员已有正在办理的转移",
            "A transfer of this person is under way",
        )
    ]


def test_a_letter_that_was_declined_stands_in_nobodys_way() -> None:
    work(MAN, MAN_NAME)
    letter(declined=True)

    assert completed("retirement_claim", claim(MAN, MAN_NAME)).status == "completed"


@pytest.mark.parametrize(("ssn", "track"), [(MAN, "woman_55"), (MAN, "woman_50"), (WOMAN, "man")])
def test_a_track_of_the_other_sex(ssn: str, track: str) -> None:
    work(ssn, CITIZEN)

    assert said(refused(claim(ssn, CITIZEN, track)))[0] == (
        "retirement.track_sex",
        "track",
        "退休类别与登记的性别不符",
        "The track does not fit the sex on record",
    )


def test_months_that_were_declared_and_not_received_are_counted_once_each() -> None:
    work(MAN, MAN_NAME, here=("2024-07", "2024-07"))
    register_employer(MILL)
    declare(MAN, "2024-08")
    declare(MAN, "2024-09")
    declare(MAN, "2024-09", employer=MILL)

    done = refused(claim(MAN, MAN_NAME))

    assert said(done) == [
        (
            "retirement.months_unreceived",
            "ssn",
            "还有2个月的缴费未到账",
            "2 declared months have not been received",
        )
    ]
    assert done[0].remedy.zh == "请在到账后再申领"


def test_a_month_that_has_not_come() -> None:
    work(MAN, MAN_NAME)

    assert said(refused(claim(MAN, MAN_NAME, month="2024-12")))[0] == (
        "retirement.month_ahead",
        "retirement_month",
        "退休年月尚未到来",
        "The month of retirement has not come yet",
    )


def test_a_month_before_the_age() -> None:
    work(MAN, MAN_NAME)

    done = refused(claim(MAN, MAN_NAME, month="2024-08"))

    assert said(done) == [
        (
            "retirement.age_not_reached",
            "retirement_month",
            "2024年8月尚未达到退休年龄,最早为2024年9月",
            "The age is not reached in 2024-08; the earliest month is 2024-09",
        )
    ]
    assert (done[0].basis, done[0].remedy.en) == (
        "state-council-1978-104",
        "Claim from 2024-09 on",
    )


def test_a_woman_on_the_later_track_waits_five_years_longer() -> None:
    woman = ssn_of("19740915", "102")
    work(woman, CITIZEN)

    assert refusal_codes(hand_in("retirement_claim", claim(woman, CITIZEN, "woman_50"))) == []
    assert refusal_codes(refused(claim(woman, CITIZEN, "woman_55"))) == [
        "retirement.age_not_reached"
    ]


def test_a_month_later_than_the_age_for_whoever_had_the_months() -> None:
    work(MAN, MAN_NAME)

    done = refused(claim(MAN, MAN_NAME, month="2024-10"))

    assert said(done) == [
        (
            "retirement.too_late",
            "retirement_month",
            "缴费年限已满,最晚退休年月为2024年9月,不能迟至2024年10月",
            "The months needed were there; the latest month to retire in is 2024-09, not 2024-10",
        )
    ]
    assert (done[0].basis, done[0].remedy.en) == (
        "state-council-1978-104",
        "Write that month or an earlier one",
    )


def test_whoever_lacked_months_at_the_age_may_retire_when_they_are_there() -> None:
    work(MAN, MAN_NAME, archive_months=178, here=("2024-10", "2024-11"))

    item = completed("retirement_claim", claim(MAN, MAN_NAME, month="2024-11"))

    assert item.outcome["from_month"] == "2024-12"


@pytest.mark.parametrize(
    ("month", "code"),
    [
        ("2028-02", "law.not_in_force"),  # the age is no hindrance; the figures are not there yet
        ("2028-03", "retirement.too_late"),
    ],
)
def test_since_2025_one_may_go_on_for_three_years(month: str, code: str) -> None:
    # born in January 1965: the statutory month is February 2025
    man = ssn_of("19650115")
    work(man, CITIZEN, here=None, archive=("2016-01", "2024-12"), archive_months=108)
    earn(man, CITIZEN, "2000-01", "2012-12", months=156, index=8_000, balance_fen=1)
    at = datetime(2028, 3, 3, 2, tzinfo=UTC)

    done = hand_in("retirement_claim", claim(man, CITIZEN, month=month), at=at)

    assert refusal_codes(done) == [code]


def test_too_few_months() -> None:
    work(MAN, MAN_NAME, archive_months=176)

    done = refused(claim(MAN, MAN_NAME))

    assert said(done) == [
        (
            "retirement.too_few_months",
            "ssn",
            "累计缴费179个月,按月领取需要180个月",
            "179 months contributed; a monthly pension needs 180",
        )
    ]
    assert done[0].basis == "state-council-1997-26-5"
    assert done[0].remedy.en.startswith("1 are missing: contributions may go on to the minimum")


def test_exactly_enough_months_are_enough() -> None:
    work(MAN, MAN_NAME, archive_months=177)

    assert completed("retirement_claim", claim(MAN, MAN_NAME)).status == "completed"


def test_a_month_for_which_no_base_was_ever_published() -> None:
    woman = ssn_of("19640115", "102")
    work(woman, CITIZEN, here=None, archive=("1998-01", "2018-12"), archive_months=252)

    done = refused(claim(woman, CITIZEN, "woman_55", "2019-01"))

    assert said(done) == [
        (
            "law.not_in_force",
            "",
            "安徽2019-01没有生效的“养老金计发基数”",
            "No 'benefit base' is in force in Anhui for 2019-01",
        )
    ]


def test_all_that_stands_in_the_way_is_told_together() -> None:
    work(MAN, MAN_NAME)
    draw(MAN)
    letter(answered=False)
    declare(MAN, "2024-10")

    done = refused(claim(MAN, "陈建", "woman_50", "2025-01"))

    assert refusal_codes(done) == [
        "identity.name_mismatch",
        "person.retired",
        "transfer.under_way",
        "retirement.month_ahead",
        "retirement.track_sex",
        "retirement.months_unreceived",
    ]


def test_age_months_and_transition_are_told_together() -> None:
    register_employer()
    enrol(MAN, MAN_NAME)
    earn(MAN, MAN_NAME, "1990-01", "1999-12", months=100, index=8_000, balance_fen=1)

    assert refusal_codes(refused(claim(MAN, MAN_NAME, month="2024-01"))) == [
        "retirement.age_not_reached",
        "retirement.too_few_months",
        "benefit.record_runs_on",
    ]


def test_a_track_that_is_none_and_a_month_that_is_none() -> None:
    done = refused(claim(MAN, MAN_NAME, "cadre", "2024/09"))

    assert [refusal.field for refusal in done] == ["track", "retirement_month"]
