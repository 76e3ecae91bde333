"""Lump sums: which move with a record, on which paper, and that the rest moves."""

from datetime import date
from typing import Any, get_args

import numpy as np
import pytest
from asking import line_values
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from tongchou.policy.employees.transfer import lump_sums_asked as asked_lump_sums
from tongchou.policy.employees.transfer.lump_sums import (
    PAPERS,
    LumpSum,
    lump_sum_refusals,
    notice_due,
    paper_needed,
    what_stays,
)
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.citation import register
from tongchou.standards.time import month

TODAY = date(2026, 11, 24)
LAW = Law(TODAY, scheme="110")
HANDLED = month(2023, 3)


def _lump(case: dict[str, Any]) -> LumpSum:
    return LumpSum(
        paid_on=date.fromisoformat(case["paid_on"]),
        months=int(case["months"]),
        paper=case["paper"],
        paper_on=date.fromisoformat(case["paper_on"]) if "paper_on" in case else None,
    )


@pytest.mark.parametrize("case", cases("lump_sums"), ids=lambda case: case["case"])
def test_a_lump_sum_moves_with_the_paper_of_its_time(case: dict[str, Any]) -> None:
    refused = lump_sum_refusals(LAW, _lump(case), HANDLED)

    assert [refusal.code for refusal in refused] == [case["refused"]] * bool(case["refused"])


def test_a_refusal_names_the_months_and_how_many_ask_for_a_paper() -> None:
    lump = LumpSum(date(2015, 5, 20), 40)

    (refusal,) = lump_sum_refusals(LAW, lump, HANDLED, row=2)

    assert "40个月(36个月及以上)" in refusal.text.zh
    assert "书面承诺书" in refusal.text.zh
    assert refusal.basis == "ministry-office-2019-94-1"
    assert refusal.row == 2


def test_a_refusal_since_2016_asks_for_a_document_and_cites_who_asks() -> None:
    missing = lump_sum_refusals(LAW, LumpSum(date(2018, 5, 20), 36), HANDLED)
    late = LumpSum(date(2018, 5, 20), 36, paper="court_judgment", paper_on=date(2019, 1, 10))

    made_afterwards = lump_sum_refusals(LAW, late, HANDLED)
    in_a_row = lump_sum_refusals(LAW, late, HANDLED, row=2)

    assert missing[0].basis == "ministry-2016-5-4"
    assert missing[0].row is None
    assert made_afterwards[0].basis == "ministry-office-2019-94-2"
    assert "2019-01-10" in made_afterwards[0].text.zh
    assert "2018-05-20" in made_afterwards[0].text.zh
    assert (made_afterwards[0].row, in_a_row[0].row) == (None, 2)


def test_a_paper_of_an_unknown_day_is_said_to_be_one() -> None:
    lump = LumpSum(date(2018, 5, 20), 36, paper="audit_report")

    (refusal,) = lump_sum_refusals(LAW, lump, HANDLED)

    assert "日期不明" in refusal.text.zh
    assert "an unknown day" in refusal.text.en


def test_a_lump_sum_that_names_no_money_holds_none_back() -> None:
    stays = what_stays(LAW, [LumpSum(date(2018, 5, 20), 36)], 36, HANDLED, Sheet())

    assert (stays.months, stays.base_sum_fen, stays.account_fen) == (36, 0, 0)


def test_what_does_not_move_stays_and_the_rest_moves() -> None:
    lumps = [
        LumpSum(date(2015, 5, 20), 36, 7_200_000, 576_000),
        LumpSum(date(2015, 5, 20), 40, 8_000_000, 640_000, paper="undertaking"),
        LumpSum(date(2018, 5, 20), 48, 9_600_000, 768_000),
    ]
    sheet = Sheet()

    stays = what_stays(LAW, lumps, 200, HANDLED, sheet)

    assert stays.months == 84  # 36 + 48
    assert stays.base_sum_fen == 16_800_000  # 72000.00 + 96000.00
    assert stays.account_fen == 1_344_000  # 5760.00 + 7680.00
    assert [refusal.row for refusal in stays.refusals] == [1, 3]
    assert line_values(sheet.worksheet()) == {
        "months_staying": 84,
        "months": 116,  # 200 − 84
        "base_sum_staying": 16_800_000,
        "account_staying": 1_344_000,
    }
    assert sheet.lines[-1].formula.zh == "5,760.00 + 7,680.00"


def test_without_lump_sums_the_whole_record_moves() -> None:
    sheet = Sheet()

    stays = what_stays(LAW, [], 200, HANDLED, sheet)

    assert (stays.months, stays.refusals) == (0, ())
    assert line_values(sheet.worksheet())["months"] == 200


