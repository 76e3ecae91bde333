"""Reading signals: of one declaration, of one person, or all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from tongchou.risk.catalogue import check_named
from tongchou.risk.models import Signal
from tongchou.standards.text import Text
from tongchou.standards.time import month_text

LIMIT = 1_000
"""How many signals are told at once."""


@dataclass(frozen=True)
class RaisedSignal:
    """A signal as pages and machines read it."""

    id: int
    code: str
    ssn: str
    month: int
    places: list[dict[str, Any]]
    raised_on: date
    judged_on: date | None
    judged_by: str
    judgement: str

    @property
    def name(self) -> Text:
        """How the check is called."""
        return check_named(self.code).title

    @property
    def status(self) -> str:
        """Whether somebody judged it: `open` or `judged`."""
        return "judged" if self.judged_on else "open"

    def as_json(self) -> dict[str, Any]:
        """Return the signal as JSON."""
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name.as_json(),
            "remedy": check_named(self.code).remedy.as_json(),
            "severity": check_named(self.code).severity,
            "ssn": self.ssn,
            "month": month_text(self.month),
            "places": self.places,
            "status": self.status,
            "raised_on": self.raised_on.isoformat(),
            "judged_on": self.judged_on.isoformat() if self.judged_on else None,
            "judgement": self.judgement,
        }


def signals_raised(
    *,
    item_number: str = "",
    ssn: str = "",
    open_only: bool = False,
    after: tuple[date, int] | None = None,
    limit: int = LIMIT,
) -> list[RaisedSignal]:
    """Return signals, newest first and so many at most: of one declaration or person, or all.

    `after` is the day and the number of the signal behind which they begin.
    """
    found = Signal.objects.order_by("-raised_on", "-id")
    if item_number:
        found = found.filter(places__contains=[{"item_number": item_number}])
    if ssn:
        found = found.filter(ssn=ssn)
    if open_only:
        found = found.filter(judged_on=None)
    if after:
        day, number = after
        earlier = Q(raised_on__lt=day) | Q(raised_on=day, id__lt=number)
        found = found.filter(earlier, raised_on__lte=day)
    return [raised(signal) for signal in found[:limit]]


def of_state(state: str) -> QuerySet[Signal]:
    """Return the signals that are `open` or `judged`; all of them for any other word."""
    conditions = {"open": Q(judged_on=None), "judged": Q(judged_on__isnull=False)}
    return Signal.objects.filter(conditions.get(state, Q()))


def subjects_with_open_signals(subjects: Iterable[str]) -> frozenset[str]:
    """Return those of these people about whom a signal is still to be judged."""
    found = Signal.objects.filter(ssn__in={one for one in subjects if one}, judged_on=None)
    return frozenset(found.values_list("ssn", flat=True))


def signals_open() -> int:
    """Return how many signals nobody has judged yet."""
    return Signal.objects.filter(judged_on=None).count()


def signal_by(signal_id: int) -> RaisedSignal | None:
    """Return one signal, or None."""
    found = Signal.objects.filter(id=signal_id).first()
    return raised(found) if found else None


def raised(signal: Signal) -> RaisedSignal:
    """Return a signal as pages and machines read it."""
    return RaisedSignal(
        id=signal.id,
        code=signal.code,
        ssn=signal.ssn,
        month=signal.month,
        places=signal.places,
        raised_on=signal.raised_on,
        judged_on=signal.judged_on,
        judged_by=signal.judged_by,
        judgement=signal.judgement,
    )
