"""What a machine may look up of the interface itself: problems, code tables, forms of items."""

from importlib.resources import files
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError

from tongchou.channels.api.auth import caller
from tongchou.channels.api.problems import KINDS
from tongchou.channels.api.shapes.meanings import CodeTold, FormTold, ProblemMeant, TableTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import NOT_FOUND
from tongchou.channels.front.seen import shows_nobody
from tongchou.standards import codes
from tongchou.workflow.catalogue import catalogue

router = Router(tags=["meanings"])

TABLES = tuple(
    sorted(
        file.name.removesuffix(".yaml")
        for file in files(codes).iterdir()
        if file.name.endswith(".yaml") and file.name != "law.yaml"
    )
)
"""The names of all code tables; the register of laws holds titles and no codes."""


@router.get("/problems/{kind}", auth=None, openapi_extra=answers(ProblemMeant, NOT_FOUND))
@shows_nobody
def meaning_of_problem(request: HttpRequest, kind: str) -> Any:
    """Return what a type of problem means, as the `type` of an error names it."""
    del request
    for status, one in KINDS.items():
        if one.name == kind:
            title = one.title.as_json()
            return {"name": kind, "status": status, "title": title, "when": one.when}
    raise HttpError(404, "没有这类问题 · no type of problem is called so")


@router.get("/codes", openapi_extra=answers(list[TableTold]))
@shows_nobody
def tables(request: HttpRequest) -> Any:
    """Return the names of all code tables 代码表, and how many codes each has."""
    caller(request)
    return [{"table": name, "codes": len(codes.table(name))} for name in TABLES]


@router.get("/codes/{table}", openapi_extra=answers(list[CodeTold], NOT_FOUND))
@shows_nobody
def codes_of(request: HttpRequest, table: str) -> Any:
    """Return every code of a table with its wording, and what else the table says of it."""
    caller(request)
    if table not in TABLES:
        raise HttpError(404, "没有这个代码表 · no code table is called so")
    return [
        {"code": code, **row.text.as_json(), "facts": dict(row.facts)}
        for code, row in codes.table(table).items()
    ]


@router.get("/forms", openapi_extra=answers(list[FormTold]))
@shows_nobody
def forms(request: HttpRequest) -> Any:
    """Return every kind of item that this node handles, with the form it is started by."""
    caller(request)
    return [_form(code) for code in catalogue()]


@router.get("/forms/{code}", openapi_extra=answers(FormTold, NOT_FOUND))
@shows_nobody
def form_of(request: HttpRequest, code: str) -> Any:
    """Return one kind of item, with its form as JSON Schema."""
    caller(request)
    if code not in catalogue():
        raise HttpError(404, "本节点没有这个事项 · no item is called so here")
    return _form(code)


def _form(code: str) -> dict[str, Any]:
    row = codes.table("items")[code]
    form = catalogue()[code].form.model_json_schema(mode="validation")
    return {"code": code, **row.text.as_json(), "facts": dict(row.facts), "form": form}
