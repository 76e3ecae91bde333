"""The messages of a dialogue: a signed question and a signed answer, both of bounded size.

They travel beside the log and are no events: the ministry's question is the answer to a request
of the province's, since only the province can call. Each is one line of canonical JSON and a
line with the signature under it.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from tongchou.proof.reconcile.dialogue import Part, Path, Row, Sum
from tongchou.sync.envelope import POSITION_MAX
from tongchou.sync.signed import SignedLine

QUESTION_BYTES_MAX = 4_096
ANSWER_BYTES_MAX = 64 * 1024
SUMS_MAX, ROWS_MAX = 1_200, 1_000

Whole = Annotated[int, Field(ge=-(10**38), le=10**38)]
Text = Annotated[str, Field(max_length=128)]
Number = Annotated[int, Field(ge=0, le=POSITION_MAX)]


class Signed(SignedLine):
    """A message between two nodes: which proof it is about."""

    signed_as: ClassVar[bytes] = b"tongchou proof"

    proof: Number
    step: Number
    """Counts the questions of a proof; an answer names the one that it answers."""


class Asked(Signed):
    """A question 对账提问 of the ministry's: a part, or its rows."""

    path: Path
    rows: bool


class AskedAgain(Signed):
    """A request of the ministry's 重新报送: the positions of the log that it lacks."""

    first: Annotated[int, Field(ge=1, le=POSITION_MAX)]
    last: Annotated[int, Field(ge=1, le=POSITION_MAX)]


class Answered(Signed):
    """A province's answer 对账应答, computed in one snapshot.

    `own` and `down` are the last positions whose effects the snapshot holds: of the province's
    log, and of the ministry's.
    """

    own: Number
    down: Number
    sums: Annotated[dict[Text, tuple[Whole, Whole, Whole]], Field(max_length=SUMS_MAX)]
    rows: Annotated[list[list[Text | None]], Field(max_length=ROWS_MAX)]

    def part(self) -> Part:
        """Return what is said of the part."""
        rows: list[Row] = [tuple(row) for row in self.rows]
        return Part({name: Sum(*sums) for name, sums in self.sums.items()}, rows)
