"""The months of a dossier: unbroken runs, each month once, wherever it was earned."""

from typing import Any

import pytest

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    TODAY,
    apply,
    contribute,
    declare,
    enrol,
    receive,
    register_employer,
)
from tongchou.registry.dossier import Dossier, dossier_of
from tongchou.standards.messages import (
    EarlierRecordEntered,
    PersonsEnrolled,
    TransferAnswered,
    TransferRequested,
)

pytestmark = pytest.mark.usefixtures("working")


@pytest.fixture
def working(province: Any) -> None:
    """Let a man work for the factory and for the mill."""
    del province
    register_employer(FACTORY)
    register_employer(MILL, "芜湖纺织有限公司", "340209")
    enrol(MAN, MAN_NAME)
    enrol(MAN, MAN_NAME, employer=MILL)


def earlier(
    source: str, paid_in: str, first: str, until: str, months: int, *, province: str = ""
) -> None:
    apply(
        EarlierRecordEntered(scheme="110",
            ssn=MAN, name=MAN_NAME, source=source, paid_in=paid_in, from_month=first,
            until_month=until, months=months, wage_index_e4=10_000, base_sum_fen=0,
            account_fen=0,
        ),
        province=province,
    )  # fmt: skip


def moved(letter: str, origin: str, destination: str, *, refused: bool = False) -> None:
    apply(
        TransferRequested(scheme="110",
            letter=letter, ssn=MAN, name=MAN_NAME, origin=origin, destination=destination,
            requested_on=TODAY,
        )
    )  # fmt: skip
    apply(
        TransferAnswered(scheme="110",
            letter=letter, ssn=MAN, name=MAN_NAME, origin=origin, destination=destination,
            answered_on=TODAY, refused=refused, reason="", years=[], months=[], base_sum_fens=[],
            index_sums_e4=[], earlier=[], account_fen=0, pooled_fen=0,
        )
    )  # fmt: skip


def dossier() -> Dossier:
    found = dossier_of(MAN, [], scheme="110")
    assert found is not None
    return found


def runs(province: str = "34") -> list[tuple[str, str, str, int]]:
    """Return (kind, first month, month after the last, months) of a province's runs."""
    [part] = [part for part in dossier().as_json()["provinces"] if part["province"] == province]
    return [
        (run["kind"], run["from_month"], run["until_month"], run["months"])
        for run in part["stretches"]
    ]


def test_who_never_contributed_has_no_months() -> None:
    assert dossier().months == 0
    assert runs() == []


def test_months_that_follow_each_other_are_one_run() -> None:
    contribute(MAN, "2023-11", "2024-02")

    # November, December, January, February
    assert runs() == [("paid", "2023-11", "2024-03", 4)]
    assert dossier().months == 4


def test_a_month_left_out_parts_two_runs() -> None:
    contribute(MAN, "2024-01", "2024-03")
    contribute(MAN, "2024-05", "2024-05")

    assert runs() == [("paid", "2024-01", "2024-04", 3), ("paid", "2024-05", "2024-06", 1)]
    assert dossier().months == 3 + 1


def test_a_month_that_is_due_parts_what_was_paid_and_does_not_count() -> None:
    contribute(MAN, "2024-01", "2024-02")
    declare(MAN, "2024-03")
    contribute(MAN, "2024-04", "2024-04")

    assert runs() == [
        ("paid", "2024-01", "2024-03", 2),
        ("due", "2024-03", "2024-04", 1),
        ("paid", "2024-04", "2024-05", 1),
    ]
    assert dossier().months == 2 + 1


def test_a_month_with_two_employers_is_one_month() -> None:
    contribute(MAN, "2024-01", "2024-02")
    declare(MAN, "2024-02", employer=MILL)
    receive("2024-02", employer=MILL)

    assert runs() == [("paid", "2024-01", "2024-03", 2)]
    assert dossier().months == 2


def test_a_month_that_one_of_two_employers_paid_is_paid() -> None:
    contribute(MAN, "2024-01", "2024-01")
    declare(MAN, "2024-01", employer=MILL)

    assert runs() == [("paid", "2024-01", "2024-02", 1)]


def test_an_archived_run_counts_its_months_and_not_its_length() -> None:
    earlier("prior", "34", "1990-01", "1995-01", 58)
    contribute(MAN, "2024-01", "2024-01")

    # 58 of the 60 months from 1990 to 1994, and January 2024
    assert runs() == [("prior", "1990-01", "1995-01", 58), ("paid", "2024-01", "2024-02", 1)]
    assert dossier().months == 58 + 1
    assert dossier().parts[0].months == 58 + 1


def test_a_run_that_came_by_transfer_counts_where_its_own_province_does_not_stand_beside_it() -> (
    None
):
    moved("34-1", "32", "34")
    earlier("transfer", "32", "2023-01", "2024-01", 12)
    contribute(MAN, "2024-01", "2024-02")

    [part] = dossier().parts
    assert (part.months, part.transferred_months) == (2, 12)
    assert dossier().months == 2 + 12
    assert dossier().parts[0].stretches[0].paid_in == "32"


def whole() -> None:
    """Let 江苏's own rows stand beside 安徽's, as they do in the ministry."""
    apply(
        PersonsEnrolled(scheme="110",
            from_month="2024-01", ssns=[MAN], names=[MAN_NAME], credit_codes=[""]
        ),
        province="32",
    )  # fmt: skip


def test_a_run_that_moved_counts_once_where_both_provinces_stand() -> None:
    whole()
    contribute(MAN, "2024-01", "2024-03")
    moved("32-1", "34", "32")
    earlier("transfer", "34", "2024-01", "2025-01", 3, province="32")

    assert runs("34") == [("paid", "2024-01", "2024-04", 3)]
    assert runs("32") == [("transfer", "2024-01", "2025-01", 3)]
    assert dossier().months == 3


def test_a_transfer_that_was_refused_takes_nothing_away() -> None:
    whole()
    earlier("transfer", "31", "2020-01", "2021-01", 12, province="32")
    moved("32-1", "34", "32", refused=True)

    assert dossier().months == 12


def test_an_archived_run_that_moved_on_counts_once() -> None:
    whole()
    earlier("prior", "34", "1990-01", "1995-01", 58)
    moved("32-1", "34", "32")
    earlier("transfer", "34", "1990-01", "1995-01", 58, province="32")

    assert dossier().months == 58


def test_runs_are_told_oldest_first_whatever_they_are() -> None:
    contribute(MAN, "2024-05", "2024-05")
    declare(MAN, "2024-03")
    earlier("prior", "34", "2024-01", "2024-02", 1)

    assert [kind for kind, *_ in runs()] == ["prior", "due", "paid"]
