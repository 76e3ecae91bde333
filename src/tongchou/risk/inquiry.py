"""What a province asks the ministry about a person 协查, and what it is answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_zh
from tongchou.standards.time import month_text as text_of


class Asks(StrEnum):
    """What is asked of a person, each of other provinces than the one that asks."""

    BENEFIT = "benefit"
    CONTRIBUTIONS = "contributions"
    TRANSFER = "transfer"


@dataclass(frozen=True)
class Elsewhere:
    """A fact about a person in another province: what, where, since and until when.

    `until_month` is exclusive; None where there is no end. A transfer stands at its destination.
    """

    kind: Asks
    province: str
    from_month: Month
    until_month: Month | None

    @property
    def span(self) -> Text:
        """The months, the last one included."""
        if self.until_month is None:
            return Text(f"{month_zh(self.from_month)}起", f"since {text_of(self.from_month)}")
        last = self.until_month - 1
        if last == self.from_month:
            return Text(month_zh(last), text_of(last))
        return Text(
            f"{month_zh(self.from_month)}至{month_zh(last)}",
            f"{text_of(self.from_month)} to {text_of(last)}",
        )

    def as_json(self) -> dict[str, Any]:
        """Return the fact as it is kept with what was asked."""
        return {
            "kind": self.kind.value,
            "province": self.province,
            "from_month": self.from_month,
            "until_month": self.until_month,
        }

    @classmethod
    def read(cls, said: dict[str, Any]) -> Self:
        """Return a fact as it was kept."""
        return cls(Asks(said["kind"]), said["province"], said["from_month"], said["until_month"])


@dataclass(frozen=True)
class Answer:
    """What the ministry answered about one person: in which signed answer, when, what it holds.

    `unheard` are the provinces that it did not hear of late, whose rows it may not hold.
    """

    digest: str
    answered_at: datetime
    found: tuple[Elsewhere, ...]
    unheard: tuple[str, ...] = ()

    def of(self, kind: Asks) -> list[Elsewhere]:
        """Return the facts of one kind."""
        return [one for one in self.found if one.kind == kind]
