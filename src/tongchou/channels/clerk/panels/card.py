"""What a panel puts on a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Card:
    """A card on an item's page: its template, what fills it, and whether it needs the wide side."""

    template: str
    facts: Mapping[str, Any]
    is_wide: bool = False
