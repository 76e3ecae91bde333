"""The supplement for parents of an only child 独生子女父母增发: of an average, or of their own."""

import numpy as np

from tongchou.policy.employees.pension.claim import ONE_CHILD, Case, Sums
from tongchou.policy.engine.blocks import is_any
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Figure, Law, NotInForce
from tongchou.policy.engine.rule import rule
from tongchou.standards.money import Fen, Flag, Number, choose
from tongchou.standards.time import MONTHS_PER_YEAR, Month


def _one_child(case: Case, counted_fen: Fen) -> Sums:
    rate_e4 = case.figure("one_child_rate")
    case.note_seen("addition_method")
    supplement_fen = case.sheet.line(
        "one_child_supplement",
        "独生子女父母增发",
        "Supplement for parents of an only child",
        case.roundings.addition(counted_fen * rate_e4, RATE_SCALE),
        "fen",
        put_in("{} × {}", (counted_fen, "fen"), (rate_e4, "rate_e4")),
        case.addition_basis,
    )
    return {ONE_CHILD: supplement_fen}


def one_child_of_average(case: Case) -> Sums:
    """Return, for parents of an only child, a share of the province's average pension."""
    if ONE_CHILD not in case.supplement.grounds:
        return {}
    return _one_child(case, average_pension(case.law, case))


@rule("average-pension", version=2)
def average_pension(law: Law, case: Case) -> Number:
    """Return the average pension of the year whose base counts: paid ahead 预发, last year's."""
    paid_ahead = _rests_on_last_years_base(law, case)
    if not is_any(paid_ahead):
        return case.figure("average_pension")
    place = case.province, case.city or ""
    last = law.figure("average_pension", case.retired_in - MONTHS_PER_YEAR, *place)
    case.sheet.carry_provisional()
    last_fen = case.sheet.figure(last)
    if np.all(paid_ahead):
        return last_fen
    return choose(paid_ahead, last_fen, case.figure("average_pension"))


@average_pension.earlier(1)
def _average_of_the_year(_: Law, case: Case) -> Number:
    """Return the average pension of the year of retirement, whichever base counts."""
    return case.figure("average_pension")


def _rests_on_last_years_base(law: Law, case: Case) -> Flag:
    """Whether the base is last year's, as it stands in or as a sheet prints it."""

    def published(at: Month) -> Figure | None:
        try:
            return law.published("benefit_base", at, case.province, case.city or "")
        except NotInForce:
            return None

    last, this = published(case.retired_in - MONTHS_PER_YEAR), published(case.retired_in)
    if last is None or (this and this.from_month > last.from_month and this.value == last.value):
        return False
    return case.base_fen == last.value


def one_child_of_sum(case: Case) -> Sums:
    """Return, for parents of an only child, a share of their own pension's parts."""
    if ONE_CHILD not in case.supplement.grounds:
        return {}
    return _one_child(case, case.parts_fen)
