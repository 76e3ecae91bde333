"""Where cities have a benefit base of their own, the last employer's city counts 计发基数."""

from lives import claim, work

from counter import (
    MAN,
    MAN_NAME,
    MILL,
    Stand,
    accepted,
    apply,
    enrol,
    hand_in,
    register_employer,
    said,
    sheet,
)
from tongchou.standards.messages import EmploymentEnded


def test_shenyang_has_its_own_base(stand: Stand) -> None:
    stand("21")
    work(MAN, MAN_NAME, place="210102", archive=("1996-01", "2024-09"), here=None)

    item = accepted("retirement_claim", claim(MAN, MAN_NAME))

    # 辽宁 as a whole has 7201; 8266 × 1.8 ÷ 2 × 342 ÷ 12 × 1 % = 2120.23
    assert sheet(item)["benefit_base"] == (826_600, "")
    assert sheet(item)["basic"][0] == 212_023


def test_a_city_without_a_base_takes_the_provinces(stand: Stand) -> None:
    stand("21")
    work(MAN, MAN_NAME, place="210702", archive=("1996-01", "2024-09"), here=None)

    item = accepted("retirement_claim", claim(MAN, MAN_NAME))

    assert sheet(item)["benefit_base"] == (720_100, "")


def test_the_latest_employer_tells_the_city(stand: Stand) -> None:
    stand("21")
    work(MAN, MAN_NAME, place="210102", archive=("1996-01", "2024-09"), here=None)
    apply(
        EmploymentEnded(scheme="110", ssn=MAN, credit_code="", until_month="2024-06", reason="221")
    )
    register_employer(MILL, "锦州纺织厂", "210702")
    enrol(MAN, MAN_NAME, employer=MILL, from_month="2024-06")

    item = accepted("retirement_claim", claim(MAN, MAN_NAME))

    assert sheet(item)["benefit_base"] == (720_100, "")


def test_in_wuhan_the_index_is_measured_by_the_citys_wage_too(stand: Stand) -> None:
    stand("42")
    work(MAN, MAN_NAME, place="420102")

    item = accepted("retirement_claim", claim(MAN, MAN_NAME))

    # 8000 ÷ 7489 = 1.0682; (342 × 0.8 + 3 × 1.0682) ÷ 345 = 276.8046 ÷ 345
    assert sheet(item)["wage_index"] == (8_023, "276.8046 ÷ 345")
    assert sheet(item)["benefit_base"] == (902_200, "")


def test_a_county_under_the_province_itself_is_its_own_city(stand: Stand) -> None:
    stand("42")
    work(MAN, MAN_NAME, place="429005", archive=("1996-01", "2024-09"), here=None)

    item = accepted("retirement_claim", claim(MAN, MAN_NAME))

    assert sheet(item)["benefit_base"] == (695_400, "")  # 潜江


def test_where_no_city_is_known_and_cities_differ_nothing_is_guessed(stand: Stand) -> None:
    stand("42")
    work(MAN, MAN_NAME, place="420502")  # 宜昌 has a base, but its average wage is not entered

    done = hand_in("retirement_claim", claim(MAN, MAN_NAME))

    assert said(done) == [
        (
            "law.not_in_force",
            "",
            "湖北宜昌2023-07没有生效的“全口径城镇单位就业人员月平均工资”",
            "No 'average monthly wage' is in force in Yichang (Hubei) for 2023-07",
        )
    ]
