"""Raising signals, and judging them."""

from collections.abc import Iterable
from datetime import date

from tongchou.risk.checks import Finding
from tongchou.risk.models import Signal


def raise_signals(findings: Iterable[Finding], *, on: date) -> list[Finding]:
    """Raise a signal for each finding; return those that are new or now show more places."""
    fresh: list[Finding] = []
    for finding in findings:
        signal, is_first = Signal.objects.get_or_create(
            code=finding.code,
            ssn=finding.ssn,
            month=finding.month,
            defaults={"places": finding.places, "raised_on": on},
        )
        if is_first or signal.places != finding.places:
            Signal.objects.filter(id=signal.id).update(places=finding.places)
            fresh.append(finding)
    return fresh


def judge(signal_id: int, *, login: str, judgement: str, on: date) -> None:
    """Note what a person decided about a signal, once."""
    Signal.objects.filter(id=signal_id, judged_on=None).update(
        judged_on=on, judged_by=login, judgement=judgement[:500]
    )
