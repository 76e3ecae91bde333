"""Deliveries of other departments: each as it was signed, and its rows as it says them."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings

from tongchou.proof.deep.differences import CHANGED, MISSING, SURPLUS, Difference
from tongchou.registry.models import Delivery
from tongchou.standards.refusal import Refusal
from tongchou.workflow.departments import delivered, digest_of, rows_of

DELIVERIES, REPORTS = "registry_delivery", "registry_report"

Row = tuple[str, str, str, dict[str, Any], bool]
"""What a row says: kind, number, name, facts; and whether it has faults."""


def differences() -> Iterator[Difference]:
    """Name the deliveries that are not as they were signed, and rows that they do not say."""
    node = settings.NODE_CODE
    for one in Delivery.objects.order_by("kept_at", "pk").iterator(chunk_size=10):
        text = one.text.encode()
        told = delivered(text, home=settings.HOME, node=node, at=one.kept_at)
        if isinstance(told, Refusal) or digest_of(text) != one.digest:
            yield Difference(node, DELIVERIES, {"digest": one.digest}, CHANGED)
            continue
        says: dict[int, Row] = {}
        for place, row in enumerate(rows_of(told), start=1):
            said = row.said
            says[place] = (
                (said.kind, said.ssn, said.name, said.facts, False)
                if said
                else ("", "", "", {}, True)
            )
        yield from _rows(node, one, says)


def _rows(node: str, delivery: Delivery, says: dict[int, Row]) -> Iterator[Difference]:
    for report in delivery.reports.order_by("row"):
        key = {"digest": delivery.digest, "row": str(report.row)}
        held = (report.kind, report.ssn, report.name, report.facts, bool(report.faults))
        said = says.pop(report.row, None)
        if said is None:
            yield Difference(node, REPORTS, key, SURPLUS)
        elif (held, report.department, report.said_on) != (
            said, delivery.department, delivery.said_on
        ):  # fmt: skip
            yield Difference(node, REPORTS, key, CHANGED)
    for row in says:
        yield Difference(node, REPORTS, {"digest": delivery.digest, "row": str(row)}, MISSING)
