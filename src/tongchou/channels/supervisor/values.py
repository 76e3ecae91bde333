"""Values of damaged rows as a page shows them: numbers masked, months as people write them."""

from collections.abc import Collection

from tongchou.standards.identity import mask_ssn
from tongchou.standards.time import value_said


def shown(column: str, value: object, people: Collection[str]) -> str:
    """Return a column's value for a page; `people` are the numbers that are masked."""
    said = value_said(column, value)
    return mask_ssn(said) if said in people else said
