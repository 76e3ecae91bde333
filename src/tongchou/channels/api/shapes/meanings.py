"""Shapes of what the interface says of itself."""

from typing import Any

from pydantic import Field

from tongchou.channels.api.shapes.shape import Both, Shape


class ProblemMeant(Shape):
    """A type of problem, the status it is answered with, and when."""

    name: str
    status: int
    title: Both
    when: str


class TableTold(Shape):
    """A code table 代码表."""

    table: str
    codes: int


class CodeTold(Both):
    """A code with its wording, and what else its table says of it."""

    code: str
    facts: dict[str, Any]


class FormTold(CodeTold):
    """A kind of item 业务事项, and the form that starts it."""

    form: dict[str, Any] = Field(description="JSON Schema of the form")