def test_the_person_is_told_within_ten_working_days_of_the_letter() -> None:
    sheet = Sheet()

    assert notice_due(LAW, date(2023, 3, 6), sheet) == date(2023, 3, 20)
    assert sheet.lines[-1].name == "notice_due_on"
    assert sheet.lines[-1].formula.zh == "2023-03-06 + 10 个工作日"


def test_before_the_notice_of_2016_nothing_is_known_of_papers() -> None:
    with pytest.raises(NotInForce):
        lump_sum_refusals(LAW, LumpSum(date(2015, 5, 20), 36), month(2016, 10))

    assert lump_sum_refusals(LAW, LumpSum(date(2015, 5, 20), 36), month(2016, 11))


def test_every_paper_rests_on_a_document_of_the_register() -> None:
    assert all(paper.basis in register() for paper in PAPERS.values())


@given(st.integers(0, 600), st.dates(date(1998, 1, 1), date(2026, 11, 24)))
def test_more_months_never_need_less(months: int, paid_on: date) -> None:
    needed = paper_needed(months, paid_on.toordinal(), 36)

    assert paper_needed(months + 1, paid_on.toordinal(), 36) >= needed


def test_a_column_of_lump_sums_needs_what_each_needs_alone() -> None:
    months = np.arange(30, 42)
    paid_on = np.full(12, date(2016, 11, 28).toordinal()) - np.arange(12) % 2

    column = paper_needed(months, paid_on, 36)

    assert column.tolist() == [0] * 6 + [2, 1] * 3
    assert column.tolist() == [
        paper_needed(*row, 36) for row in zip(months.tolist(), paid_on.tolist(), strict=True)
    ]


def test_whoever_asks_is_told_what_moves_what_stays_and_why() -> None:
    asked = {
        "months": "120",
        "letter_on": "2023-03-06",
        "lump_sums": [
            {"paid_on": "2015-05-20", "months": "36", "base_sum": "72000", "account": "5760"},
            {"paid_on": "2015-06-20", "months": "36", "paper": "undertaking"},
        ],
    }

    found = answer(asked_lump_sums.RULE, asked, known_on=TODAY).result

    assert found is not None
    assert (found["months"], found["months_staying"]) == (84, 36)
    assert (found["base_sum_staying"], found["account_staying"]) == ("72000.00", "5760.00")
    assert [reason["code"] for reason in found["reasons"]] == ["lump_sum.paper_missing"]
    assert found["notice_due_on"] == "2023-03-20"


def test_where_everything_moves_nobody_need_be_told() -> None:
    asked = {"months": "120", "letter_on": "2023-03-06", "lump_sums": []}

    found = answer(asked_lump_sums.RULE, asked, known_on=TODAY).result

    assert found is not None
    assert (found["months"], found["reasons"], found["notice_due_on"]) == (120, [], None)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"months": "71"}, "lump_sum.too_many_months", "lump_sums"),  # 36 + 36
        ({"letter_on": "2018-05-19"}, "lump_sum.paid_after_letter", "lump_sums.1.paid_on"),
        ({"months": True}, "form.value_error", "months"),
    ],
)
def test_lump_sums_that_cannot_be_are_refused_by_name(
    change: dict[str, Any], code: str, field: str
) -> None:
    lumps = [
        {"paid_on": "2015-05-20", "months": "36", "paper": None, "paper_on": None},
        ["2018-05-20", "36"],
    ]
    asked = {"months": "72", "letter_on": "2018-05-20", "lump_sums": lumps}

    (refusal,) = answer(asked_lump_sums.RULE, asked | change, known_on=TODAY).refusals
    whole = answer(asked_lump_sums.RULE, asked, known_on=TODAY).result

    assert (refusal.code, refusal.field) == (code, field)
    assert whole is not None
    assert whole["months"] == 0  # 72 − 72


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_of_the_law_may_be_named(paper: str) -> None:
    lump = {"paid_on": "2018-05-20", "months": "36", "paper": paper, "paper_on": "2018-03-10"}
    asked = {"months": "120", "letter_on": "2023-03-06", "lump_sums": [lump]}

    found = answer(asked_lump_sums.RULE, asked, known_on=TODAY).result

    assert found is not None
    assert found["months"] == (84 if paper == "undertaking" else 120)


def test_no_paper_is_no_word_among_papers() -> None:
    assert "" not in get_args(asked_lump_sums.Paper)
    assert set(get_args(asked_lump_sums.Paper)) == set(PAPERS)
