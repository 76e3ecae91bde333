"""Notes: what was not told or taken for granted is said beside the result, and only then."""

from datetime import date
from typing import Any

import pytest
from asking import ask, codes

from tongchou.policy.catalogue import RULES
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.workflow.item import Decision

EARLY = {"birth": "1976-04", "track": "woman_50", "chosen": "2026-04"}
SHORT = {"died_in": "2025-05", "status": "contributing", "contribution_months": "48",
         "given": {"monthly_income": "4000"}}  # fmt: skip
LIMITS = {"base_floor": "3000", "base_ceiling": "20000"}
RELIEVED = {"province": "34", "wage": "5000", "given": LIMITS}
OF_GUANGDONG = {"province": "44", "month": "2025-07", "wage": "5000"}
ONE = {"province": "34", "months": [["2024-01", "10"]]}
OTHER = {"province": "32", "months": [["2024-01", "10"]]}


@pytest.mark.parametrize(
    ("rule", "asked", "noted"),
    [
        ("retirement", EARLY, "180 are needed"),
        ("retirement", {**EARLY, "contribution_months": "200"}, ""),
        ("retirement", {**EARLY, "chosen": "2027-01"}, ""),
        ("retirement", {"birth": "1971-05", "track": "woman_flexible"}, "old age of 55"),
        ("survivor", SHORT, "not capped"),
        ("survivor", {**SHORT, "own_contributions": "9000"}, ""),
        ("survivor", {**SHORT, "contribution_months": "60"}, ""),
        ("contribution", {**RELIEVED, "month": "2020-01"}, ""),
        ("contribution", {**RELIEVED, "month": "2020-02"}, "nothing is deducted"),
        ("contribution", {**RELIEVED, "month": "2020-12"}, "nothing is deducted"),
        ("contribution", {**RELIEVED, "month": "2021-01"}, ""),
        ("contribution", {**RELIEVED, "month": "2020-02", "kind": "flexible"}, ""),
        ("contribution", OF_GUANGDONG, "none was named"),
        ("contribution", {**OF_GUANGDONG, "city": "佛山"}, ""),
        ("contribution", {**OF_GUANGDONG, "given": LIMITS}, ""),
        ("contribution", {**OF_GUANGDONG, "province": "34"}, ""),
        ("duplicate-months", {"relations": [ONE, OTHER]}, "listed first"),
        ("duplicate-months", {"relations": [ONE]}, ""),
    ],
)
def test_a_result_says_what_it_takes_for_granted(
    rule: str, asked: dict[str, Any], noted: str
) -> None:
    answered = ask(RULES[rule], asked)

    notes = answered.as_json().get("notes", [])
    assert answered.result
    assert len(notes) == bool(noted)
    assert all(noted in note["en"] and note["zh"] for note in notes)


@pytest.mark.parametrize(("city", "is_noted"), [("", True), ("大连", False), ("锦州", False)])
def test_a_base_that_some_cities_have_of_their_own_is_noted_where_none_is_named(
    city: str, *, is_noted: bool
) -> None:
    asked = {"province": "21", "retired_in": "2025-12", "wage_index": "1", "age_years": "60"}
    answered = ask(
        RULES["pension"],
        {**asked, "city": city, "contribution_months": "360", "account_balance": "0"},
    )

    said = [note.zh for note in answered.worksheet.notes if "未说明是哪个市" in note.zh]
    assert said == ["该省部分市另有养老金计发基数,未说明是哪个市,按其余各市的计算"][: int(is_noted)]


def test_hazardous_work_since_2025_is_provisional_and_says_so() -> None:
    asked = {"birth": "1971-05", "track": "man", "work": "toxic", "work_months": "120"}

    answered = ask(RULES["retirement"], {**asked, "chosen": "2026-07"})

    assert len(answered.worksheet.notes) == 2
    assert answered.worksheet.is_provisional


def test_a_province_of_six_digits_is_told_its_two() -> None:
    answered = ask(RULES["benefit-province"], {"hukou": "440300", "history": []})

    assert [refusal.text.en for refusal in answered.refusals] == [
        "Write the province's two digits, such as 44"
    ]
    assert codes(ask(RULES["benefit-province"], {"hukou": "990300", "history": []}))


@pytest.mark.parametrize(("birth", "refused"), [("1965-12", []), ("1952-01", []),
                                                ("1951-12", ["law.not_in_force"])])  # fmt: skip
def test_sums_for_age_that_are_not_known_hinder_nobody_younger(
    birth: str, refused: list[str]
) -> None:
    asked = {"province": "37", "year": "2022", "birth": birth, "pension": "3000",
             "contribution_months": "360"}  # fmt: skip

    assert codes(ask(RULES["adjustment"], asked)) == refused


def test_a_sentence_is_noted_once_and_printed_below_the_lines() -> None:
    sheet = Sheet()
    for _ in range(2):
        sheet.note("未核对", "Not checked")

    worksheet = sheet.worksheet(Law(date(2026, 11, 24), scheme="110"))

    assert worksheet.as_text("en") == "Note: Not checked"
    assert worksheet.as_markdown().endswith("\n\n未核对")
    assert Decision(None, worksheet).worksheet.notes == sheet.notes
