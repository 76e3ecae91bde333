"""What every message is: frozen, strict, with columns of equal length and one canonical text."""

import json
import re
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SLICE_ROWS = 10_000
"""The most rows that one message carries; what is larger is told in slices."""

MonthText = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
"""A month as messages write it: 2024-09."""

Ssn = Annotated[str, Field(min_length=1, max_length=18)]
"""A social security number (AAC002)."""


class Message(BaseModel):
    """A message 消息: one thing that happened, as one node tells it to another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str] = ""
    columns: ClassVar[tuple[str, ...]] = ()
    """The fields that run row by row and must be of one length."""

    def __init_subclass__(cls, **given: Any) -> None:
        """Name the message's kind after its class: WageDeclared becomes wage_declared."""
        super().__init_subclass__(**given)
        cls.kind = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @model_validator(mode="after")
    def columns_have_one_length(self) -> Self:
        """Refuse columns of different lengths, or longer than a slice."""
        lengths = {len(getattr(self, column)) for column in self.columns}
        if len(lengths) > 1 or any(length > SLICE_ROWS for length in lengths):
            raise ValueError(f"columns of {sorted(lengths)} rows; one length up to {SLICE_ROWS}")
        return self


def canonical(message: Message) -> str:
    """Return the one text that a message has: JSON, keys sorted, no spaces."""
    return canonical_json(message.model_dump(mode="json"))


def canonical_json(value: Any) -> str:
    """Return a value as canonical JSON text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
