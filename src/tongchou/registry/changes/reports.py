"""Writing what other departments said of people, and what clerks made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongchou.registry.models import Delivery, OpenReport, Report, ReportStep, ReportVerb

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


def note_step(
    report_id: int, verb: ReportVerb, *, login: str, person_code: str, name: str, why: str,
    at: datetime,
) -> None:  # fmt: skip
    """Note a step on a report; once it is judged it waits no more, and taken back it does again."""
    ReportStep.objects.create(
        report_id=report_id,
        verb=verb,
        login=login,
        person_code=person_code,
        name=name,
        why=why,
        at=at,
    )
    if verb in {ReportVerb.CONFIRM, ReportVerb.REJECT}:
        OpenReport.objects.filter(report_id=report_id).delete()
    elif verb == ReportVerb.REOPEN:
        OpenReport.objects.create(report_id=report_id)
