"""How two nodes find what differs: pure comparisons of sums and rows."""

import pytest

from tongchou.proof.reconcile.dialogue import (
    DEPTH_MAX,
    NONE,
    ROWS_MAX,
    Compared,
    Finding,
    Part,
    Path,
    Question,
    Sum,
    compare,
)

MONTH = Path(table="registry_contribution", month=24_297)
BUCKET = MONTH.below("7")
COLUMNS, KEY = ("ssn", "base_fen"), ("ssn",)


def compared(asked: Question, theirs: Part, ours: Part) -> Compared:
    return compare(asked, theirs, ours, columns=COLUMNS, key=KEY)


def test_where_the_sums_are_the_same_nothing_more_is_asked() -> None:
    same = Part({"registry_person": Sum(3, 5, 7)})

    assert compared(Question(Path()), same, same) == Compared()


@pytest.mark.parametrize("there", [Sum(4, 5, 7), Sum(3, 6, 7), Sum(3, 5, 8)])
def test_a_part_that_differs_in_anything_is_asked_for(there: Sum) -> None:
    here = Sum(3, 5, 7)

    found = compared(Question(MONTH), Part({"7": there, "8": here}), Part({"7": here, "8": here}))

    assert found == Compared((Question(BUCKET, rows=True, theirs=there, ours=here),))


def test_a_large_bucket_is_parted_before_its_rows_are_asked_for() -> None:
    large = ROWS_MAX + 1

    found = compared(Question(BUCKET), Part({"9": Sum(large, 1, 1)}), Part({"9": Sum(large, 1, 2)}))

    (asked,) = found.questions
    assert asked.path.buckets == (7, 9)
    assert not asked.rows


def test_what_can_be_parted_no_further_is_asked_for_row_by_row() -> None:
    deep = Question(MONTH.model_copy(update={"buckets": (0,) * (DEPTH_MAX - 1)}))
    large = ROWS_MAX + 1

    found = compared(deep, Part({"9": Sum(large, 1, 1)}), Part({"9": Sum(large, 1, 2)}))

    assert found.questions[0].rows


@pytest.mark.parametrize(("kind", "there", "here"), [("missing", 600, 0), ("surplus", 0, 600)])
def test_a_month_that_one_tier_has_nothing_of_is_found_as_a_whole(
    kind: str, there: int, here: int
) -> None:
    asked = Question(Path(table="registry_payment"))
    sums = {rows: {"24297": Sum(rows, 1, 1)} if rows else {} for rows in (there, here)}

    found = compared(asked, Part(sums[there]), Part(sums[here]))

    assert found == Compared(findings=(Finding(kind, "registry_payment", 24_297, {}, rows=600),))


def test_rows_are_compared_by_key_and_field_by_field() -> None:
    asked = Question(BUCKET, rows=True)
    theirs = Part({"": NONE}, [("1", "800"), ("2", "900"), ("3", None)])
    ours = Part({"": NONE}, [("4", "100"), ("3", ""), ("2", "900")])

    found = compared(asked, theirs, ours)

    month = MONTH.month
    assert found.findings == (
        Finding("missing", "registry_contribution", month, {"ssn": "1"}),
        Finding("different", "registry_contribution", month, {"ssn": "3"}, "base_fen", None, ""),
        Finding("surplus", "registry_contribution", month, {"ssn": "4"}),
    )


def test_a_sum_that_is_not_that_of_its_rows_is_told_with_the_tier_that_keeps_it() -> None:
    kept, made = Sum(1, 5, 5), Sum(1, 4, 4)
    row = [("1", "800")]

    found = compared(Question(BUCKET, True, theirs=made, ours=kept),
                     Part({"": made}, row), Part({"": made}, row))  # fmt: skip

    assert [(one.kind, one.field) for one in found.findings] == [("sum", "ministry")]


def test_kept_sums_that_differ_above_and_not_below_were_read_at_two_moments() -> None:
    same = Part({"7": Sum(1, 2, 3)})

    assert compared(Question(MONTH, False, Sum(1, 2, 3), Sum(1, 2, 4)), same, same) == Compared()
