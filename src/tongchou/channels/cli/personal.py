"""What a command line must not show: numbers and passwords are read from elsewhere.

The process list and the shell's history keep every argument. So a number is read from standard
input, from a file, or from a prompt; a password from a file, or it is made.
"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from tongchou.standards.identity import holds_a_number

NUMBER_FROM = Annotated[
    str, typer.Argument(help="Where the social security number is read: - or @FILE.")
]


def number_from(place: str) -> str:
    """Return the number that stands in a file (`@FILE`) or on standard input (`-`).

    At a terminal it is asked for. Raises `ValueError` for a number that was typed as an argument.
    """
    if place == "-":
        if sys.stdin.isatty():
            return str(typer.prompt("社会保障号码 social security number")).strip()
        return sys.stdin.readline().strip()
    if place.startswith("@"):
        return Path(place[1:]).read_text(encoding="utf-8").strip()
    raise ValueError(
        "A command line is seen by others, so no number may stand on it. Give it on standard"
        " input, as @FILE, or when it is asked for"
    )


def without_numbers(form: str) -> str:
    """Return a form typed as an argument; raises `ValueError` if a person's number is in it."""
    if holds_a_number(form):
        raise ValueError(
            "A command line is seen by others, so no number may stand on it. Hand the form in as"
            " --form @FILE, or --form - for standard input"
        )
    return form


def keep_word(path: Path, word: str) -> None:
    """Write a password or token into a file that only its user may read, in place of an old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{word}\n")
