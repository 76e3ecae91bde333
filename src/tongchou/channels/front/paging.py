"""Pages of long lists: each begins behind the last row of the one before, and counts stop early.

A list of a million rows is neither counted nor skipped through: the database is asked for the
rows that follow a key, and for a count up to a limit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.functional import cached_property

from tongchou.channels.front.references import state_reference

COUNT_MAX = 999

Listed = TypeVar("Listed", bound=Model)
Key = Callable[[Listed], tuple[str, str]]


@dataclass(frozen=True)
class Part(Generic[Listed]):
    """One page of a long list."""

    rows: Sequence[Listed]
    following: str
    """The reference that leads to the next page; '' on the last one."""

    is_first: bool

    @property
    def is_whole(self) -> bool:
        """Whether the list has no other rows than these."""
        return self.is_first and not self.following

    @property
    def tally(self) -> str:
        """How many rows the list has: exactly where they fit one page, else how many at least."""
        rows = f"{len(self.rows):,}"
        return rows if self.is_whole else f"{rows}+"


def part_of(
    found: QuerySet[Listed],
    *,
    by: tuple[str, str],
    size: int,
    state: dict[str, str],
    newest_first: bool = False,
) -> Part[Listed]:
    """Return the page of a list that its state asks for, in the order of the two columns `by`.

    The columns must tell all rows apart. `state` is what the list's address remembers; the key
    of the row that the page follows stands in it as `after` and `after_number`.
    """
    sign, beyond = ("-", TupleLessThan) if newest_first else ("", TupleGreaterThan)
    after = state.get("after"), state.get("after_number")
    ordered = found.order_by(*(sign + column for column in by))
    if all(after):
        ordered = ordered.filter(beyond(Tuple(*by), after))
    rows = list(ordered[: size + 1])
    following = ""
    if len(rows) > size:
        first, second = (str(getattr(rows[size - 1], column)) for column in by)
        following = state_reference(**{**state, "after": first, "after_number": second})
    return Part(rows[:size], following, is_first=not all(after))


def capped_count(found: QuerySet[Any], most: int = COUNT_MAX) -> int:
    """Return how many rows there are, up to one more than `most`."""
    return found.order_by()[: most + 1].count()


def capped_text(count: int, most: int = COUNT_MAX) -> str:
    """Return a capped count as it is shown: 17, or 999+."""
    return f"{count:,}" if count <= most else f"{most:,}+"


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # generic in its stubs only
    """Numbered pages over the first rows of a list; what lies beyond is found by searching."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        """How many rows there are, up to one more than `COUNT_MAX`."""
        return capped_count(self.object_list)
