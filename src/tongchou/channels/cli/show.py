"""How a command prints: one JSON value for machines, or quiet tables for people."""

import json
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
from tongchou.standards.time import is_month, month_text

console = Console(highlight=False, emoji=False, soft_wrap=True)
"""A line is never broken by us: a number, a command or a signed note is copied as it stands."""


def as_json(value: Any) -> None:
    """Print one JSON value."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table; numbers stand right, and what is too long goes on below, never cut off."""
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
        drawn.add_column(name, justify="right" if numeric and filled else "left", overflow="fold")
    for row in filled:
        drawn.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in row))
    console.print(drawn)
    if not filled:
        console.print("[dim]没有 none[/dim]")


def plain(text: Any) -> str:
    """Return text as it is, in the midst of text that is marked up: brackets mean nothing in it."""
    return escape(str(text))


def value(column: str, held: Any) -> str:
    """Return what a column of a row holds: a month as people write it, all else as it is."""
    text = "" if held is None else str(held)
    return month_text(int(text)) if is_month(column) and text.isdigit() else text


def columns(key: Mapping[str, Any]) -> str:
    """Return the columns by which a row is known, for a person to read."""
    return " ".join(f"{name}={value(name, held)}" for name, held in key.items())


def event_place(event: dict[str, Any]) -> str:
    """Return where an event of a log stands, and its kind, for a person to read."""
    return f"{event['province']}日志第{event['position']}号 {event['kind']}"


def moment(at: str | None) -> str:
    """Return an instant as a person here reads it, 11-05 10:00:00; empty for none."""
    return f"{datetime.fromisoformat(at).astimezone():%m-%d %H:%M:%S}" if at else ""


def instant(at: str | None, *, is_lower_bound: bool = False) -> str:
    """Return an instant to the second with its offset, as commands take it; empty for none.

    A lower bound is rounded up, so that what is shown lies within the bounds.
    """
    if not at:
        return ""
    exact = datetime.fromisoformat(at).astimezone()
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
