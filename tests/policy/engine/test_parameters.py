"""The files of figures: every value has a source, dates rise, and none outlives its time."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tongchou.policy.employees.pension.additions import METHODS as ADDITIONS
from tongchou.policy.employees.pension.pension_methods import BASICS, COUNTINGS
from tongchou.policy.employees.pension.transitional import METHODS as TRANSITIONAL
from tongchou.policy.employees.pension.wage_index import DIVISIONS, REFERENCES
from tongchou.policy.engine import figures
from tongchou.policy.engine.figures import (
    ALWAYS_KNOWN,
    NATIONAL,
    PARAMETERS,
    DatedValue,
    FaultyFigure,
    Series,
    figures_of,
    titles,
)
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.roundings import ROUNDINGS
from tongchou.standards import codes
from tongchou.standards.citation import register
from tongchou.standards.time import month

PROVINCES = [code for code in codes.table("divisions") if code != "00"]
PLACES = [NATIONAL, *PROVINCES]
SCHEMES = [folder.name for folder in PARAMETERS.iterdir() if folder.is_dir()]
LAW = Law(date(2026, 11, 24), scheme="110")
UNSAID = 1041
"""How many values were entered before their days of publication were looked for; no more may be.

Where no day is on record, it is the day on which the value was seen."""
YEARLY = {"base_floor", "base_ceiling", "average_wage", "benefit_base", "notional_interest_rate"}


def _series() -> Iterator[tuple[str, str, Series]]:
    for scheme in SCHEMES:
        for place in PLACES:
            for name, series in figures_of(scheme, place).items():
                yield place, name, series


def _rows() -> Iterator[tuple[str, str, tuple[DatedValue, ...]]]:
    for place, name, series in _series():
        yield place, name, series.rows
        for city, rows in series.cities.items():
            yield f"{place} {city}", name, rows


def test_every_folder_of_figures_is_a_scheme() -> None:
    assert set(SCHEMES) <= set(codes.table("schemes"))


def test_every_province_has_its_file() -> None:
    assert len(PROVINCES) == 32
    assert all(figures_of("110", province) for province in PROVINCES)


def test_every_value_has_a_source_in_the_register() -> None:
    unknown = [
        (place, name, row.source)
        for place, name, rows in _rows()
        for row in rows
        if row.source not in register()
    ]

    assert not unknown


def test_a_value_that_is_added_says_when_it_was_published() -> None:
    """Without that day it counts as always known, and what was decided before it would change."""
    unsaid = sum(row.published_on == ALWAYS_KNOWN for _, _, rows in _rows() for row in rows)

    assert unsaid <= UNSAID, "say `published_on` beside the value you added"


def test_every_entry_of_the_register_says_how_sure_it_is() -> None:
    assert all(entry["sure"] in {"H", "M", "L"} for entry in register().values())
    assert all(entry["title"] for entry in register().values())


def test_dates_rise_and_no_value_runs_into_the_next() -> None:
    for place, name, rows in _rows():
        for row in rows:
            assert row.from_month < row.until_month, (place, name)
        for earlier, later in pairwise(rows):
            assert earlier.from_month < later.from_month, (place, name)
            if name in YEARLY:
                assert earlier.until_month <= later.from_month, (place, name)


def test_every_yearly_figure_lapses_in_every_place() -> None:
    for place, name, rows in _rows():
        if name in YEARLY:
            assert all(row.until_month - row.from_month <= 14 for row in rows), (place, name)


def test_no_yearly_figure_is_used_past_its_life() -> None:
    for province in PROVINCES:
        for name in ("base_floor", "base_ceiling", "average_wage"):
            series = figures_of("110", province).get(name)
            if series and series.rows:
                with pytest.raises(NotInForce):
                    LAW.figure(
                        name, series.rows[-1].until_month + series.stands_in_months, province
                    )


def test_every_figure_is_titled_and_every_title_has_a_figure() -> None:
    named = {name for _, name, _ in _series()}

    untitled, unknown = sorted(named - set(titles())), sorted(set(titles()) - named)

    assert not untitled, "say in parameters/titles.yaml how it is called"
    assert not unknown, "no file has this figure any more"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{unit: yuan, values: [{from: 2024-01, value: 1, source: s}]}", "unit 'yuan' is none of"),
        ("{unit: fen, values: [{from: 2024-01, value: 1.234, source: s}]}", "more than 2 decimals"),
        ("{unit: fen, values: [{from: 2024-1, value: 1, source: s}]}", "2024-1"),
        ("{unit: fen, values: [{from: 2024-01, value: 1}]}", "has no 'source'"),
        ("{values: []}", "has no 'unit'"),
    ],
)
def test_a_figure_that_cannot_be_read_is_named_with_its_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, entry: str, said: str
) -> None:
    (tmp_path / "110").mkdir()
    (tmp_path / "110" / "national.yaml").write_text(f"wage: {entry}", encoding="utf-8")
    monkeypatch.setattr(figures, "PARAMETERS", tmp_path)

    with pytest.raises(FaultyFigure, match=f"parameters/110/national.yaml: wage.*{said}"):
        figures_of.__wrapped__("110", NATIONAL)


def test_a_floor_has_its_ceiling_for_the_same_months() -> None:
    for province in PROVINCES:
        floor, ceiling = (
            figures_of("110", province).get(name) for name in ("base_floor", "base_ceiling")
        )
        assert (floor is None) == (ceiling is None)
        if floor and ceiling:
            below, above = (
                {(row.from_month, row.until_month): row.value for row in series.rows}
                for series in (floor, ceiling)
            )
            assert all(below[span] < above[span] for span in below)


WAYS = {
    "basic_method": set(BASICS),
    "years_method": set(COUNTINGS),
    "rounding_method": set(ROUNDINGS),
    "transitional_method": {*TRANSITIONAL, "not_at_hand"},
    "addition_method": set(ADDITIONS),
    "wage_index_method": set(DIVISIONS),
    "early_years": {"all", "deemed", "deemed_apart"},
    "early_index": {"average", "own", "not_at_hand"},
    "subsidy_mode": {"none", "as_shown"},
}


@pytest.mark.parametrize("figure", WAYS)
def test_every_way_named_is_written_and_every_way_written_is_named(figure: str) -> None:
    named = {row.word for _, name, rows in _rows() for row in rows if name == figure}

    assert named == WAYS[figure]


def test_the_reference_year_of_the_index_is_one_that_is_known() -> None:
    assert LAW.word("wage_index_reference", month(2025, 1)) in REFERENCES


@pytest.mark.parametrize("province", [code for code in PROVINCES if code != "66"])
def test_every_province_has_each_part_of_its_method(province: str) -> None:
    at = (month(2025, 12), province)

    assert LAW.word("basic_method", *at, "") in BASICS
    assert LAW.word("years_method", *at, "") in COUNTINGS
    assert LAW.word("rounding_method", *at) in ROUNDINGS
    assert LAW.word("transitional_method", *at) in TRANSITIONAL
    assert 100 <= LAW.value("transitional_rate", *at) <= 140  # 1.0 % to 1.4 %
    assert LAW.word("addition_method", *at) in ADDITIONS
    assert LAW.word("wage_index_method", *at) in DIVISIONS


def test_the_corps_has_nothing_but_the_methods_of_the_country() -> None:
    rows = {
        (name, row.source)
        for name, series in figures_of("110", "66").items()
        for row in series.rows
    }

    assert rows == {
        (name, "state-council-2005-38-6")
        for name in ("basic_method", "years_method", "rounding_method", "transitional_method")
    }


@pytest.mark.parametrize("province", PROVINCES)
def test_how_a_part_of_a_year_counts_in_an_adjustment_is_said_since_2005(province: str) -> None:
    assert LAW.figure("adjustment_part_years", month(2005, 1), province).provisional


def test_the_months_needed_grow_by_six_a_year_from_2030_to_2039() -> None:
    needed = [
        LAW.value("minimum_contribution_months", month(year, 7)) for year in range(2025, 2045)
    ]

    assert needed == [180] * 5 + list(range(186, 241, 6)) + [240] * 5


def _figures_below(folder: Path, said: dict[str, str]) -> Path:
    for name, content in said.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_the_digest_of_figures_tells_every_file_apart_and_not_the_folder_they_lie_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def digest(place: str, **changed: str) -> str:
        said = {"titles.yaml": "t", "110/national.yaml": "n", "110/provinces/34.yaml": "p"}
        for name, content in changed.items():
            said[name.replace("__", "/") + ".yaml"] = content
        monkeypatch.setattr(figures, "PARAMETERS", _figures_below(tmp_path / place, said))
        return str(figures.digest_of_figures.__wrapped__())

    first = digest("first")

    assert digest("second") == first
    assert len(first) == 64
    others = [
        digest("title", titles="u"),
        digest("figure", **{"110__provinces__34": "q"}),
        digest("more", **{"110__provinces__32": "p"}),
        digest("moved", titles="tn", **{"110__national": ""}),
    ]
    assert len({first, *others}) == 5


def test_a_given_figure_holds_in_every_month_and_is_final() -> None:
    unit, row = figures.given_row("110", "benefit_base", "7842.5")

    assert (unit, row.value, row.word, row.source) == ("fen", 784_250, "", "")
    assert (row.from_month, row.until_month) == (0, figures.FOREVER)
    assert row.published_on == figures.ALWAYS_KNOWN
    assert not row.provisional


@pytest.mark.parametrize("text", ["-0.01", "1.01"])
def test_a_given_share_lies_between_nothing_and_the_whole(text: str) -> None:
    with pytest.raises(ValueError, match=f"^'{text}' is beyond what employee_rate can be$"):
        figures.given_row("110", "employee_rate", text)
