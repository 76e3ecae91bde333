"""The citizens' face: one's own record, and what each amount is made of."""

import re

from faces import PHONE, Visit, Visitor
from tongchou.channels.demo.life import Played, cast

MOVERS_MONTHS = 36 + 53 + 1 + 1
"""Two archives, a month in 安徽 and a month in 江苏."""


def fen(words: str) -> int:
    """Return the amount that a text names in yuan, in fen."""
    found = re.search(r"([+-]?)([\d,]+)\.(\d\d)", words)
    assert found, words
    return int(found[1] + found[2].replace(",", "") + found[3])


def first_number(words: str) -> int:
    """Return the first whole number a text names."""
    found = re.search(r"\d+", words)
    assert found, words
    return int(found[0])


def test_a_citizen_signs_in_with_their_number_after_a_slip(visit: Visit, played: Played) -> None:
    retiree = cast()["retiree"]
    citizen = visit("31", "my", width=PHONE)
    page = citizen.go("/my/")
    page.fill("#field-ssn", retiree["ssn"].lower())
    page.fill("#field-password", "slip")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    kept = page.input_value("#field-ssn")

    page.fill("#field-password", retiree["password"])
    page.keyboard.press("Enter")
    page.wait_for_selector(".large-figure")

    assert played.holds
    assert kept == retiree["ssn"]
    assert citizen.read("h1") == "戴云，您好"
    assert citizen.count(f"text={retiree['ssn']}") == 0


def test_a_life_is_drawn_for_the_eye_and_told_for_the_ear(visit: Visit) -> None:
    citizen = visit("00", "my", "mover")
    page = citizen.go("/my/")

    told = page.locator(".life li").all_text_contents()
    places = [place.strip() for place in page.locator(".wide-drawing .place").all_text_contents()]

    assert places == ["江苏", "上海", "安徽"]
    assert citizen.count(".wide-drawing .band") == 4  # 江苏 twice, 上海, 安徽
    assert citizen.count(".wide-drawing .gap") == 2
    assert citizen.count(".wide-drawing .bridge") == 1
    assert len(told) == 4 + 2 + 1
    assert "转移 安徽 → 江苏" in told[-1]


def test_a_phone_shows_the_life_as_a_list(visit: Visit) -> None:
    citizen = visit("00", "my", "mover", width=PHONE)
    page = citizen.go("/my/")

    drawing, story = page.locator(".wide-drawing"), page.locator(".life li")

    assert not drawing.is_visible()
    assert all(line.is_visible() for line in story.all())


def test_the_months_of_each_year_add_up_to_what_is_counted(visit: Visit) -> None:
    citizen = visit("00", "my", "mover")
    citizen.go("/my/")
    counted = first_number(citizen.read(".large-figure"))

    citizen.go("/my/months")
    years = [first_number(tally) for tally in citizen.reads(".tally")]

    assert counted == MOVERS_MONTHS
    assert sum(years) == counted


def test_a_province_counts_the_months_that_came_to_it_and_no_other(visit: Visit) -> None:
    citizen = visit("32", "my", "mover")
    citizen.go("/my/")
    counted = first_number(citizen.read(".large-figure"))

    citizen.go("/my/months")
    by_year = {
        words.split()[0]: first_number(words.split()[-1]) for words in citizen.reads(".years li")
    }

    assert counted == 36 + 1 + 1  # the archive of 江苏, what came from 安徽, and October
    assert by_year["2024"] == 2
    assert sum(by_year.values()) == counted


def test_a_record_known_by_its_count_marks_no_month_as_certain(visit: Visit) -> None:
    citizen = visit("31", "my", "retiree")

    citizen.go("/my/months")

    assert citizen.reads(".years .tally")[0] == "见下方"
    assert "312个月" in citizen.read("main")
    assert citizen.count(".twelve .partial") == 26 * 12 + 8  # 1998 to 2023, and until August


def test_the_account_is_the_sum_of_its_entries(visit: Visit) -> None:
    citizen = visit("31", "my", "retiree")

    citizen.go("/my/account")
    entries = [fen(words) for words in citizen.reads("tbody td.number")]

    assert len(entries) >= 4
    assert sum(entries) == fen(citizen.read(".large-figure"))


def test_the_pension_is_the_sum_of_its_parts_and_of_its_worksheet(visit: Visit) -> None:
    citizen = visit("31", "my", "retiree")

    page = citizen.go("/my/pension")
    parts = [fen(words) for words in citizen.reads(".facts dd strong")]

    assert sum(parts) == fen(citizen.read(".large-figure"))
    assert fen(citizen.read(".worksheet .result .value")) == sum(parts)
    assert page.locator("[data-print]").is_visible()


def test_who_works_still_reads_when_they_can_retire(visit: Visit) -> None:
    citizen = visit("32", "my", "mover")

    citizen.go("/my/pension")

    assert citizen.read("h1") == "什么时候可以退休"
    # born in December 1994: 60 years, delayed by 36 months at the most, are December 2057
    assert citizen.read(".large-figure") == "2057年12月"


def test_the_worksheet_prints_without_what_is_only_for_the_screen(visit: Visit) -> None:
    citizen = visit("31", "my", "retiree")
    page = citizen.go("/my/pension")

    page.emulate_media(media="print")

    assert _is_shown(citizen, ".letterhead")
    assert _is_shown(citizen, ".worksheet .basis")
    for selector in (".bar", ".back", ".button", ".worksheet summary"):
        assert not _is_shown(citizen, selector)


def _is_shown(visitor: Visitor, selector: str) -> bool:
    return visitor.page.locator(selector).first.is_visible()
