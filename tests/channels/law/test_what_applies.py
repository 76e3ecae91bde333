"""The page of what applies here: anybody reads it, on any day; it says what is missing."""

import csv
import io
import re
from typing import Any

import pytest
from visiting import browser, page_of

from tongchou import __version__
from tongchou.agency.models import AccessRecord
from tongchou.workflow.catalogue import catalogue

pytestmark = pytest.mark.usefixtures("counter")


def shown(query: str = "") -> str:
    return page_of(browser().get(f"/applies/?{query}"))


def test_figures_say_since_when_from_which_source_and_whose_they_are() -> None:
    page = shown("on=2024-09-30&text=缴费基数下限")

    assert "4,227.00 元" in page
    assert "2024年1月" in page
    assert "安徽" in page
    assert "执行中" in page
    assert __version__ in page


def test_what_is_missing_and_what_stands_in_is_said_first() -> None:
    page = shown("on=2026-11-30")

    assert re.search(r"空缺\d+项", page)
    assert page.index("空缺") < page.index("政策参数")


def test_every_item_stands_there_with_its_steps_and_its_limit() -> None:
    page = shown()

    for code in catalogue():
        assert code in page
    assert "受理 → 复核 → 审批" in page
    assert "20个工作日" in page


@pytest.mark.parametrize("on", ["2024-13-01", "yesterday", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_answered_with_today_and_a_word(on: str) -> None:
    answer = browser().get(f"/applies/?on={on}")

    assert answer.status_code == 422
    assert "请输入日期" in page_of(answer)
    assert "2024年11月5日" in page_of(answer)


def test_a_text_finds_figures_and_items_and_nothing_says_so() -> None:
    page = shown("text=退休申领")

    assert "退休申领" in page
    assert "没有找到参数" in page
    assert "没有找到事项" in shown("text=nothing-of-the-kind")


def test_its_files_are_anybody_s_and_unrecorded() -> None:
    answer = browser().get("/applies/?on=2024-09-30&export=figures.csv")

    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode()[1:], newline="")))
    floor = next(row for row in rows if row["参数"] == "缴费基数下限")
    assert (floor["数值"], floor["起始年月"]) == ("4,227.00 元", "2024-01")
    assert not AccessRecord.objects.exists()


def test_a_signed_in_reader_sees_the_same_page_without_a_face_s_bar() -> None:
    page = page_of(browser("clerk").get("/applies/"))

    assert "/applies/sign-out" not in page
    assert "/applies/password" not in page


def test_a_machine_reads_the_same_without_a_token() -> None:
    told = browser().get("/api/v1/applies?on=2024-09-30").json()

    floor = next(one for one in told["figures"] if one["name"] == "base_floor")
    assert (floor["value"], floor["unit"], floor["state"]) == (422_700, "fen", "in_force")
    assert (floor["from_month"], floor["until_month"]) == ("2024-01", "2025-01")
    claim = next(one for one in told["items"] if one["code"] == "retirement_claim")
    assert (claim["working_days"], len(claim["steps"])) == (20, 3)
    assert told["software"] == __version__


@pytest.mark.parametrize("asked", ["on=2024-13-01", "on=0001-01-01", "scheme=999", "scheme=abcd"])
def test_a_machine_s_question_that_makes_no_sense_is_refused(asked: str) -> None:
    assert browser().get(f"/api/v1/applies?{asked}").status_code == 422


def test_the_ministry_tells_the_country_s(capital: Any) -> None:
    del capital

    page = shown("text=缴费")

    assert "单位缴费比例" in page
    assert "缴费基数下限" not in page
