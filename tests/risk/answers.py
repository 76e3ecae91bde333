"""What the ministry is said to have answered about a person, as gates are told of it."""

from datetime import UTC, date, datetime

from tongchou.risk.catalogue import run_gates
from tongchou.risk.gate import Gate, Matter, Raised, Seen
from tongchou.risk.inquiry import Answer, Elsewhere

LI = "340104198503071015"


def raised(
    gate: Gate,
    *found: Elsewhere,
    months: tuple[int, ...] = (),
    unheard: tuple[str, ...] = (),
    is_answered: bool = True,
    has_ministry: bool = True,
) -> tuple[Raised, ...]:
    """Return what a gate finds of a matter about LI for which the ministry found some facts."""
    answer = Answer("d" * 64, datetime(2024, 10, 8, tzinfo=UTC), found, unheard)
    matter = Matter(
        "retirement_claim", LI, "34", date(2024, 10, 8), seen=Seen(months=months),
        answer=answer if is_answered else None, has_ministry=has_ministry,
    )  # fmt: skip
    return run_gates(matter, [gate])
