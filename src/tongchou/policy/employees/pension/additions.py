"""Additions 增发 and allowances that belong to a pension when it is determined, by province.

Which hold where is a figure of each province, `addition_method`. Sums stay within int64 on
columns: 20,000.00 yuan × 3 × 10⁶ × 60 years in hundredths × 1 % × 10⁴ are 3.6 × 10¹⁸.
"""

from collections.abc import Callable, Mapping

from tongchou.policy.employees.pension.claim import (
    HARDSHIP,
    INDEX_SCALE,
    INTELLECTUAL,
    JOINED_BEFORE_2006,
    NOTHING_EARLY,
    ONE_CHILD,
    Case,
    NotShown,
    Sums,
    shown_as,
    way_in_force,
)
from tongchou.policy.employees.pension.one_child import one_child_of_average, one_child_of_sum
from tongchou.policy.employees.pension.transitional_methods import LONG_SERVICE_YEARS
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import put_in
from tongchou.standards.money import (
    choose,
    clip,
)

LATER_BRACKET_YEARS, LAST_BRACKET_YEARS = 25, 30
BRACKET_RATES = ("increment_rate_21_to_25", "increment_rate_26_to_30", "increment_rate_beyond_30")
PLATEAU_RATES = {10: "plateau_rate_10", 15: "plateau_rate_15", 20: "plateau_rate_20"}
"""The rate from so many years on the plateau."""

INCREMENT_GROUNDS = (ONE_CHILD, JOINED_BEFORE_2006, HARDSHIP)
"""The grounds of which each adds a step to the rate (四川)."""

SHEET = "determination-sheet"
"""The basis of a sum that a sheet prints and that nothing here reckons."""

Method = Callable[[Case], Sums]


def additions(case: Case) -> Sums:
    """Return the additions 增发 by name, in fen."""
    at = (case.retired_in, case.province)
    method, _ = way_in_force(METHODS, case.law, "addition_method", *at)
    found = method(case)
    other_fen = case.supplement.other_fen
    if other_fen:
        found["other_addition"] = case.sheet.line(
            "other_addition", "核定表所列其他项目", "Other additions", other_fen, "fen", "", SHEET
        )
    return found


def fixed(case: Case) -> Sums:
    """Return the sum that everybody in the place gets."""
    case.note_seen("addition_method")
    return {"fixed_addition": case.figure("fixed_addition")}


def intellectual(case: Case) -> Sums:
    """Return the sum that recognised intellectuals get 知识分子补贴."""
    if INTELLECTUAL not in case.supplement.grounds:
        return {}
    case.note_seen("addition_method")
    return {"intellectual_addition": case.figure("intellectual_addition")}


def adjustment_sum(case: Case) -> Sums:
    """Return the adjustment sum 过渡调节金, which grows with index and years, and a subsidy."""
    sum_fen, a_year_fen = (
        case.figure("adjustment_sum"),
        case.figure("adjustment_sum_per_indexed_year"),
    )
    number, parts = case.years
    case.note_seen("addition_method")
    grown_fen = case.sheet.line(
        "adjustment",
        "过渡调节金",
        "Adjustment sum",
        sum_fen
        + case.roundings.addition(case.wage_index_e6 * number * a_year_fen, INDEX_SCALE * parts),
        "fen",
        put_in(
            "{} + {} × {} × {}",
            (sum_fen, "fen"),
            (case.wage_index_e6, "index_e6"),
            shown_as(case.years),
            (a_year_fen, "fen"),
        ),
        case.addition_basis,
    )
    return {"adjustment_sum": grown_fen, "fixed_addition": case.figure("fixed_addition")}


