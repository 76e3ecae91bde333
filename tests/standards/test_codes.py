"""The code tables: well formed, complete, and agreeing with each other."""

import re
from importlib.resources import files

import pytest

from tongchou.standards import codes
from tongchou.standards.citation import register
from tongchou.standards.schemes import EMPLOYEES

NAMES = sorted(
    path.name.removesuffix(".yaml")
    for path in files("tongchou.standards.codes").iterdir()
    if path.name.endswith(".yaml") and path.name != "law.yaml"
)


@pytest.mark.parametrize("name", NAMES)
def test_every_code_is_text_and_named_in_both_languages(name: str) -> None:
    table = codes.table(name)

    assert table
    for code, row in table.items():
        assert isinstance(code, str)
        assert row.code == code
        assert row.text.zh.strip()
        assert row.text.en.strip()
        assert row.text.en.isascii()


def test_names_in_a_table_do_not_repeat() -> None:
    for name in NAMES:
        # Cities are told apart by their province, which has but one of a name.
        places = [code[:2] if name == "cities" else "" for code in codes.table(name)]
        said = [row.text.zh for row in codes.table(name).values()]
        assert len(said) == len(set(zip(places, said, strict=True))), name


def test_there_are_31_provinces_the_corps_and_the_ministry() -> None:
    divisions = codes.table("divisions")
    tiles = [tuple(row.facts["grid"]) for row in divisions.values() if "grid" in row.facts]

    assert len(divisions) == 33
    assert next(iter(divisions)) == "00"
    assert len(tiles) == len(set(tiles)) == 32
    assert divisions["34"].text.zh == "安徽"
    assert divisions["66"].facts["full"] == "新疆生产建设兵团"


def test_provinces_sort_as_people_expect() -> None:
    divisions = codes.table("divisions").values()
    ordered = sorted(divisions, key=lambda row: row.facts["pinyin"])

    assert [row.text.zh for row in ordered[:4]] == ["安徽", "北京", "兵团", "重庆"]


def test_every_place_lies_in_a_city_of_a_province_and_has_a_name_in_both_languages() -> None:
    places = codes.table("places")

    assert len(places) > 3_200
    for code, place in places.items():
        assert re.fullmatch("[0-9]{6}", code)
        assert code[:2] in codes.table("divisions")
        assert code[:4] + "00" in places
        assert place.text.zh
        assert place.text.en.isprintable(), code
        assert not re.search("[\u4e00-\u9fff]", place.text.en), code
    assert {code[:2] for code in places} == codes.table("divisions").keys() - {"00", codes.CORPS}


def test_an_earlier_place_is_none_now_and_its_successor_is_one() -> None:
    earlier, places = codes.table("earlier_places"), codes.table("places")

    assert not earlier.keys() & places.keys()
    successors = {row.facts["now"] for row in earlier.values()} - {""}
    assert successors <= places.keys()
    assert len(successors) > 300
    assert earlier["340203"].facts["now"] == "340209"


def test_the_demo_s_agencies_serve_places_that_are_there() -> None:
    places = codes.table("places")

    for code, place in codes.table("demo_places").items():
        assert len(code) in {6, 9}
        assert code[:6] in places
        assert len(code) == 9 or places[code].text.en == place.text.en


def test_every_item_has_a_line_a_scheme_a_procedure_a_limit_and_a_basis() -> None:
    for code, item in codes.table("items").items():
        facts = item.facts
        assert facts["line"] in codes.table("lines"), code
        assert facts["schemes"], code
        assert facts["procedure"] in codes.table("procedures"), code
        assert facts["weekdays"] in {0, 10, 15, 20}, code
        assert facts["basis"] in register(), code
        assert set(facts["by"]) <= {"clerk", "citizen", "employer", "system", "peer"}, code


@pytest.mark.parametrize("name", codes.table("procedures"))
def test_a_procedure_is_made_of_known_states_verbs_and_duties(name: str) -> None:
    states = {"start", *codes.table("statuses")}
    columns = {"from", "verb", "to", "duty", "line", "level", "does", "apart", "note", "waits",
               "days", "weekdays", "by"}  # fmt: skip

    for row in codes.table("procedures")[name].facts["transitions"]:
        assert row.keys() <= columns
        assert set(row["from"]) <= states
        assert row["to"] in states
        assert row["verb"] in codes.table("item_verbs")
        assert set(row.get("duty", ())) <= codes.table("duties").keys()
        assert set(row.get("by", ())) <= {"citizen", "employer"}
        assert row.get("line") in {None, *codes.table("lines")}
        assert row.get("level") in {None, "above"}
        assert row["does"] in {"decide", "record", "answer", "stop"}
        assert row.get("waits") in {None, *codes.table("waits")}


@pytest.mark.parametrize("name", codes.table("procedures"))
def test_no_two_transitions_of_a_procedure_answer_one_verb_in_one_state(name: str) -> None:
    rows = codes.table("procedures")[name].facts["transitions"]
    asked = [(state, row["verb"]) for row in rows for state in row["from"]]

    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("item", "weekdays"),
    [("person_enrolment", 10), ("transfer_in", 15), ("transfer_out", 15), ("retirement_claim", 20)],
)
def test_the_limits_are_those_of_the_regulation(item: str, weekdays: int) -> None:
    assert codes.table("items")[item].facts["weekdays"] == weekdays


def test_every_account_belongs_to_one_book() -> None:
    for code, account in codes.table("fund_accounts").items():
        assert account.facts["book"] == ("accounts" if code.startswith("8") else "fund"), code


def test_the_employees_pension_is_among_the_schemes() -> None:
    assert codes.table("schemes")[EMPLOYEES].text.zh == "企业职工基本养老保险"


def test_an_unknown_table_is_a_fault() -> None:
    with pytest.raises(FileNotFoundError):
        codes.table("nowhere")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("a: {zh: 甲, en: A: old}", r"items\.yaml: .*line 1"),
        ("a: {zh: 甲}", r"items\.yaml: a is not worded in zh and en"),
    ],
)
def test_a_table_that_cannot_be_read_says_which_and_where(source: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.compile(said, re.DOTALL)):
        codes.read_table("items", source)
