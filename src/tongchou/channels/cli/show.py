"""How a command prints: one JSON value for machines, or quiet tables for people."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tongchou.standards.money import yuan_grouped
from tongchou.standards.time import BEIJING, value_said

console = Console(highlight=False, emoji=False, soft_wrap=True)
"""A line is never broken by us: a number, a command or a signed note is copied as it stands."""


WIDE = 10_000
"""How wide a table may be where nobody looks at it on a terminal."""
WORD_MAX = 40
_WORD = re.compile(r"[0-9A-Za-z_./:@-]+")

FORWARD = "恢复后补齐日志 bring the log forward: tongchou recover"
"""What to do where a node's peers hold more of its log than it has."""


def as_json(value: Any) -> None:
    """Print one JSON value."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table; numbers stand right, and what is too long goes on below, never cut off.

    On a terminal it is as wide as that; a number of an item or a login is not broken even so.
    Into a file or another program each row is one line, or as many as its cells have.
    """
    drawn = Table(
        title=Text(title),
        title_justify="left",
        title_style="bold",
        header_style="dim",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    filled = [["" if cell is None else cell for cell in row] for row in rows]
    for place, name in enumerate(head):
        numeric = all(isinstance(row[place], int) or row[place] == "" for row in filled)
        whole = max((_longest_word(row[place]) for row in filled), default=0)
        drawn.add_column(
            name,
            justify="right" if numeric and filled else "left",
            overflow="fold",
            min_width=whole or None,
        )
    for row in filled:
        drawn.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in row))
    console.print(drawn, width=None if console.is_terminal else WIDE)
    if not filled:
        console.print("[dim]没有 none[/dim]")


def _longest_word(cell: Any) -> int:
    """Return how long the longest number, login or code in a cell is."""
    words = _WORD.findall(str(cell))
    return max((len(word) for word in words if len(word) <= WORD_MAX), default=0)


def plain(text: Any) -> str:
    """Return text as it is, in the midst of text that is marked up: brackets mean nothing in it."""
    return escape(str(text))


def columns(key: Mapping[str, Any]) -> str:
    """Return the columns by which a row is known, for a person to read."""
    return " ".join(f"{name}={value_said(name, held)}" for name, held in key.items())


def facts(told: Mapping[str, Any], within: str = "") -> list[str]:
    """Return facts a line each, those that lie within others by the names of both."""
    lines: list[str] = []
    for name, fact in told.items():
        if isinstance(fact, Mapping):
            lines += facts(fact, f"{within}{name}.")
        else:
            text = fact if isinstance(fact, str) else json.dumps(fact, ensure_ascii=False)
            lines.append(f"{within}{name}: {text}")
    return lines


def event_place(event: dict[str, Any]) -> str:
    """Return where an event of a log stands, and its kind, for a person to read."""
    return f"{event['province']}日志第{event['position']}号 {event['kind']}"


def only_after(since: int) -> str:
    """Return that a proof began behind a position, as an addition to what it says; '' for 0."""
    return f"；仅核对第{since}号以后 only after position {since}" if since else ""


def moment(at: str | None) -> str:
    """Return an instant by Beijing's clock, as pages do, 11-05 10:00:00; empty for none."""
    return f"{datetime.fromisoformat(at).astimezone(BEIJING):%m-%d %H:%M:%S}" if at else ""


def instant(at: str | None, *, is_lower_bound: bool = False) -> str:
    """Return an instant to the second with its offset, as commands take it; empty for none.

    A lower bound is rounded up, so that what is shown lies within the bounds.
    """
    if not at:
        return ""
    exact = datetime.fromisoformat(at).astimezone(BEIJING)
    up = timedelta(seconds=1) if is_lower_bound and exact.microsecond else timedelta()
    return (exact + up).isoformat(timespec="seconds")


def yuan(fen: int) -> str:
    """Return an amount for a person to read."""
    return yuan_grouped(fen)


def refusals(answer: dict[str, Any], *, machine: bool) -> None:
    """Print why something was refused and what to do about it."""
    if machine:
        as_json(answer)
        return
    for refusal in answer.get("refusals", []):
        place = f" 第{refusal['row']}行" if refusal.get("row") else ""
        field = f" [{refusal['field']}]" if refusal.get("field") else ""
        said = f"{place}{field} {refusal['zh']}  {refusal['en']}"
        console.print(f"[red]✗[/red]{plain(said)}")
        console.print(f"  [dim]{plain(refusal['code'])}[/dim]")
        if refusal.get("remedy"):
            console.print(f"  → {refusal['remedy']['zh']}  {refusal['remedy']['en']}", markup=False)


def fail(sentence: str, *, machine: bool) -> typer.Exit:
    """Say why a command could not do its work; return the exit to raise."""
    if machine:
        as_json({"error": sentence})
    else:
        console.print(f"[red]✗[/red] {plain(sentence)}")
    return typer.Exit(1)
