"""The ministry's face: the country at a glance, its books, one person, and what does not fit."""

import re

from faces import IDEOGRAPHS, PHONE, Visit
from tongchou.channels.demo.life import PROVINCES, Played, cast
from tongchou.standards import codes

TILES = sum("grid" in division.facts for division in codes.table("divisions").values())


def fen(words: str) -> int:
    """Return the amount that a text names in yuan, in fen; 贷 is negative."""
    digits = re.sub(r"\D", "", words)
    return -int(digits) if words.startswith("贷") else int(digits)


def test_every_province_is_a_tile_and_every_one_that_speaks_a_row(
    visit: Visit, played: Played
) -> None:
    ministry = visit("00", "nation", "supervisor")
    page = ministry.go("/nation/")

    rows = ministry.reads("#provinces tbody td.lead")
    page.click("#tile-34")
    page.wait_for_selector(".crumbs")

    assert len(played.links) == len(rows) == len(PROVINCES)
    assert sorted(rows) == sorted(["上海", "江苏", "安徽"])
    assert ministry.read("h1") == "安徽"


def test_the_map_has_every_province_once_in_a_place_of_its_own(visit: Visit) -> None:
    ministry = visit("00", "nation", "supervisor")
    page = ministry.go("/nation/")

    tiles = page.locator(".map li")
    corners = tiles.evaluate_all(
        "all => all.map(one => [one.offsetLeft, one.offsetTop, one.offsetWidth].join())"
    )

    assert len(corners) == len(set(corners)) == TILES
    assert len({corner.rsplit(",", 1)[1] for corner in corners}) == 1  # all equally wide
    assert ministry.count(".map .done") == len(PROVINCES)


def test_the_page_rests_while_nothing_changes(visit: Visit) -> None:
    ministry = visit("00", "nation", "supervisor")
    page = ministry.go("/nation/")
    polls = []
    page.on("response", lambda answer: polls.append(answer.status) if "seen" in answer.url else 0)
    page.focus("#provinces a")

    page.wait_for_event("response", lambda answer: "seen=" in answer.url, timeout=10_000)
    page.wait_for_event("response", lambda answer: "seen=" in answer.url, timeout=10_000)

    assert polls[-1] == 204
    assert page.evaluate("document.activeElement.closest('#provinces') !== null")


def test_the_national_books_balance_and_open_into_provinces(visit: Visit) -> None:
    ministry = visit("00", "nation", "supervisor")
    page = ministry.go("/nation/books?month=2024-11")
    checks = ministry.count(".checks li:not(.broken)")
    total = ministry.reads("tfoot td")
    closing = {row.split()[0]: row for row in ministry.reads(".balance tbody tr")}

    page.click(".balance a[href*='1003']")
    page.wait_for_selector(".card-head .code")
    provinces = [fen(words) for words in ministry.reads(".card:has(.card-head) td:last-child")]

    assert checks == 3
    assert [total[0], total[3]] == ["平 0.00"] * 2
    assert total[1] == total[2]
    assert len(provinces) == len(PROVINCES)
    assert sum(provinces) == fen(closing["1003"].split()[-1])


def test_one_key_opens_a_life_and_a_slip_is_told(visit: Visit) -> None:
    mover = cast()["mover"]
    ministry = visit("00", "nation", "supervisor", width=PHONE)
    page = ministry.go("/nation/query")
    ministry.wait_for_focus("field-ssn")
    page.keyboard.type(mover["ssn"][:-1])
    page.fill("#field-reason", "来函核查")
    page.keyboard.press("Enter")
    page.wait_for_selector(".field.wrong")
    told, kept = ministry.read("#fault-ssn"), page.input_value("#field-ssn")

    page.fill("#field-ssn", f" {mover['ssn'].lower()} ")
    page.keyboard.press("Enter")
    page.wait_for_selector(".timeline")

    assert "请核对位数和校验位" in told
    assert kept == mover["ssn"][:-1]
    assert ministry.read("h1") == mover["name"]
    assert mover["ssn"] not in page.content()
    assert mover["ssn"] not in page.url
    assert ministry.reads("table td.lead")[:3] == ["上海", "江苏", "安徽"]


def test_a_signal_is_judged_once_and_leaves_the_open_ones(visit: Visit) -> None:
    ministry = visit("00", "nation", "supervisor")
    ministry.go("/nation/")
    open_before = int(ministry.reads(".figures strong")[-1])
    page = ministry.go("/nation/signals")
    page.click("tr:has(.hand) a.walk >> nth=0")
    page.click("main form .button")
    page.wait_for_selector(".summary")
    page.click(".summary a")
    asked_at = ministry.focused()

    page.keyboard.type("江苏的记录有效，安徽的已退还单位。")
    page.click("main form .button")
    page.wait_for_selector(".flash.success")
    said, forms = ministry.read(".said"), ministry.count("main form")
    ministry.go("/nation/")

    assert asked_at == "field-judgement"
    assert said == "江苏的记录有效，安徽的已退还单位。"
    assert forms == 0
    assert int(ministry.reads(".figures strong")[-1]) == open_before - 1


def test_the_language_is_changed_where_one_stands(visit: Visit) -> None:
    ministry = visit("00", "nation", "supervisor")
    page = ministry.go("/nation/books?month=2024-11&account=1003")

    page.click(".bar-acts a")
    page.wait_for_selector("html[lang=en]")

    assert ministry.read("h1") == "National trial balance"
    assert "account=1003" in page.url
    assert not re.search(IDEOGRAPHS, ministry.read("table"))
