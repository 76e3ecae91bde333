"""The fields of a matter's form, read from the item's own Form: titles, kinds, choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from django.conf import settings
from pydantic.fields import FieldInfo

from tongchou.policy.employees.retirement.retirement import TRACKS
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.workflow.definition import catalogue

FILE_FIELDS = {"file_name", "file_digest"}
FILE_CODES = {"wage_declaration"}
"""Items that come with a file; its name and digest are read from the file, not typed."""


@dataclass(frozen=True)
class Shown:
    """One field as a page shows it; its kind follows from the suffix of its name."""

    name: str
    title: Text
    kind: str
    value: str = ""
    is_required: bool = True
    choices: Sequence[tuple[str, Text]] = ()
    faults: Sequence[Text] = ()

    @property
    def said(self) -> Text:
        """The value in words: a choice by its wording, everything else as it was typed."""
        return dict(self.choices).get(self.value, Text(self.value, self.value))


def fields_of(
    code: str, given: Mapping[str, Any] | None = None, refusals: Sequence[Refusal] = ()
) -> list[Shown]:
    """Return the fields of an item's form with what was typed and what is wrong with it."""
    given = given or {}
    definition = catalogue()[code]
    shown = [
        Shown(
            name=name,
            title=Text(field.title or name, field.description or name),
            kind=_kind(name, field),
            value=_typed(given.get(name), field),
            is_required=field.is_required(),
            choices=choices_of(name, field.annotation),
            faults=[refusal.text for refusal in refusals if refusal.field == name],
        )
        for name, field in definition.Form.model_fields.items()
        if name not in FILE_FIELDS
    ]
    if code in FILE_CODES:
        faults = [refusal.text for refusal in refusals if refusal.field in {"file", *FILE_FIELDS}]
        title = Text("申报文件（CSV 或 XLSX）", "Declaration file (CSV or XLSX)")
        shown.append(Shown("file", title, "file", faults=faults))
    return shown


def choices_of(name: str, annotation: Any) -> list[tuple[str, Text]]:
    """Return what a field may be chosen from; nothing for a field that is typed."""
    if name in {"origin", "destination"}:
        others = codes.table("divisions").items()
        return [(code, one.text) for code, one in others if code not in {"00", settings.NODE_CODE}]
    if name == "division_code":
        places = codes.table("places").items()
        here = [(code, one.text) for code, one in places if code[:2] == settings.NODE_CODE]
        return [(code, Text(f"{text.zh} {code}", f"{text.en} {code}")) for code, text in here]
    if name == "track":
        return [(code, track.text) for code, track in TRACKS.items()]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        reasons = codes.table("end_reasons")
        return [(one.value, reasons[one.value].text) for one in annotation]
    if get_origin(annotation) is Literal:
        return [(one, Text(one, one)) for one in get_args(annotation)]
    return []


def _kind(name: str, field: FieldInfo) -> str:
    if choices_of(name, field.annotation):
        return "choice"
    if name == "month" or name.endswith("_month"):
        return "month"
    if name.endswith("_on"):
        return "date"
    if field.annotation is int:
        return "number"
    return "amount" if name.endswith("_yuan") else "text"


def _typed(value: Any, field: FieldInfo) -> str:
    if value is None:
        preset = field.default if not field.is_required() else ""
        return str(getattr(preset, "value", preset) or "")
    return str(value)
