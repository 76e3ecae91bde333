"""The list of what runs: a check that does not stand here does nothing.

A gate runs for the items that name it, or everywhere.

A check sees what its own transaction wrote and what was committed before it. Of two provinces
writing at the same moment neither would see the other, so checks of messages run one after the
other, under a lock that is held until the transaction ends. Nearly everybody is known in one
province and reported by nobody: one statement, over two indexes, finds the few whom checks ask of.
"""

from collections.abc import Iterable

from tongchou.risk.check import Among, Check, Finding
from tongchou.risk.checks import afterwards, contributions, national, persons, reports
from tongchou.risk.gate import Gate, Matter, Raised
from tongchou.standards.messages import Message, people_in
from tongchou.storage.rows import execute, fetch

CHECKS: tuple[Check, ...] = (
    contributions.duplicate_contribution_month,
    afterwards.insured_beside_pension,
    afterwards.insured_beside_contributions,
    afterwards.told_against_report,
)
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

_KINDS = tuple({kind for check in CHECKS for kind in check.messages})
_LOCK = 0x7269736B  # "risk"
# The numbers are looked up together, in the order of either index.
_TO_ASK = """
WITH asked AS MATERIALIZED (SELECT %(ssns)s::text[] AS ssns)
SELECT 'several', ssn FROM registry_person WHERE ssn = ANY((SELECT ssns FROM asked)::text[])
GROUP BY ssn HAVING count(*) > 1
UNION ALL
SELECT 'reported', ssn FROM registry_report WHERE ssn = ANY((SELECT ssns FROM asked)::text[])
"""


def check_named(code: str) -> Check:
    """Return the check with a code; raises `KeyError` for an unknown one."""
    return {check.code: check for check in CHECKS}[code]


def run_checks(messages: Iterable[Message]) -> list[Finding]:
    """Return what the checks find of messages of one scheme, now that they are written."""
    told = list(messages)
    asked = [(check, seen) for check in CHECKS if (seen := check.sees(told))]
    if not asked:
        return []
    execute("SELECT pg_advisory_xact_lock(%(lock)s)", lock=_LOCK)
    people: dict[str, set[str]] = {among: set() for among in Among}
    named = people_in(message for message in told if isinstance(message, _KINDS))
    for among, ssn in fetch(_TO_ASK, ssns=sorted(named)):
        people[among].add(ssn)
    return [
        finding
        for check, seen in asked
        if people[check.among]
        for finding in check.findings(seen, frozenset(people[check.among]))
    ]


def run_gates(matter: Matter, gates: Iterable[Gate]) -> tuple[Raised, ...]:
    """Return what the gates find of a matter: those of every matter, and those that are named."""
    return tuple(one for gate in (*EVERYWHERE, *gates) for one in gate.raised(matter))
