"""The market regulator tells which employers there are 市场监管登记信息共享."""

from typing import Any

import pytest

from counter import (
    AT,
    FACTORY,
    MILL,
    TODAY,
    booked,
    credit_code_of,
    everything,
    here,
    refusal_codes,
    register_employer,
    told,
)
from tongchou.registry.models import Employer
from tongchou.standards.messages import SLICE_ROWS, EmployersRegistered
from tongchou.workflow.changes import accept

pytestmark = pytest.mark.usefixtures("province")


def fed(*rows: dict[str, str]) -> Any:
    return accept(
        "employer_feed", {"employers": list(rows)}, province=here(), at=AT, source="system"
    )


def employer(
    code: str, name: str = "安徽皖江机械有限公司", place: str = "340104"
) -> dict[str, str]:
    return {"credit_code": code, "name": name, "division_code": place}


def held() -> list[tuple[str, str, str]]:
    rows = Employer.objects.order_by("credit_code")
    return list(rows.values_list("credit_code", "name", "division_code"))


def test_all_employers_of_a_feed_are_registered_and_told_once() -> None:
    done = fed(employer(FACTORY), employer(MILL, "芜湖纺织厂", "340209"))

    assert done.item.status == "completed"
    assert done.item.outcome == {"employers": 2, "registered": 2, "known": 0}
    assert held() == [
        (FACTORY, "安徽皖江机械有限公司", "340104"),
        (MILL, "芜湖纺织厂", "340209"),
    ]
    assert told(done.item) == [
        EmployersRegistered(
            scheme="110",
            registered_on=TODAY,
            credit_codes=[FACTORY, MILL],
            names=["安徽皖江机械有限公司", "芜湖纺织厂"],
            division_codes=["340104", "340209"],
        )
    ]
    assert booked(done.item) == []


def test_an_employer_that_is_known_is_brought_up_to_date() -> None:
    register_employer(FACTORY, "旧名称", "340102")

    done = fed(employer(FACTORY), employer(MILL))

    assert done.item.outcome == {"employers": 2, "registered": 1, "known": 1}
    assert held()[0] == (FACTORY, "安徽皖江机械有限公司", "340104")


def test_of_one_code_written_twice_the_later_row_stands() -> None:
    done = fed(employer(FACTORY, "旧名称"), employer(FACTORY.lower(), "新名称"))

    assert done.item.outcome == {"employers": 1, "registered": 1, "known": 0}
    assert held() == [(FACTORY, "新名称", "340104")]


def test_rows_of_another_province_are_refused_by_their_numbers_and_nothing_is_kept() -> None:
    before = everything()

    done = fed(employer(FACTORY), employer(MILL, "苏州纺织厂", "320505"))

    assert [(refusal.code, refusal.row, refusal.text.zh, refusal.text.en) for refusal in done] == [
        (
            "employer.other_province",
            2,
            "第2行单位“苏州纺织厂”不在本省",
            "Row 2: '苏州纺织厂' lies in another province",
        )
    ]
    assert done[0].remedy.zh == "请从清单中移出后重新提交"
    assert everything() == before


def test_a_row_that_cannot_be_read_is_named_by_its_place() -> None:
    done = fed(employer(FACTORY), employer(MILL, place="3402"))

    assert [refusal.field for refusal in done] == ["employers.1.division_code"]


def test_an_empty_feed_is_refused() -> None:
    assert refusal_codes(fed()) == ["form.too_short"]


def test_the_same_feed_again_changes_nothing() -> None:
    first = fed(employer(FACTORY), employer(MILL))
    before = everything()

    again = fed(employer(FACTORY), employer(MILL))

    assert (again.item.number, again.repeated) == (first.item.number, True)
    assert everything() == before


def test_a_large_feed_is_told_in_slices_that_fit_a_message() -> None:
    rows = [employer(credit_code_of(f"91340104{place:09d}")) for place in range(SLICE_ROWS + 1)]

    done = fed(*rows)

    assert [len(message.credit_codes) for message in told(done.item)] == [SLICE_ROWS, 1]
    assert Employer.objects.count() == SLICE_ROWS + 1
