"""Each kind of name is found as people look for it: in part, by sound, in whatever form."""

import pytest

from counter import FACTORY, MILL, apply, enrol, register_employer, ssn_of
from tongchou.proof.repair.changes.searching import Refilled, fill_if_empty, refill
from tongchou.registry.models import Employer, Person, SearchKey
from tongchou.registry.queries import employers_found, people_found, search, subjects_found
from tongchou.standards.messages import EarlierRecordEntered
from tongchou.standards.search import search_of

pytestmark = pytest.mark.usefixtures("province")


def known(*names: str) -> list[str]:
    """Enrol people of these names, and return their numbers."""
    register_employer()
    ssns = [ssn_of("19800101", f"{place:03}") for place in range(1, len(names) + 1)]
    for ssn, name in zip(ssns, names, strict=True):
        enrol(ssn, name, employer=FACTORY)
    return ssns


def found(text: str) -> list[str]:
    hits = people_found(search_of(text), division="", province="34")
    return [person.name for person in hits.rows]


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("陈建国", ["陈", "陈建", "建国", "chenjianguo", "Chen Jianguo", "chenjian", "jianguo",
                    "cjg", "CJ", "CHEN", "建国 陈", "jianguo chen"]),
        ("欧阳娜娜", ["欧阳", "阳娜", "ouyang", "ouyang nana", "oynn", "nana"]),
        ("陳大文", ["陈大文", "陳大文", "陈", "陳", "大文", "chendawen", "cdw"]),
        ("陈大文", ["陳大文", "陳"]),
        ("曾国藩", ["zeng", "zengguofan", "zgf", "ceng"]),
        ("单雄信", ["shan", "sxx", "danxiongxin"]),
        ("解缙", ["xie", "xj", "jiejin"]),
        ("仇英", ["qiu", "qy", "qiuying"]),
        ("区大相", ["ou", "oudaxiang", "odx"]),
        ("尉迟恭", ["yuchi", "ycg"]),
        ("吕布", ["lvbu", "lubu", "LYUBU", "lü bu", "lb"]),
        ("李乐", ["lile", "liyue"]),
        ("Maria del Carmen Ros", ["MARIA", "maria del", "Carmen", "ROS MARIA", "ros, maria",
                                  "aria"]),
        ("Jürgen Müller", ["jurgen", "MULLER", "Müller", "muller jurgen", "müller"]),
        ("Łukasz Wójcik", ["lukasz", "wojcik"]),
        ("艾力·买买提", ["艾力买买提", "艾力•买买提", "艾力・买买提", "艾力", "买买提 艾力",
                       "买买提", "买提", "aili", "maimaiti", "almmt", "艾力．买买提"]),
        ("阿卜杜拉•艾合买提", ["阿卜杜拉·艾合买提", "艾合买提", "阿卜杜拉艾合买提"]),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_typed(name: str, texts: list[str]) -> None:
    known(name, "赵钱孙")

    assert {text: found(text) for text in texts if found(text) != [name]} == {}


@pytest.mark.parametrize("text", ["国", "j", "guo", "chenguo", "陈国", "gj", "建国强", "·", "%"])
def test_what_is_no_part_of_a_name_finds_nobody(text: str) -> None:
    known("陈建国")

    assert found(text) == []


def test_what_fits_best_stands_first() -> None:
    names = ("王建国", "建国", "建国强", "剑郭", "江国", "蒋鸽")
    known(*reversed(names))

    assert found("建国") == ["建国", "建国强", "王建国"]
    assert {*found("jianguo")[:2]} == {"建国", "剑郭"}
    assert found("jianguo")[2:] == ["建国强", "王建国"]
    assert {*found("jg")[:4]} == {"建国", "剑郭", "江国", "蒋鸽"}
    assert found("jg")[4:] == ["建国强"]


