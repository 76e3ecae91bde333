"""What holds of every page: it fits, speaks one language, and can be read and reached."""

import re

import pytest
from places import PLACES, come_to
from survey import CONTRAST, Survey

from faces import FOCUS_SHADOW, IDEOGRAPHS, Visit
from tongchou.channels.demo.life import Played

REACHABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary"
COUNT_SEEN = (
    "find => [...document.querySelectorAll(find)].filter(one => one.checkVisibility()).length"
)
FROM_THE_TOP = (
    "document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')"
)
IS_NEW = "(one => !one.wasReached && (one.wasReached = true))(document.activeElement)"

in_both_languages = pytest.mark.parametrize("language", ["zh", "en"])
on_every_page = pytest.mark.parametrize("name", PLACES)


@in_both_languages
@on_every_page
def test_the_page_fits_a_desk_a_phone_and_both_at_twice_the_size(
    name: str, language: str, survey: Survey
) -> None:
    seen = survey.of(name, language)

    too_wide = {width: pixels for width, pixels in seen.sideways.items() if pixels > 0}

    assert not too_wide


@in_both_languages
@on_every_page
def test_the_page_complains_of_nothing_and_asks_nobody_outside(
    name: str, language: str, survey: Survey
) -> None:
    seen = survey.of(name, language)

    assert seen.heads == 1
    assert not seen.troubles


@on_every_page
@pytest.mark.parametrize(
    ("scheme", "ground"), [("light", "rgb(251, 250, 247)"), ("dark", "rgb(18, 23, 27)")]
)
def test_every_word_stands_out_from_its_ground_by_day_and_by_night(
    name: str, scheme: str, ground: str, survey: Survey
) -> None:
    seen = survey.of(name, "zh")

    assert seen.grounds[scheme] == ground
    assert not seen.faint[scheme]


@on_every_page
def test_the_page_speaks_english_to_who_asks_for_it(name: str, survey: Survey) -> None:
    seen = survey.of(name, "en")

    chinese = [said for said in seen.furniture if re.search(IDEOGRAPHS, said)]

    assert seen.language == "en"
    assert not chinese


@on_every_page
def test_the_page_speaks_chinese_where_nobody_asks_otherwise(name: str, survey: Survey) -> None:
    seen = survey.of(name, "zh")

    english = [said for said in seen.furniture if re.search(r"[a-z]{2,} [a-z]{2,}", said)]

    assert seen.language == "zh-CN"
    assert not english


@pytest.mark.parametrize("name", ["long form", "pension item", "country", "mover's home", "books"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    name: str, visit: Visit, played: Played
) -> None:
    place = PLACES[name]
    visitor = visit(place.code, place.face, place.who)
    come_to(visitor, place, played)
    page = visitor.page
    there = page.evaluate(COUNT_SEEN, REACHABLE)

    page.evaluate(FROM_THE_TOP)
    reached = 0
    while reached < there:
        page.keyboard.press("Tab")
        reached += bool(page.evaluate(IS_NEW))
        assert page.evaluate(FOCUS_SHADOW) != "none", page.evaluate("document.activeElement.id")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body")


def test_a_citizens_page_is_large_and_a_clerks_is_dense(visit: Visit) -> None:
    size = "getComputedStyle(document.querySelector('main')).fontSize"

    citizen = visit("31", "my", "retiree").go("/my/")
    clerk = visit("31", "clerk", "clerk").go("/clerk/")

    assert citizen.evaluate(size) == "18px"
    assert clerk.evaluate(size) == "15px"


def test_the_measure_of_contrast_finds_what_is_too_faint(visit: Visit) -> None:
    page = visit("31", "clerk").page

    page.set_content("<p style='color: #888; background: #fff'>grey</p><p>black</p>")

    # 0x88 is 0.246 bright: (1 + 0.05) / (0.246 + 0.05) = 3.54, and words need 4.5
    assert page.evaluate(CONTRAST) == ["3.54 grey"]
