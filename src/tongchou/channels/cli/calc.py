"""The command `tongchou calc`: any rule of the law, asked in JSON, without a running node."""

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.commands import app
from tongchou.policy.catalogue import RULES
from tongchou.policy.engine.answer import Answer, Asked, answer
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

LANGUAGES = ("zh", "en")


@app.command()
def calc(
    rule: Annotated[str, typer.Argument(help=f"One of: {', '.join(RULES)}")],
    machine: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show the whole worksheet.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Show it as Markdown.")] = False,
    language: Annotated[str, typer.Option(help="The worksheet's language: zh or en.")] = "zh",
    batch: Annotated[bool, typer.Option("--batch", help="One JSON object per line.")] = False,
    known_on: Annotated[str, typer.Option(help="The day as of which the law is known.")] = "",
) -> None:
    """Ask a rule of the law: facts as JSON on standard input, a result on standard output.

    With --batch every line is a question and gets its line; a bad one is refused by itself.
    """
    asked = RULES.get(rule)
    if asked is None:
        raise show.fail(
            f"没有这条规则 · No rule '{rule}'. There are: {', '.join(RULES)}", machine=machine
        )
    if language not in LANGUAGES:
        raise show.fail(f"Write --language as one of: {', '.join(LANGUAGES)}", machine=machine)
    try:
        day = date.fromisoformat(known_on) if known_on else date.today()  # noqa: DTZ011  # the caller's own day
    except ValueError:
        raise show.fail("Write --known-on as 2024-09-30", machine=machine) from None
    if batch:
        for line in sys.stdin.buffer:
            found = _answered(asked, line, known_on=day)
            sys.stdout.write(json.dumps(found.as_json(), ensure_ascii=False) + "\n")
        return
    found = _answered(asked, sys.stdin.buffer.read(), known_on=day)
    if machine:
        show.as_json(found.as_json())
    else:
        if markdown and found.worksheet.lines:
            show.console.print(found.worksheet.as_markdown(language), markup=False)
        elif explain and not markdown:
            show.console.print(found.worksheet.as_text(language), markup=False)
        _print(found, () if explain or markdown else found.worksheet.notes, language)
    if found.result is None:
        raise typer.Exit(1)


def _answered(rule: Asked, text: bytes, *, known_on: date) -> Answer:
    """Answer a question as it was written; numbers are read as text, so that none is a float."""
    try:
        asked: Any = json.loads(
            text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_object
        )
    except NamedTwiceError as fault:
        said = Text(f"“{fault}”写了两次", f"'{fault}' is written twice")
        return Answer(
            None, refusals=(Refusal(code="calc.named_twice", text=said, field=str(fault)),)
        )
    except (ValueError, RecursionError):
        said = Text("不是有效的JSON", "This is no JSON")
        return Answer(None, refusals=(Refusal(code="calc.no_json", text=said),))
    return answer(rule, asked, known_on=known_on)


class NamedTwiceError(ValueError):
    """A name that stands twice in one object, so that nobody knows which value is meant."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise NamedTwiceError(next(name for name in names if names.count(name) > 1))
    return found


def _print(found: Answer, notes: Sequence[Text], language: str) -> None:
    for name, value in (found.result or {}).items():
        show.console.print(f"{name}: {value}", markup=False)
    for note in notes:
        show.console.print(note.of(language), markup=False)
    show.refusals(found.as_json(), machine=False)
