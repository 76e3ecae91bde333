"""The tables of the proof: what was proven when, and what was found."""

from tongchou.proof.models.run import Finding, Run

__all__ = ["Finding", "Run"]
