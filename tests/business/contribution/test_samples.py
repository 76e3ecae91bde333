"""The demo's own files come to what plain arithmetic says they must."""

import json
from dataclasses import fields
from datetime import date
from io import BytesIO

import numpy as np
import pytest

from tongchou.business.contribution.answer import answer_to
from tongchou.business.contribution.declaration import Declaration
from tongchou.business.contribution.reading import read_declaration
from tongchou.business.contribution.verdicts import Known, judge
from tongchou.channels.demo.sample import FILES, written
from tongchou.policy.employees.contribution.contribution import contribution
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month_of

EXPECTED = json.loads((FILES / "expected.json").read_bytes())
CAST = json.loads((FILES / "cast.json").read_bytes())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_file_has_its_expected_verdicts_and_totals(name: str) -> None:
    expected = EXPECTED[name]
    province, month = expected["province"], month_of(expected["month"])
    declaration = read_declaration(BytesIO((FILES / name).read_bytes()))
    assert isinstance(declaration, Declaration)
    listed = CAST["files"][province]["employers"]
    employers = {row["credit_code"]: row["division_code"] for row in listed}

    verdicts = judge(declaration, month, Known(employers=employers))
    wages = verdicts.declaration.wage_fens[verdicts.accepted]
    law = Law(known_on=date(2024, 10, 8), scheme="110")
    answer = answer_to(verdicts, contribution(law, province, month, wages, Sheet()))

    ours = {"province", "month", "signals"}
    assert {key: answer[key] for key in expected if key not in ours} == {
        key: value for key, value in expected.items() if key not in ours
    }
    assert all(answer["cases"][row["case"]] for row in answer["refusals"] + answer["normalised"])


def test_the_kept_files_are_the_ones_the_generator_writes() -> None:
    for name, content in written().items():
        if not name.endswith(".xlsx"):  # a workbook carries the time at which it was packed
            assert (FILES / name).read_bytes() == content, name
            continue
        kept = (FILES / name).read_bytes()
        anew, before = (read_declaration(BytesIO(each)) for each in (content, kept))
        for field in fields(Declaration):
            assert np.all(getattr(anew, field.name) == getattr(before, field.name)), field.name
