"""Columns reach the database as they were, whatever stands in them."""

from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongchou.storage.rows import array_of, copy, execute, fetch

# PostgreSQL's text holds anything but NUL and half an emoji.
ANY_TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
QUERIES = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ODD = [
    "", "NULL", "null", "Null", '"', '""', "\\", "\\\\", '\\"', "{}", "{1,2}", ",", "a,b", "'",
    "''", "%", "%s", "%(ssns)s", " 首尾有空格 ", "第一行\n第二行\t制表", "陈建国", "🏭", "\\N",
    "\\.", "--", ";",
]  # fmt: skip


def back(column: Any) -> list[str]:
    rows = fetch(
        "SELECT text FROM unnest(%(column)s::text[]) WITH ORDINALITY AS given (text, place)"
        " ORDER BY place",
        column=column,
    )
    return [text for (text,) in rows]


@pytest.mark.parametrize("text", ODD)
def test_a_column_of_one_odd_text_comes_back_as_it_was(province: Any, text: str) -> None:
    del province

    assert back([text]) == [text]


def test_odd_texts_stand_beside_each_other(province: Any) -> None:
    del province

    assert back(ODD) == ODD


@QUERIES
@given(column=st.lists(ANY_TEXT, max_size=8))
def test_any_column_of_texts_comes_back_as_it_was(province: Any, column: list[str]) -> None:
    del province

    assert back(column) == column


@QUERIES
@given(column=st.lists(st.integers(-(2**63), 2**63 - 1), max_size=8))
def test_any_column_of_numbers_comes_back_as_it_was(province: Any, column: list[int]) -> None:
    del province

    rows = fetch(
        "SELECT number FROM unnest(%(column)s::bigint[]) WITH ORDINALITY AS given (number, place)"
        " ORDER BY place",
        column=column,
    )

    assert [number for (number,) in rows] == column


def test_a_set_is_a_column_too(province: Any) -> None:
    del province

    assert sorted(back({"b", "a"})) == sorted(back(frozenset({"a", "b"}))) == ["a", "b"]


def test_a_word_that_looks_like_nothing_is_a_word(province: Any) -> None:
    del province

    [(is_nothing,)] = fetch("SELECT (%(column)s::text[])[1] IS NULL", column=["NULL"])

    assert is_nothing is False


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ([], "{}"),
        ([1, -2, 3], "{1,-2,3}"),
        (["a", "b"], '{"a","b"}'),
        (['a"b'], '{"a\\"b"}'),
        (["a\\b", "c"], '{"a\\\\b","c"}'),
        (['","'], '{"\\",\\""}'),
    ],
)
def test_a_column_is_written_as_postgresql_reads_it(column: Any, written: str) -> None:
    assert array_of(column) == written


def test_a_statement_says_how_many_rows_it_touched(province: Any) -> None:
    del province

    touched = execute("SELECT generate_series(1, %(count)s)", count=7)

    assert touched == 7


def copied(column: list[str]) -> list[tuple[str, str, int]]:
    """COPY a column beside one that is the same in every row, and return the rows."""
    execute("CREATE TEMP TABLE IF NOT EXISTS copied (place int, own text, same text, number int)")
    execute("TRUNCATE copied")
    places = list(range(len(column)))
    copy("copied", {"place": places, "own": column, "same": "\\ 1\t2", "number": 7})
    return fetch("SELECT own, same, number FROM copied ORDER BY place")


@pytest.mark.usefixtures("province")
def test_odd_texts_are_copied_as_they_are() -> None:
    assert copied(ODD) == [(text, "\\ 1\t2", 7) for text in ODD]


@pytest.mark.usefixtures("province")
@QUERIES
@given(column=st.lists(ANY_TEXT, max_size=8))
def test_any_column_is_copied_as_it_is(column: list[str]) -> None:
    assert copied(column) == [(text, "\\ 1\t2", 7) for text in column]


@pytest.mark.usefixtures("province")
def test_a_key_that_is_held_already_fails_a_copy_as_it_fails_a_statement() -> None:
    execute("CREATE TEMP TABLE keyed (key text PRIMARY KEY)")

    with pytest.raises(IntegrityError):
        copy("keyed", {"key": ["a", "b", "a"]})
