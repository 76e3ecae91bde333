"""How a transitional pension is reckoned 过渡性养老金计发办法: one function a method.

Amounts stay within int64 on columns: 20,000.00 yuan × (1 + 3) × 10⁶ × 40 years in hundredths
× 1.40 % × 10⁴ are 4.5 × 10¹⁸, and a rounding doubles them: just below 9.2 × 10¹⁸.
"""

from tongchou.policy.employees.pension.claim import (
    INDEX_E6_PER_E4,
    INDEX_SCALE,
    INTELLECTUAL,
    Case,
    NotShown,
    in_parts,
    shared_parts,
    shown_as,
)
from tongchou.policy.engine.blocks import is_any
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import Formula, put_in
from tongchou.policy.engine.roundings import said
from tongchou.standards.money import (
    Fen,
    Number,
    choose,
    round_half_up,
)

VIRTUAL_MONTHS = 120
"""The months over which accounts kept on paper 虚账、视同账户 are paid."""

LONG_SERVICE_YEARS = 20
"""Beyond these years really contributed the higher rate counts (吉林)."""


def written(case: Case, value: Number, formula: Formula, basis: str) -> Number:
    """Write the transitional pension on the sheet and return it."""
    case.sheet.carry_provisional()
    case.note_seen("transitional_method", "years_method")
    return case.sheet.line(
        "transitional",
        "过渡性养老金",
        "Transitional pension",
        value,
        "fen",
        said(formula, case.roundings.transitional),
        basis,
    )


def _index(case: Case, value: Number, basis: str) -> Number:
    return case.sheet.line(
        "transitional_index",
        "过渡性养老金所用指数",
        "Index of the years before the account",
        value,
        "index_e6",
        "",
        basis,
    )


def share(
    case: Case, base_fen: Fen, index_e6: Number, rate_e4: Number
) -> tuple[Number, int, Formula]:
    """Return base × index × years × rate as a fraction, with its formula."""
    number, parts = case.early.years
    indexed = case.indexed("early_indexed_wage", base_fen, index_e6)
    return (
        indexed.numerator * number * rate_e4,
        indexed.denominator * parts * RATE_SCALE,
        put_in("{} × {} × {}", indexed.formula, shown_as(case.early.years), (rate_e4, "rate_e4")),
    )


def indexed(case: Case, basis: str) -> Number:
    """Return base × index × years × rate."""
    numerator, denominator, formula = share(
        case, case.base_fen, case.early_index_e6, case.figure("transitional_rate")
    )
    return written(case, case.roundings.transitional(numerator, denominator), formula, basis)


def indexed_by_ground(case: Case, basis: str) -> Number:
    """Return base × index × years × rate; recognised intellectuals have a rate of their own."""
    has_own = INTELLECTUAL in case.supplement.grounds
    rate_e4 = case.figure("intellectual_transitional_rate" if has_own else "transitional_rate")
    numerator, denominator, formula = share(case, case.base_fen, case.early_index_e6, rate_e4)
    return written(case, case.roundings.transitional(numerator, denominator), formula, basis)


def city_base_indexed(case: Case, basis: str) -> Number:
    """Return the city's base × index × years × rate."""
    numerator, denominator, formula = share(
        case, case.city_base_fen, case.early_index_e6, case.figure("transitional_rate")
    )
    return written(case, case.roundings.transitional(numerator, denominator), formula, basis)


def indexed_at_least_one(case: Case, basis: str) -> Number:
    """Return base × index × years × rate, with an index below 1 raised to 1."""
    own_e6 = case.early_index_e6
    index_e6 = _index(case, choose(own_e6 < INDEX_SCALE, INDEX_SCALE, own_e6), basis)
    numerator, denominator, formula = share(
        case, case.base_fen, index_e6, case.figure("transitional_rate")
    )
    return written(case, case.roundings.transitional(numerator, denominator), formula, basis)


