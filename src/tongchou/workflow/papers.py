"""Papers 材料: which an item asks for, which are here, which were promised, which are missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from tongchou.standards import codes
from tongchou.standards.text import Text


@dataclass(frozen=True)
class Paper:
    """A paper 材料 that an item asks for.

    `shared` names what stands in its place, '' where it must be brought; `follows` is within how
    many working days it may follow 容缺受理, 0 where it may not; `when` are the fields of the
    form, with their values, on which it hangs; nothing where it is always asked for.
    """

    code: str
    shared: str = ""
    follows: int = 0
    when: Mapping[str, tuple[Any, ...]] | None = None

    @property
    def text(self) -> Text:
        """How it is called."""
        return codes.table("papers")[self.code].text

    @property
    def source(self) -> Text | None:
        """What stands in its place, or None."""
        return codes.table("paper_sources")[self.shared].text if self.shared else None

    def is_asked_by(self, form: Mapping[str, Any]) -> bool:
        """Whether a form, as it is kept, makes this paper needed."""
        if self.when is None:
            return True
        return any(
            form.get(name) in values if values else bool(form.get(name))
            for name, values in self.when.items()
        )


@dataclass(frozen=True)
class Attached:
    """What is kept with an item: a file 附件 by its digest, or the promise 承诺 that one follows.

    `paper` is '' for the file that an item itself comes with, whose `login` and `at` are those of
    the first step. Only a promise has `until`, the day by which the paper must be here, and it has
    no digest.
    """

    name: str
    digest: str
    paper: str = ""
    login: str = ""
    by: str = ""
    at: datetime | None = None
    until: date | None = None
    size: int = 0
    id: int = 0

    @property
    def is_promise(self) -> bool:
        """Whether it is the promise that a paper follows."""
        return self.until is not None


def attached_in(row: Mapping[str, Any]) -> Attached:
    """Return what the database tells of a kept file as JSON."""
    at, until = row["at"], row["until"]
    return Attached(
        **dict(row)
        | {
            "at": datetime.fromisoformat(at) if at else None,
            "until": date.fromisoformat(until) if until else None,
        }
    )


@dataclass(frozen=True)
class PaperState:
    """Where a paper of an item stands: what was handed in for it, and until when it may follow."""

    paper: Paper
    scans: tuple[Attached, ...] = ()
    until: date | None = None

    @property
    def is_here(self) -> bool:
        """Whether nobody needs to bring it any more."""
        return bool(self.scans or self.paper.shared)

    @property
    def is_missing(self) -> bool:
        """Whether it is neither here nor promised, so that the item cannot be approved."""
        return not self.is_here and self.until is None

    @property
    def is_awaited(self) -> bool:
        """Whether it was promised and has not come."""
        return not self.is_here and self.until is not None

    def is_overdue(self, today: date) -> bool:
        """Whether it was promised for a day that is over."""
        return self.is_awaited and self.until is not None and self.until < today


@cache
def papers_of(code: str) -> tuple[Paper, ...]:
    """Return the papers that an item may ask for, in the order of its row."""
    row = codes.table("items").get(code)
    return tuple(
        Paper(
            code=one["paper"],
            shared=one.get("shared", ""),
            follows=one.get("follows", 0),
            when={name: tuple(values) for name, values in one["when"].items()}
            if "when" in one
            else None,
        )
        for one in (row.facts.get("papers", ()) if row else ())
    )


def states_of(
    code: str, form: Mapping[str, Any], attached: Iterable[Attached]
) -> tuple[PaperState, ...]:
    """Return where the papers stand that an item asks for, and those handed in besides."""
    kept: dict[str, list[Attached]] = {}
    for one in attached:
        if one.paper:
            kept.setdefault(one.paper, []).append(one)
    known = {paper.code: paper for paper in papers_of(code)}
    asked = [paper for paper in known.values() if paper.is_asked_by(form) or paper.code in kept]
    asked += [Paper(paper) for paper in kept if paper not in known]
    return tuple(
        PaperState(
            paper=paper,
            scans=tuple(one for one in kept.get(paper.code, ()) if not one.is_promise),
            until=max((one.until for one in kept.get(paper.code, ()) if one.until), default=None),
        )
        for paper in asked
    )


def missing_in(states: Iterable[PaperState]) -> tuple[Paper, ...]:
    """Return the papers without which an item cannot be approved."""
    return tuple(state.paper for state in states if state.is_missing)
