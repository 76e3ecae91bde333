from datetime import date

import pytest
from answers import LI

from tongchou.registry.queries import Reported, Standing
from tongchou.risk.catalogue import run_gates
from tongchou.risk.checks.reports import identity_changed
from tongchou.risk.gate import Matter, Rung, Seen

DIED = {"died_on": "2024-09-01"}
RENAMED = {"name_now": "李平"}
RENUMBERED = {"ssn_now": "340104198503071023"}


def found(kind: str, facts: dict[str, str], *, confirmed: bool) -> list[tuple[Rung, str]]:
    """Return what the gate finds of LI, called 李安, of whom something was reported."""
    report = Reported(kind, "public_security", "2024-10-01", facts, confirmed)
    standing = Standing("李安", "1", (), False, False, False, True, reports=(report,))
    matter = Matter("person_enrolment", LI, "34", date(2024, 10, 8), name="李安",
                    seen=Seen(standing))  # fmt: skip
    return [(one.rung, one.found.code) for one in run_gates(matter, [identity_changed])]


@pytest.mark.parametrize(
    ("kind", "facts", "confirmed", "rung", "code"),
    [
        ("death", DIED, False, Rung.AUTHORISE, "reported.death_open"),
        ("death", DIED, True, Rung.BLOCK, "reported.death"),
        ("identity", RENUMBERED, False, Rung.EXPLAIN, "reported.number_open"),
        ("identity", RENUMBERED, True, Rung.BLOCK, "reported.number"),
        ("identity", RENAMED, True, Rung.EXPLAIN, "reported.name"),
    ],
)
def test_it_fires_on_what_a_department_said_and_the_matter_does_not(
    kind: str, facts: dict[str, str], confirmed: bool, rung: Rung, code: str
) -> None:
    assert found(kind, facts, confirmed=confirmed) == [(rung, code)]


def test_it_keeps_still_when_number_and_name_are_as_reported_and_without_reports() -> None:
    matter = Matter("person_enrolment", LI, "34", date(2024, 10, 8), name="李安")

    assert found("identity", {"name_now": "李安", "ssn_now": LI}, confirmed=True) == []
    assert run_gates(matter, [identity_changed]) == ()
