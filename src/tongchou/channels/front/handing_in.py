"""What a browser hands in for an item: the fields of its form, and its file if it has one."""

from typing import Any

from django.http import HttpRequest

from tongchou.standards.fields import UNTYPED, Kind, kind_of
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.files import File
from tongchou.workflow.models import Item


def handed_in(request: HttpRequest, code: str) -> tuple[dict[str, Any], tuple[File, ...], Refusals]:
    """Return what was typed, the files that came with it, and what is missing of them."""
    declared = catalogue()[code]
    given = typed_in(request, code)
    if not declared.file:
        return given, (), ()
    handed = request.FILES.get("file")
    if handed is None:
        text = Text("请选择文件", "Choose the file")
        return given, (), (Refusal(code="form.missing", text=text, field="file"),)
    file = File(handed.name or code, handed.file or b"")
    told = {Kind.FILE: file.name, Kind.DIGEST: file.digest.hex()}
    given |= {name: said for kind, said in told.items() if (name := declared.field_of(kind))}
    return given, (file,), ()


def typed_in(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return the fields of an item's form in which something was typed."""
    named = catalogue()[code].form.model_fields
    return {
        name: value for name, value in request.POST.items() if name in named and str(value).strip()
    }


def untyped_of(item: Item) -> dict[str, Any]:
    """Return what stands in an item's form that nobody types: its file, the rows of a feed."""
    fields = catalogue()[item.code].form.model_fields
    untyped = {name for name, field in fields.items() if kind_of(field) in UNTYPED}
    return {name: value for name, value in item.form.items() if name in untyped}
