"""Refusals as values: what is refused, why, on what basis, and what to do next."""

from dataclasses import dataclass
from typing import Any

from tongchou.standards.text import Text


@dataclass(frozen=True)
class Refusal:
    """A refusal 不予办理的理由, of a whole matter, of a `field`, or of a `row` (1 is the first)."""

    code: str
    text: Text
    basis: str = ""
    remedy: Text | None = None
    field: str = ""
    row: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the refusal as JSON, in both languages."""
        return {
            "code": self.code,
            **self.text.as_json(),
            "basis": self.basis,
            "remedy": self.remedy.as_json() if self.remedy else None,
            "field": self.field,
            "row": self.row,
        }


Refusals = tuple[Refusal, ...]
"""Refusals are collected and shown together, in order of precedence."""
