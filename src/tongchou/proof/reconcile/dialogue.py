"""The dialogue 对账 in which two nodes find what differs between their rows; no I/O.

The questioner, the ministry, goes down a tree of sums: the tables, a table's months, a month's
buckets, finer buckets of a bucket, and at last a bucket's rows. It asks for a part only where
the part's sums differ, so that nothing but the sums of the tables travels when nothing does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from tongchou.storage.proven import BUCKETS

ROWS_MAX = 50
"""A bucket of more rows is parted further before its rows are asked for."""
DEPTH_MAX = 7
"""How often a month may be parted by eight bits of its keys' places, of which there are 64."""
QUESTIONS_MAX, FINDINGS_MAX = 1_000, 200
"""After so many a dialogue ends, and says that it did not see everything."""


class Path(BaseModel):
    """A path to a part of a province's rows: a table, a month of it, a bucket, finer buckets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    table: Annotated[str, Field(pattern=r"^[a-z_]{0,63}$")] = ""
    month: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    buckets: Annotated[
        tuple[Annotated[int, Field(ge=0, lt=BUCKETS)], ...], Field(max_length=DEPTH_MAX)
    ] = ()

    def below(self, child: str) -> "Path":
        """Return the path to a part of this part."""
        if not self.table:
            return Path(table=child)
        if self.month is None:
            return Path(table=self.table, month=int(child))
        return Path(table=self.table, month=self.month, buckets=(*self.buckets, int(child)))

    @property
    def is_kept(self) -> bool:
        """Whether the database keeps the sums of its parts; those of a bucket are made anew."""
        return not self.buckets


class Sum(NamedTuple):
    """How many rows a part has, and the two sums of their hashes."""

    rows: int
    low: int
    high: int


NONE = Sum(0, 0, 0)

Row = tuple[str | None, ...]
"""A row's columns as texts, in the table's order; a long one stands as its digest."""


class Question(NamedTuple):
    """A question: the parts of a part, or its rows; `theirs` and `ours` are its sums as known."""

    path: Path
    rows: bool = False
    theirs: Sum = NONE
    ours: Sum = NONE


class Part(NamedTuple):
    """What a node says of a part: the sums of its parts by name, or its rows and their own sum.

    The sum of rows is made from the rows and stands under the empty name.
    """

    sums: Mapping[str, Sum]
    rows: Sequence[Row] = ()


ROOT = Question(Path())


@dataclass(frozen=True)
class Finding:
    """A finding 不符: what is not the same in both tiers.

    `kind` is `missing` (the ministry has not what the province has), `surplus` (the other way
    round), `different` (one field of a row that both have), or `sum` (the rows are the same,
    but a sum is not that of its rows: somebody switched off what keeps it; `field` says where).
    `key` is empty for a whole part, of which `rows` says how many there are.
    """

    kind: str
    table: str
    month: int
    key: Mapping[str, str]
    field: str = ""
    in_province: str | None = None
    at_ministry: str | None = None
    rows: int = 1


class Compared(NamedTuple):
    """What came of an answer: what to ask next, and what was found."""

    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()


def compare(
    asked: Question, theirs: Part, ours: Part, *, columns: Sequence[str], key: Sequence[str]
) -> Compared:
    """Compare what both say of a part; `columns` are a row's, `key` are those that name it.

    Nothing comes of it where the sums of the part differ and nothing in it does: of a bucket
    that is a finding, since its parts were made from the rows.
    """
    if asked.rows:
        found = Compared(findings=_of_rows(asked.path, theirs.rows, ours.rows, columns, key))
    else:
        found = _of_parts(asked.path, theirs.sums, ours.sums)
    if asked.path.is_kept or any(found):
        return found
    odd = [
        Finding("sum", asked.path.table, asked.path.month or 0, {}, tier, rows=kept.rows)
        for tier, kept, part in (("province", asked.theirs, theirs), ("ministry", asked.ours, ours))
        if kept != _total(part.sums.values())
    ]
    return Compared(findings=tuple(odd))


def _of_parts(path: Path, theirs: Mapping[str, Sum], ours: Mapping[str, Sum]) -> Compared:
    """Ask for the parts that differ; one that a tier has nothing of is found as a whole."""
    questions, findings = [], []
    for child in sorted({*theirs, *ours}, key=lambda name: (len(name), name)):
        there, here = theirs.get(child, NONE), ours.get(child, NONE)
        if there == here:
            continue
        part, most = path.below(child), max(there.rows, here.rows)
        if most > ROWS_MAX and 0 in {there.rows, here.rows}:
            kind = "missing" if there.rows else "surplus"
            findings.append(Finding(kind, part.table, part.month or 0, {}, rows=most))
            continue
        few = bool(part.buckets) and (most <= ROWS_MAX or len(part.buckets) == DEPTH_MAX)
        questions.append(Question(part, few, there, here))
    return Compared(tuple(questions), tuple(findings))


def _of_rows(
    path: Path,
    theirs: Sequence[Row],
    ours: Sequence[Row],
    columns: Sequence[str],
    key: Sequence[str],
) -> tuple[Finding, ...]:
    """Compare rows by their keys, field by field."""
    there, here = _by_key(theirs, columns, key), _by_key(ours, columns, key)
    findings = []
    for named in sorted({*there, *here}):
        place = (path.table, path.month or 0, dict(zip(key, named, strict=True)))
        if named not in here:
            findings.append(Finding("missing", *place))
        elif named not in there:
            findings.append(Finding("surplus", *place))
        else:
            findings += [
                Finding("different", *place, column, one, other)
                for column, one, other in zip(columns, there[named], here[named], strict=True)
                if one != other
            ]
    return tuple(findings)


def _by_key(
    rows: Sequence[Row], columns: Sequence[str], key: Sequence[str]
) -> dict[tuple[str, ...], Row]:
    places = [columns.index(name) for name in key]
    return {tuple(row[place] or "" for place in places): row for row in rows}


def _total(sums: Iterable[Sum]) -> Sum:
    return Sum(*map(sum, zip(NONE, *sums, strict=True)))
