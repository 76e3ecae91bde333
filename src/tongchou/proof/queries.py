"""Reading the proof: the run that goes on, the last one, and what it found."""

from typing import Any

from tongchou.proof.models import Run


def going_on() -> Run | None:
    """Return the run that is asked for and has not ended, or None."""
    return Run.objects.filter(outcome="").first()


def last_run() -> Run | None:
    """Return the run that was asked for last, or None."""
    return Run.objects.order_by("-id").first()


def last_run_of(node: str) -> tuple[Run | None, int]:
    """Return the last run that proved a node's rows, and how many findings it named of them."""
    run = Run.objects.filter(province__in=["", node]).order_by("-id").first()
    return run, run.named.filter(node=node).count() if run else 0


def run_as_json(run: Run) -> dict[str, Any]:
    """Return a run as JSON, with everything that it named."""
    return summary_of(run) | {
        "found": [finding.as_json() for finding in run.named.order_by("id")],
    }


def summary_of(run: Run) -> dict[str, Any]:
    """Return a run as JSON: how far it is and how it ended, without what it named."""
    return {
        "run": run.id,
        "province": run.province,
        "since": run.since,
        "position": run.position,
        "asked_by": run.asked_by,
        "asked_at": run.asked_at.isoformat(),
        "began_at": run.began_at.isoformat() if run.began_at else None,
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "steps": run.steps,
        "size": run.size,
        "done": run.done,
        "findings": run.findings,
        "outcome": run.outcome,
        "fault": run.fault,
    }
