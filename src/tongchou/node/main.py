"""The command `tongchou`: run nodes here, and talk to nodes that run."""

import os
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from io import TextIOWrapper

import typer

from tongchou.channels.cli import commands, show

_CLI = "tongchou.channels.cli"
_NODE = "tongchou.node"
_BASIC = f"{_CLI}.commands"
_LASTING = f"{_NODE}.lasting"
_NATIONAL = f"{_CLI}.national"
_UPKEEP = f"{_CLI}.upkeep"
_PEOPLE = f"{_CLI}.administration"
_BACKUP = f"{_NODE}.backup.command"
MODULES: Mapping[str, tuple[str, ...]] = {
    "up": (_LASTING,),
    "demo": (_LASTING,),
    "employers": (_BASIC,),
    "declare": (_BASIC,),
    "receipts": (_BASIC,),
    "citizen": (_BASIC,),
    "item": (f"{_CLI}.items", f"{_CLI}.batches", f"{_CLI}.hands"),
    "absence": (f"{_CLI}.hands",),
    "forwarded": (f"{_CLI}.forwarded",),
    "rerun": (f"{_CLI}.again",),
    "report": (f"{_CLI}.reported",),
    "agency": (_PEOPLE,),
    "clerk": (_PEOPLE,),
    "token": (_PEOPLE,),
    "sign-in": (f"{_CLI}.signing_in",),
    "query": (_NATIONAL,),
    "books": (_NATIONAL,),
    "signals": (f"{_CLI}.signals",),
    "signal": (f"{_CLI}.signals",),
    "status": (_NATIONAL,),
    "verify": (_UPKEEP,),
    "settle": (_UPKEEP,),
    "proof": (f"{_CLI}.proofs",),
    "reconcile": (f"{_CLI}.reconcile",),
    "recover": (f"{_CLI}.recovering",),
    "backup": (_BACKUP,),
    "restore": (_BACKUP,),
    "node": tuple(f"{_NODE}.{name}" for name in ("operate", "beginning", "checking", "repairing")),
    "calc": (f"{_CLI}.calc",),
    "applies": (f"{_CLI}.applied",),
}
"""Which modules add a command, by its first word: one command loads no other's, and is quick."""

MISUSED = 2
"""The exit code of a command that was not understood; of one that could not be done it is 1."""


def load(words: Iterable[str]) -> typer.Typer:
    """Return the command line with every command that one of these words may mean.

    Where none does, as for `--help`, it has all commands.
    """
    named = [word for word in words if word in MODULES] or MODULES
    for word in named:
        for module in MODULES[word]:
            import_module(module)
    return commands.app


def main() -> None:
    """Run the command line; a machine is answered in JSON, also when it asks for the impossible.

    Whatever a terminal cannot show is written as an escape, which JSON understands too.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.node.settings")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        load(sys.argv[1:])()
    except SystemExit as end:
        if end.code == MISUSED and "--json" in sys.argv:
            show.as_json({"error": "The command was not understood; standard error says why."})
        raise
