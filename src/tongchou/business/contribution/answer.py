"""The answer to a declaration 申报结果: verdicts and totals, for people and for machines."""

from typing import Any

import numpy as np

from tongchou.business.contribution.faults import Fault, change_case, faults_in
from tongchou.business.contribution.verdicts import Verdicts
from tongchou.policy.employees.contribution.contribution import Contribution
from tongchou.standards.money import yuan
from tongchou.standards.text import Text


def answer_to(verdicts: Verdicts, assessed: Contribution) -> dict[str, Any]:
    """Return the totals of a declaration, and every row that was refused or repaired.

    A row with several faults names the weightiest as its code and the others as `also`.
    The wording of a case is English; `cases` holds the Chinese for each. `floored` and
    `capped` count the rows that were accepted as they stood: a repaired row is told of under
    `normalised`, and no row is told of twice. Rows are counted under the header, which is the
    row `header_row` of the file.
    """
    declaration = verdicts.declaration
    as_they_stood = declaration.changes[verdicts.accepted] == 0
    cases: dict[str, str] = {}
    refusals = _refusals(verdicts, cases)
    normalised = _normalised(verdicts, cases)
    return {
        "rows": len(declaration),
        "header_row": declaration.header_row,
        "ignored_rows": declaration.ignored_rows,
        "accepted": len(declaration) - len(refusals),
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


def _refusals(verdicts: Verdicts, cases: dict[str, str]) -> list[dict[str, Any]]:
    declaration, places = verdicts.declaration, verdicts.refused
    refused = zip(
        declaration.rows[places].tolist(),
        verdicts.faults[places].tolist(),
        declaration.ssns[places].tolist(),
        strict=True,
    )
    return [_refusal(row, faults_in(bits), ssn, cases) for row, bits, ssn in refused]


def _refusal(
    row: int, faults: tuple[Fault, ...], ssn: str, cases: dict[str, str]
) -> dict[str, Any]:
    weightiest, *others = faults
    told: dict[str, Any] = {
        "row": row,
        "code": weightiest.code,
        "case": _worded(weightiest.case_of(ssn), cases),
    }
    if others:
        told["also"] = [fault.code for fault in others]
    if weightiest.remedy:
        told |= {"field": weightiest.field, "remedy": weightiest.remedy.as_json()}
    return told


def _normalised(verdicts: Verdicts, cases: dict[str, str]) -> list[dict[str, Any]]:
    declaration, places = verdicts.declaration, verdicts.normalised
    repaired = zip(
        declaration.rows[places].tolist(), declaration.changes[places].tolist(), strict=True
    )
    return [{"row": row, "case": _worded(change_case(bits), cases)} for row, bits in repaired]


def _worded(case: Text, cases: dict[str, str]) -> str:
    """Return the English of a case, as one object for all rows, and keep the Chinese beside it."""
    cases.setdefault(case.en, case.zh)
    return case.en
