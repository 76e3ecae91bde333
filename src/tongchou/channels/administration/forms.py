"""The forms of administration: their fields, and what was typed into them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from tongchou.agency.models import Agency, Level
from tongchou.agency.queries import agencies_found
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

Choices = list[tuple[str, Text]]


@dataclass(frozen=True)
class Asked:
    """A field of a form, as `look/field.html` draws it."""

    name: str
    title: Text
    kind: str = "text"
    value: str = ""
    is_required: bool = True
    choices: Choices = field(default_factory=list)
    faults: list[Text] = field(default_factory=list)


def filled(
    fields: Iterable[Asked], typed: Mapping[str, str], refusals: Iterable[Refusal] = ()
) -> list[Asked]:
    """Return fields with what was typed, and what is wrong with each."""
    told = list(refusals)
    return [
        Asked(
            one.name,
            one.title,
            one.kind,
            str(typed.get(one.name, one.value)),
            one.is_required,
            one.choices,
            [refusal.text for refusal in told if refusal.field == one.name],
        )
        for one in fields
    ]


def typed_in(form: QueryDict) -> dict[str, str]:
    """Return what was typed into a form, without the space around it."""
    return {name: form.get(name, "").strip() for name in form}


def agency_fields() -> list[Asked]:
    """Return what is asked of a new agency."""
    levels = [(str(level.value), _level(level.value)) for level in Level]
    return [
        Asked("code", Text("机构代码", "Code")),
        Asked("level", Text("层级", "Level"), "choice", choices=levels),
        Asked("division_code", Text("行政区划代码", "Division code"), "number"),
        Asked("parent", Text("上级机构", "Agency above"), "choice", choices=agency_choices()),
        *name_fields(),
    ]


def name_fields(agency: Agency | None = None) -> list[Asked]:
    """Return what may be changed of an agency."""
    return [
        Asked("name", Text("机构名称", "Name"), value=agency.name if agency else ""),
        Asked("name_en", Text("英文名称", "English name"), value=agency.name_en if agency else ""),
    ]


def agency_choices() -> Choices:
    """Return the agencies that are open, each after the one above it."""
    return [
        (agency.code, Text(f"{agency.code} {agency.name}", f"{agency.code} {agency.name_en}"))
        for agency in agencies_found()
    ]


def clerk_fields() -> list[Asked]:
    """Return what is asked of a new sign-in."""
    kinds = [
        ("clerk", Text("经办人员", "Clerk")),
        ("service", Text("系统接口", "Service of another system")),
    ]
    return [
        Asked("login", Text("账号", "Login")),
        Asked("kind", Text("类型", "Kind"), "choice", "clerk", choices=kinds),
        Asked("name", Text("姓名", "Name")),
        Asked("person_code", Text("人员编号", "Person code"), is_required=False),
        Asked("agency", Text("所属机构", "Agency"), "choice", choices=agency_choices()),
    ]


def token_fields(agency: str, duties: Choices) -> list[Asked]:
    """Return what is asked of a new token."""
    return [
        Asked("name", Text("令牌名称", "Name of the token")),
        Asked("until", Text("截止日期", "Last day"), "date"),
        Asked("duty", Text("岗位", "Duty"), "choice", is_required=False, choices=duties),
        Asked("agency", Text("范围", "Scope"), "choice", agency, choices=agency_choices()),
    ]


def duty_fields() -> list[Asked]:
    """Return what is asked of one more duty: which, for which line or feed, which scheme."""
    lines, items, schemes = (codes.table(name) for name in ("lines", "items", "schemes"))
    feeds = {code: one for code, one in items.items() if "system" in one.facts["by"]}
    narrowed = [(code, one.text) for code, one in {**lines, **feeds}.items()]
    return [
        Asked(
            "given", Text("岗位", "Duty"), "choice", is_required=False, choices=_named("duties")
        ),
        Asked(
            "line", Text("业务类别或接口", "Line of business, or feed"), "choice",
            is_required=False, choices=narrowed,
        ),
        Asked(
            "scheme", Text("险种", "Scheme"), "choice", is_required=False,
            choices=[(code, one.text) for code, one in schemes.items()],
        ),
    ]  # fmt: skip


def _named(table: str) -> Choices:
    return [(code, one.text) for code, one in codes.table(table).items()]


def _level(level: int) -> Text:
    return codes.table("agency_levels")[str(level)].text
