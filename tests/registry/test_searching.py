"""Finding people and employers, each clerk within the own divisions."""

import pytest

from counter import FACTORY, MAN, MILL, WOMAN, apply, enrol, register_employer, ssn_of
from tongchou.registry.queries import employers_found, employers_in, people_found, people_in
from tongchou.standards.messages import EmploymentEnded, PersonsEnrolled
from tongchou.standards.search import search_of

pytestmark = pytest.mark.usefixtures("people")

ALONE, ELSEWHERE = ssn_of("19700101", "108"), ssn_of("19700101", "116")
SHUSHAN, YIJIANG, HEFEI, WUHU = "340104", "340209", "3401", "3402"


@pytest.fixture
def people(province: object) -> None:
    """Let a man work in 合肥, a woman in 合肥 and 芜湖, one on their own, one in 江苏."""
    del province
    register_employer(FACTORY, "安徽皖江机械有限公司", SHUSHAN)
    register_employer(MILL, "芜湖纺织有限公司", YIJIANG)
    enrol(MAN, "陈建国", employer=FACTORY)
    enrol(WOMAN, "李安", employer=FACTORY)
    enrol(WOMAN, "李安", employer=MILL)
    enrol(ALONE, "欧阳100%", employer="")
    message = PersonsEnrolled(
        scheme="110", from_month="2024-01", ssns=[ELSEWHERE], names=["陈在江苏"], credit_codes=[""]
    )
    apply(message, province="32")


def found(text: str, division: str = "") -> list[str]:
    hits = people_found(search_of(text), division=division, province="34")
    assert hits.is_all
    return [person.name for person in hits.rows]


def listed(division: str) -> list[str]:
    people = people_in(division, province="34")
    return [person.name for person in people.order_by("name_key")]


def test_without_a_word_everybody_is_listed_and_nobody_found() -> None:
    # chen, li, ou
    assert listed("") == ["陈建国", "李安", "欧阳100%"]
    assert found("") == []


@pytest.mark.parametrize(
    "text",
    [
        "陈", "陈建国", MAN, f"  {MAN} ", f"陈 {MAN[-4:]}", f"{MAN[-4:]} 陈", f"陈 {MAN}",
        f"建国 {MAN[-4:]}", f"cjg {MAN[-4:]}",
    ],
)  # fmt: skip
def test_a_person_is_found_by_name_or_whole_number(text: str) -> None:
    assert found(text) == ["陈建国"]


@pytest.mark.parametrize(
    "text",
    [
        "国",
        "国建",
        "g",
        MAN[1:],
        MAN[:10],
        "陈建国先生",
        "%",
        "_",
        "\\",
        "'",
        f"李 {MAN}",
        f"李 {MAN[-4:]}",
        "34-1",
    ],
)
def test_nothing_else_finds_anybody(text: str) -> None:
    assert found(text) == []


def test_a_percent_sign_stands_for_nothing() -> None:
    assert found("欧阳100%") == ["欧阳100%"]
    assert found("欧%") == ["欧阳100%"]
    assert found("欧%0") == []


def test_a_small_x_is_a_large_one() -> None:
    with_x = next(
        number
        for number in (ssn_of("19700101", f"{serial:03d}") for serial in range(100))
        if number.endswith("X")
    )
    enrol(with_x, "末位", employer=FACTORY)

    assert found(with_x.lower()) == ["末位"]


def test_another_province_s_people_are_never_found() -> None:
    assert found(ELSEWHERE) == []
    assert "陈在江苏" not in found("陈")


@pytest.mark.parametrize(
    ("division", "names"),
    [
        (SHUSHAN, ["陈建国", "李安"]),
        (HEFEI, ["陈建国", "李安"]),
        (YIJIANG, ["李安"]),
        (WUHU, ["李安"]),
        ("340111", []),
        ("340104901", []),
    ],
)
def test_a_clerk_finds_the_people_of_the_own_division_once_each(
    division: str, names: list[str]
) -> None:
    assert listed(division) == names
    assert [name for text in ("陈", "李") for name in found(text, division)] == names


def test_who_is_asked_for_by_number_is_found_in_the_own_division_only() -> None:
    assert people_in(HEFEI, province="34").filter(ssn=MAN).exists()
    assert not people_in(WUHU, province="34").filter(ssn=MAN).exists()


def test_who_is_responsible_for_no_division_finds_no_employer() -> None:
    assert not employers_in(province="34", divisions=[]).exists()


def test_who_left_an_employer_is_still_found_where_it_lies() -> None:
    apply(
        EmploymentEnded(
            scheme="110", ssn=MAN, credit_code=FACTORY, until_month="2024-11", reason="221"
        )
    )

    assert "陈建国" in listed(SHUSHAN)
    assert found("陈", SHUSHAN) == ["陈建国"]


def test_employers_are_listed_by_division_with_their_people_counted() -> None:
    apply(
        EmploymentEnded(
            scheme="110", ssn=MAN, credit_code=FACTORY, until_month="2024-11", reason="221"
        )
    )

    found = employers_in(province="34", divisions=[""])

    # of the factory's two the man has left
    assert [(one.credit_code, one.people) for one in found] == [(FACTORY, 1), (MILL, 1)]


@pytest.mark.parametrize(
    ("divisions", "codes"),
    [([SHUSHAN], [FACTORY]), ([WUHU], [MILL]), ([HEFEI, WUHU], [FACTORY, MILL]), (["32"], [])],
)
def test_employers_are_listed_within_the_divisions(divisions: list[str], codes: list[str]) -> None:
    found = employers_in(province="34", divisions=divisions)

    assert [one.credit_code for one in found] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("皖江机械", [FACTORY]),
        ("有限公司", [FACTORY, MILL]),
        ("纺", [MILL]),
        ("司", [FACTORY, MILL]),
        ("江皖", []),
        ("机械有", [FACTORY]),
        ("皖江有限", []),
        (FACTORY[:10].lower(), [FACTORY]),
        ("%", []),
    ],
)
def test_an_employer_is_found_by_any_part_of_its_name(text: str, codes: list[str]) -> None:
    hits = employers_found(text, province="34", division="")

    assert [one.credit_code for one in hits.rows] == codes


def test_employers_of_another_province_are_not_listed() -> None:
    assert not employers_in(province="32", divisions=[""]).exists()
