"""A citizen's own pages: one thing each, in plain sentences, with what happens next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Whole
from tongchou.channels.front.movements import MOVEMENTS
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.channels.front.visit import now
from tongchou.channels.public.access import citizen_of, for_citizens
from tongchou.ledger.queries import account_movements
from tongchou.policy.employees.retirement.retirement import TRACKS, retirement_month
from tongchou.policy.engine.worksheet import Sheet
from tongchou.registry.dossier import Dossier, Stretch, dossier_of
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import Month, beijing_day, month_on

MONTHS_PER_YEAR = 12
STATES = ("", "partial", "due", "earlier", "paid")
"""What a month may be, from the least to what outweighs all else."""

MARKS = {
    "paid": Text("已到账", "Received"),
    "earlier": Text("历史或转入记录", "Earlier record"),
    "partial": Text("历史或转入记录，其间只计部分月数", "Earlier record, not all of its months"),
    "due": Text("单位已申报，未到账", "Declared, not received"),
}
"""How the legend explains the months that a page shows, in its order."""

COUNTED = {"earlier", "paid"}
TRACKS_BY_SEX = {"1": ("man",), "2": ("woman_55", "woman_50", "woman_flexible")}


@dataclass(frozen=True)
class YearRow:
    """One year of a life: what became of each of its twelve months."""

    year: int
    states: tuple[str, ...]
    months: int | None
    """How many of them count; None where a record of several years says only how many in all."""


def dossier_of_citizen(request: HttpRequest) -> Dossier | None:
    """Return the citizen's own dossier as this node holds it, and note that it was read."""
    ssn = citizen_of(request).login
    look_of(request).at(ssn)
    return dossier_of(ssn, account_movements(ssn), scheme=EMPLOYEES)


def expected_retirement(dossier: Dossier) -> list[tuple[Text, Month]]:
    """Return when the person may retire, on each track that their sex allows."""
    born_in = month_on(dossier.birth_on)
    tracks = [TRACKS[name] for name in TRACKS_BY_SEX[dossier.sex]]
    return [(track.text, int(retirement_month(born_in, track, Sheet()))) for track in tracks]


def years_of(dossier: Dossier) -> list[YearRow]:
    """Return the dossier's years, the latest first, month by month."""
    states: dict[Month, str] = {}
    partial: list[Stretch] = []
    for run in runs_of(dossier):
        state = _state_of(run)
        if state == "partial":
            partial.append(run)
        for month in range(run.from_month, run.until_month):
            states[month] = max(state, states.get(month, ""), key=STATES.index)
    if not states:
        return []
    first, last = min(states) // MONTHS_PER_YEAR, max(states) // MONTHS_PER_YEAR
    return [_year(year, states, partial) for year in range(last, first - 1, -1)]


def runs_of(dossier: Dossier) -> list[Stretch]:
    """Return every run of months, each told once."""
    runs = [run for part in dossier.parts for run in part.stretches]
    return [run for run in runs if not dossier.tells_again(run)]


def _state_of(run: Stretch) -> str:
    if run.kind in {"paid", "due"}:
        return run.kind
    return "earlier" if run.months == run.until_month - run.from_month else "partial"


def _year(year: int, states: Mapping[Month, str], partial: Iterable[Stretch]) -> YearRow:
    first = year * MONTHS_PER_YEAR
    until = first + MONTHS_PER_YEAR
    shown = tuple(states.get(month, "") for month in range(first, until))
    here = [run for run in partial if run.from_month < until and run.until_month > first]
    counted = sum(state in COUNTED for state in shown) + sum(run.months for run in here)
    is_known = all(first <= run.from_month and run.until_month <= until for run in here)
    return YearRow(year, shown, counted if is_known else None)


def _page(request: HttpRequest, template: str, **facts: Any) -> HttpResponseBase:
    dossier = dossier_of_citizen(request)
    if dossier is None:
        return render(request, "public/unknown.html")
    if file := exported(request, Whole(MOVEMENTS, dossier.movements)):
        return file
    at = beijing_day(now())
    context = {"dossier": dossier, "today": at, **_facts(dossier, at), **facts}
    return render(request, f"public/{template}", context)


def _facts(dossier: Dossier, on: date) -> dict[str, Any]:
    rows = years_of(dossier)
    shown = {state for row in rows for state in row.states}
    return {
        "years_whole": dossier.months // MONTHS_PER_YEAR,
        "months_over": dossier.months % MONTHS_PER_YEAR,
        "benefit": dossier.benefits[0] if dossier.benefits else None,
        "transfer": next(
            (one for one in dossier.transfers if not one.refused and not one.completed_on), None
        ),
        "expected": [
            (text, month) for text, month in expected_retirement(dossier) if month > month_on(on)
        ],
        "rows": rows,
        "legend": [(state, text) for state, text in MARKS.items() if state in shown],
        "earlier": [run for run in runs_of(dossier) if run.kind in {"prior", "transfer"}],
    }


@require_safe
@for_citizens
@shows_people("citizen.page")
def home(request: HttpRequest) -> HttpResponseBase:
    """Show the dossier: how much was earned, where, and what happens next."""
    return _page(request, "home.html")


@require_safe
@for_citizens
@shows_people("citizen.page")
def months(request: HttpRequest) -> HttpResponseBase:
    """Show every month that counts, year by year."""
    return _page(request, "months.html")


@require_safe
@for_citizens
@shows_people("citizen.page")
def account(request: HttpRequest) -> HttpResponseBase:
    """Show the individual account and how its balance came about."""
    return _page(request, "account.html")


@require_safe
@for_citizens
@shows_people("citizen.page")
def pension(request: HttpRequest) -> HttpResponseBase:
    """Show how the pension was determined, line by line; or when it can be claimed."""
    return _page(request, "pension.html")