def test_more_than_a_page_is_cut_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "HITS_MAX", 3)
    known("陈一", "陈二", "陈三", "陈四")

    hits = people_found(search_of("陈"), division="", province="34")

    assert (len(hits.rows), hits.is_all, hits.tally) == (3, False, "3+")


def test_who_is_of_another_place_is_passed_over_and_a_walk_that_ends_early_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known("陈一", "陈二")
    register_employer(MILL, "芜湖纺织有限公司", "340209")
    enrol(ssn_of("19800101", "009"), "陈三", employer=MILL)

    def of_wuhu() -> tuple[list[str], bool]:
        hits = people_found(search_of("陈"), division="3402", province="34")
        return [person.name for person in hits.rows], hits.is_all

    assert of_wuhu() == (["陈三"], True)
    monkeypatch.setattr(search, "WALKED_MAX", 2)
    assert not of_wuhu()[1]


def test_who_has_an_earlier_record_only_is_found_by_name_too() -> None:
    apply(
        EarlierRecordEntered(
            scheme="110", ssn=ssn_of("19700101"), name="欧阳修", source="prior", paid_in="34",
            from_month="1990-01", until_month="1995-01", months=58, wage_index_e4=9_500,
            base_sum_fen=0, account_fen=1_000,
        )
    )  # fmt: skip

    assert found("ouyang") == ["欧阳修"]


def employers(text: str) -> list[str]:
    return [one.name for one in employers_found(text, province="34", division="").rows]


@pytest.mark.parametrize(
    "text",
    ["皖江", "机械有限", "wanjiang", "wjjx", "ahwj", "安徽皖江機械", "B8PHNT1R2T", "1r2t",
     "机械 皖江", "91340104b8", "安徽 皖江", "江"],
)  # fmt: skip
def test_an_employer_is_found_by_name_sound_and_code(text: str) -> None:
    register_employer(FACTORY, "安徽皖江机械有限公司")
    register_employer(MILL, "芜湖纺织有限公司", "340209")

    assert employers(text) == ["安徽皖江机械有限公司"]


def test_an_employer_is_found_by_the_name_it_had_behind_those_who_have_it() -> None:
    register_employer(FACTORY, "皖江机械厂")
    register_employer(FACTORY, "江淮装备有限公司")
    register_employer(MILL, "新皖江贸易有限公司", "340209")

    assert employers("皖江") == ["新皖江贸易有限公司", "江淮装备有限公司"]
    assert employers("wjjx") == employers("皖江机械厂") == ["江淮装备有限公司"]
    assert Employer.objects.get(credit_code=FACTORY).former_names == ["皖江机械厂"]


def test_a_name_taken_again_is_no_former_one() -> None:
    for name in ("皖江机械厂", "江淮装备有限公司", "皖江机械厂"):
        register_employer(FACTORY, name)

    assert Employer.objects.get().former_names == ["江淮装备有限公司"]
    assert refill() == Refilled(0, 0, 0)


def test_whoever_something_is_about_is_told_by_number_and_code() -> None:
    (ssn,) = known("皖江龙")

    assert subjects_found("皖江", province="34") == [ssn, FACTORY]
    assert subjects_found("皖江", ending=ssn[-4:], province="34") == [ssn]


def test_keys_that_are_missing_or_surplus_are_made_anew() -> None:
    known("曾国藩", "Ann")
    kept = set(SearchKey.objects.values_list("pk"))
    SearchKey.objects.filter(key="1曾国藩").delete()
    SearchKey.objects.create(province="34", is_employer=False, key="1某", subject="1")
    Person.objects.filter(name="曾国藩").update(name_key="ceng guo fan")

    assert refill() == Refilled(missing=1, surplus=1, sounds=1)
    assert set(SearchKey.objects.values_list("pk")) == kept
    assert refill() == Refilled(0, 0, 0)


def test_a_node_without_any_keys_is_filled_when_it_is_prepared() -> None:
    known("曾国藩")
    SearchKey.objects.all().delete()

    fill_if_empty()

    assert found("zeng") == ["曾国藩"]
