"""The list of what runs: a check or gate that does not stand here does nothing.

A check sees what its own transaction wrote and what was committed before it. Of two provinces
writing at the same moment neither would see the other, so checks of messages run one after the
other, under a lock that is held until the transaction ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tongchou.risk.check import Check, Finding, Gate, Matter, Stage
from tongchou.risk.checks import contributions, persons
from tongchou.standards.messages import Message
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.storage.rows import execute

CHECKS: tuple[Check, ...] = (contributions.duplicate_contribution_month,)
GATES: tuple[Gate, ...] = (persons.own_record, persons.open_signal)

_LOCK = 0x7269736B  # "risk"


@dataclass(frozen=True)
class Gated:
    """What the gates say of an item: why it may not go on, and what to look at."""

    refusals: Refusals = ()
    hints: tuple[Text, ...] = ()


def check_named(code: str) -> Check:
    """Return the check with a code; raises `KeyError` for an unknown one."""
    return {check.code: check for check in CHECKS}[code]


def run_checks(messages: Iterable[Message]) -> list[Finding]:
    """Return what the checks find of messages, now that they are written."""
    told = list(messages)
    asked = [(check, check.sees(told)) for check in CHECKS]
    if not any(seen for _, seen in asked):
        return []
    execute("SELECT pg_advisory_xact_lock(%(lock)s)", lock=_LOCK)
    return [finding for check, seen in asked if seen for finding in check.findings(seen)]


def gates_for(item_code: str, stage: Stage) -> tuple[Gate, ...]:
    """Return the gates that an item passes at a stage."""
    return tuple(
        gate
        for gate in GATES
        if stage in gate.stages and (not gate.items or item_code in gate.items)
    )


def run_gates(matter: Matter, stage: Stage) -> Gated:
    """Ask every gate of an item at a stage; return all refusals and hints."""
    answers = [gate.judge(matter) for gate in gates_for(matter.item_code, stage)]
    return Gated(
        refusals=tuple(answer for answer in answers if isinstance(answer, Refusal)),
        hints=tuple(answer for answer in answers if isinstance(answer, Text)),
    )
