"""The two messages of an inquiry 协查: columns, a row a person, signed by their writer."""

from collections.abc import Sized
from datetime import datetime
from hashlib import sha256
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from tongchou.risk.inquiry import Asks, Elsewhere
from tongchou.sync.envelope import Hash, Moment, NodeCode
from tongchou.sync.signed import SignedLine

PEOPLE_MAX = 10_000
"""About how many people one question asks."""
FACTS_MAX = 100_000
"""How many facts an answer may hold: ten a person; few people are known in two provinces."""
QUESTION_BYTES_MAX = 2_000_000
ANSWER_BYTES_MAX = 8_000_000
PATH = "/sync/inquiries"

Ssn = Annotated[str, Field(pattern=r"^[0-9A-Z]{1,18}$")]
Number = Annotated[str, Field(max_length=32)]
Whole = Annotated[int, Field(ge=0, le=100_000)]


class Question(SignedLine):
    """A question 协查问询: of each person the same kinds of facts, elsewhere than with who asks.

    `numbers` are the matters for which it is asked, each the reason to look at its person.
    Contributions are asked from one month until before another; none where both are 0.
    """

    signed_as: ClassVar[bytes] = b"tongchou inquiry"

    moment: Moment
    scheme: Annotated[str, Field(pattern=r"^[0-9]{3}$")]
    kinds: Annotated[list[Asks], Field(min_length=1, max_length=len(Asks))]
    numbers: Annotated[list[Number], Field(min_length=1, max_length=PEOPLE_MAX)]
    ssns: Annotated[list[Ssn], Field(max_length=PEOPLE_MAX)]
    from_months: Annotated[list[Whole], Field(max_length=PEOPLE_MAX)]
    until_months: Annotated[list[Whole], Field(max_length=PEOPLE_MAX)]

    @model_validator(mode="after")
    def _is_a_table(self) -> Self:
        must_be_alike(self.numbers, self.ssns, self.from_months, self.until_months)
        return self

    @property
    def asked_at(self) -> datetime:
        """When it was signed; raises `ValueError` for a moment that no calendar has."""
        return datetime.fromisoformat(self.moment)


class Answered(SignedLine):
    """An answer 协查答复: the facts that were found, each with the row that it is about.

    `unheard` are the provinces of which the ministry may not hold everything at that moment.
    """

    signed_as: ClassVar[bytes] = b"tongchou inquiry answered"

    question: Hash
    moment: Moment
    rows: Annotated[list[Whole], Field(max_length=FACTS_MAX)]
    kinds: Annotated[list[Asks], Field(max_length=FACTS_MAX)]
    provinces: Annotated[list[NodeCode], Field(max_length=FACTS_MAX)]
    from_months: Annotated[list[Whole], Field(max_length=FACTS_MAX)]
    until_months: Annotated[list[Whole | None], Field(max_length=FACTS_MAX)]
    unheard: Annotated[list[NodeCode], Field(max_length=100)]

    @model_validator(mode="after")
    def _is_a_table(self) -> Self:
        must_be_alike(self.rows, self.kinds, self.provinces, self.from_months, self.until_months)
        return self

    def by_row(self) -> dict[int, list[Elsewhere]]:
        """Return the facts by the row of the question that they are about."""
        found: dict[int, list[Elsewhere]] = {}
        facts = map(Elsewhere, self.kinds, self.provinces, self.from_months, self.until_months)
        for row, fact in zip(self.rows, facts, strict=True):
            found.setdefault(row, []).append(fact)
        return found


def must_be_alike(*columns: Sized) -> None:
    """Raise `ValueError` unless all columns have one length."""
    if len({len(column) for column in columns}) > 1:
        raise ValueError("columns of different lengths")


def digest_of(signed: bytes) -> str:
    """Return the SHA-256 of a signed line, by which it is named."""
    return sha256(signed.partition(b"\n")[0]).hexdigest()
