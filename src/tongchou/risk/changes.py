"""Writing signals: raise what a check found, and judge it."""

from collections.abc import Iterable
from datetime import date

from tongchou.risk.check import Finding
from tongchou.risk.models import Signal
from tongchou.standards.messages import canonical_json
from tongchou.storage.rows import fetch

# A signal whose places grew is open again: whoever judged it did not know of the place added.
_RAISE = """
INSERT INTO risk_signal (code, ssn, month, places, raised_on, judged_by, judgement)
SELECT code, ssn, month, places::jsonb, %(on)s, '', ''
FROM unnest(%(codes)s::text[], %(ssns)s::text[], %(months)s::int[], %(places)s::text[])
    AS given (code, ssn, month, places)
ON CONFLICT (code, ssn, month) DO UPDATE
    SET places = excluded.places, judged_on = NULL, judged_by = '', judgement = ''
    WHERE risk_signal.places <> excluded.places
RETURNING code, ssn, month
"""


def raise_signals(findings: Iterable[Finding], *, on: date) -> list[Finding]:
    """Raise a signal 疑点 for each finding; return those that are new or now show more places."""
    found = list(findings)
    if not found:
        return []
    raised = fetch(
        _RAISE,
        on=on,
        codes=[finding.code for finding in found],
        ssns=[finding.ssn for finding in found],
        months=[finding.month for finding in found],
        places=[canonical_json(finding.places) for finding in found],
    )
    fresh = set(raised)
    return [finding for finding in found if (finding.code, finding.ssn, finding.month) in fresh]


def judge_signal(signal_id: int, *, login: str, judgement: str, on: date) -> bool:
    """Judge 核查 an open signal; return whether it was still open."""
    still_open = Signal.objects.filter(id=signal_id, judged_on=None)
    return bool(still_open.update(judged_on=on, judged_by=login, judgement=judgement[:500]))
