"""Refusals as values: what is refused, why, on what basis, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tongchou.standards.text import Text


@dataclass(frozen=True)
class Refusal:
    """A refusal 不予办理的理由, of a whole matter, of a `field`, or of a `row` (1 is the first).

    `own` says the same to the person whom the matter is about.
    """

    code: str
    text: Text
    basis: str = ""
    remedy: Text | None = None
    field: str = ""
    row: int | None = None
    own: Text | None = None

    @property
    def said_to_the_person(self) -> "Refusal":
        """The refusal as the person is told it whom the matter is about."""
        return replace(self, text=self.own or self.text)

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

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Refusal":
        """Return the refusal that was written as JSON."""
        remedy = told["remedy"]
        return cls(
            code=told["code"],
            text=Text(told["zh"], told["en"]),
            basis=told["basis"],
            remedy=Text(**remedy) if remedy else None,
            field=told["field"],
            row=told["row"],
        )


Refusals = tuple[Refusal, ...]
"""Refusals are collected and shown together, in order of precedence."""

TOLD_MAX = 1_000
"""So many refusals are told one by one; more are the fault of a program, which reads none."""


def too_many(count: int) -> Refusal:
    """Say how much is wrong where it is too much to be told one by one."""
    return Refusal(
        code="form.too_many_faults",
        text=Text(f"共有{count:,}处有误,不再逐一列出", f"{count:,} faults, too many to be listed"),
        remedy=Text(
            "请更正生成数据的程序,先以少量行试报",
            "Mend the program that made it, and try a few rows first",
        ),
    )
