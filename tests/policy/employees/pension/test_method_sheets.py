"""On how many determination sheets each method of a province was seen, counted on the cases."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from asking import ask
from case_files import cases

from tongchou.policy.catalogue import RULES
from tongchou.policy.employees.pension import pension_asked as pension
from tongchou.policy.engine.answer import Answer
from tongchou.policy.engine.cities import city_code
from tongchou.policy.engine.figures import DatedValue, figures_of
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.standards import codes
from tongchou.standards.money import fen_of
from tongchou.standards.time import MONTHS_PER_YEAR, month_of

LAW = Law(date(2026, 11, 24), scheme="110")
PROVINCES = [code for code in codes.table("divisions") if code != "00"]
RIVALS = {
    "basic_method": ("one_base",),
    "years_method": ("exact", "hundredth"),
    "transitional_method": ("indexed", "mean_with_indexed"),
    "addition_method": ("none",),
}
"""The commonest ways: a sheet shows a method where it is met, and by none of these others."""
NEEDS_NO_SHEET = {
    ("basic_method", "one_base"),
    ("addition_method", "none"),
    ("addition_method", "subsidy_as_shown"),
    ("transitional_method", "old_as_shown"),
    ("transitional_method", "not_at_hand"),
}
"""What the country's decision says, what adds nothing, and what is paid as a sheet prints it."""
SAME_FOR_LONG_SERVICE = {"by_actual_years": "indexed"}
"""For short service a rate of its own says that no sheet shows it (`sheets: 0`)."""
PARTS = ("basic", "account", "transitional", "total")
TOLERANCE_FEN = 2

Place = tuple[str, str, str, str]
"""A row of a method: its name, its province, its city or none, since when."""


def _months(years: str) -> str:
    """Return years as a sheet prints them, to a hundredth, as the months that they were."""
    return str(round(fen_of(years, scale=4) * MONTHS_PER_YEAR / 10_000))


def _in_months(asked: dict[str, Any]) -> dict[str, Any]:
    """Return a question that leaves it to the method to count years."""
    facts, given = dict(asked), dict(asked.get("given", {}))
    if "contribution_years" in facts:
        facts["contribution_months"] = _months(facts.pop("contribution_years"))
    deemed, plus, others = facts.pop("transitional_years", "").partition("+")
    if plus:
        given |= {"deemed_months": _months(deemed), "pre_account_months": _months(others)}
    elif deemed:
        facts["transitional_months"] = _months(deemed)
    return facts | {"given": given}


def _is_met(answered: Answer, case: dict[str, Any]) -> bool:
    found = answered.result
    return (
        found is not None
        and found["other"] == case.get("other", {})
        and all(abs(fen_of(found[part]) - fen_of(case[part])) <= TOLERANCE_FEN for part in PARTS)
    )


def _shows(case: dict[str, Any], name: str, word: str) -> bool:
    asked = _in_months(case["asked"])

    def by(way: str) -> Answer:
        return ask(pension.RULE, asked | {"given": asked["given"] | {name: way}})

    return _is_met(by(word), case) and not any(
        _is_met(by(rival), case)
        for rival in RIVALS[name]
        if rival not in {word, SAME_FOR_LONG_SERVICE.get(word)}
    )


def _shown() -> Iterator[Place]:
    for case in cases("pensions"):
        if case["source"] != "determination sheet":
            continue
        asked = case["asked"]
        province, city = asked["province"], city_code(asked["province"], asked.get("city"))
        for name in RIVALS:
            try:
                figure = LAW.figure(name, month_of(asked["retired_in"]), province, str(city))
            except NotInForce:
                continue
            if _shows(case, name, figure.word):
                yield name, province, figure.city, str(figure.from_month)


def _rows() -> Iterator[tuple[Place, DatedValue]]:
    for province in PROVINCES:
        for name, series in figures_of("110", province).items():
            if name in RIVALS:
                for city, rows in {"": series.rows, **series.cities}.items():
                    for row in rows:
                        yield (name, province, city, str(row.from_month)), row


COUNTED = Counter(_shown())