def service_increment(case: Case) -> Sums:
    """Return the increment for long service: a share of the wage for each year beyond 20.

    Years 21 to 25, 26 to 30 and those beyond have rates of their own. Only who really
    contributed for more than 20 years has it.
    """
    number, parts = case.years
    actual, actual_parts = case.actual
    rates = [case.figure(name) for name in BRACKET_RATES]
    edges = [years * parts for years in (LONG_SERVICE_YEARS, LATER_BRACKET_YEARS)]
    first = clip(number - edges[0], 0, (LATER_BRACKET_YEARS - LONG_SERVICE_YEARS) * parts)
    later = clip(number - edges[1], 0, (LAST_BRACKET_YEARS - LATER_BRACKET_YEARS) * parts)
    beyond = number - LAST_BRACKET_YEARS * parts
    last = choose(beyond < 0, 0, beyond)
    has_it = actual > LONG_SERVICE_YEARS * actual_parts
    first, later, last = (choose(has_it, each, 0) for each in (first, later, last))
    weight = first * rates[0] + later * rates[1] + last * rates[2]
    wage = case.wage
    value = case.roundings.addition(wage.numerator * weight, wage.denominator * parts * RATE_SCALE)
    formula = put_in(
        "{} × ({} × {} + {} × {} + {} × {})",
        wage.formula,
        shown_as((first, parts)),
        (rates[0], "rate_e4"),
        shown_as((later, parts)),
        (rates[1], "rate_e4"),
        shown_as((last, parts)),
        (rates[2], "rate_e4"),
    )
    case.note_seen("addition_method")
    increment_fen = case.sheet.line(
        "increment",
        "缴费年限增发",
        "Increment for long service",
        value,
        "fen",
        formula,
        case.addition_basis,
    )
    return {"service_increment": increment_fen}


def index_increment(case: Case) -> Sums:
    """Return base × index × years × rate; each ground adds a step to the rate."""
    steps = sum(ground in case.supplement.grounds for ground in INCREMENT_GROUNDS)
    rate_e4 = case.supplement.increment_rate_e4
    if rate_e4 is None:
        rate_e4 = steps * case.figure("increment_step") if steps else 0
    if not rate_e4:
        return {}
    number, parts = case.years
    value = case.roundings.addition(
        case.base_fen * case.wage_index_e6 * number * rate_e4, INDEX_SCALE * parts * RATE_SCALE
    )
    formula = put_in(
        "{} × {} × {} × {}",
        (case.base_fen, "fen"),
        (case.wage_index_e6, "index_e6"),
        shown_as(case.years),
        (rate_e4, "rate_e4"),
    )
    case.note_seen("addition_method")
    increment_fen = case.sheet.line(
        "increment", "增发基础养老金", "Increment", value, "fen", formula, case.addition_basis
    )
    return {"index_increment": increment_fen}


def plateau(case: Case) -> Sums:
    """Return the plateau allowance 高原补贴, by years worked there, and a fixed sum."""
    number, parts = case.supplement.plateau or case.years
    rate_e4 = 0 * number
    for years, name in PLATEAU_RATES.items():
        reached_e4 = case.law.value(name, case.retired_in, case.province)
        rate_e4 = choose(number >= years * parts, reached_e4, rate_e4)
    rate_e4 = case.sheet.line(
        "plateau_rate", "高原补贴比例", "Plateau rate", rate_e4, "rate_e4", "", case.addition_basis
    )
    case.note_seen("addition_method")
    allowance_fen = case.sheet.line(
        "plateau_allowance",
        "高原补贴",
        "Plateau allowance",
        case.roundings.addition(
            case.base_fen * case.wage_index_e6 * rate_e4, INDEX_SCALE * RATE_SCALE
        ),
        "fen",
        put_in(
            "{} × {} × {}",
            (case.base_fen, "fen"),
            (case.wage_index_e6, "index_e6"),
            (rate_e4, "rate_e4"),
        ),
        case.addition_basis,
    )
    return {"plateau_allowance": allowance_fen} | fixed(case)


def subsidy_as_shown(case: Case) -> Sums:
    """Return the city's transitional subsidy 过渡性补贴, whose table is not at hand, as given.

    It goes with the transitional pension: whoever has no years before the account has none.
    """
    given_fen = case.supplement.transitional_subsidy_fen
    if given_fen is None:
        if case.early is NOTHING_EARLY:
            return {}
        mode = case.law.word("subsidy_mode", case.retired_in, case.province, case.city or "")
        if mode == "as_shown":
            raise NotShown("transitional_subsidy", case.retired_in, case.province)
        return {}
    case.note_seen("addition_method")
    subsidy_fen = case.sheet.line(
        "subsidy", "过渡性补贴", "Transitional subsidy", given_fen, "fen", "", case.addition_basis
    )
    return {"transitional_subsidy": subsidy_fen}


METHODS: Mapping[str, Method] = {
    "none": lambda _: {},
    "fixed": fixed,
    "intellectual": intellectual,
    "adjustment_sum": adjustment_sum,
    "service_increment": service_increment,
    "index_increment": index_increment,
    "one_child_of_average": one_child_of_average,
    "one_child_of_sum": one_child_of_sum,
    "plateau": plateau,
    "subsidy_as_shown": subsidy_as_shown,
}
"""The methods by the words under which the provinces' files know them."""
