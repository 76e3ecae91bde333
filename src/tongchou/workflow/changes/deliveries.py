"""Taking in what another department delivers, and judging what it said."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from tongchou.agency.changes import kept
from tongchou.agency.models import Clerk
from tongchou.registry.changes.reports import ReportRow, keep_delivery
from tongchou.registry.changes.reports import judge_report as write_judgement
from tongchou.registry.models import Delivery, Report
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow import refusals
from tongchou.workflow.changes.rows import NOTE_MAX
from tongchou.workflow.departments import ReadRow, delivered, digest_of, rows_of
from tongchou.workflow.turns import lock


@dataclass(frozen=True)
class Taken:
    """A delivery that was taken in: how many rows, and how many of them could not be read."""

    digest: str
    rows: int
    unread: int
    repeated: bool = False


def take_delivery(
    text: bytes, *, department: str, home: Path, node: str, at: datetime
) -> Taken | Refusal:
    """Take in a department's delivery, once; return what came of it, or why it is refused.

    `department` is whose delivery the sender may bring.
    """
    told = delivered(text, home=home, node=node, at=at)
    if isinstance(told, Refusal):
        return told
    if told.department != department:
        return refusals.other_entrance(Text("部门数据", "Delivery"))
    rows = [_kept(one) for one in rows_of(told)]
    digest = digest_of(text)
    unread = sum(bool(row.faults) for row in rows)
    with transaction.atomic():
        lock("delivery", digest)
        if Delivery.objects.filter(pk=digest).exists():
            return Taken(digest, len(rows), unread, repeated=True)
        delivery = Delivery(
            digest=digest,
            department=told.department,
            said_on=told.said_on,
            rows=len(rows),
            text=text.decode(),
            kept_at=at,
        )
        keep_delivery(delivery, rows)
    return Taken(digest, len(rows), unread)


def _kept(row: ReadRow) -> ReportRow:
    if row.said is None:
        return ReportRow(faults=tuple(fault.as_json() for fault in row.faults))
    return ReportRow(row.said.kind, row.said.ssn, row.said.name, row.said.facts)


def judge_report(
    report: Report, *, is_confirmed: bool, why: str, clerk: Clerk, at: datetime
) -> Refusals:
    """Confirm or reject what a department said; return why not, mostly nothing.

    Nobody judges what was said of themselves, and a row that says nothing cannot be confirmed.
    """
    if not (clerk.has_duty_somewhere("review") or clerk.has_duty_somewhere("approve")):
        return (refusals.no_duty(Text("核实部门反馈", "judging reports")),)
    if report.ssn and report.ssn == clerk.person_code:
        return (_own_report(),)
    if not why.strip():
        return (refusals.reason_missing(),)
    if is_confirmed and report.faults:
        return (_says_nothing(),)
    with transaction.atomic():
        was_open = write_judgement(
            report.pk,
            is_confirmed=is_confirmed,
            login=clerk.login,
            person_code=clerk.person_code,
            name=clerk.name,
            why=kept(why, NOTE_MAX),
            at=at,
        )
    return () if was_open else (_judged_already(),)


def _own_report() -> Refusal:
    return Refusal(
        "report.own",
        Text("不得核实关于本人的反馈", "Nobody judges what was said of themselves"),
        remedy=Text("请由其他经办人员核实", "Let another clerk judge it"),
    )


def _says_nothing() -> Refusal:
    return Refusal(
        "report.says_nothing",
        Text("该行数据无法读取，不能确认", "The row says nothing that could be confirmed"),
        remedy=Text(
            "请否定该行，并请部门更正后重新提供", "Reject it, and ask the department to mend it"
        ),
    )


def _judged_already() -> Refusal:
    return Refusal("report.judged", Text("该反馈已有结论", "The report was judged already"))
