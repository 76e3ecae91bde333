"""Reading the proof: the run that goes on, the last one, and what it found."""

from typing import Any

from tongchou.proof.deep.differences import KNOWN_GAP
from tongchou.proof.models import Finding, Run
from tongchou.proof.models.run import Outcome
from tongchou.proof.repair.damage import is_repairable
from tongchou.workflow.models import OPEN, Item

REPAIR = "row_repair"
"""The code of the item that puts rows right."""


def going_on() -> Run | None:
    """Return the run that is asked for and has not ended, or None."""
    return Run.objects.filter(outcome="").first()


def last_run() -> Run | None:
    """Return the run that was asked for last, or None."""
    return Run.objects.order_by("-id").first()


def last_run_of(node: str) -> tuple[Run | None, int]:
    """Return the last run that proved a node's rows, and how many findings it named of them.

    Known gaps are counted with the run.
    """
    run = Run.objects.filter(province__in=["", node]).order_by("-id").first()
    found = run.named.filter(node=node).exclude(kind=KNOWN_GAP).count() if run else 0
    return run, found


def ended_run(number: int) -> bool:
    """Whether there is a run with this number that came to an end with findings or without."""
    return Run.objects.filter(id=number, outcome__in=(Outcome.WHOLE, Outcome.DIFFERS)).exists()


def findings_left(number: int) -> list[Finding]:
    """Return what a run named, and no item has put right since."""
    return list(Finding.objects.filter(run_id=number, repairs=None).order_by("id"))


def repairs_open(*, but: str) -> list[str]:
    """Return the numbers of the repairs that are under way, but for one."""
    items = Item.objects.filter(code=REPAIR, status__in=OPEN).exclude(number=but)
    return list(items.order_by("number").values_list("number", flat=True))


def run_with(number: int) -> Run | None:
    """Return a run by its number."""
    return Run.objects.filter(id=number).first()


def named_by(run: Run) -> list[Finding]:
    """Return what a run named, in the order it was found, each with what put it right."""
    return list(run.named.order_by("id").prefetch_related("repairs"))


def people_in(run: Run) -> set[str]:
    """Return the people whose rows a run named, and those to whom a posting was moved."""
    found = set(run.named.filter(key__has_key="ssn").values_list("key__ssn", flat=True))
    for told, held in run.named.filter(field__in=("holder", "ssn")).values_list("told", "held"):
        found |= {told, held}
    return found - {""}


def run_as_json(run: Run) -> dict[str, Any]:
    """Return a run as JSON, with everything that it named."""
    return summary_of(run) | {
        "found": [
            finding.as_json() | {"is_repairable": is_repairable(finding)}
            for finding in named_by(run)
        ],
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
        "gaps": run.gaps,
        "outcome": run.outcome,
        "fault": run.fault,
    }
