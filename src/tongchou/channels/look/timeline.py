"""The timeline of a working life: its bars, gaps, transfers and end, in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongchou.registry.dossier import Dossier, Stretch
from tongchou.standards.time import Month, month_on

COLOURS = 5
ORDER = {"bridge": 0, "end": 2}


@dataclass(frozen=True)
class Bar:
    """A run of months in one province; `kind` is paid, due, earlier or partial.

    Of a partial run only the count of its months is known, not which they are.
    """

    province: str
    from_month: Month
    until_month: Month
    kind: str = "paid"
    months: int = 0

    @property
    def length(self) -> int:
        """How many months were contributed; an earlier record may count fewer than it spans."""
        return self.months or self.until_month - self.from_month


@dataclass(frozen=True)
class Bridge:
    """A transfer from one province to another; open until it was answered."""

    origin: str
    destination: str
    month: Month
    is_open: bool = False


@dataclass(frozen=True)
class Stop:
    """Retirement: its month, the province that pays, and how many months it has paid."""

    month: Month
    province: str = ""
    months_paid: int = 0


@dataclass(frozen=True)
class Life:
    """What a timeline shows of a person."""

    bars: Sequence[Bar] = ()
    bridges: Sequence[Bridge] = ()
    stop: Stop | None = None


@dataclass(frozen=True)
class Entry:
    """One line of the timeline told as a list, for narrow pages and for ears."""

    kind: str
    month: Month
    colour: int = 0
    bar: Bar | None = None
    bridge: Bridge | None = None


def life_of(dossier: Dossier) -> Life:
    """Return what the timeline shows of a dossier.

    A run that came by transfer lies in the lane of the province that earned it, and is
    left out where that province's own rows are in the dossier too.
    """
    runs = [run for part in dossier.parts for run in part.stretches]
    shown = [run for run in runs if not dossier.tells_again(run)]
    benefit = dossier.benefits[0] if dossier.benefits else None
    return Life(
        bars=[
            Bar(
                run.paid_in if run.kind == "transfer" else run.province,
                run.from_month,
                run.until_month,
                kind_of(run),
                run.months,
            )
            for run in shown
        ],
        bridges=[
            Bridge(
                transfer.origin,
                transfer.destination,
                month_on(transfer.completed_on or transfer.requested_on),
                is_open=transfer.completed_on is None,
            )
            for transfer in dossier.transfers
            if not transfer.refused
        ],
        stop=(
            Stop(benefit.retirement_month, benefit.province, len(dossier.payments))
            if benefit
            else None
        ),
    )


def kind_of(run: Stretch) -> str:
    """Return how a dossier's run is drawn: as paid, due, earlier, or known by its count only."""
    if run.kind in {"paid", "due"}:
        return run.kind
    return "earlier" if run.months == run.until_month - run.from_month else "partial"


def gaps_between(bars: Iterable[Bar]) -> list[Bar]:
    """Return the empty months between bars, in whatever province they lie."""
    found: list[Bar] = []
    covered: Bar | None = None
    for bar in sorted(bars, key=lambda one: one.from_month):
        if covered and bar.from_month > covered.until_month:
            found.append(Bar(covered.province, covered.until_month, bar.from_month, "gap"))
        if covered is None or bar.until_month > covered.until_month:
            covered = bar
    return found


def provinces_of(life: Life) -> list[str]:
    """Return the provinces of a life in the order in which they enter it."""
    first: dict[str, Month] = {}
    for bar in life.bars:
        first[bar.province] = min(bar.from_month, first.get(bar.province, bar.from_month))
    for bridge in life.bridges:
        first.setdefault(bridge.destination, bridge.month)
    return sorted(first, key=lambda province: (first[province], province))


def colour_of(place: int) -> int:
    """Return the number of the colour of the lane at a place, from 1."""
    return place % COLOURS + 1


def tell(life: Life) -> list[Entry]:
    """Return a life as a list, oldest first."""
    colours = {province: colour_of(place) for place, province in enumerate(provinces_of(life))}
    entries = [Entry(one.kind, one.from_month, colours[one.province], bar=one) for one in life.bars]
    entries += [Entry("gap", gap.from_month, bar=gap) for gap in gaps_between(life.bars)]
    entries += [Entry("bridge", bridge.month, bridge=bridge) for bridge in life.bridges]
    if life.stop:
        entries.append(Entry("end", life.stop.month))
    return sorted(entries, key=lambda entry: (entry.month, ORDER.get(entry.kind, 1)))
