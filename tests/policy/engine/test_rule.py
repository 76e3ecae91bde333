"""Rules by id and version: what decided stays runnable, and its worksheet says what it was."""

import json
from datetime import date
from typing import Any

import pytest

from tongchou import __version__
from tongchou.policy import catalogue
from tongchou.policy.catalogue import RULES
from tongchou.policy.employees.contribution.contribution import contribution
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.figures import figures_of
from tongchou.policy.engine.law import Figure, Law, NotInForce
from tongchou.policy.engine.provenance import Provenance, law_of
from tongchou.policy.engine.rule import NoSuchVersion, rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards import codes
from tongchou.standards.time import month

TODAY = date(2026, 11, 24)
PROVINCES = sorted(set(codes.table("divisions")) - {codes.MINISTRY})


@rule("doubling", version=2)
def doubling(law: Law, amount_fen: int, sheet: Sheet) -> int:
    """Return twice an amount, as the method was mended."""
    assert law
    return int(sheet.line("double", "两倍", "Double", amount_fen * 2, "fen", "", ""))


@doubling.earlier(1)
def _doubling_1(law: Law, amount_fen: int, sheet: Sheet) -> int:
    """Return what was paid until the fault was found: a fen too little."""
    assert law
    return int(sheet.line("double", "两倍", "Double", amount_fen * 2 - 1, "fen", "", ""))


def test_the_newest_version_runs_and_is_noted() -> None:
    law = Law(TODAY, scheme="110")

    found = doubling(law, 100, Sheet())

    assert found == 200
    assert law.rules_used == {"doubling": 2}


def test_a_decision_is_made_again_by_the_version_of_its_day() -> None:
    law, sheet = Law(date(2026, 1, 2), versions={"doubling": 1}, scheme="110"), Sheet()
    decided = doubling(law, 100, sheet)
    stored = json.loads(json.dumps(Provenance.of(law).as_json()))

    again = law_of(stored)

    assert decided == doubling(again, 100, Sheet()) == 199
    assert again.known_on == date(2026, 1, 2)
    assert (
        doubling(Law(again.known_on, scheme="110"), 100, Sheet()) - decided == 1
    )  # the difference, shown


def test_a_rule_that_a_record_does_not_name_runs_its_first_version() -> None:
    law = Law(TODAY, versions={"another": 3}, scheme="110")

    assert doubling(law, 100, Sheet()) == 199
    assert law.rules_used == {"doubling": 1}


def test_a_version_that_is_not_kept_is_no_guess() -> None:
    with pytest.raises(NoSuchVersion):
        doubling(Law(TODAY, versions={"doubling": 3}, scheme="110"), 100, Sheet())


def test_an_earlier_version_is_kept_beside_the_newest_and_reached_by_its_number() -> None:
    @rule("tripling", version=3)
    def tripling(law: Law, amount_fen: int) -> int:
        """Return thrice an amount."""
        return amount_fen * 3 * bool(law)

    @tripling.earlier(1)
    def first(law: Law, amount_fen: int) -> int:
        return amount_fen * bool(law)

    law = Law(TODAY, versions={"tripling": 1}, scheme="110")

    assert (tripling.id, tripling.version, tripling.__doc__) == (
        "tripling",
        3,
        "Return thrice an amount.",
    )
    assert tripling.in_version(1) is first
    assert (tripling(law, 100), tripling(Law(TODAY, scheme="110"), 100)) == (100, 300)
    with pytest.raises(NoSuchVersion, match=r"^rule tripling has no version 2$"):
        tripling.in_version(2)
    with pytest.raises(ValueError, match=r"^version 1 of rule tripling is not free$"):
        tripling.earlier(1)


@pytest.mark.parametrize("version", [0, 1, 2, 3])
def test_no_version_is_kept_twice_nor_beyond_the_newest(version: int) -> None:
    with pytest.raises(ValueError, match="is not free"):
        doubling.earlier(version)


