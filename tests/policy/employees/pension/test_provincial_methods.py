"""How provinces differ: each transitional pension and addition, at every boundary."""

from typing import Any

import pytest
from asking import KNOWN_ON, ask, codes, line_values, said
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.employees.pension import pension_asked as pension
from tongchou.policy.employees.pension.pension import Pension
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards import codes as tables

FACTS = {
    "retired_in": "2025-12",
    "wage_index": "0.8",
    "contribution_years": "30",
    "account_balance": "0",
    "age_years": "60",
}
FOR_EVERYBODY = {
    "benefit_base": "8000",
    "city_benefit_base": "7000",
    "transitional_subsidy": "0",
    "old_transitional": "0",
}
DETERMINED = [code for code in tables.table("divisions") if code not in {"00", "66"}]
WITH_INDEX_OF_THEIR_OWN = [code for code in DETERMINED if code != "31"]


def _asked(**facts: Any) -> dict[str, Any]:
    asked = FACTS | {"given": {"benefit_base": "8000"}} | facts
    if "given" in facts:
        asked["given"] = {"benefit_base": "8000"} | facts["given"]
    return {name: value for name, value in asked.items() if value != "null"}


@pytest.mark.parametrize("case", cases("provincial_methods"), ids=lambda case: case["case"])
def test_the_province_determines_in_its_own_way(case: dict[str, Any]) -> None:
    found = said(ask(pension.RULE, _asked(**case["asked"])))

    compared = {
        name: case[name]
        for name in ("basic", "account", "transitional", "other", "total")
        if name in case
    }
    assert {name: found[name] for name in compared} == compared


@pytest.mark.parametrize("province", DETERMINED)
def test_every_province_is_determined_and_its_parts_sum_up(province: str) -> None:
    answered = ask(
        pension.RULE,
        _asked(
            province=province, transitional_years="5", given=FOR_EVERYBODY, account_balance="99999"
        ),
    )

    lines = line_values(answered.worksheet)
    assert answered.refusals == ()
    found = {name: _fen(text) for name, text in said(answered).items() if name != "other"}
    parts = found["basic"] + found["account"] + found["transitional"]
    parts += sum(_fen(text) for text in said(answered)["other"].values())
    assert 0 <= found["total"] - parts < 10  # raised to the jiao at most
    assert found["transitional"] == lines["transitional"] > 0
    assert found["total"] == lines["total"]
    assert all(line.basis for line in answered.worksheet.lines)


def _fen(text: str) -> int:
    return int(text.replace(".", ""))


@pytest.mark.parametrize("part", ["wage_index", "contribution_years", "account_balance"])
@pytest.mark.parametrize("province", DETERMINED)
def test_who_earned_more_gets_no_less(province: str, part: str) -> None:
    asked = _asked(province=province, account_balance="50000", given=FOR_EVERYBODY)
    more = {"wage_index": "0.81", "contribution_years": "30.1", "account_balance": "51000"}

    less = line_values(ask(pension.RULE, asked).worksheet)["total"]
    found = line_values(ask(pension.RULE, asked | {part: more[part]}).worksheet)["total"]

    assert found > less


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(WITH_INDEX_OF_THEIR_OWN), st.integers(0, 2_000), st.integers(300_000, 3_000_000)
)
def test_more_years_before_the_account_bring_no_less(province: str, years: int, index: int) -> None:
    def of(hundredths: int) -> int:
        text = f"{hundredths // 100}.{hundredths % 100:02d}"
        own = f"{index // 1_000_000}.{index % 1_000_000:06d}"
        # 吉林 pays a lower rate to whoever really contributed for 20 years or less
        given = FOR_EVERYBODY | {"actual_years": "10"}
        asked = _asked(
            province=province, transitional_years=text, transitional_index=own, given=given
        )
        return _fen(said(ask(pension.RULE, asked))["transitional"])

    assert of(years) <= of(years + 10)


ONE_CHILD = {"one_child": "yes"}


