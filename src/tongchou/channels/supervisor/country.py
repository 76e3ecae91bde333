"""The country at a glance: the map, one row a province, and the figures under it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.channels.supervisor.access import for_supervisors
from tongchou.events.queries import tip
from tongchou.ledger.queries import PAYMENT, SPECIAL, TREASURY, incomplete_entries
from tongchou.ministry.supervision.figures import FIGURES, CountedFigure
from tongchou.ministry.supervision.queries import ProvinceRow, province_rows
from tongchou.proof.queries import last_run, last_run_of
from tongchou.risk.queries import RaisedSignal, signals_open, signals_raised
from tongchou.standards import codes
from tongchou.sync.queries import set_aside
from tongchou.sync.register import key_faults

STATES = {"level": "done", "behind": "waiting", "silent": "hand", "halted": "hand", "never": "off"}
LATEST = 6


@dataclass(frozen=True)
class TileOfProvince:
    """What the map says of a province."""

    code: str
    state: str
    figure: str
    url: str


@dataclass(frozen=True)
class ProvinceLine:
    """One row of the table: a province with the state of its tile and its cash by account."""

    found: ProvinceRow
    state: str

    @property
    def proof(self) -> tuple[str, int]:
        """What its last proof said: its state, and how many rows are not the same; '' for none."""
        found = self.found.reconciliation
        return (found.state, found.missing + found.surplus + found.different) if found else ("", 0)

    @property
    def treasury_fen(self) -> int:
        """What lies in the treasury 国库存款."""
        return self.found.cash_fen.get(TREASURY, 0)

    @property
    def special_fen(self) -> int:
        """What lies in the special fiscal account 财政专户."""
        return self.found.cash_fen.get(SPECIAL, 0)

    @property
    def payment_fen(self) -> int:
        """What lies in the payment account 支出户."""
        return self.found.cash_fen.get(PAYMENT, 0)

    @property
    def cash_total_fen(self) -> int:
        """All of it together."""
        return sum(self.found.cash_fen.values())


def rows_of_the_country(*, with_lags: bool = False) -> list[ProvinceLine]:
    """Return every province that ever spoke, as the ministry sees it now."""
    found = province_rows(at=now(), with_lags=with_lags)
    return [ProvinceLine(province, STATES[province.state]) for province in found]


def _whole(rows: list[ProvinceLine]) -> dict[str, int]:
    return {
        "provinces": len(rows),
        "level": sum(row.state == "done" for row in rows),
        **{one.name: sum(row.found.counted[one.name] for row in rows) for one in FIGURES},
        "lag": sum(row.found.lag for row in rows),
        "treasury_fen": sum(row.treasury_fen for row in rows),
        "special_fen": sum(row.special_fen for row in rows),
        "payment_fen": sum(row.payment_fen for row in rows),
        "cash_total_fen": sum(row.cash_total_fen for row in rows),
    }


def _shown(counted: Mapping[str, int]) -> list[tuple[CountedFigure, int]]:
    """Return each figure with how much it is."""
    return [(figure, counted[figure.name]) for figure in FIGURES]


def _digest(rows: list[ProvinceLine], open_signals: int, latest: list[RaisedSignal]) -> str:
    """Return what tells one state of the page from another.

    When a province was heard last, or proven last, is left out: it changes all the time, and is
    not shown here.
    """
    shown = [
        (
            replace(
                row.found,
                link=replace(row.found.link, contact_at=None, lag_seconds=0, echoed_at=None),
                reconciliation=None,
            ),
            row.proof,
        )
        for row in rows
    ]
    return sha256(repr((shown, open_signals, latest)).encode()).hexdigest()[:16]


_DRAWN: dict[str, tuple[str, str]] = {}
"""The figures as they were last drawn, by language, with the digest of what they show."""


def _figures(request: HttpRequest, seen: str, facts: Mapping[str, Any]) -> str:
    """Return the figures as HTML; drawn anew only when what they show has changed.

    The digest covers all that they show, and nothing in them depends on who looks.
    """
    language = getattr(request, "language", "zh")
    drawn_of, drawn = _DRAWN.get(language, ("", ""))
    if drawn_of != seen:
        drawn = render_to_string(
            "supervisor/country_figures.html", {**facts, "seen": seen}, request
        )
        _DRAWN[language] = seen, drawn
    return drawn


@require_safe
@for_supervisors
@shows_nobody
def show_country(request: HttpRequest) -> HttpResponse:
    """Show the country; a poll that finds nothing changed is answered 204 and draws nothing."""
    rows = rows_of_the_country()
    open_signals, latest = signals_open(), signals_raised(open_only=True, limit=LATEST)
    seen = _digest(rows, open_signals, latest)
    is_poll = "HX-Request" in request.headers
    if is_poll and request.GET.get("seen") == seen:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    whole = _whole(rows)
    facts = {
        "rows": rows,
        "whole": whole,
        "shown": _shown(whole),
        "tiles": [
            TileOfProvince(
                row.found.province,
                row.state,
                f"{row.found.counted['people']:,}",
                reverse("supervisor:province", args=[row.found.province]),
            )
            for row in rows
        ],
        "open_signals": open_signals,
        "latest": latest,
    }
    figures = _figures(request, seen, facts)
    if is_poll:
        return HttpResponse(figures)
    proof = last_run()
    page = {
        "figures": figures,
        "section": "country",
        "proof": proof,
        "found": proof.findings if proof else 0,
    }
    return render(request, "supervisor/country.html", page)


@require_safe
@for_supervisors
@shows_nobody
def show_province(request: HttpRequest, province: str) -> HttpResponse:
    """Show one province: its link, what it holds, and what was set aside of it."""
    if province not in codes.table("divisions"):
        raise Http404
    rows = rows_of_the_country(with_lags=True)
    row = next((one for one in rows if one.found.province == province), None)
    proof, found = last_run_of(province)
    facts = {
        "section": "country",
        "province_code": province,
        "row": row,
        "shown": _shown(row.found.counted) if row else [],
        "set_aside": set_aside(province),
        "incomplete": incomplete_entries().get(province, ()),
        "key_faults": [
            said for node, said in key_faults(now()).items() if node in {province, codes.MINISTRY}
        ],
        "proof": proof,
        "found": found,
        "backlog": max(0, tip()[0] - row.found.link.confirmed) if row else 0,
    }
    return render(request, "supervisor/province.html", facts)
