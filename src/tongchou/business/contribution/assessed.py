"""What wages oblige to pay, where the limits of the base differ from city to city."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from tongchou.policy.employees.contribution.contribution import Contribution, contribution
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards import codes
from tongchou.standards.time import Month

LIMIT = "base_floor"


def assessed(
    law: Law,
    province: str,
    month: Month,
    wages_fen: NDArray[np.int64],
    cities: Sequence[str] | NDArray[np.str_],
    sheet: Sheet,
) -> Contribution:
    """Return the contributions of a column of wages, each by the limits of its employer's city.

    Only the figures go on the sheet, with the name of the city where there are several. Raises
    `NotInForce` where a city's limits are not known.
    """
    if not law.differs_by_city(LIMIT, province):
        return _of_one(law, province, month, wages_fen, "", sheet)
    if not len(wages_fen):
        nobody = wages_fen < 0
        return Contribution(wages_fen, wages_fen, wages_fen, wages_fen, wages_fen, nobody, nobody)
    names, numbers = np.unique(np.asarray(cities), return_inverse=True)
    parts = [np.flatnonzero(numbers == number) for number in range(len(names))]
    found = [
        _of_one(law, province, month, wages_fen[places], city, sheet)
        for places, city in zip(parts, names.tolist(), strict=True)
    ]
    back = np.argsort(np.concatenate(parts), kind="stable")
    return Contribution(
        **{
            field.name: np.concatenate([getattr(one, field.name) for one in found])[back]
            for field in fields(Contribution)
        }
    )


def _of_one(
    law: Law, province: str, month: Month, wages_fen: NDArray[np.int64], city: str, sheet: Sheet
) -> Contribution:
    columns = Sheet()
    due = contribution(law, province, month, wages_fen, columns, city=city)
    sheet.take_notes(columns)
    named = codes.table("cities").get(city)
    for line in columns.lines:
        if isinstance(line.value, int):
            zh, en = line.title.zh, line.title.en
            if named:
                zh, en = f"{zh}({named.text.zh})", f"{en} ({named.text.en})"
            sheet.note_provisional(line.provisional)
            sheet.line(line.name, zh, en, line.value, line.unit, line.formula, line.basis)
    return due
