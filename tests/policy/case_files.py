"""Reads the cases that stand in YAML beside the tests; every scalar stays text."""

from pathlib import Path
from typing import Any

import yaml

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = yaml.load(
        (CASES / f"{name}.yaml").read_text(encoding="utf-8"),
        Loader=yaml.CBaseLoader,  # noqa: S506  # it makes text of every scalar
    )
    return listed
