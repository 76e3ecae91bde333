"""Transitional pensions between an old and a new method 新老办法过渡: 江苏 and 广东."""

from tongchou.policy.employees.pension.claim import (
    NO_YEARS,
    NOTHING_EARLY,
    Case,
    NotShown,
    shown_as,
)
from tongchou.policy.employees.pension.transitional_methods import (
    VIRTUAL_MONTHS,
    share,
    share_by_kind,
    written,
)
from tongchou.policy.engine.blocks import is_any
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import NO_FORMULA, put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.roundings import said
from tongchou.policy.engine.rule import rule
from tongchou.standards.money import (
    Number,
    choose,
    round_half_up,
)


def is_due(case: Case) -> bool:
    """Whether anybody of the case has years before the account, or what comes of such years."""
    early = case.early
    return early is not NOTHING_EARLY and (
        is_any(early.years[0])
        or is_any(early.virtual_account_fen)
        or is_any((early.weighted or NO_YEARS)[0])
        or early.old_fen is not None
    )


def reformed_by_weight(case: Case, basis: str) -> Number:
    """Write what the new method gives: base × years weighted with their indices × rate.

    Of years that are not weighted yet, those shown as deemed have the index of deemed years.
    """
    rate_e4 = case.figure("transitional_rate")
    if case.early.weighted is None and is_any(case.early.deemed[0]):
        numerator, denominator, formula = share_by_kind(case, rate_e4)
    elif case.early.weighted is None:
        numerator, denominator, formula = share(case, case.base_fen, case.early_index_e6, rate_e4)
    else:
        number, parts = case.early.weighted
        numerator, denominator = case.base_fen * number * rate_e4, parts * RATE_SCALE
        formula = put_in(
            "{} × {} × {}",
            (case.base_fen, "fen"),
            shown_as(case.early.weighted),
            (rate_e4, "rate_e4"),
        )
    return case.sheet.line(
        "transitional_by_the_new_method",
        "新办法过渡性养老金",
        "Transitional pension by the new method",
        round_half_up(numerator, denominator),
        "fen",
        formula,
        basis,
    )


def phased_in(case: Case, basis: str) -> Number:
    """Return the old pension and a share of what the new method gives beyond it."""
    return phased_in_transitional(case.law, case, basis)


@rule("phased-in-transitional", version=2)
def phased_in_transitional(_: Law, case: Case, basis: str) -> Number:
    """Return the old pension and a share of what the new method gives beyond it, as rounded.

    The old pension must be shown while it makes a difference. When all of the new one is paid, it
    tells only how the difference is rounded: without it the amount is provisional.
    """
    rate_e4 = case.figure("transitional_phase_rate")
    old_fen = case.early.old_fen
    if old_fen is None and rate_e4 < RATE_SCALE:
        raise NotShown("old_transitional", case.retired_in, case.province)
    reformed_fen = reformed_by_weight(case, basis)
    if old_fen is None:
        case.sheet.note_provisional(case.roundings.difference is not round_half_up)
        return written(case, case.roundings.transitional(reformed_fen, 1), NO_FORMULA, basis)
    beyond_fen = case.sheet.line(
        "transitional_beyond_the_old",
        "新办法差额",
        "Share of what is beyond the old pension",
        case.roundings.difference((reformed_fen - old_fen) * rate_e4, RATE_SCALE),
        "fen",
        said(
            put_in("({} − {}) × {}", (reformed_fen, "fen"), (old_fen, "fen"), (rate_e4, "rate_e4")),
            case.roundings.difference,
        ),
        basis,
    )
    formula = put_in("{} + {}", (old_fen, "fen"), (beyond_fen, "fen"))
    value = case.roundings.transitional(old_fen + beyond_fen, 1)
    return written(case, value, formula, basis)


