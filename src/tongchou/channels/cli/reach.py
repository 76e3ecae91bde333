"""How a command reaches nodes, and what it says when it cannot."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import NODES, Nodes, Refused, Unreachable, home_of
from tongchou.channels.cli.remote import elsewhere, of_own_file


@dataclass(frozen=True)
class Named:
    """Where a command is to reach nodes, as was said before its name or in the environment."""

    url: str = ""
    token_file: Path | None = None
    profile: Path | None = None


NOWHERE = Named()
NAMED: ContextVar[Named] = ContextVar("named", default=NOWHERE)


@contextmanager
def reaching(home: Path | None, *, machine: bool, is_stranger: bool = False) -> Iterator[Nodes]:
    """Lend the running nodes to a command; turn what they refuse into words and exit 1."""
    try:
        yield nodes_asked(home, is_stranger=is_stranger)
    except Refused as refusal:
        show.refusals(refusal.answer, machine=machine)
        raise typer.Exit(1) from None
    except (Unreachable, OSError, ValueError, RecursionError, csv.Error) as fault:
        raise show.fail(_said(fault), machine=machine) from None


def nodes_asked(home: Path | None, *, is_stranger: bool = False) -> Nodes:
    """Return the nodes that a command means: named on its line, of its home, or of the profile."""
    named = NAMED.get()
    found = elsewhere(
        url=named.url,
        token_file=named.token_file,
        profile=named.profile,
        is_stranger=is_stranger,
    )
    if found is None and home is None and not (home_of(None) / NODES).exists():
        found = of_own_file(named.token_file)
    return found or Nodes(home_of(home))


def _said(fault: Exception) -> str:
    """Return in a sentence why a command could not begin."""
    if isinstance(fault, OSError) and fault.filename:
        return f"文件无法读取 · {fault.filename} cannot be read: {fault.strerror}"
    if isinstance(fault, UnicodeDecodeError):
        return "文件编码无法识别 · The text is written neither in UTF-8 nor in GB18030"
    if isinstance(fault, json.JSONDecodeError | RecursionError):
        return f"不是有效的JSON · This is no JSON: {fault}"
    return str(fault)
