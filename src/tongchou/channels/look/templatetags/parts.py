"""Parts of pages that are used more than once: marks, tags, figures, empty states, pagers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tongchou.channels.look import pieces
from tongchou.channels.look.drawing import draw
from tongchou.channels.look.templatetags.look import language_of, province, say
from tongchou.channels.look.timeline import life_of, tell
from tongchou.registry.dossier import Dossier
from tongchou.standards.text import Text
from tongchou.standards.time import BEIJING
from tongchou.workflow.models import Item, Status, Step
from tongchou.workflow.points import ATTACHED, CHANGED, CHECKED, points_in

register = template.Library()

LEGEND = {
    "paid": Text("已到账", "Received"),
    "earlier": Text("历史记录", "Earlier record"),
    "partial": Text("历史记录，其间只计部分月数", "Earlier record, not all of its months"),
    "due": Text("已核定未到账", "Due, not received"),
    "gap": Text("中断", "Gap"),
    "bridge": Text("转移接续", "Transfer"),
    "pension": Text("领取养老金", "Pension paid"),
}
"""What the drawing of a working life may show, in the order of its legend."""
SETTLED = {
    CHANGED: Text("已更正", "corrected"),
    ATTACHED: Text("已补交", "handed in"),
    CHECKED: Text("已核对，未更改", "looked at and left as it is"),
}
"""How a point of a returned item was settled."""


@register.simple_block_tag(takes_context=True)
def chinese(context: Context, content: str) -> str:
    """Say a passage on a Chinese page only; its line breaks stand for nothing."""
    return "" if language_of(context) == "en" else SafeString("".join(_lines(content)))


@register.simple_block_tag(takes_context=True)
def english(context: Context, content: str) -> str:
    """Say a passage on an English page only; a line break in it is a space, but before a comma."""
    if language_of(context) != "en":
        return ""
    return SafeString(re.sub(r"\n(?=[,.;:])", "", "\n".join(_lines(content))).replace("\n", " "))


def _lines(passage: str) -> list[str]:
    return [line.strip() for line in passage.splitlines() if line.strip()]


@register.inclusion_tag("look/mark.html")
def mark(name: str) -> dict[str, Any]:
    """Draw the mark of a state: done, waiting, hand, moving, stopped, back, or else off."""
    return {"mark": name}


@register.simple_block_tag
def tag(content: str, name: str) -> str:
    """Show words with the mark and the colour of a state."""
    return _rendered("look/tag.html", content, mark=name)


@register.simple_block_tag(takes_context=True)
def state(context: Context, content: str, name: str, zh: str, en: str) -> str:
    """Say that there is nothing to list, and why: a mark, a title, a line."""
    return _rendered("look/state.html", content, mark=name, title=say(context, zh, en))


@register.simple_block_tag(takes_context=True)
def figure(
    context: Context, content: str, zh: str, en: str, *, url: str = "", name: str = ""
) -> str:
    """Show a large figure under its title; with an address it leads there."""
    title = say(context, zh, en)
    return _rendered("look/figure.html", content, title=title, url=url, mark=name)


def _rendered(path: str, content: str, **facts: Any) -> str:
    return render_to_string(path, {"content": SafeString(content.strip()), **facts})


@register.inclusion_tag("look/pager.html", takes_context=True)
def pager(context: Context, found: Page[Any], **asked: str) -> dict[str, Any]:
    """Lead to the pages before and after this one, with what else the address asks for."""
    return {
        "request": context.get("request"),
        "found": found,
        "url": "?" + urlencode({**asked, "page": ""}),
    }


@register.simple_tag
def clock(value: datetime | None) -> str:
    """Say the time of day of an instant, by Beijing's clock: 14:05."""
    return f"{value.astimezone(BEIJING):%H:%M}" if value else ""


@register.simple_tag
def current(section: str, name: str, kind: str = "page") -> str:
    """Tell a screen reader, and the style, that a link leads to where one is."""
    return SafeString(f'aria-current="{kind}"' if section == name else "")


