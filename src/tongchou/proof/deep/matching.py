"""Matching: lines that are told are crossed off against lines that are held.

The log and a table are read side by side, as much of one as of the other. Rows stand in the
table about in the order in which they were written, so each line soon finds its like, and only
the few that wait for theirs are kept. Where a table is kept in another order, more would wait
than memory holds: then log and table are read several times, each time for a share of the lines.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from tongchou.proof.deep.differences import OF_A_TABLE_MAX, Difference, Row, paired
from tongchou.proof.deep.lines import END, MARK, Table
from tongchou.proof.deep.reading import Reader
from tongchou.storage.rows import fetch

WAITING_MAX = 500_000
"""How many lines of a table may wait on one side; about 100 MB."""
BLOCKS = 256
"""How many blocks of a table are read at once, of each of its partitions."""


class TooManyWait(Exception):
    """More lines wait for their like than are kept; read in more shares."""


@dataclass(frozen=True)
class Share:
    """A share of all lines: those whose hash leaves `place` when divided by `parts`."""

    place: int = 0
    parts: int = 1

    @property
    def is_last(self) -> bool:
        """Whether no share comes behind this one."""
        return self.place + 1 == self.parts

    def of(self, lines: list[str]) -> list[str]:
        """Return the lines of this share."""
        if self.parts == 1:
            return lines
        return [line for line in lines if hash(line) % self.parts == self.place]


@dataclass
class Left:
    """What is left of a table's lines on either side, of all shares together."""

    told: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    def differences(
        self, node: str, table: Table, positions: Mapping[str, int | None]
    ) -> Iterator[Difference]:
        """Name the differences; `positions` are those of the lines told."""
        return paired(
            node,
            table.name,
            table.columns,
            table.keys,
            told=[Row(tuple(line.split(MARK)), positions.get(line)) for line in self.told],
            held=[Row(tuple(line.split(MARK))) for line in self.held],
        )


@dataclass
class Matching:
    """One table while it is read: what was told and not yet held, what is held and not yet told.

    `items` limits what is read to the rows of some items; None reads all of the node's.
    """

    node: str
    table: Table
    share: Share
    items: set[str] | None
    reader: Reader
    told: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    rows_told: int = 0
    rows_held: int = 0
    _block: int = 0
    _blocks: int = -1
    _ahead: Future[list[tuple[Any, ...]]] | None = None

    def tell(self, lines: list[str]) -> None:
        """Take in what an event tells; read on in the table until it is as far."""
        self.rows_told += len(lines)
        lines = self.share.of(lines)
        fresh = set(lines)
        if len(fresh) != len(lines) or not fresh.isdisjoint(self.told):
            self._note_twice(lines)
        found = fresh & self.held
        self.held -= found
        self.told |= fresh - found
        while self.rows_held < self.rows_told and self.read_on():
            pass
        self._must_fit()

    def read_on(self) -> bool:
        """Read the next blocks of the table; return whether there were any."""
        if self._blocks < 0:
            ((self._blocks,),) = fetch(_BLOCKS, table=self.table.name)
            self._ahead = self._ask()
        if self._ahead is None:
            return False
        ((text,),) = self._ahead.result()
        self._ahead = self._ask()
        lines: list[str] = text.split(END) if text else []
        self.rows_held += len(lines)
        fresh = set(self.share.of(lines))
        found = fresh & self.told
        self.told -= found
        self.held |= fresh - found
        self._must_fit()
        return True

    def leave(self, left: Left) -> None:
        """Read the rest of the table, and leave what found no like on the other side."""
        while self.read_on():
            pass
        left.told += islice((*sorted(self.told), *self.twice), OF_A_TABLE_MAX - len(left.told))
        left.held += islice(sorted(self.held), OF_A_TABLE_MAX - len(left.held))

    def _note_twice(self, lines: Sequence[str]) -> None:
        """Keep what was told before and not held yet: it is told once too often."""
        seen = set(self.told)
        for line in lines:
            if line in seen:
                self.twice.append(line)
            seen.add(line)

    def _ask(self) -> Future[list[tuple[Any, ...]]] | None:
        """Ask for the next blocks of the table, where there are any; they come in meanwhile."""
        if self._block >= self._blocks:
            return None
        facts = {"node": self.node, "first": self._block, "items": list(self.items or ())}
        self._block += BLOCKS
        columns = ", ".join(f'"{column}"' for column in self.table.columns)
        chosen = "" if self.items is None else f"AND {self.table.of_items}"
        # Names and condition come from code.
        statement = f"""
            SELECT string_agg(concat_ws('{MARK}', {columns}), '{END}')
            FROM {self.table.name}
            WHERE province = %(node)s {chosen}
              AND ctid >= format('(%%s,0)', %(first)s::bigint)::tid
              AND ctid < format('(%%s,0)', %(first)s::bigint + {BLOCKS})::tid
        """  # noqa: S608
        return self.reader.ask(statement, facts)

    def _must_fit(self) -> None:
        if max(len(self.told), len(self.held)) > WAITING_MAX:
            raise TooManyWait


_BLOCKS = """
SELECT coalesce(max(pg_relation_size(relid) / current_setting('block_size')::int), 0)
FROM pg_partition_tree(%(table)s::regclass) WHERE isleaf
"""
