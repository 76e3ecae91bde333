"""Setting sums right that are wrong while every row is right, as the owner of the tables."""

from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction

from tongchou.agency.changes import note_upkeep
from tongchou.agency.models import UpkeepKind
from tongchou.proof.repair.changes.writing import sum_anew
from tongchou.proof.sums import proven_tables
from tongchou.standards.codes import table as codes_of
from tongchou.standards.time import month_text

FACTS_MAX = 100
"""Up to how many ranges are named in the record."""


@dataclass(frozen=True)
class Summed:
    """A range of sums 校验和 that was set right: so many of the 256 of a table, province, month.

    `month` is empty where the table has none.
    """

    table: str
    province: str
    month: str
    sums: int


def set_sums_right(*, person: str, role: str, at: datetime) -> list[Summed]:
    """Make every sum what the rows come to; return the ranges that were wrong, and record them.

    No row is touched: what is wrong with rows is found and repaired as before. Where nothing was
    wrong nothing is recorded.
    """
    provinces = list(codes_of("divisions"))
    with transaction.atomic():
        found = [
            Summed(name, province, month_text(month) if month else "", len(list(sums)))
            for name in proven_tables()
            for (province, month), sums in groupby(sorted(sum_anew(name, provinces)))
        ]
        if found:
            facts: dict[str, Any] = {
                "sums": sum(one.sums for one in found),
                "ranges": [asdict(one) for one in found[:FACTS_MAX]],
            }
            note_upkeep(UpkeepKind.SUMS, person=person, role=role, at=at, facts=facts)
    return found
