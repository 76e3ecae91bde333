"""The drawing of a timeline: where each month lies on paper, before any pixel is drawn.

Provinces are lanes, runs of months are bands, empty months are gaps, transfers are bridges
from lane to lane, and retirement is an end stop.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from tongchou.channels.look.timeline import (
    Bar,
    Bridge,
    Life,
    Stop,
    colour_of,
    gaps_between,
    provinces_of,
)
from tongchou.standards.time import Month

LEFT = 136
RIGHT = 944
TOP = 40
LANE = 52
BAND = 24
YEAR_MONTHS = 12
SPAN_MONTHS_MIN = 36
LABEL_WIDTH_MIN = 46
MONTH_TICK_WIDTH_MIN = 4.0

Scale = Callable[[Month], float]


@dataclass(frozen=True)
class Box:
    """A rectangle on the drawing, with what it stands for."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    colour: int
    bar: Bar
    ticks: list[float] = field(default_factory=list)

    @property
    def bottom(self) -> float:
        """Where the rectangle ends below."""
        return self.y + self.height


@dataclass(frozen=True)
class Lane:
    """One province's strip of the drawing."""

    province: str
    colour: int
    y: float
    months: int

    @property
    def middle(self) -> float:
        """Where the province's name stands."""
        return self.y + BAND / 2 + 5


@dataclass(frozen=True)
class Curve:
    """A bridge as it is drawn."""

    bridge: Bridge
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """Everything a timeline's SVG consists of, in its own units."""

    width: int
    height: int
    lanes: list[Lane]
    years: list[tuple[float, str]]
    bands: list[Box]
    gaps: list[Box]
    curves: list[Curve]
    stop: Stop | None
    stop_x: float
    pension: Box | None
    left: int = LEFT
    span: int = RIGHT - LEFT

    @property
    def kinds(self) -> set[str]:
        """Which kinds of marks the drawing has, so that its legend explains no other."""
        marks = {"gap": self.gaps, "bridge": self.curves, "pension": self.pension}
        return {band.kind for band in self.bands} | {kind for kind, drawn in marks.items() if drawn}


def draw(life: Life) -> Drawing | None:
    """Lay a life out on paper; None where there is nothing to show yet."""
    if not life.bars:
        return None
    first, until = _span(life)
    scale = (RIGHT - LEFT) / (until - first)
    provinces = provinces_of(life)
    lanes = [
        Lane(
            province,
            colour_of(place),
            TOP + place * LANE,
            sum(one.length for one in life.bars if one.province == province),
        )
        for place, province in enumerate(provinces)
    ]
    by_province = {lane.province: lane for lane in lanes}

    def x(month: Month) -> float:
        return round(LEFT + (month - first) * scale, 1)

    def box(bar: Bar) -> Box:
        lane = by_province[bar.province]
        left, right = x(bar.from_month), x(bar.until_month)
        ticks = _ticks(bar, scale)
        return Box(
            left,
            lane.y,
            max(round(right - left, 1), 2.0),
            BAND,
            bar.kind,
            lane.colour,
            bar,
            [x(month) for month in ticks],
        )

    stop = life.stop
    return Drawing(
        width=RIGHT + 16,
        height=TOP + len(lanes) * LANE + 4,
        lanes=lanes,
        years=[(x(month), str(month // YEAR_MONTHS)) for month in _years(first, until, scale)],
        bands=[box(bar) for bar in life.bars],
        gaps=[box(gap) for gap in gaps_between(life.bars)],
        curves=[_curve(bridge, life, by_province, x(bridge.month), x) for bridge in life.bridges],
        stop=stop,
        stop_x=x(stop.month + 1) if stop else 0,
        pension=_pension(stop, by_province, x) if stop else None,
    )


def _span(life: Life) -> tuple[Month, Month]:
    months = [bar.from_month for bar in life.bars]
    months += [bar.until_month for bar in life.bars]
    months += [bridge.month for bridge in life.bridges]
    if life.stop:
        months += [life.stop.month, life.stop.month + 1 + life.stop.months_paid]
    first = min(months) // YEAR_MONTHS * YEAR_MONTHS
    until = max(months) + 6
    return first, max(until, first + SPAN_MONTHS_MIN)


def _years(first: Month, until: Month, scale: float) -> list[Month]:
    steps = (1, 2, 5, 10, 20)
    step = next((one for one in steps if one * YEAR_MONTHS * scale >= LABEL_WIDTH_MIN), 20)
    januaries = range(first, until + 1, YEAR_MONTHS)
    return [month for month in januaries if (month // YEAR_MONTHS) % step == 0]


def _ticks(bar: Bar, scale: float) -> list[Month]:
    if bar.kind == "partial":
        return []
    step = 1 if scale >= MONTH_TICK_WIDTH_MIN else YEAR_MONTHS
    return [month for month in range(bar.from_month + 1, bar.until_month) if month % step == 0]


def _curve(bridge: Bridge, life: Life, lanes: dict[str, Lane], x_end: float, x: Scale) -> Curve:
    ends = [
        one.until_month
        for one in life.bars
        if one.province == bridge.origin and one.until_month <= bridge.month
    ]
    start = x(max(ends)) if ends else x_end
    origin, destination = lanes.get(bridge.origin), lanes[bridge.destination]
    y_end = destination.y + (0 if origin is None or origin.y < destination.y else BAND)
    y_start = (origin.y + BAND / 2) if origin else y_end - LANE / 2
    path = f"M{start} {y_start}C{round(x_end + 4, 1)} {y_start} {x_end} {y_start} {x_end} {y_end}"
    return Curve(bridge, path, x_end, y_end)


def _pension(stop: Stop, lanes: dict[str, Lane], x: Scale) -> Box | None:
    lane = lanes.get(stop.province)
    if lane is None or not stop.months_paid:
        return None
    first = stop.month + 1
    paid = Bar(stop.province, first, first + stop.months_paid, "pension")
    left, right = x(paid.from_month), x(paid.until_month)
    return Box(left, lane.y + 8, max(right - left, 3.0), BAND - 16, "pension", lane.colour, paid)