def test_the_catalogue_gives_a_rule_in_force_or_in_a_version() -> None:
    asked = RULES["working-days"].find

    assert catalogue.rule("working-days") is asked
    assert catalogue.rule("working-days", version=1) is asked.in_version(1)
    for unknown, version in (("working-days", 99), ("nobody", None)):
        with pytest.raises(NoSuchVersion):
            catalogue.rule(unknown, version)


def test_every_rule_has_one_id_and_a_version() -> None:
    versions = catalogue.versions()

    assert RULES.keys() < versions.keys()
    assert all(version >= 1 for version in versions.values())


def test_a_worksheet_says_by_which_rule_figures_and_software_it_came_about() -> None:
    law, sheet = Law(TODAY, scheme="110"), Sheet()

    contribution(law, "34", month(2024, 9), 300_000, sheet)
    provenance = sheet.worksheet(law).provenance
    assert provenance is not None

    told = json.loads(json.dumps(provenance.as_json()))
    floor = next(figure for figure in told["figures"] if figure["name"] == "base_floor")
    assert told["rules"] == [{"id": "monthly-contribution", "version": 1}]
    assert (told["known_on"], told["software"]) == ("2026-11-24", __version__)
    assert (floor["province"], floor["from_month"], floor["value"]) == ("34", "2024-01", 422_700)
    assert floor["unit"] == "fen"
    assert not floor["provisional"]


def test_a_figure_says_whose_it_is_and_when_it_was_published() -> None:
    law = Law(TODAY, scheme="110")

    law.figure("city_benefit_base", month(2024, 9), "41", "410100")
    law.figure("city_benefit_base", month(2024, 10), "41", "410100")
    law.figure("minimum_contribution_months", month(2024, 9), "34")

    of_city, of_country = Provenance.of(law).as_json()["figures"]
    assert (of_city["province"], of_city["city"]) == ("41", "410100")
    assert (of_country["province"], of_country["city"]) == ("", "")
    assert of_country["published_on"] == ""  # always known


@pytest.mark.parametrize("place", ["", *PROVINCES])
def test_the_law_of_a_record_answers_what_it_answered(place: str) -> None:
    law, series = Law(TODAY, scheme="110"), figures_of("110", place)
    asked = [
        (name, month(year, 9), place, city)
        for name in series
        for year in (2001, 2014, 2023, 2024, 2025, 2026)
        for city in (None, *series[name].cities)
    ]
    found = {one: figure for one in asked if (figure := in_force(law, *one))}
    stored = json.loads(json.dumps(Provenance.of(law).as_json()))

    again = law_of(stored)

    assert found
    assert {one: in_force(again, *one) for one in found} == found


def in_force(law: Law, *asked: Any) -> Figure | None:
    try:
        return law.figure(*asked)
    except NotInForce:
        return None


def test_a_figure_that_was_mended_since_stands_in_the_record_as_it_was() -> None:
    law = Law(TODAY, scheme="110")
    law.figure("benefit_base", month(2025, 3), "34")
    stored = json.loads(json.dumps(Provenance.of(law).as_json()))
    stored["figures"][0]["value"] += 1

    again = law_of(stored)

    asked = "benefit_base", month(2025, 3), "34"
    assert again.value(*asked) == law.value(*asked) + 1
    assert again.as_known_on(TODAY).value(*asked) == law.value(*asked) + 1


def test_a_law_known_on_another_day_keeps_the_same_note() -> None:
    law = Law(TODAY, scheme="110")

    law.as_known_on(date(2024, 1, 1)).figure("minimum_contribution_months", month(2020, 1))

    assert [figure.name for figure in law.figures_used] == ["minimum_contribution_months"]


def test_an_answer_carries_what_it_rests_on() -> None:
    asked = {"province": "34", "month": "2024-09", "wage": "5000"}

    provenance = answer(RULES["contribution"], asked, known_on=TODAY).worksheet.provenance

    assert provenance is not None
    assert list(provenance.rules) == ["contribution", "monthly-contribution"]
