"""The fields of an item's form, as the item's own Form declares them: titles, kinds, choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from pydantic.fields import FieldInfo

from tongchou.standards.fields import Kind, kind_of, options_of
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import catalogue


@dataclass(frozen=True)
class Shown:
    """One field as a page shows it."""

    name: str
    title: Text
    kind: Kind
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
    """Return the fields of an item's form with what was typed and what is wrong with it.

    What is read from a file is not typed: such fields are shown as one, the file.
    """
    given = given or {}
    fields = catalogue()[code].form.model_fields
    shown = [
        Shown(
            name=name,
            title=Text(field.title or name, field.description or name),
            kind=_kind(field),
            value=_typed(given.get(name), field),
            is_required=field.is_required(),
            choices=list(options_of(field, settings.NODE_CODE).items()),
            faults=[refusal.text for refusal in refusals if refusal.field == name],
        )
        for name, field in fields.items()
        if kind_of(field) != Kind.FILE
    ]
    of_file = {"file", *(name for name, field in fields.items() if kind_of(field) == Kind.FILE)}
    if len(of_file) > 1:
        faults = [refusal.text for refusal in refusals if refusal.field in of_file]
        title = Text("申报文件（CSV 或 XLSX）", "Declaration file (CSV or XLSX)")
        shown.append(Shown("file", title, Kind.FILE, faults=faults))
    return shown


def _kind(field: FieldInfo) -> Kind:
    """Return the kind by which a field is asked: a choice, or what is typed."""
    return Kind.CHOICE if options_of(field, settings.NODE_CODE) else kind_of(field)


def _typed(value: Any, field: FieldInfo) -> str:
    if kind_of(field) == Kind.ROWS and isinstance(value, list):
        return str(len(value))
    if value is None:
        preset = field.default if not field.is_required() else ""
        return str(getattr(preset, "value", preset) or "")
    return str(value)
