"""The tables of the proof: what was proven when, what was found, and what was put right."""

from tongchou.proof.models.reconciliation import Mismatch, Reconciliation, TableSum, TableSumDelta
from tongchou.proof.models.repair import Repair, Wanted
from tongchou.proof.models.run import Finding, Run

__all__ = [
    "Finding",
    "Mismatch",
    "Reconciliation",
    "Repair",
    "Run",
    "TableSum",
    "TableSumDelta",
    "Wanted",
]
