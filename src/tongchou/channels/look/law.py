"""The law register 法规目录, as far as pages cite it: the title of each legal basis."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

import tongchou

REGISTER = Path(tongchou.__file__).parents[2] / "docs" / "law.yaml"


@cache
def register_of_law() -> Mapping[str, str]:
    """Return titles by id; a node installed without the project's docs knows none of them."""
    if not REGISTER.exists():
        return {}
    entries = yaml.safe_load(REGISTER.read_text(encoding="utf-8"))
    return {name: entry["title"] for name, entry in entries.items()}
