"""Writing what other departments said of people, and what clerks made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongchou.registry.models import Delivery, OpenReport, Report, ReportJudgement

AT_ONCE = 5_000


@dataclass(frozen=True)
class ReportRow:
    """A row of a delivery as it is kept: what it says of whom, or its faults."""

    kind: str = ""
    ssn: str = ""
    name: str = ""
    facts: dict[str, str] | None = None
    faults: tuple[dict[str, Any], ...] = ()


def keep_delivery(delivery: Delivery, rows: Sequence[ReportRow]) -> None:
    """Keep a delivery with its rows, each of which waits for a clerk's judgement from now on."""
    delivery.save(force_insert=True)
    reports = Report.objects.bulk_create(
        (
            Report(
                delivery=delivery,
                row=place,
                department=delivery.department,
                kind=one.kind,
                ssn=one.ssn,
                name=one.name,
                facts=one.facts or {},
                faults=list(one.faults),
                said_on=delivery.said_on,
            )
            for place, one in enumerate(rows, start=1)
        ),
        batch_size=AT_ONCE,
    )
    OpenReport.objects.bulk_create((OpenReport(report=one) for one in reports), batch_size=AT_ONCE)


def judge_report(
    report_id: int, *, is_confirmed: bool, login: str, person_code: str, name: str, why: str,
    at: datetime,
) -> bool:  # fmt: skip
    """Confirm or reject a report that is open; return whether it was."""
    closed, _ = OpenReport.objects.filter(report_id=report_id).delete()
    if closed:
        ReportJudgement.objects.create(
            report_id=report_id,
            is_confirmed=is_confirmed,
            login=login,
            person_code=person_code,
            name=name,
            why=why,
            at=at,
        )
    return bool(closed)
