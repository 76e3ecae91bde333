"""What applies here 本地适用口径: figures, steps and time limits, since when and from which source.

It holds no personal data and asks nobody who they are: what is public law may be read by anybody,
and what was typed may stand in the address.
"""

from datetime import date

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tongchou.channels.front.applies import Applies, ItemApplied, applies_here, value_said
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Column, Kind, Listing, Table, Whole, named
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import today
from tongchou.policy.engine.figures import ALWAYS_KNOWN, FOREVER
from tongchou.policy.engine.in_force import STATES, Applied, State
from tongchou.standards import codes
from tongchou.standards.citation import citation
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import YEARS

MARKS = {
    State.IN_FORCE: "done",
    State.PROVISIONAL: "waiting",
    State.STANDS_IN: "waiting",
    State.LAPSED: "hand",
    State.MISSING: "hand",
}
TEXT_MAX = 60


def _called(one: Applied) -> Text:
    city = named("cities", one.city) if one.city else ""
    if isinstance(city, Text):
        return Text(f"{one.title.zh}（{city.zh}）", f"{one.title.en} ({city.en})")
    return Text(f"{one.title.zh}{city}", f"{one.title.en} {city}".strip())


def _whose(one: Applied) -> Text | str:
    if one.figure is None:
        return ""
    return (
        named("divisions", one.figure.province) if one.figure.province else Text("全国", "Country")
    )


def _until(one: Applied) -> int | None:
    """Return the last month of a figure that ends."""
    ends = one.figure is not None and one.figure.until_month != FOREVER
    return one.figure.until_month - 1 if one.figure and ends else None


def _published(one: Applied) -> date | None:
    known = one.figure.published_on if one.figure else ALWAYS_KNOWN
    return known if known != ALWAYS_KNOWN else None


FIGURES: Listing[Applied] = Listing(
    "figures",
    Text("政策参数", "Figures of the law"),
    (
        Column("title", Text("参数", "Figure"), _called,
               beside=lambda one: Text(one.name, one.name)),
        Column("value", Text("数值", "Value"), value_said),
        Column("whose", Text("适用范围", "Holds in"), _whose),
        Column("since", Text("起始年月", "Since"),
               lambda one: one.figure.from_month if one.figure else None, Kind.MONTH),
        Column("until", Text("截止年月", "Until"), _until, Kind.MONTH),
        Column("source", Text("依据", "Source"),
               lambda one: citation(one.figure.source) if one.figure else ""),
        Column("published", Text("公布日期", "Published"), _published, Kind.DAY),
        Column("state", Text("状态", "State"), lambda one: STATES[one.state],
               mark=lambda one: MARKS[one.state]),
    ),
)  # fmt: skip


def _limit(one: ItemApplied) -> Text:
    if not one.weekdays:
        return Text("即时办结", "at once")
    days = Text(f"{one.weekdays}个工作日", f"{one.weekdays} working days")
    if not one.notice_days:
        return days
    return Text(
        f"{days.zh}，公示{one.notice_days}天", f"{days.en}, public notice of {one.notice_days} days"
    )


ITEMS: Listing[ItemApplied] = Listing(
    "handling",
    Text("办理环节与时限", "Steps and time limits"),
    (
        Column("name", Text("事项", "Item"), lambda one: one.name,
               beside=lambda one: Text(one.code, one.code)),
        Column("line", Text("业务", "Line"), lambda one: one.line),
        Column("steps", Text("环节", "Steps"),
               lambda one: Text(*(" → ".join(step.of(said) for step in one.steps)
                                  for said in ("zh", "en")))),
        Column("limit", Text("时限", "Time limit"), _limit),
        Column("basis", Text("依据", "Basis"), lambda one: citation(one.basis)),
    ),
)  # fmt: skip


@require_safe
@shows_nobody
def show_applies(request: HttpRequest) -> HttpResponseBase:
    """Show what applies at this node today or on a chosen day, or what a text finds of it."""
    on, fault = _day_in(request)
    scheme = request.GET.get("scheme", EMPLOYEES)
    scheme = scheme if scheme in codes.table("schemes") else EMPLOYEES
    text = request.GET.get("text", "").strip()[:TEXT_MAX]
    applies = applies_here(on=on, scheme=scheme, today=today(), text=text)
    file = exported(
        request,
        Whole(FIGURES, applies.figures, is_recorded=False),
        Whole(ITEMS, applies.items, is_recorded=False),
    )
    return file or _page(request, applies, text, fault)


def _page(
    request: HttpRequest, applies: Applies, text: str, fault: Text | None
) -> HttpResponseBase:
    facts = {
        "applies": applies,
        "figures": Table(FIGURES, applies.figures),
        "items": Table(ITEMS, applies.items),
        "standing_in": [one for one in applies.figures if MARKS[one.state] == "waiting"],
        "text": text,
        "fault": fault,
        "here": reverse("law:applies"),
        "is_for_all": True,
    }
    return render(request, "law/applies.html", facts, status=422 if fault else 200)


def _day_in(request: HttpRequest) -> tuple[date, Text | None]:
    """Return the day that is asked for; today with a word where it is none."""
    asked = request.GET.get("on", "")
    try:
        on = date.fromisoformat(asked) if asked else today()
    except ValueError:
        on = date.min
    if on.year in YEARS:
        return on, None
    return today(), Text(
        "请输入日期，例如2024-09-30", "Give a day such as 2024-09-30; today's figures are shown"
    )
