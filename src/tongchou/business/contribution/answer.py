"""The answer to a declaration 申报结果: verdicts and totals, for people and for machines."""

from typing import Any

import numpy as np

from tongchou.business.contribution.verdicts import Verdicts
from tongchou.business.contribution.wording import change_case, fault_case, remedy_of
from tongchou.policy.employees.contribution.contribution import Contribution
from tongchou.standards.money import yuan
from tongchou.standards.text import Text


def answer_to(verdicts: Verdicts, assessed: Contribution) -> dict[str, Any]:
    """Return the totals of a declaration, and every row that was refused or repaired.

    A row with several faults names the weightiest as its code and the others as `also`.
    The wording of a case is English; `cases` holds the Chinese for each. `floored` and
    `capped` count the rows that were accepted as they stood: a repaired row is told of under
    `normalised`, and no row is told of twice.
    """
    table = verdicts.declaration.table
    as_they_stood = np.isin(verdicts.accepted, list(verdicts.normalised), invert=True)
    cases: dict[str, str] = {}
    refusals = [
        {
            "row": table.rows[place],
            "code": faults[0],
            "case": _said(fault_case(faults[0], verdicts.declaration, place), cases),
            **({"also": list(faults[1:])} if faults[1:] else {}),
            **remedy_of(faults[0]),
        }
        for place, faults in verdicts.refused.items()
    ]
    normalised = [
        {"row": table.rows[place], "case": _said(change_case(changes), cases)}
        for place, changes in verdicts.normalised.items()
    ]
    return {
        "rows": len(table),
        "ignored_rows": table.ignored_rows,
        "accepted": len(table) - len(refusals),
        "refused": len(refusals),
        "base_total": yuan_text(int(np.sum(assessed.base_fen))),
        "employer_fen": int(np.sum(assessed.employer_fen)),
        "employee_fen": int(np.sum(assessed.employee_fen)),
        "floored": int(np.sum(assessed.floored & as_they_stood)),
        "capped": int(np.sum(assessed.capped & as_they_stood)),
        "refusals": refusals,
        "normalised": normalised,
        "cases": cases,
    }


def yuan_text(fen: int) -> str:
    """Return an amount in yuan with as many decimals as it needs, and one at least: 1234.0."""
    text = yuan(fen)
    return text.removesuffix("0")


def _said(case: Text, cases: dict[str, str]) -> str:
    cases[case.en] = case.zh
    return case.en
