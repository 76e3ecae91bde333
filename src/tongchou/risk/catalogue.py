"""The list of what runs: a check that does not stand here does nothing.

A gate runs for the items that name it, or everywhere.

A check sees what its own transaction wrote and what was committed before it. Of two provinces
writing at the same moment neither would see the other, so checks of messages run one after the
other, under a lock that is held until the transaction ends.
"""

from collections.abc import Iterable

from tongchou.risk.check import Check, Finding
from tongchou.risk.checks import contributions, national, persons, reports
from tongchou.risk.gate import Gate, Matter, Raised
from tongchou.standards.messages import Message
from tongchou.storage.rows import execute

CHECKS: tuple[Check, ...] = (contributions.duplicate_contribution_month,)
EVERYWHERE: tuple[Gate, ...] = (persons.own_record,)
"""The gates of every matter about a person; an item names further ones."""
GATES: tuple[Gate, ...] = (
    *EVERYWHERE,
    persons.open_signal,
    reports.identity_changed,
    national.ministry_answer,
    national.draws_benefit_anywhere,
    national.contributes_elsewhere,
    national.transfer_under_way,
)

_LOCK = 0x7269736B  # "risk"


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


def run_gates(matter: Matter, gates: Iterable[Gate]) -> tuple[Raised, ...]:
    """Return what the gates find of a matter: those of every matter, and those that are named."""
    return tuple(one for gate in (*EVERYWHERE, *gates) for one in gate.raised(matter))
