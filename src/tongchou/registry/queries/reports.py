"""Reading what other departments said of people: the work list, and one report."""

from tongchou.registry.models import Report


def open_reports(*, after: int = 0, limit: int) -> list[Report]:
    """Return reports that nobody judged yet, the oldest first, behind one."""
    found = Report.objects.filter(open__pk__gt=after).order_by("open__pk")
    return list(found[:limit])


def report_by(report_id: int) -> Report | None:
    """Return one report with its judgement, or None."""
    return Report.objects.select_related("judgement").filter(pk=report_id).first()
