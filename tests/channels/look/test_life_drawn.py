"""A life on paper: months that are known are ticked off, months that are only counted are not."""

from tongchou.channels.look.drawing import LEFT, RIGHT, draw
from tongchou.channels.look.timeline import Bar, Bridge, Life, Stop, kind_of, tell
from tongchou.registry.dossier import Stretch
from tongchou.standards.time import Month, month_of


def run(first: str, until: str, months: int, kind: str = "prior") -> Stretch:
    return Stretch("34", month_of(first), month_of(until), kind, months, "34")


def bar(province: str, first: str, until: str, kind: str = "paid") -> Bar:
    return Bar(province, month_of(first), month_of(until), kind)


def months_between(first: str, until: str) -> Month:
    return month_of(until) - month_of(first)


def test_a_record_that_counts_all_its_months_is_drawn_month_by_month() -> None:
    assert kind_of(run("2020-01", "2021-01", 12)) == "earlier"


def test_a_record_that_counts_fewer_months_than_it_spans_is_drawn_as_partial() -> None:
    assert kind_of(run("2024-01", "2025-01", 1, "transfer")) == "partial"


def test_what_was_received_or_is_due_keeps_its_kind() -> None:
    assert kind_of(run("2024-09", "2024-10", 1, "paid")) == "paid"
    assert kind_of(run("2024-10", "2024-11", 1, "due")) == "due"


def test_only_months_that_are_known_are_ticked() -> None:
    life = Life([bar("34", "2022-01", "2023-01", "partial"), bar("34", "2023-01", "2024-01")])

    drawing = draw(life)

    assert drawing is not None
    assert [len(band.ticks) for band in drawing.bands] == [0, 11]  # between twelve months


def test_the_legend_explains_what_is_drawn_and_nothing_else() -> None:
    moved = [Bridge("34", "32", month_of("2023-06"))]
    life = Life([bar("34", "2022-01", "2023-01"), bar("32", "2023-07", "2024-01")], moved)

    drawing = draw(life)

    assert drawing is not None
    assert drawing.kinds == {"paid", "gap", "bridge"}


def test_a_band_is_as_long_as_its_share_of_the_paper() -> None:
    drawing = draw(Life([bar("34", "2020-01", "2025-01")]))

    assert drawing is not None
    # from January 2020 until half a year after the last month: 66 months on the whole width
    shown = months_between("2020-01", "2025-07")
    assert drawing.bands[0].width == round((RIGHT - LEFT) * 60 / shown, 1)


def test_a_life_is_told_in_the_order_in_which_it_was_lived() -> None:
    life = Life(
        [bar("32", "2023-07", "2024-01"), bar("34", "2022-01", "2023-01")],
        [Bridge("34", "32", month_of("2023-08"))],
        Stop(month_of("2024-01"), "32"),
    )

    told = [entry.kind for entry in tell(life)]

    assert told == ["paid", "gap", "paid", "bridge", "end"]
