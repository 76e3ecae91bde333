"""Reading what other departments said of people: the work list, and one report."""

from tongchou.registry.models import Report, ReportStep


def open_reports(*, after: int = 0, limit: int) -> list[Report]:
    """Return reports that are not judged, the oldest first, behind one."""
    found = Report.objects.filter(open__pk__gt=after).order_by("open__pk")
    return list(found.prefetch_related("steps")[:limit])


def report_by(report_id: int) -> Report | None:
    """Return one report with the steps on it, or None."""
    return Report.objects.prefetch_related("steps").filter(pk=report_id).first()


def last_step_on(report_id: int) -> ReportStep | None:
    """Return the last step on a report, by which it stands as it does; None before the first."""
    return ReportStep.objects.filter(report_id=report_id).order_by("-id").first()