@pytest.mark.parametrize("place", PROVINCES)
def test_a_method_says_on_how_many_sheets_it_was_seen(place: str) -> None:
    said = {row_of: row.sheets for row_of, row in _rows() if row_of[1] == place}
    counted = {
        row_of: None if (row_of[0], row.word) in NEEDS_NO_SHEET else COUNTED[row_of]
        for row_of, row in _rows()
        if row_of[1] == place
    }

    assert said == counted


def _asked(**facts: Any) -> Answer:
    asked = {
        "retired_in": "2025-12",
        "wage_index": "0.8",
        "contribution_months": "360",
        "account_balance": "100000",
        "age_years": "60",
    }
    return ask(pension.RULE, asked | {"given": {"benefit_base": "8000"}} | facts)


def _marks(answered: Answer) -> dict[str, int]:
    lines = answered.worksheet.lines
    return {line.name: line.sheets for line in lines if line.sheets is not None}


def test_what_rests_on_a_method_seen_once_or_never_is_marked_and_noted() -> None:
    early = _asked(province="35", transitional_months="24")

    assert _marks(early) == {"basic": 0, "transitional": 0, "total": 0}
    assert [note.zh for note in early.worksheet.notes] == [
        "缴费年限计算办法据0份核定表",
        "过渡性养老金计发办法据1份核定表",
    ]
    assert early.worksheet.notes[0].en == "Method of counting years: seen on 0 sheets"
    (total,) = (line for line in early.worksheet.lines if line.name == "total")
    assert total.said("zh").endswith("元(办法据0份核定表)")
    assert total.said("en").endswith("yuan (method seen on 0 sheets)")
    assert total.as_json()["sheets"] == 0


def test_one_sheet_is_said_in_the_singular() -> None:
    (basic,) = (line for line in _asked(province="14").worksheet.lines if line.name == "basic")

    assert basic.said("en").endswith("(method seen on 1 sheet)")


def test_what_rests_on_methods_seen_twice_is_not_marked() -> None:
    found = _asked(province="37", transitional_months="24")

    assert _marks(found) == {}
    assert found.worksheet.notes == ()
    assert all("sheets" not in line.as_json() for line in found.worksheet.lines)


def test_a_way_that_is_given_is_the_askers_word() -> None:
    given = {"benefit_base": "8000", "years_method": "exact"}

    assert _marks(_asked(province="35", given=given)) == {}


@pytest.mark.parametrize(
    ("asked", "line", "sheets"),
    [
        ({"province": "52", "given": {"one_child": "yes"}}, "one_child_supplement", 1),
        ({"province": "63", "city": "西宁"}, "fixed_addition", 1),
        ({"province": "64", "given": {"intellectual": "yes"}}, "intellectual_addition", 1),
        ({"province": "54"}, "plateau_allowance", None),
        ({"province": "33"}, "adjustment", None),
        ({"province": "51", "given": {"hardship": "yes"}}, "increment", None),
    ],
)
def test_an_addition_says_so_on_its_own_line(
    asked: dict[str, Any], line: str, sheets: int | None
) -> None:
    given = {"benefit_base": "8000"} | asked.get("given", {})

    assert _marks(_asked(**asked | {"given": given})).get(line) == sheets


@pytest.mark.parametrize(("actual", "sheets"), [("240", 0), ("241", None)])
def test_the_rate_for_short_service_was_seen_on_no_sheet(actual: str, sheets: int | None) -> None:
    given = {"benefit_base": "8000", "city_benefit_base": "8000", "actual_months": actual}

    found = _asked(province="22", transitional_months="24", given=given)

    assert _marks(found).get("transitional") == sheets


def test_what_is_reckoned_from_a_marked_pension_is_marked() -> None:
    asked = {
        "province": "35",
        "retired_in": "2025-03",
        "wage_index": "1",
        "contribution_months": "360",
        "account_balance": "139000",
        "age_years": "60",
        "provisional_base": "7776",
        "through": "2025-09",
    }
    marked = _marks(ask(RULES["pension-recalculation"], asked))

    assert {marked[name] for name in ("monthly_difference", "difference")} == {0}
