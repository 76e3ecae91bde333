"""What templates may say and draw: two languages, dates, money, masked names, pieces."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context

from tongchou.channels.look import pieces, wording
from tongchou.channels.look.drawing import draw
from tongchou.channels.look.timeline import life_of, tell
from tongchou.registry.dossier import Dossier
from tongchou.standards import codes
from tongchou.standards.citation import citation
from tongchou.standards.identity import mask_name, mask_ssn
from tongchou.standards.money import yuan_grouped
from tongchou.standards.text import Text
from tongchou.standards.time import BEIJING, Month, month_of, month_text, month_zh
from tongchou.sync.queries import STATES
from tongchou.workflow.models import Item, Status

register = template.Library()

NOTHING = "—"


def language_of(context: Context) -> str:
    """Return the language of the page: "zh" or "en"."""
    request = context.get("request")
    language: str = getattr(request, "language", None) or context.get("language") or "zh"
    return language


@register.simple_tag(takes_context=True)
def say(context: Context, zh: str, en: str) -> str:
    """Say a sentence in the page's language."""
    return en if language_of(context) == "en" else zh


@register.simple_tag(takes_context=True)
def text(context: Context, words: Any) -> str:
    """Say a `Text`, or anything that carries `zh` and `en`, in the page's language."""
    language = language_of(context)
    if isinstance(words, Text):
        said = words.of(language)
    elif isinstance(words, Mapping):
        said = str(words.get(language) or words.get("zh") or "")
    else:
        said = str(getattr(words, language, words) or "")
    return said if language == "en" else wording.typeset(said)


@register.simple_tag(takes_context=True)
def counted(context: Context, number: int | None, zh: str, en: str) -> str:
    """Say a count with its noun, given in the singular: 1 month, 313 months, 313个月."""
    return wording.counted(int(number or 0), zh, en, language_of(context))


@register.simple_tag(takes_context=True)
def noun(context: Context, number: int | None, zh: str, en: str) -> str:
    """Say the noun alone that goes with a count set in other type."""
    if language_of(context) != "en":
        return zh
    return en if number == 1 else wording.plural(en)


@register.filter
def typeset(words: str) -> str:
    """Write Chinese that was recorded with half-width punctuation as print has it."""
    return wording.typeset(words)


@register.simple_tag(takes_context=True)
def formula(context: Context, line: Mapping[str, str]) -> str:
    """Say the formula of a worksheet's line; only one with words differs in English."""
    if language_of(context) == "en":
        return line.get("formula_en") or line["formula"]
    return wording.typeset(line["formula"])


@register.simple_tag(takes_context=True)
def code_text(context: Context, table: str, code: str) -> str:
    """Say what a code of a code list means; a code nobody knows is shown as it is."""
    known = codes.table(table).get(code)
    return known.text.of(language_of(context)) if known else code


@register.simple_tag(takes_context=True)
def province(context: Context, code: str) -> str:
    """Say a province's short name."""
    return code_text(context, "divisions", code)


@register.simple_tag(takes_context=True)
def month(context: Context, value: Month | str | None) -> str:
    """Say a month: 2024年9月, or 2024-09."""
    if value in {None, ""}:
        return NOTHING
    number = month_of(value) if isinstance(value, str) else int(value or 0)
    return month_text(number) if language_of(context) == "en" else month_zh(number)


@register.simple_tag(takes_context=True)
def months(context: Context, first: Month, until: Month | None) -> str:
    """Say a span of months by its first and last month; an open one ends with 至今."""
    start = month(context, first)
    if until is None:
        return start + say(context, "至今", " to date")
    return start if until <= first + 1 else f"{start} – {month(context, until - 1)}"


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | str | None) -> str:
    """Say a day: 2024年9月30日, or 2024-09-30."""
    if not value:
        return NOTHING
    on = date.fromisoformat(value) if isinstance(value, str) else value
    return on.isoformat() if language_of(context) == "en" else f"{on.year}年{on.month}月{on.day}日"


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None) -> str:
    """Say an instant by Beijing's clock: 2026年11月23日 14:05."""
    if not value:
        return NOTHING
    at = value.astimezone(BEIJING)
    return f"{day(context, at.date())} {at:%H:%M}"


