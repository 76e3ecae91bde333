"""What templates may say and draw: two languages, dates, money, masked names, pieces."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context

from tongchou.channels.look import pieces, wording
from tongchou.standards import codes
from tongchou.standards.citation import citation
from tongchou.standards.identity import mask_ssn
from tongchou.standards.messages import KINDS
from tongchou.standards.money import yuan_grouped
from tongchou.standards.text import Text
from tongchou.standards.time import BEIJING, Month, day_zh, month_of, month_text, month_zh
from tongchou.sync.queries import STATES
from tongchou.workflow.steps import steps_of

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
def measured(context: Context, value: int | str | None, unit: str) -> str:
    """Say a value with its unit: 1,234.50 元, 38个月."""
    if value is None:
        return NOTHING
    return pieces.value_text({"value": value, "unit": unit}).of(language_of(context))


@register.simple_tag(takes_context=True)
def number_of(context: Context, value: int | str, unit: str) -> str:
    """Say a value whose unit is set apart."""
    return pieces.number_and_unit({"value": value, "unit": unit})[0].of(language_of(context))


@register.simple_tag(takes_context=True)
def unit_of(context: Context, value: int | str, unit: str) -> str:
    """Say the unit of a value alone."""
    return pieces.number_and_unit({"value": value, "unit": unit})[1].of(language_of(context))


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
def message_text(context: Context, kind: str) -> str:
    """Say what a kind of message tells; a kind nobody knows is shown as it is."""
    known = KINDS.get(kind)
    return known.label.of(language_of(context)) if known else kind


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
    return on.isoformat() if language_of(context) == "en" else day_zh(on)


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
def signed_yuan(fen: int) -> str:
    """Write what an account gained or lost, in yuan: +1,234.50."""
    return "+" * (fen > 0) + yuan_grouped(fen)


@register.filter
def pixels(length: float) -> str:
    """Write a length of a drawing, in its own units."""
    return f"{length:.1f}"


@register.filter
def grouped(number: int | str | None) -> str:
    """Write a count with thousands separators; what is not known yet reaches a filter as ""."""
    return NOTHING if number in {None, ""} else f"{int(number or 0):,}"


@register.filter
def masked_ssn(ssn: str) -> str:
    """Write a social security number with its birth date hidden."""
    return mask_ssn(ssn)


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
def texts(context: Context, words: Iterable[Text]) -> str:
    """Say several texts, one after the other."""
    return say(context, "、", ", ").join(text(context, one) for one in words)


@register.simple_tag(takes_context=True)
def step_names(context: Context, item: str) -> str:
    """Say the steps that a business item takes, by its code: 受理 → 复核 → 审批."""
    return " → ".join(code_text(context, "item_verbs", verb) for verb in steps_of(item))


@register.simple_tag(takes_context=True)
def time_limit(context: Context, weekdays: int | None) -> str:
    """Say how long a matter may take."""
    if not weekdays:
        return say(context, "即时办结", "at once")
    return counted(context, weekdays, "个工作日", "working day")


@register.simple_tag
def span(first: int | None, last: int | None) -> str:
    """Write positions of the log that follow each other: 17, or 17–1,042."""
    return grouped(first) if first == last else f"{grouped(first)}–{grouped(last)}"


@register.simple_tag(takes_context=True)
def sex(context: Context, code: str) -> str:
    """Say a person's sex by its code of GB/T 2261.1."""
    return say(context, "男", "man") if code == "1" else say(context, "女", "woman")


@register.simple_tag(takes_context=True)
def born(context: Context, on: date) -> str:
    """Say a birth date as far as a page may show it unasked: its year."""
    return say(context, f"{on.year}年出生", f"born {on.year}")


@register.simple_tag(takes_context=True)
def value(context: Context, line: dict[str, Any]) -> str:
    """Say a worksheet line's value by its unit."""
    return pieces.value_text(line).of(language_of(context))
