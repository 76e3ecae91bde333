"""Rows of facts: objects, or lists in the order in which a row's columns are named."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class AskedRow(BaseModel):
    """A row of facts as a caller gives it; whatever it does not name is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _told(cls, asked: Any) -> Any:
        """Return the row by the names of its columns, without what is null or empty."""
        if isinstance(asked, list | tuple) and len(asked) <= len(cls.model_fields):
            asked = dict(zip(cls.model_fields, asked, strict=False))
        if not isinstance(asked, dict):
            return asked
        return {name: value for name, value in asked.items() if value not in (None, "")}