@register.filter
def yuan(fen: int | str | None) -> str:
    """Write an amount in fen as yuan: 1,234.50; what is not known yet reaches a filter as ""."""
    return NOTHING if fen in {None, ""} else yuan_grouped(int(fen or 0))


@register.filter
def grouped(number: int | str | None) -> str:
    """Write a count with thousands separators; what is not known yet reaches a filter as ""."""
    return NOTHING if number in {None, ""} else f"{int(number or 0):,}"


@register.filter
def masked_ssn(ssn: str) -> str:
    """Write a social security number with its birth date hidden."""
    return mask_ssn(ssn)


@register.filter
def masked_name(name: str) -> str:
    """Write a name with all but its ends hidden."""
    return mask_name(name)


@register.simple_tag(takes_context=True)
def node_name(context: Context) -> str:
    """Say which node this is: a province, or the ministry."""
    return code_text(context, "divisions", str(settings.NODE_CODE))


@register.simple_tag(takes_context=True)
def node_full_name(context: Context) -> str:
    """Say the full name of the province, or of the ministry."""
    division = codes.table("divisions")[str(settings.NODE_CODE)]
    return say(context, division.facts["full"], division.text.en)


@register.simple_tag(takes_context=True)
def face_url(context: Context) -> str:
    """Return the first page of the face this page belongs to."""
    request: HttpRequest = context["request"]
    first = request.path.split("/")[1]
    return f"/{first}/" if first else "/"


@register.simple_tag(takes_context=True)
def other_language_url(context: Context) -> str:
    """Return this page's address in the other language."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query["language"] = "zh" if language_of(context) == "en" else "en"
    return "?" + query.urlencode()


@register.simple_tag(takes_context=True)
def side(context: Context, fen: int) -> str:
    """Say a ledger balance with its side: 借 debit, 贷 credit, 平 none."""
    if fen == 0:
        return say(context, "平 0.00", "0.00")
    named = say(context, "借", "Dr") if fen > 0 else say(context, "贷", "Cr")
    return f"{named} {yuan_grouped(abs(fen))}"


@register.simple_tag(takes_context=True)
def link_state(context: Context, state: str) -> str:
    """Say how the link to a province stands."""
    return STATES[state].of(language_of(context))


@register.simple_tag
def account_url(book: str, month_asked: str) -> str:
    """Return the address that a ledger account's code is added to."""
    return f"?book={book}&month={month_asked}&account="


@register.simple_tag(takes_context=True)
def tile_state(context: Context, state: str) -> str:
    """Say what the state of a tile means."""
    return pieces.TILE_STATES[state].of(language_of(context))


@register.simple_tag
def basis(source: str) -> str:
    """Say a legal basis by the title the law register knows; plain words as they are."""
    return wording.typeset(citation(source))


@register.filter
def past(days: int) -> int:
    """Return by how many days a limit is past."""
    return -days


@register.simple_tag(takes_context=True)
def born(context: Context, on: date) -> str:
    """Say a birth date as far as a page may show it unasked: its year."""
    return say(context, f"{on.year}年出生", f"born {on.year}")


@register.inclusion_tag("look/timeline.html", takes_context=True)
def timeline(context: Context, dossier: Dossier) -> dict[str, Any]:
    """Draw the timeline of a working life, and tell it as a list."""
    life = life_of(dossier)
    return {
        "request": context.get("request"),
        "drawing": draw(life),
        "entries": tell(life),
        "stop": life.stop,
    }


@register.inclusion_tag("look/steps.html", takes_context=True)
def step_bar(context: Context, item: Item) -> dict[str, Any]:
    """Show where an item stands in its steps, and who took them."""
    return {"request": context.get("request"), "stages": pieces.stages_of(item)}


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
def value(context: Context, line: dict[str, Any]) -> str:
    """Say a worksheet line's value by its unit."""
    return pieces.value_text(line).of(language_of(context))


@register.inclusion_tag("look/trial_balance.html", takes_context=True)
def trial_balance(context: Context, rows: list[Any], url: str = "") -> dict[str, Any]:
    """Show a trial balance 科目余额表 with its totals and whether they agree."""
    return {
        "request": context.get("request"),
        "rows": rows,
        "url": url,
        "sums": pieces.sums_of(rows),
    }
