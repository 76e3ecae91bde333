"""Which nodes run where: provinces as asked for on the command line, one port each."""

import os
from pathlib import Path

from tongchou.standards import codes
from tongchou.standards.codes import MINISTRY

PORT = 8600
"""The ministry's port; a province's is this plus its code: 8634 is 安徽."""

DEMO_PORT = 8700
"""The ministry's port while the demo plays, so that it runs beside nodes that are up."""


PORT_MAX = 65_535 - 99
"""The last port that leaves one for every province."""


def home_of(given: Path | None) -> Path:
    """Return the state folder: the one given, or `TONGCHOU_HOME`, or .tongchou here."""
    return (given or Path(os.environ.get("TONGCHOU_HOME") or ".tongchou")).absolute()


def provinces_in(text: str) -> list[str]:
    """Return the codes that `--provinces` names: "34,32,31", "all" or "none"; once, in order.

    Raises `ValueError` with a sentence that says which code is none.
    """
    known = [code for code in codes.table("divisions") if code != MINISTRY]
    if text.strip() in {"all", "none"}:
        return known if text.strip() == "all" else []
    asked = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    unknown = [code for code in asked if code not in known]
    if unknown or not asked:
        raise ValueError(
            f"No province has the code {', '.join(unknown) or 'given: none'}."
            f" Give two-digit codes parted by commas, all, or none: {', '.join(known)}"
        )
    return asked


def port_of(code: str, *, first: int = PORT) -> int:
    """Return the port of a node on this machine."""
    return first + int(code)