@pytest.mark.parametrize(
    ("province", "retired_in", "given", "name"),
    [
        ("44", "2020-12", {}, "过渡性养老金计发办法"),
        ("50", "2024-12", ONE_CHILD, "独生子女父母增发比例"),
        ("53", "2022-12", ONE_CHILD, "全省月人均基本养老金"),
        ("66", "2025-12", {"benefit_base": "8000"}, "过渡性养老金计发办法"),
    ],
)
def test_what_is_not_at_hand_is_named_and_not_guessed(
    province: str, retired_in: str, given: dict[str, str], name: str
) -> None:
    asked = _asked(province=province, retired_in=retired_in, transitional_years="1", given=given)

    answered = ask(pension.RULE, asked)

    assert codes(answered) == ["law.not_in_force"]
    assert f"“{name}”" in answered.refusals[0].text.zh


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"province": "44", "retired_in": "2024-06"}, "given.old_transitional"),
        ({"province": "32", "retired_in": "2023-12"}, "given.old_transitional"),
        ({"province": "32", "retired_in": "2024-06"}, "given.old_transitional"),
        ({"province": "32", "retired_in": "2025-12"}, "given.old_transitional"),
        ({"province": "41", "city": "郑州"}, "given.transitional_subsidy"),
    ],
)
def test_what_only_a_file_shows_must_be_given(asked: dict[str, Any], field: str) -> None:
    answered = ask(pension.RULE, _asked(**asked, transitional_years="10"))

    (refusal,) = answered.refusals
    assert (refusal.code, refusal.field) == ("benefit.not_shown", field)


@pytest.mark.parametrize(
    "name",
    ["basic_method", "years_method", "rounding_method", "transitional_method", "addition_method"],
)
def test_a_way_that_nobody_knows_is_refused(name: str) -> None:
    answered = ask(
        pension.RULE, _asked(province="34", transitional_years="1", given={name: "sideways"})
    )

    (refusal,) = answered.refusals
    assert (refusal.code, refusal.field) == ("given.odd", f"given.{name}")


def test_before_2024_the_fixed_sums_of_tibet_mark_the_sheet_as_less_sure() -> None:
    earlier = ask(pension.RULE, _asked(province="54", retired_in="2023-12"))
    later = ask(pension.RULE, _asked(province="54", retired_in="2024-01"))

    assert earlier.worksheet.is_provisional
    assert not later.worksheet.is_provisional


@pytest.mark.parametrize(
    ("asked", "line", "in_force", "before"),
    [
        # what is beyond the old pension goes up to the jiao; it went to the fen
        (
            {"province": "32", "retired_in": "2024-06", "transitional_years": "10"}
            | {"given": {"old_transitional": "500.03"}},
            "transitional",
            60_723,
            60_722,
        ),
        # paid ahead on the base of 2024, its average counts; that of 2025 counted
        (
            {"province": "53", "given": ONE_CHILD | {"benefit_base": "8183"}},
            "one_child_supplement",
            17_155,
            17_765,
        ),
    ],
)
def test_a_mended_method_stays_runnable_for_what_was_decided_before(
    asked: dict[str, Any], line: str, in_force: int, before: int
) -> None:
    facts = pension.Facts.model_validate(_asked(**asked))
    recorded, base = {"monthly-pension": 1}, {"benefit_base": facts.given["benefit_base"]}

    def under(law: Law) -> Any:
        sheet = Sheet()
        pension.determined(facts, law, sheet)
        return line_values(sheet.worksheet())[line]

    assert under(Law(KNOWN_ON, base, scheme="110")) == in_force
    assert under(Law(KNOWN_ON, base, recorded, scheme="110")) == before


def test_before_2026_jiangsu_once_paid_the_new_method_in_full_where_no_old_one_was_shown() -> None:
    asked = {"province": "32", "retired_in": "2024-06", "transitional_years": "10"}
    facts = pension.Facts.model_validate(_asked(**asked))
    found = pension.determined(
        facts, Law(KNOWN_ON, facts.given, {"monthly-pension": 1}, scheme="110"), Sheet()
    )

    assert isinstance(found, Pension)
    assert found.transitional_fen == 76_800


def test_all_of_the_new_pension_without_the_old_one_is_provisional() -> None:
    asked = {"province": "32", "retired_in": "2026-06", "transitional_years": "10"}
    without = ask(pension.RULE, _asked(**asked)).worksheet
    shown = ask(pension.RULE, _asked(**asked, given={"old_transitional": "1"})).worksheet

    assert without.is_provisional
    assert not shown.is_provisional