@register.simple_tag(takes_context=True)
def provinces(context: Context, places: Iterable[Mapping[str, str]]) -> str:
    """Say the provinces of the places in which something was found."""
    return say(context, "、", ", ").join(province(context, one["province"]) for one in places)


@register.inclusion_tag("look/timeline.html", takes_context=True)
def timeline(context: Context, dossier: Dossier) -> dict[str, Any]:
    """Draw the timeline of a working life, and tell it as a list."""
    life = life_of(dossier)
    drawing = draw(life)
    shown = drawing.kinds if drawing else ()
    return {
        "request": context.get("request"),
        "drawing": drawing,
        "legend": [(kind, said) for kind, said in LEGEND.items() if kind in shown],
        "entries": tell(life),
        "stop": life.stop,
    }


@register.inclusion_tag("look/steps.html", takes_context=True)
def step_bar(context: Context, item: Item, *, names: bool = True) -> dict[str, Any]:
    """Show where an item stands in its steps, and who took them, unless names are left out."""
    stages = pieces.stages_of(item)
    shown = stages if names else [replace(stage, name="") for stage in stages]
    return {"request": context.get("request"), "stages": shown}


@register.inclusion_tag("look/limit.html", takes_context=True)
def limit_bar(context: Context, item: Item) -> dict[str, Any]:
    """Show how much of an item's legal time is used, as a quiet bar."""
    return {
        "request": context.get("request"),
        "limit": pieces.limit_of(item, context["today"]),
        "due_on": item.due_on,
    }


@register.inclusion_tag("look/status.html", takes_context=True)
def status_tag(context: Context, status: str) -> dict[str, Any]:
    """Show an item's status as a mark and a word."""
    state = pieces.STATE_OF_STATUS.get(Status(status), "off")
    return {"request": context.get("request"), "status": status, "state": state}


@register.inclusion_tag("look/map.html", takes_context=True)
def grid_map(context: Context, tiles: list[Any]) -> dict[str, Any]:
    """Draw the grid map of China: one equal tile a province."""
    return {"request": context.get("request"), "tiles": pieces.placed(tiles)}


@register.inclusion_tag("look/worksheet.html", takes_context=True)
def worksheet(context: Context, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Show a worksheet 核定表: every line with its formula, value and legal basis."""
    return {
        "request": context.get("request"),
        "lines": lines,
        "is_provisional": any(line.get("provisional") for line in lines),
    }


@register.inclusion_tag("look/summary.html", takes_context=True)
def summary(
    context: Context, refusals: list[Any], fields: list[Any] | None = None
) -> dict[str, Any]:
    """Show what must be put right, each line naming its field and leading to it."""
    titles = {field.name: field.title for field in fields or []}
    said = [refusal if isinstance(refusal, Mapping) else refusal.as_json() for refusal in refusals]
    named = [{**refusal, "title": titles.get(refusal.get("field", ""))} for refusal in said]
    return {"request": context.get("request"), "refusals": named}


@register.simple_tag(takes_context=True)
def faults_in_title(context: Context, refusals: list[Any]) -> str:
    """Say in a page's title how much is to be put right, first of all: it is read out first."""
    count = len(refusals)
    if not count:
        return ""
    return say(context, f"有{count}处需改正：", f"{count} to put right: ")


@register.inclusion_tag("look/trial_balance.html", takes_context=True)
def trial_balance(context: Context, rows: list[Any], url: str = "") -> dict[str, Any]:
    """Show a trial balance 科目余额表 with its totals and whether they agree."""
    return {
        "request": context.get("request"),
        "rows": rows,
        "url": url,
        "sums": pieces.sums_of(rows),
    }


@register.simple_tag
def step_points(code: str, step: Step) -> list[tuple[Text, Text | None]]:
    """Return the points of an item's step: what each is about, and what is said of it."""
    return [
        (one.title(code), SETTLED.get(one.words) or _words(one.words)) for one in points_in(step)
    ]


def _words(words: str) -> Text | None:
    return Text(words, words) if words else None
