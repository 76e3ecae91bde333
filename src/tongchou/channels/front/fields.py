"""The fields of an item's form, as the item's own Form declares them: titles, kinds, choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from pydantic.fields import FieldInfo

from tongchou.standards.fields import UNTYPED, Kind, When, condition_of, kind_of, options_of
from tongchou.standards.money import fen_of, yuan_grouped
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import day_zh, month_of, month_zh
from tongchou.workflow.catalogue import catalogue

FILE_OF = {Kind.FILE, Kind.DIGEST}


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
    endings: str = ""
    """Of a file: the endings that its name may have."""
    when: When | None = None
    """Of a field that is asked for only where another one has one of some values: which."""
    is_looked_up: bool = False
    """Whether it may be found by a name instead of being typed."""
    chosen: Any = None
    """Whom or what the value stands for, where it was chosen from what was found."""
    looked: Any = None
    """What was found for the value, on a page that was asked to look it up."""

    @property
    def is_document(self) -> bool:
        """Whether it asks for a kind of document, which the number mostly tells by itself."""
        return self.name == "document_kind"

    @property
    def said(self) -> Text:
        """The value in words: a choice by its wording, everything else by its kind."""
        return dict(self.choices).get(self.value) or in_words(self.kind, self.value)


def in_words(kind: Kind, value: str) -> Text:
    """Return the value of a field as a sentence says it: a month as 2024年9月 or 2024-09."""
    if kind == Kind.MONTH and value:
        return Text(month_zh(month_of(value)), value)
    if kind == Kind.DATE and value:
        return Text(day_zh(date.fromisoformat(value)), value)
    if kind == Kind.AMOUNT and value:
        amount = yuan_grouped(fen_of(value))
        return Text(f"{amount}元", f"{amount} yuan")
    if kind == Kind.ROWS:
        return Text(f"{value}行", f"{value} rows")
    return Text(value, value)


def asked_by(
    code: str, given: Mapping[str, Any] | None = None, refusals: Sequence[Refusal] = ()
) -> list[Shown]:
    """Return the fields that an item asks a person for, with what was typed and what is wrong.

    What is read from a file is not typed: the file itself is asked for in its place.
    """
    declared = catalogue()[code]
    fields = declared.form.model_fields
    shown = [
        _shown(name, field, given or {}, refusals)
        for name, field in fields.items()
        if kind_of(field) not in UNTYPED
    ]
    if declared.file:
        about_it = {"file", *(name for name in fields if kind_of(fields[name]) in FILE_OF)}
        faults = [refusal.text for refusal in refusals if refusal.field in about_it]
        endings = ",".join(declared.file.endings)
        title = declared.file.title
        shown.append(Shown("file", title, Kind.FILE, faults=faults, endings=endings))
    return shown


def told_by(code: str, form: Mapping[str, Any]) -> list[Shown]:
    """Return the fields of a form that was handed in, a whole feed by its number of rows."""
    declared = catalogue().get(code)
    fields = declared.form.model_fields.items() if declared else ()
    return [
        _shown(name, field, form, ()) for name, field in fields if kind_of(field) not in FILE_OF
    ]


def _shown(
    name: str, field: FieldInfo, given: Mapping[str, Any], refusals: Sequence[Refusal]
) -> Shown:
    options = options_of(field, settings.NODE_CODE)
    return Shown(
        name=name,
        title=Text(field.title or name, field.description or name),
        kind=Kind.CHOICE if options else kind_of(field),
        value=_typed(given.get(name), field),
        is_required=field.is_required(),
        choices=list(options.items()),
        faults=[refusal.text for refusal in refusals if refusal.field == name],
        when=condition_of(field),
    )


def _typed(value: Any, field: FieldInfo) -> str:
    if isinstance(value, list):
        return str(len(value))
    if value is None:
        preset = field.default if not field.is_required() else ""
        return str(getattr(preset, "value", preset) or "")
    return str(value)
