"""What applies at a place on a day: in force, standing in, lapsed or missing, and its source."""

from datetime import date

from tongchou.policy.engine.in_force import Applied, State, applied

TODAY = date(2026, 11, 30)


def of(name: str, place: str = "34", on: date = TODAY, known_on: date = TODAY) -> Applied:
    found = [one for one in applied("110", place, on=on, known_on=known_on) if one.name == name]
    return found[0]


def test_a_figure_of_the_province_stands_with_its_source_and_since_when() -> None:
    floor = of("base_floor")

    assert floor.state == State.IN_FORCE
    assert floor.figure is not None
    assert (floor.figure.value, floor.figure.province) == (435_400, "34")
    assert (floor.figure.source, floor.figure.from_month) == ("anhui-2026-113", 2026 * 12)


def test_before_its_publication_the_last_one_stood_in() -> None:
    floor = of("base_floor", known_on=date(2026, 6, 1), on=date(2026, 6, 1))

    assert floor.state == State.STANDS_IN
    assert floor.figure is not None
    assert floor.figure.value == 431_100


def test_on_an_earlier_day_what_applied_then_is_told_as_it_is_known_now() -> None:
    floor = of("base_floor", on=date(2024, 9, 1))

    assert (floor.state, floor.figure.value if floor.figure else 0) == (State.IN_FORCE, 422_700)


def test_what_was_not_renewed_is_told_as_lapsed_with_the_last_of_it() -> None:
    rate = of("adjustment_rate")

    assert rate.state == State.LAPSED
    assert rate.figure is not None
    assert rate.figure.from_month == 2021 * 12


def test_what_most_provinces_have_and_this_one_lacks_is_missing() -> None:
    floor = of("base_floor", place="66")

    assert (floor.state, floor.figure) == (State.MISSING, None)


def test_the_country_s_figures_hold_where_a_province_has_none_of_its_own() -> None:
    rate = of("employer_rate")

    assert rate.state == State.IN_FORCE
    assert rate.figure is not None
    assert rate.figure.province == ""


def test_the_ministry_has_the_country_s_figures_and_misses_no_province_s() -> None:
    found = applied("110", "", on=TODAY, known_on=TODAY)

    assert "base_floor" not in {one.name for one in found}
    assert {one.figure.province for one in found if one.figure} == {""}


def test_cities_with_a_figure_of_their_own_are_told_each() -> None:
    found = [
        one
        for one in applied("110", "44", on=date(2025, 9, 1), known_on=TODAY)
        if one.name == "base_floor"
    ]

    assert len({one.city for one in found}) == len(found)
    assert any(one.city for one in found)