@phased_in_transitional.earlier(1)
def _phased_in_to_the_fen(_: Law, case: Case, basis: str) -> Number:
    """Return the same to the fen, and the new pension in full where no old one is shown."""
    reformed_fen = reformed_by_weight(case, basis)
    old_fen = case.early.old_fen
    if old_fen is None:
        return written(case, case.roundings.transitional(reformed_fen, 1), NO_FORMULA, basis)
    rate_e4 = case.figure("transitional_phase_rate")
    formula = put_in(
        "{} + ({} − {}) × {}",
        (old_fen, "fen"),
        (reformed_fen, "fen"),
        (old_fen, "fen"),
        (rate_e4, "rate_e4"),
    )
    value = case.roundings.transitional(
        old_fen * RATE_SCALE + (reformed_fen - old_fen) * rate_e4, RATE_SCALE
    )
    return written(case, value, formula, basis)


def old_as_shown(case: Case, basis: str) -> Number:
    """Return the pension by the old method, which is not at hand, as a sheet shows it."""
    if case.early.old_fen is None:
        raise NotShown("old_transitional", case.retired_in, case.province)
    return written(case, case.early.old_fen, NO_FORMULA, basis)


def difference_phased_in(case: Case, basis: str) -> Number:
    """Return the old pension, two allowances, and a share of what the new method gives beyond.

    Beyond means beyond the old pension and the years' allowance; where that is less than
    nothing it counts as nothing.
    """
    allowance_fen, extra_fen = _allowances(case)
    reformed_fen = reformed_by_weight(case, basis) if is_due(case) else 0
    rate_e4 = case.figure("transitional_phase_rate")
    old_fen = _old(case, rate_e4, basis)
    beyond_fen = reformed_fen - old_fen - allowance_fen
    beyond_fen = round_half_up(choose(beyond_fen < 0, 0, beyond_fen) * rate_e4, RATE_SCALE)
    formula = put_in(
        "{} + {} + {} + {}",
        (old_fen, "fen"),
        (allowance_fen, "fen"),
        (extra_fen, "fen"),
        (beyond_fen, "fen"),
    )
    value = case.roundings.transitional(old_fen + allowance_fen + extra_fen + beyond_fen, 1)
    return written(case, value, formula, basis)


def _old(case: Case, rate_e4: int, basis: str) -> Number:
    """Return the pension by the old method; it must be shown while it makes a difference."""
    early = case.early
    if early.old_fen is not None:
        old_fen = early.old_fen
    elif early.deemed_account_fen is not None:
        old_fen = round_half_up(early.deemed_account_fen, VIRTUAL_MONTHS)
    elif rate_e4 == RATE_SCALE or not is_due(case):
        return 0
    else:
        raise NotShown("old_transitional", case.retired_in, case.province)
    return case.sheet.line(
        "old_transitional",
        "原办法过渡性养老金",
        "Transitional pension by the old method",
        old_fen,
        "fen",
        "",
        basis,
    )


def reformed_with_allowances(case: Case, basis: str) -> Number:
    """Return what the new method gives, and the two allowances."""
    allowance_fen, extra_fen = _allowances(case)
    reformed_fen = reformed_by_weight(case, basis) if is_due(case) else 0
    formula = put_in(
        "{} + {} + {}", (reformed_fen, "fen"), (allowance_fen, "fen"), (extra_fen, "fen")
    )
    return written(
        case,
        case.roundings.transitional(reformed_fen + allowance_fen + extra_fen, 1),
        formula,
        basis,
    )


def _allowances(case: Case) -> tuple[Number, int]:
    """Return the allowance for whole years 缴费年限津贴, and the sum that everybody gets."""
    number, parts = case.years
    a_year = case.law.figure("years_allowance", case.retired_in, case.province)
    allowance_fen = case.sheet.line(
        "years_allowance",
        "缴费年限津贴",
        "Allowance for years",
        number // parts * a_year.value,
        "fen",
        put_in("{} × {}", (number // parts, "none"), (a_year.value, "fen")),
        a_year.source,
    )
    extra = case.law.figure("transitional_extra", case.retired_in, case.province)
    return allowance_fen, case.sheet.figure(extra)
