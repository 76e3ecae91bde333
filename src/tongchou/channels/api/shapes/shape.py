"""A shape of an answer, and how an operation says which one it gives."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from tongchou.channels.api.statuses import MADE, OK, TEXT, described

DEFINITIONS: dict[str, Any] = {}
"""The schemas of all shapes that operations gave, by name, for the document's components."""

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
REF = "#/components/schemas/{model}"


class Shape(BaseModel):
    """An object with these fields, all of them and no others; nothing is checked while serving.

    What is answered is compared with its shape by the tests: at work the check would cost more
    than most answers.
    """

    model_config = ConfigDict(extra="forbid")


class Both(Shape):
    """A wording in both languages."""

    zh: str
    en: str


def schema_of(shape: Any) -> dict[str, Any]:
    """Return a shape as JSON Schema; what it is made of goes into the components."""
    made = TypeAdapter(shape).json_schema(mode="serialization", ref_template=REF)
    DEFINITIONS.update(made.pop("$defs", {}))
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        DEFINITIONS[shape.__name__] = made
        return {"$ref": REF.format(model=shape.__name__)}
    return made


def answers(
    shape: Any, *others: int, ok: int = OK, headers: Mapping[str, str] = NO_HEADERS
) -> dict[str, Any]:
    """Return what an operation adds to the document: its answer, and the statuses besides it.

    Where something is made, `others` has 201; an answer of 200 then tells of what was there.
    """
    content = {"application/json": {"schema": schema_of(shape)}}
    responses = {status: described(status) for status in (ok, *others)}
    for status in {ok, *others} & {OK, *MADE}:
        responses[status] |= {"content": content}
    if headers:
        responses[ok]["headers"] = {
            name: {"description": what, "schema": TEXT} for name, what in headers.items()
        }
    return {"responses": responses}
