"""How provinces round a pension: to the fen, or to the jiao, in its parts or in its total.

Which rounding holds where is a figure of each province, `rounding_method`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tongchou.policy.engine.formulas import Formula
from tongchou.standards.money import (
    FEN_PER_JIAO,
    FEN_PER_YUAN,
    Fen,
    Number,
    round_half_up,
    round_up,
)
from tongchou.standards.money import up_to_jiao as whole_up_to_jiao
from tongchou.standards.text import Text

Rounding = Callable[[Number, Number], Number]
"""Turns a fraction of fen into an amount."""


def up_to_jiao(numerator: Number, denominator: Number) -> Number:
    """Return the amount raised to the next jiao 见分进角."""
    return round_up(numerator, denominator * FEN_PER_JIAO) * FEN_PER_JIAO


def cut_then_up_to_jiao(numerator: Number, denominator: Number) -> Number:
    """Return the amount cut to the fen and raised to the next jiao: 498.206 is 498.20."""
    return whole_up_to_jiao(numerator // denominator)


def up_to_yuan(numerator: Number, denominator: Number) -> Number:
    """Return the amount raised to the next yuan 见角进元."""
    return round_up(numerator, denominator * FEN_PER_YUAN) * FEN_PER_YUAN


def half_up_to_jiao(numerator: Number, denominator: Number) -> Number:
    """Return the amount rounded half-up to the jiao."""
    return round_half_up(numerator, denominator * FEN_PER_JIAO) * FEN_PER_JIAO


def said(formula: Formula, rounding: Callable[..., Any]) -> Formula:
    """Return a formula that also says how its result is rounded, unless that is to the fen."""
    return formula + _SAID.get(rounding, "") if formula else formula


def to_the_fen(fen: Fen) -> Number:
    """Return the sum as it is: its parts are whole fen."""
    return fen


_UP_TO_JIAO = Text("(见分进角)", " (up to the jiao)")
_SAID: dict[Callable[..., Any], Text] = {
    up_to_jiao: _UP_TO_JIAO,
    whole_up_to_jiao: _UP_TO_JIAO,
    cut_then_up_to_jiao: Text("(舍厘后见分进角)", " (cut to the fen, then up to the jiao)"),
    up_to_yuan: Text("(见角进元)", " (up to the yuan)"),
    half_up_to_jiao: Text("(四舍五入到角)", " (to the jiao)"),
}


@dataclass(frozen=True)
class Roundings:
    """How a province rounds the parts of a pension and its total.

    `difference` is the share of what a new method gives beyond the old one. `indexed_wage` is the
    base times the index 指数化月平均缴费工资; without a rounding of its own it stays a fraction.
    """

    basic: Rounding = round_half_up
    account: Rounding = round_half_up
    transitional: Rounding = round_half_up
    addition: Rounding = round_half_up
    difference: Rounding = round_half_up
    indexed_wage: Rounding | None = None
    total: Callable[[Number], Number] = to_the_fen


ROUNDINGS = {
    "plain": Roundings(),
    "indexed_wage_to_fen": Roundings(indexed_wage=round_half_up),
    "total_up_to_jiao": Roundings(total=whole_up_to_jiao),
    "difference_and_total_up_to_jiao": Roundings(difference=up_to_jiao, total=whole_up_to_jiao),
    "parts_up_to_jiao_account_cut": Roundings(up_to_jiao, cut_then_up_to_jiao, up_to_jiao),
    "parts_to_jiao": Roundings(up_to_jiao, half_up_to_jiao, half_up_to_jiao),
}
"""The ways of rounding by the words under which the provinces' files know them."""
