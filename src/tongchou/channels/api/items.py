"""What a machine may ask of the items of any node: accept one, list, show, take a step."""

from functools import partial
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Header, Query, Router, Schema
from ninja.errors import HttpError

from tongchou.agency.models import Clerk
from tongchou.channels.api.answers import items_json, made, refused
from tongchou.channels.api.auth import caller
from tongchou.channels.api.cursors import CURSOR_MAX, NEXT, cursor_of, paged, place_in
from tongchou.channels.api.shapes.given import Instant, Whole
from tongchou.channels.api.shapes.items import ItemTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CONFLICT, CREATED, NOT_FOUND
from tongchou.channels.front.awaiting import with_first_answer
from tongchou.channels.front.searching import search_by, too_often
from tongchou.channels.front.seen import (
    look_of,
    shows_people,
    ssn_of,
    typed_person,
    visitor_of,
)
from tongchou.channels.front.visit import now, today
from tongchou.standards import codes
from tongchou.standards.refusal import Refusals
from tongchou.workflow import changes as workflow
from tongchou.workflow import queries as items
from tongchou.workflow.changes import Accepted
from tongchou.workflow.files import File as HandedIn
from tongchou.workflow.filters import Filter
from tongchou.workflow.memory import given_back
from tongchou.workflow.models import Item
from tongchou.workflow.pages import Place, page
from tongchou.workflow.points import POINTS_MAX, WORDS_MAX, Point

router = Router(tags=["items"])

Which = Literal["mine", "own", "group", "overdue", "open", "done", "all", "taken_in"]

AT_THE_COUNTER = ("accept", "review", "approve")
"""The duties of those who handle items; who has none of them reads none."""

LIMIT_MAX = 200
"""How many items are told at once."""


class Submission(Schema):
    """A matter as a clerk submits it."""

    code: str = Field(max_length=64)
    form: dict[str, Any]
    on_behalf: bool = Field(
        default=False, description="take it in for the agency that is competent, if another is"
    )
    note: str = Field("", description="why it goes on, where a check asks for the reason")


class PointGiven(Schema):
    """What is to be mended, or a reason: `field:ssn`, `paper:identity`, `reason:not_entitled`."""

    about: str = Field(max_length=64)
    words: str = Field("", max_length=WORDS_MAX)


class Note(Schema):
    """A word beside a step, its points, and the corrected form of a returned item.

    `checked` names the points that stand as they are because somebody looked.
    """

    note: str = ""
    points: list[PointGiven] = Field([], max_length=POINTS_MAX)
    form: dict[str, Any] | None = None
    checked: list[str] = Field([], max_length=POINTS_MAX)


class Search(Schema):
    """What is looked for in an inbox; see `standards.search` for what a text means."""

    which: Which = "mine"
    text: str = ""
    status: str = Field("", max_length=12, description="a code of the table statuses")
    item: str = Field("", max_length=64, description="a kind of item, of the table items")
    line: str = Field("", max_length=32, description="a code of the table lines")
    step: str = Field("", max_length=12, description="the next step, of the table item_verbs")
    hand: str = Field("", max_length=40, description="the login whose hand it is in; - for none")
    employer: str = Field("", max_length=18, description="a credit code")
    since: Instant | None = Field(None, description="accepted then or later")
    cursor: str = Field("", max_length=CURSOR_MAX, description="of the page before")
    limit: Whole = 50


@router.post("/items", openapi_extra=answers(ItemTold, CREATED, CONFLICT))
@shows_people("api.items")
def submit(
    request: HttpRequest,
    submission: Submission,
    idempotency_key: Annotated[str, Header(alias="Idempotency-Key")] = "",
) -> Any:
    """Accept a matter over the counter; the same `Idempotency-Key` again is the same item."""
    clerk = caller(request, "accept")
    own_key = f"{clerk.login}:{idempotency_key}" if idempotency_key else ""
    return accepted(
        request,
        submission.code,
        submission.form,
        clerk=clerk,
        key=own_key,
        on_behalf=submission.on_behalf,
        note=submission.note,
    )


@router.get("/items", openapi_extra=answers(list[ItemTold], headers=NEXT))
@shows_people("api.items")
def inbox(
    request: HttpRequest,
    which: Which = "mine",
    status: Annotated[str, Query(max_length=12)] = "",
    item: Annotated[str, Query(max_length=64)] = "",
    line: Annotated[str, Query(max_length=32)] = "",
    step: Annotated[str, Query(max_length=12)] = "",
    hand: Annotated[str, Query(max_length=40)] = "",
    employer: Annotated[str, Query(max_length=18)] = "",
    since: Instant | None = None,
    cursor: Annotated[str, Query(max_length=CURSOR_MAX)] = "",
    limit: int = 50,
) -> Any:
    """Return a page of the caller's inbox; `taken_in` is what they took in for others.

    `mine` is what the caller can move: the `own`, in their hand, and the `group`'s, in nobody's.
    `done` and `all` are sorted by acceptance, the newest first, the others by due day. `status`,
    `item`, `line` and `step`, the next one, are codes of their tables; `hand` is a login, or - for
    nobody; `employer` is a credit code; `since` is the first instant of acceptance.
    """
    asked = Search(
        which=which, status=status, item=item, line=line, step=step, hand=hand,
        employer=employer, since=since, cursor=cursor, limit=limit,
    )  # fmt: skip
    return _found(request, asked)


@router.post("/items/search", openapi_extra=answers(list[ItemTold], headers=NEXT))
@shows_people("api.items")
def search(request: HttpRequest, asked: Search) -> Any:
    """Return what the caller's inbox holds of a text, which stands in no address."""
    return _found(request, asked)


