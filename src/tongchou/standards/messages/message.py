"""What every message is: frozen, with columns of equal length and one canonical text.

Here too are the kinds of values messages are made of, each under the name by which the
national standard GB/T 40217 knows it, so that the JSON Schemas carry those names.
"""

import json
import re
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

SLICE_ROWS = 10_000
"""The most rows that one message carries; what is larger is told in slices."""

SCHEME = {"AAE140": "110"}
"""The scheme 险种 of every message: 110 is 企业职工基本养老保险."""


def _element(name: str, **limits: Any) -> Any:
    return Field(json_schema_extra={"element": name}, **limits)


_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"

MonthText = Annotated[str, Field(pattern=_MONTH)]
"""A month as messages write it: 2024-09."""

ContributionMonth = Annotated[str, _element("AAE003", pattern=_MONTH)]
"""The month a contribution is for 费款所属期."""

BenefitMonth = Annotated[str, _element("EAC064", pattern=_MONTH)]
"""The month a benefit is for 待遇年月."""

Ssn = Annotated[str, _element("AAC002", min_length=1, max_length=18)]
"""A social security number 社会保障号码."""

PersonName = Annotated[str, _element("AAC003", min_length=1, max_length=64)]
"""A person's name 姓名."""

CreditCode = Annotated[str, _element("BAB010", max_length=18)]
"""An employer's credit code 统一社会信用代码; empty where there is no employer."""

EmployerName = Annotated[str, _element("AAB004", min_length=1, max_length=128)]
"""An employer's name 单位名称."""

DivisionCode = Annotated[str, _element("AAB301", pattern=r"^\d{6}$")]
"""A division code 行政区划代码, six digits."""

Province = Annotated[str, _element("AAA027", pattern=r"^\d{2}$")]
"""A province 统筹区, by the first two digits of its division code."""

Letter = Annotated[str, _element("AAE270", min_length=1, max_length=32)]
"""The number of a contact letter 联系函编号."""

ContributionMonths = Annotated[int, _element("AAE201", ge=0)]
"""How many months were contributed 实际缴费月数."""

WageIndex = Annotated[int, _element("AIC164", ge=0)]
"""An average wage index 平均缴费指数 times 10,000."""


class Part(BaseModel):
    """A piece of a message: frozen, and nothing in it that it does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(BaseModel):
    """A message 消息: one thing that happened, as one node tells it to another."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"scheme": dict(SCHEME)}
    )

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
