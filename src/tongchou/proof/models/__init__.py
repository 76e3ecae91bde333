"""The tables of the proof: what was proven when, and what was found."""

from tongchou.proof.models.reconciliation import Mismatch, Reconciliation, TableSum, TableSumDelta
from tongchou.proof.models.run import Finding, Run

__all__ = ["Finding", "Mismatch", "Reconciliation", "Run", "TableSum", "TableSumDelta"]
