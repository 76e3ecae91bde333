"""What a report of another department says, as pages and machines tell it."""

from collections.abc import Iterator

from tongchou.registry.models import Report, ReportStep, ReportVerb
from tongchou.standards import codes
from tongchou.standards.identity import mask_ssn
from tongchou.standards.text import Text

FIELDS = {
    "kind": Text("类别", "Kind"),
    "ssn": Text("社会保障号码", "Number"),
    "name": Text("姓名", "Name"),
    "died_on": Text("死亡日期", "Day of death"),
    "name_now": Text("现姓名", "Name now"),
    "ssn_now": Text("现号码", "Number now"),
}
ROW = Text("整行", "The row")
"""How the fields of a row are called, and what concerns none of them."""


VERBS = {
    ReportVerb.PROPOSE: Text("初核属实，待另一人确认", "Found true; a second one is to confirm it"),
    ReportVerb.CONFIRM: Text("已确认", "Confirmed"),
    ReportVerb.REJECT: Text("已否定", "Rejected"),
    ReportVerb.REOPEN: Text("结论已撤回，重新核实", "Taken back; it is judged anew"),
}
_STATUSES = {
    ReportVerb.PROPOSE: "proposed",
    ReportVerb.CONFIRM: "confirmed",
    ReportVerb.REJECT: "rejected",
}


def steps_on(report: Report) -> list[ReportStep]:
    """Return what clerks made of a report, in order."""
    return list(report.steps.all())


def status_of(report: Report) -> str:
    """Return how a report stands: open, proposed, confirmed or rejected."""
    steps = steps_on(report)
    return _STATUSES.get(ReportVerb(steps[-1].verb), "open") if steps else "open"


def kind_text(report: Report) -> Text:
    """Return what kind of fact was reported; a row that could not be read is of none."""
    known = codes.table("report_kinds").get(report.kind)
    return known.text if known else Text("无法读取的行", "A row that could not be read")


def said_in(report: Report) -> Iterator[Text]:
    """Say what the department said, or why its row says nothing."""
    facts = report.facts
    if "died_on" in facts:
        yield Text(f"死亡日期{facts['died_on']}", f"died on {facts['died_on']}")
    if "name_now" in facts:
        yield Text(f"现名“{facts['name_now']}”", f"now called '{facts['name_now']}'")
    if "ssn_now" in facts:
        masked = mask_ssn(facts["ssn_now"])
        yield Text(f"现号码{masked}", f"the number is now {masked}")
    for fault in report.faults:
        named = FIELDS.get(fault["field"], ROW)
        yield Text(f"{named.zh}：{fault['zh']}", f"{named.en}: {fault['en']}")