def by_actual_years(case: Case, basis: str) -> Number:
    """Return base × index × years × rate; more than 20 years really contributed raise the rate."""
    actual, parts = case.actual
    rate_e4 = choose(
        actual > LONG_SERVICE_YEARS * parts,
        case.figure("transitional_rate"),
        case.figure("transitional_rate_short_service"),
    )
    numerator, denominator, formula = share(case, case.base_fen, case.early_index_e6, rate_e4)
    if is_any(actual <= LONG_SERVICE_YEARS * parts):
        case.note_seen("transitional_rate_short_service")
    return written(case, case.roundings.transitional(numerator, denominator), formula, basis)


def mean_with_indexed(case: Case, basis: str) -> Number:
    """Return the mean of base and base × index, × years × rate."""
    number, parts = case.early.years
    index_e6, rate_e4 = case.early_index_e6, case.figure("transitional_rate")
    formula = put_in(
        "({} + {} × {}) ÷ 2 × {} × {}",
        (case.base_fen, "fen"),
        (case.base_fen, "fen"),
        (index_e6, "index_e6"),
        shown_as(case.early.years),
        (rate_e4, "rate_e4"),
    )
    numerator = case.base_fen * (INDEX_SCALE + index_e6) * number * rate_e4
    value = case.roundings.transitional(numerator, 2 * INDEX_SCALE * parts * RATE_SCALE)
    return written(case, value, formula, basis)


def share_by_kind(case: Case, rate_e4: int) -> tuple[Number, int, Formula]:
    """Return base × rate × (deemed years × their index + the other years × the index of these)."""
    deemed_e6 = INDEX_E6_PER_E4 * case.figure("deemed_index")
    parts = shared_parts(case.early.years, case.early.deemed)
    deemed = in_parts(case.early.deemed, parts)
    actual = in_parts(case.early.years, parts) - deemed
    index_e6 = case.early_index_e6
    formula = put_in(
        "{} × ({} × {} + {} × {}) × {}",
        (case.base_fen, "fen"),
        shown_as((deemed, parts)),
        (deemed_e6, "index_e6"),
        shown_as((actual, parts)),
        (index_e6, "index_e6"),
        (rate_e4, "rate_e4"),
    )
    numerator = case.base_fen * (deemed * deemed_e6 + actual * index_e6) * rate_e4
    return numerator, INDEX_SCALE * parts * RATE_SCALE, formula


def deemed_at_their_index(case: Case, basis: str) -> Number:
    """Return the share of the years, the deemed at an index of their own."""
    numerator, denominator, formula = share_by_kind(case, case.figure("transitional_rate"))
    return written(case, case.roundings.transitional(numerator, denominator), formula, basis)


def with_virtual_account(case: Case, basis: str) -> Number:
    """Return base × years × rate, at index 1, and the account kept on paper 虚账实记 by 120."""
    if case.early.virtual_account_fen is None:
        raise NotShown("virtual_account", case.retired_in, case.province)
    rate_e4 = case.figure("transitional_rate")
    numerator, denominator, formula = share(case, case.base_fen, INDEX_SCALE, rate_e4)
    deemed_fen = case.sheet.line(
        "transitional_years",
        "过渡性养老金(年限部分)",
        "Transitional pension for the years",
        round_half_up(numerator, denominator),
        "fen",
        formula,
        basis,
    )
    paper_fen = case.sheet.line(
        "transitional_account",
        "过渡性养老金(虚账实记部分)",
        "Transitional pension for the account on paper",
        round_half_up(case.early.virtual_account_fen, VIRTUAL_MONTHS),
        "fen",
        put_in("{} ÷ {}", (case.early.virtual_account_fen, "fen"), (VIRTUAL_MONTHS, "none")),
        basis,
    )
    formula = put_in("{} + {}", (deemed_fen, "fen"), (paper_fen, "fen"))
    return written(case, case.roundings.transitional(deemed_fen + paper_fen, 1), formula, basis)