def _found(request: HttpRequest, asked: Search) -> Any:
    clerk, search = caller(request, *AT_THE_COUNTER), search_by(request, asked.text)
    if search.refusal:
        return refused((search.refusal,))
    named = {name: getattr(asked, name) for name in ("item", "line", "status", "step", "hand")}
    employers = [asked.employer] if asked.employer else None
    wanted = Filter(**named, employers=employers)
    found = items.inbox(clerk, which=asked.which, search=search, on=today(), wanted=wanted)
    if asked.since:
        found = found.filter(accepted_at__gte=asked.since)
    limit, by_due_day = max(1, min(asked.limit, LIMIT_MAX)), asked.which in items.BY_DUE_DAY
    after = place_in(asked.cursor)
    rows = page(found, by_due_day=by_due_day, after=after, limit=limit + 1)
    shown, is_last = rows[:limit], len(rows) <= limit
    cursor = "" if is_last else cursor_of(*Place.of(shown[-1]).words())
    return paged(request, _shown(request, *shown), cursor)


@router.get("/items/{number}", openapi_extra=answers(ItemTold, NOT_FOUND))
@shows_people("api.items")
def show(request: HttpRequest, number: str) -> Any:
    """Return one item with its worksheet, refusals, outcome and steps."""
    found = items.items_seen_by(caller(request, *AT_THE_COUNTER)).filter(number=number).first()
    if found is None:
        raise _not_in_scope(number)
    return _shown(request, found)[0]


@router.post("/items/{number}/{verb}", openapi_extra=answers(ItemTold, NOT_FOUND, CONFLICT))
@shows_people("api.items")
def step(request: HttpRequest, number: str, verb: str, note: Note) -> Any:
    """Take a step on an item: review, approve, return, refuse, withdraw, or accept again."""
    clerk = caller(request, *AT_THE_COUNTER)
    corrected = note.form if verb == "accept" else None
    if corrected is None and (verb == "accept" or verb not in codes.table("item_verbs")):
        raise HttpError(404, f"没有环节{verb} · no step {verb}")
    if not items.sees(clerk, number):
        raise _not_in_scope(number)
    at, seen = now(), partial(_seen, request)
    if corrected is not None and (slowed := _slowed(request, number, corrected)):
        return refused(slowed)
    try:
        if corrected is not None:
            done = workflow.resubmit(
                number,
                corrected,
                clerk=clerk,
                at=at,
                note=note.note,
                checked=note.checked,
                seen=seen,
            )
        else:
            points = tuple(Point(one.about, one.words) for one in note.points)
            take = partial(
                workflow.take, number, verb, clerk=clerk, note=note.note, points=points, seen=seen
            )
            done = with_first_answer(number, lambda: take(at=now()))
    except Item.DoesNotExist:
        raise _not_in_scope(number) from None
    if not isinstance(done, tuple):
        return _moved(request, done)
    if item := items.item_by(number):  # a refusal says why, and so something of the person
        look_of(request).at(ssn_of(item), reason=number)
        look_of(request).through(typed_person(item.code, corrected or {}))
    return refused(done)


def _slowed(request: HttpRequest, number: str, corrected: dict[str, Any]) -> Refusals:
    """Refuse another number in a matter that was taken in for others, after many; note it."""
    item = items.item_by(number)
    if item is None or not item.taken_in_by:
        return ()
    look_of(request).through(typed_person(item.code, corrected))
    return too_often(request)


def _not_in_scope(number: str) -> HttpError:
    return HttpError(404, f"您的权限范围内没有办件{number} · no item {number} in your scope")


def _shown(request: HttpRequest, *shown: Item, repeated: bool = False) -> list[dict[str, Any]]:
    """Return items with the full numbers of the people they are about, and note who saw them."""
    _look_at(request, *shown)
    return items_json(shown, repeated=repeated)


def _seen(request: HttpRequest, item: Item) -> None:
    """Write the look at an item that was moved, in the transaction that moves it."""
    _look_at(request, item)
    look_of(request).write(visitor_of(request))


def _moved(request: HttpRequest, item: Item) -> dict[str, Any]:
    """Return an item as it was moved; the look at it stands since then."""
    look_of(request).is_written = True
    return items_json([item])[0]


def _look_at(request: HttpRequest, *shown: Item) -> None:
    look = look_of(request)
    look.at(*map(ssn_of, shown))
    look.rows = max(look.rows, sum(int(item.outcome.get("rows", 0)) for item in shown))
    if len(shown) == 1:
        look.reason = shown[0].number


def accepted(
    request: HttpRequest,
    code: str,
    form: dict[str, Any],
    *,
    clerk: Clerk | None,
    files: tuple[HandedIn, ...] = (),
    key: str = "",
    on_behalf: bool = False,
    note: str = "",
) -> HttpResponse | dict[str, Any]:
    """Accept a matter and show it, or say why not; without a clerk it comes from a system."""
    look_of(request).at(reason=code)
    look_of(request).through(typed_person(code, form))
    if on_behalf and (slowed := too_often(request)):
        return refused(slowed)
    with given_back(files):
        done = workflow.accept(
            code,
            form,
            province=settings.NODE_CODE,
            at=now(),
            clerk=clerk,
            source="clerk" if clerk else "system",
            files=files,
            key=key,
            on_behalf=on_behalf,
            note=note,
            seen=partial(_seen, request),
        )
    if isinstance(done, Accepted):
        if done.repeated:
            return _shown(request, done.item, repeated=True)[0]
        return made(_moved(request, done.item), f"/items/{done.item.number}")
    return refused(done)
