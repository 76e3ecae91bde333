"""How a command reaches nodes, and what it says when it cannot."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from tongchou.channels.cli import show
from tongchou.channels.cli.client import Nodes, Refused, Unreachable, home_of


@contextmanager
def reaching(home: Path | None, *, machine: bool) -> Iterator[Nodes]:
    """Lend the running nodes to a command; turn what they refuse into words and exit 1."""
    try:
        yield Nodes(home_of(home))
    except Refused as refusal:
        show.refusals(refusal.answer, machine=machine)
        raise typer.Exit(1) from None
    except (Unreachable, OSError, ValueError, RecursionError, csv.Error) as fault:
        raise show.fail(_said(fault), machine=machine) from None


def _said(fault: Exception) -> str:
    """Return in a sentence why a command could not begin."""
    if isinstance(fault, OSError) and fault.filename:
        return f"文件无法读取 · {fault.filename} cannot be read: {fault.strerror}"
    if isinstance(fault, UnicodeDecodeError):
        return "文件编码无法识别 · The text is written neither in UTF-8 nor in GB18030"
    if isinstance(fault, json.JSONDecodeError | RecursionError):
        return f"不是有效的JSON · This is no JSON: {fault}"
    return str(fault)
