"""Taking in what another department delivers, and judging what it said."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from tongchou.agency.changes import kept
from tongchou.agency.models import Clerk
from tongchou.registry.changes.reports import ReportRow, keep_delivery, note_step
from tongchou.registry.models import Delivery, Report, ReportStep, ReportVerb
from tongchou.registry.queries.reports import last_step_on
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
    report: Report, verb: ReportVerb, *, why: str, clerk: Clerk, at: datetime
) -> Refusals:
    """Confirm or reject what a department said, or take a judgement back; return why not.

    Nobody judges what was said of themselves, and a row that says nothing cannot be confirmed.
    What stops a person's matters is confirmed by two persons: the first one's step is to propose.
    """
    with transaction.atomic():
        lock("report", str(report.pk))
        last = last_step_on(report.pk)
        refused = _hindrance(report, verb, last, clerk) or _fault(report, verb, why)
        if refused:
            return (refused,)
        is_first = last is None or last.verb != ReportVerb.PROPOSE
        if verb == ReportVerb.CONFIRM and _stops(report) and is_first:
            verb = ReportVerb.PROPOSE
        note_step(
            report.pk,
            verb,
            login=clerk.login,
            person_code=clerk.person_code,
            name=clerk.name,
            why=kept(why, NOTE_MAX),
            at=at,
        )
    return ()


def _stops(report: Report) -> bool:
    """Whether it stops the person's matters once it is confirmed: a death, another number."""
    return bool({"died_on", "ssn_now"} & set(report.facts))


def _hindrance(
    report: Report, verb: ReportVerb, last: ReportStep | None, clerk: Clerk
) -> Refusal | None:
    """Return why this clerk may not take this step on a report now, or None."""
    is_proposed = last is not None and last.verb == ReportVerb.PROPOSE
    is_judged = last is not None and last.verb in {ReportVerb.CONFIRM, ReportVerb.REJECT}
    confirms = verb == ReportVerb.CONFIRM and is_proposed
    is_second = confirms or verb == ReportVerb.REOPEN
    duties = ("approve",) if is_second else ("review", "approve")
    if not any(map(clerk.has_duty_somewhere, duties)):
        return refusals.no_duty(Text("核实部门反馈", "judging reports"))
    if clerk.person_code in {report.ssn, report.facts.get("ssn_now")} - {""}:
        return _own_report()
    if (verb == ReportVerb.REOPEN) != is_judged:
        return _judged_already() if is_judged else _not_judged()
    if confirms and last and last.person_code == clerk.person_code:
        return _same_person()
    if verb == ReportVerb.REJECT and _stops(report) and _undid(last, clerk):
        return _same_person()
    return None


def _undid(last: ReportStep | None, clerk: Clerk) -> bool:
    """Whether this person took back what two had confirmed: another one frees the matters."""
    is_back = last is not None and last.verb == ReportVerb.REOPEN
    return is_back and last is not None and last.person_code == clerk.person_code


def _fault(report: Report, verb: ReportVerb, why: str) -> Refusal | None:
    """Return what is wrong with a judgement whoever gives it, or None."""
    if not why.strip():
        return refusals.reason_missing()
    return _says_nothing() if verb == ReportVerb.CONFIRM and report.faults else None


def no_judgement() -> Refusal:
    """Refuse a judgement that is none of those there are."""
    return Refusal("report.verb", Text("请选择结论", "Choose a judgement"))


def _same_person() -> Refusal:
    return Refusal(
        "report.same_person",
        Text("前后两步不得为同一人", "The same person does not take both of these steps"),
        remedy=Text("请由另一名审批人员办理", "Let another person who approves take it"),
    )


def _not_judged() -> Refusal:
    return Refusal("report.not_judged", Text("该反馈尚无结论可撤回", "No judgement to take back"))


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
