"""Child processes: started by us, told to stop when we die, reaped at once."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tongchou.node.files import open_log

STOP_SECONDS = 15
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def dies_with_parent(by: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before its program, so that our death sends it a signal.

    Linux ties this to the thread that starts the child: start children from the main thread.
    """
    return lambda: _libc.prctl(_PR_SET_PDEATHSIG, by)


def start_python(
    *arguments: str, environment: Mapping[str, str], log: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start `python ARGUMENTS` as a child whose output goes to a log, or to ours."""
    with open_log(log) if log else os.fdopen(os.dup(2), "wb") as output:
        return subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            process_group=0,  # Ctrl-C at the terminal is for us; we stop it when it is time
            preexec_fn=dies_with_parent(signal.SIGTERM),  # noqa: PLW1509 - takes no lock
        )


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask children to stop, all at once, and wait; kill those that do not."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
