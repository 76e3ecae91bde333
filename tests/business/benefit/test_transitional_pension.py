"""The transitional pension of whoever worked before accounts began 过渡性养老金.

Accounts began in January 1996 in 安徽, where only deemed years count for it. The life of most
tests: 342 months from then at an index of 0.8, three months on 8,000 yuan, and the ten years
before, entered from the archive at 0.8 and without a balance.

index    (342 × 0.8 + 120 × 0.8 + 3 × 1.1357) ÷ 465 = 373.0071 ÷ 465 = 0.8022
basic    465 months are 38.75 years, up to the tenth 38.8: 7842 × 1.8022 ÷ 2 × 38.8 % = 2741.77
transitional  7842 × 0.8022 × 10 × 1.3 % = 817.81
"""

from typing import Any

import pytest
from lives import claim, earn, work

from counter import (
    MAN,
    MAN_NAME,
    Stand,
    accepted,
    completed,
    everything,
    hand_in,
    refusal_codes,
    said,
    sheet,
)
from tongchou.registry.models import Benefit

BEFORE = ("1986-01", "1995-12")


def _work(**more: Any) -> None:
    work(MAN, MAN_NAME, **more)
    earn(MAN, MAN_NAME, *BEFORE, months=120, index=8_000, balance_fen=0)


@pytest.mark.usefixtures("province")
def test_deemed_years_bring_a_transitional_pension() -> None:
    _work()

    found = sheet(accepted("retirement_claim", claim(MAN, MAN_NAME, deemed_months=120)))

    assert found["wage_index"] == (8_022, "373.0071 ÷ 465")
    assert found["basic"][0] == 274_177
    assert found["transitional_rate"] == (130, "")
    assert found["transitional"] == (81_781, "7,842.00 × 0.8022 × 10.0 × 1.30%")
    assert found["total"] == (415_276, "2,741.77 + 593.18 + 817.81")


@pytest.mark.usefixtures("province")
def test_the_pension_drawn_holds_it() -> None:
    _work()

    completed("retirement_claim", claim(MAN, MAN_NAME, deemed_months=120))

    assert Benefit.objects.get().total_fen == 415_276


@pytest.mark.usefixtures("province")
def test_without_deemed_months_there_is_none_where_only_these_count() -> None:
    _work()

    found = sheet(accepted("retirement_claim", claim(MAN, MAN_NAME, deemed_months=0)))

    assert "transitional" not in found
    assert found["total"][0] == 333_495  # 2741.77 + 593.18


@pytest.mark.usefixtures("province")
def test_a_clerk_must_say_how_many_months_are_deemed() -> None:
    _work()
    before = everything()

    done = hand_in("retirement_claim", claim(MAN, MAN_NAME))

    assert said(done) == [
        (
            "benefit.deemed_months_missing",
            "deemed_months",
            "建账前有120个月,须说明其中视同缴费月数",
            "120 months lie before the account; how many of them are deemed is not told",
        )
    ]
    assert everything() == before


@pytest.mark.usefixtures("province")
def test_no_more_months_are_deemed_than_lie_before_the_account() -> None:
    _work()

    done = hand_in("retirement_claim", claim(MAN, MAN_NAME, deemed_months=121))

    assert said(done) == [
        (
            "benefit.too_many_deemed_months",
            "deemed_months",
            "视同缴费121个月,而建账前只有120个月",
            "121 deemed months, but only 120 lie before the account",
        )
    ]


@pytest.mark.usefixtures("province")
def test_a_record_with_gaps_that_runs_on_must_be_entered_as_two() -> None:
    work(MAN, MAN_NAME, archive=("1995-12", "2024-06"))

    done = hand_in("retirement_claim", claim(MAN, MAN_NAME))

    assert said(done) == [
        (
            "benefit.record_runs_on",
            "ssn",
            "有缴费记录跨越1996年1月建账,无法区分建账前后月数",
            "A record runs on beyond 1996-01, when accounts began",
        )
    ]


@pytest.mark.usefixtures("province")
def test_a_record_without_gaps_that_runs_on_is_parted_by_its_months() -> None:
    work(MAN, MAN_NAME, archive=("1995-12", "2024-06"), archive_months=343)

    found = sheet(accepted("retirement_claim", claim(MAN, MAN_NAME, deemed_months=1)))

    # 1 month is 0.1 year: 7842 × 0.8029 × 0.1 × 1.3 % = 8.185
    assert found["transitional"] == (819, "7,842.00 × 0.8029 × 0.1 × 1.30%")


def test_elsewhere_all_years_before_the_account_count(stand: Stand) -> None:
    stand("21")
    _work(place="210702", archive=("1996-01", "2024-09"), here=None)

    found = sheet(accepted("retirement_claim", claim(MAN, MAN_NAME)))

    # 锦州 takes the base of 辽宁: (7201 + 7201 × 0.8) ÷ 2 × 10 × 1.4 % = 907.326
    assert found["transitional"][0] == 90_733


def test_a_pension_by_the_old_method_that_is_wanting_is_asked_for_at_its_field(
    stand: Stand,
) -> None:
    """江苏 pays a share of what its reform adds, so the amount before it must be told."""
    stand("32")
    _work(place="320106", archive=("1996-01", "2024-09"), here=None)

    done = hand_in("retirement_claim", claim(MAN, MAN_NAME))

    assert [why[:2] for why in said(done)] == [("benefit.not_shown", "old_transitional")]
    form = claim(MAN, MAN_NAME) | {"old_transitional": "479.83"}
    found = sheet(accepted("retirement_claim", form))
    # 8785 × 0.8 × 10 × the rate is the new one; a share of what it is more than 479.83 is added
    assert "479.83" in found["transitional"][1]
    assert found["transitional"][0] > 47_983


def test_in_zhejiang_the_index_of_these_years_and_the_allowances_count(stand: Stand) -> None:
    stand("33")
    work(
        MAN, MAN_NAME, place="330106", archive=("1998-01", "2024-09"), archive_months=321, here=None
    )
    earn(MAN, MAN_NAME, "1988-01", "1997-12", months=120, index=12_000, balance_fen=0)

    found = sheet(accepted("retirement_claim", claim(MAN, MAN_NAME)))

    # 441 months of 441 due: (321 × 0.8 + 120 × 1.2) ÷ 441 = 0.9088
    assert found["wage_index"] == (9_088, "400.8000 ÷ 441")
    # 8310 × 1.2 × 10 × 1.4 % = 1396.08; 480 + 0.9088 × 36.75 × 3 = 580.1952; 150
    assert found["transitional"][0] == 139_608
    assert found["adjustment"][0] == 58_020
    assert found["fixed_addition"][0] == 15_000
    assert found["total"][0] % 10 == 0


@pytest.mark.parametrize(
    ("province", "place", "code"),
    [
        ("31", "310104", "benefit.not_shown"),  # the account kept on paper
        ("41", "410202", "benefit.not_shown"),  # an index that nobody explains
        ("11", "110105", "benefit.deemed_months_missing"),
    ],
)
def test_what_the_record_does_not_show_is_refused(
    stand: Stand, province: str, place: str, code: str
) -> None:
    stand(province)
    work(MAN, MAN_NAME, place=place, archive=("1998-01", "2024-09"), archive_months=321, here=None)
    earn(MAN, MAN_NAME, "1982-01", "1991-12", months=120, index=8_000, balance_fen=0)
    more = {"deemed_months": 120} if province == "41" else {}

    done = hand_in("retirement_claim", claim(MAN, MAN_NAME, **more))

    assert refusal_codes(done) == [code]
