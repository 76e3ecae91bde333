"""What a typed search means: whole numbers, items, names, and never a part of a number."""

import pytest

from counter import FACTORY, MAN
from tongchou.standards.search import PART_OF_A_NUMBER, TOO_LONG, Search, search_of

FULL_WIDTH = MAN.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
LAST_X = "34010419700101100x"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("", Search()),
        ("  ", Search()),
        (f" {MAN} ", Search(number=MAN)),
        (f"{MAN[:6]} {MAN[6:14]} {MAN[14:]}", Search(number=MAN)),
        (FULL_WIDTH, Search(number=MAN)),
        (LAST_X, Search(number=LAST_X.upper())),
        (FACTORY, Search(number=FACTORY)),
        ("34-20241105-000007", Search(item_number="34-20241105-000007")),
        ("34-", Search(item_number="34-")),
        ("陈", Search(name="陈")),
        ("John  Smith", Search(name="John Smith")),
        ("MARIA DEL CARMEN ROS", Search(name="MARIA DEL CARMEN ROS")),
        ("欧阳100%", Search(name="欧阳100%")),
        (f"陈建国 {MAN[-4:]}", Search(name="陈建国", last_four=MAN[-4:])),
        ("101x 陈建国", Search(name="陈建国", last_four="101X")),
        (f"陈建国 {MAN}", Search(number=MAN, name="陈建国")),
    ],
)
def test_a_text_means_one_thing(text: str, meant: Search) -> None:
    assert search_of(text) == meant


def test_a_text_longer_than_any_name_is_not_looked_for() -> None:
    assert search_of("1 " * 4_000_000) == Search(refusal=TOO_LONG)


@pytest.mark.parametrize("place", range(1, 18))
def test_a_part_of_a_number_is_refused_wherever_it_is_cut(place: int) -> None:
    parts = (MAN[:place], MAN[place:], f"{MAN[:place][:8]} {MAN[-4:]}")

    assert {search_of(part) for part in parts} == {Search(refusal=PART_OF_A_NUMBER)}


@pytest.mark.parametrize("part", ["1", "12", "123", "12345", MAN[:17], "1012 1012", MAN + "1"])
def test_beside_a_name_stand_four_digits_or_all(part: str) -> None:
    assert search_of(f"陈建国 {part}").refusal == PART_OF_A_NUMBER


def test_the_refusal_says_in_both_languages_what_to_type_instead() -> None:
    told = PART_OF_A_NUMBER.as_json()

    assert told["remedy"]["zh"] == "请输入完整号码，或姓名，或姓名加号码后四位"
    assert "last four" in told["remedy"]["en"]
