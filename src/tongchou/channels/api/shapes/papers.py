"""Shapes of the papers of an item."""

from datetime import date, datetime

from pydantic import Field

from tongchou.channels.api.shapes.shape import Both, Shape


class ScanTold(Shape):
    """A scan 扫描件 that was handed in for a paper."""

    id: int
    name: str
    digest: str = Field(description="SHA-256 of its bytes, in hexadecimal")
    size: int = Field(description="bytes")
    by: str
    at: datetime


class PaperTold(Shape):
    """Where a paper 材料 of an item stands."""

    paper: str = Field(description="a code of the table papers")
    name: Both
    source: Both | None = Field(description="what stands in its place; it need not be brought")
    follows: int = Field(description="within how many working days it may follow; 0: it may not")
    here: bool
    missing: bool = Field(description="whether the item cannot be approved without it")
    until: date | None = Field(description="the day by which it was promised")
    scans: list[ScanTold]
