"""Transfers: how much a record carries, and what is not known about its money."""

from datetime import date

import pytest

from tongchou.policy.law import Law, NotInForce
from tongchou.policy.transfer import money_mode, pooled_amount, transfer_amount
from tongchou.policy.worksheet import Sheet

LAW = Law(date(2026, 11, 24))


def test_each_year_carries_twelve_per_cent_of_its_bases() -> None:
    # 36000, 39600, 43200 and five months of 4000: 4320 + 4752 + 5184 + 2400 = 16656
    base_sums = [3_600_000, 3_960_000, 4_320_000, 2_000_000]
    sheet = Sheet()

    total = transfer_amount(LAW, [2013, 2014, 2015, 2016], base_sums, 1_165_000, sheet)

    assert sheet.worksheet().results["pooled"] == 1_665_600
    assert total == 2_830_600  # 11650.00 from the account


def test_each_yearly_row_is_rounded_before_the_sum() -> None:
    # 38 fen × 12 % = 4.56, so 5 and 5; the sum unrounded would be 9.12
    sheet = Sheet()

    transfer_amount(LAW, [2023, 2024], [38, 38], 0, sheet)

    assert pooled_amount(LAW, 2023, 38) == 5
    assert sheet.worksheet().results["pooled"] == 10


def test_a_record_without_months_carries_its_account() -> None:
    assert transfer_amount(LAW, [], [], 700_000, Sheet()) == 700_000


def test_how_money_is_settled_is_known_only_until_2021() -> None:
    assert money_mode(LAW, 2021) == "per_case_remittance"
    with pytest.raises(NotInForce):
        money_mode(LAW, 2022)
