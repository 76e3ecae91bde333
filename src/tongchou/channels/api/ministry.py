"""What a machine may ask of the ministry: one-key query, books, signals, links."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from tongchou.agency.changes import REASON_MAX
from tongchou.channels.api.auth import whole_node
from tongchou.channels.api.cursors import CURSOR_MAX, NEXT, cursor_of, day_and_id_in, paged
from tongchou.channels.api.shapes.national import BooksTold, SignalTold, StatusTold
from tongchou.channels.api.shapes.people import DossierTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import NOT_FOUND
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people
from tongchou.channels.front.visit import now
from tongchou.events.queries import tip
from tongchou.ledger.queries import incomplete_entries
from tongchou.ministry.books.queries import national_books
from tongchou.ministry.query.queries import national_dossier
from tongchou.ministry.supervision.queries import province_rows
from tongchou.proof.queries import last_run, summary_of
from tongchou.risk.queries import LIMIT, signals_raised
from tongchou.standards import codes
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.time import month_of
from tongchou.sync.register import key_days_left, key_faults_json

router = Router(tags=["ministry"])


class PersonAsked(Schema):
    """Whose dossier is asked for, and what for; both are kept in the access record."""

    ssn: str
    reason: str = Field(min_length=1, max_length=REASON_MAX)


@router.post("/query", openapi_extra=answers(DossierTold, NOT_FOUND))
@shows_people("api.query")
def query(request: HttpRequest, asked: PersonAsked) -> Any:
    """Return a person's whole dossier 电子档案袋 by one number 一键查询."""
    whole_node(request, "supervise", "query")
    ssn = asked.ssn.strip().upper()
    look_of(request).through(ssn)
    look_of(request).at(reason=asked.reason)
    found = national_dossier(ssn)
    if found is None:
        raise HttpError(404, "全国参保库中没有该号码 no such number in the national index")
    look_of(request).at(found.ssn)
    return found.as_json()


@router.get("/books", openapi_extra=answers(BooksTold))
@shows_nobody
def books(request: HttpRequest, month: str, book: str = "fund", scheme: str = EMPLOYEES) -> Any:
    """Return the national books 一本账 at a month's end, with their checks."""
    whole_node(request, "supervise", "query")
    if book not in {"fund", "accounts"}:
        raise HttpError(422, "账套为 fund 或 accounts · book is fund or accounts")
    if scheme not in codes.table("schemes"):
        raise HttpError(
            422, "险种应为险种代码,如 110 · scheme is a code of the table of schemes, as 110"
        )
    try:
        asked = month_of(month)
    except ValueError:
        raise HttpError(422, "年月应写成 2024-09 · write a month as 2024-09") from None
    return national_books(asked, scheme=scheme, book=book).as_json()


@router.get("/signals", openapi_extra=answers(list[SignalTold], headers=NEXT))
@shows_people("api.signals")
def signals(
    request: HttpRequest,
    item_number: str = "",
    status: Literal["open", ""] = "",
    cursor: Annotated[str, Query(max_length=CURSOR_MAX)] = "",
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = LIMIT,
) -> Any:
    """Return a page of the signals 疑点 raised, of one declaration or of all, the newest first."""
    whole_node(request, "supervise", "query")
    rows = signals_raised(
        item_number=item_number,
        open_only=bool(status),
        after=day_and_id_in(cursor),
        limit=limit + 1,
    )
    found = rows[:limit]
    look_of(request).at(*(signal.ssn for signal in found), reason=item_number)
    last = found[-1] if len(rows) > limit else None
    cursor = cursor_of(last.raised_on.isoformat(), last.id) if last else ""
    return paged(request, [signal.as_json() for signal in found], cursor)


@router.get("/status", openapi_extra=answers(StatusTold))
@shows_nobody
def status(request: HttpRequest) -> Any:
    """Return one row per province: link, positions, lag, people, money; and keys that end.

    `way` is how long its events were on their way, `backlog` how many of ours it does not hold yet,
    `incomplete` are entries of which parts are missing; `proof` is the last deep proof;
    `certificates` says what is wrong with the ministry's own, or soon will be;
    `key_days_left` is how long a province has a key.
    """
    whole_node(request, "supervise", "operate")
    incomplete, sealed = incomplete_entries(), tip()[0]
    days_left = key_days_left(now())
    rows = [
        row.as_json()
        | {"key_days_left": days_left.get(row.province)}
        | {"backlog": max(0, sealed - row.link.confirmed)}
        | {"incomplete": [entry.as_json() for entry in incomplete.get(row.province, ())]}
        for row in province_rows(at=now(), with_lags=True)
    ]
    run = last_run()
    proof = summary_of(run) if run else None
    return {
        "node": codes.MINISTRY,
        "provinces": rows,
        "proof": proof,
        "keys": key_faults_json(now()),
        "certificates": settings.CERTIFICATE_FAULTS(),
    }
