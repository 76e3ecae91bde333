"""Years before the account 建账前年限, as the spans of a record show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongchou.policy.employees.pension.claim import (
    INDEX_E6_PER_E4,
    NO_YEARS,
    NOTHING_EARLY,
    SHOWN_BY_FILES,
    Early,
    NotShown,
)
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.standards.money import round_half_up
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month_text, month_zh

BASIS = "state-council-2005-38-6"


@dataclass(frozen=True)
class Span:
    """Months counted between two months, the second not included, with their average index."""

    from_month: Month
    until_month: Month
    months: int
    index_e4: int

    @property
    def has_gaps(self) -> bool:
        """Whether some of its months were not contributed."""
        return self.months < self.until_month - self.from_month


@dataclass(frozen=True)
class Before:
    """What lies before the account: months, and the sum of their indices ×10⁴."""

    months: int
    index_sum_e4: int


@rule("months-before-account", version=1)
def before_account(
    law: Law, province: str, retired_in: Month, spans: Sequence[Span]
) -> Before | Refusals:
    """Return what of a record lies before the month in which accounts began.

    A span without gaps that runs on beyond that month is parted there; one with gaps cannot
    be, and neither can one where the years before the account need an index of their own.
    """
    began = law.value("account_start", retired_in, province) if spans else 0
    has_own = bool(spans) and law.word("early_index", retired_in, province) != "average"
    months = index_sum_e4 = 0
    refused: list[Refusal] = []
    for span in spans:
        lying = min(span.until_month, began) - span.from_month
        if lying <= 0:
            continue
        if span.until_month > began and (span.has_gaps or has_own):
            refused.append(_runs_on(began))
        counted = span.months if span.until_month <= began else lying
        months += counted
        index_sum_e4 += counted * span.index_e4
    return tuple(refused) or Before(months, index_sum_e4)


@rule("early-years", version=1)
def early_years(
    law: Law, province: str, retired_in: Month, before: Before, deemed_months: int | None
) -> Early | Refusals:
    """Return the years 建账前年限 of a transitional pension, or what hinders to tell them.

    How many months are deemed 视同缴费 must be told where only these count, or count otherwise.
    """
    if not before.months and not deemed_months:
        return NOTHING_EARLY
    if (deemed_months or 0) > before.months:
        return (_too_many_deemed(deemed_months or 0, before.months),)
    counted = law.word("early_years", retired_in, province)
    if deemed_months is None and counted != "all":
        return (_deemed_unknown(before.months),)
    months = (deemed_months or 0) if counted == "deemed" else before.months
    if not months:
        return NOTHING_EARLY
    return Early(
        years=(months, MONTHS_PER_YEAR),
        index_e6=_index_e6(law, province, retired_in, before),
        deemed=(deemed_months, MONTHS_PER_YEAR) if deemed_months else NO_YEARS,
        virtual_account_fen=None,
    )


def _index_e6(law: Law, province: str, retired_in: Month, before: Before) -> int | None:
    """Return the index of these years where it is their own, or None where the average counts."""
    which = law.word("early_index", retired_in, province)
    if which == "average":
        return None
    if which == "own":
        return int(round_half_up(before.index_sum_e4 * INDEX_E6_PER_E4, before.months))
    raise NotShown("early_index", retired_in, province)


def _runs_on(began: Month) -> Refusal:
    return Refusal(
        code="benefit.record_runs_on",
        text=Text(
            f"有缴费记录跨越{month_zh(began)}建账,无法区分建账前后月数",
            f"A record runs on beyond {month_text(began)}, when accounts began",
        ),
        field="ssn",
        basis=BASIS,
        remedy=Text(
            f"请将该记录在{month_zh(began)}分为两段录入", "Enter the record as two, split there"
        ),
    )


def _deemed_unknown(held: int) -> Refusal:
    zh, en = SHOWN_BY_FILES["deemed_months"]
    return Refusal(
        code="benefit.deemed_months_missing",
        text=Text(
            f"建账前有{held}个月,须说明其中视同缴费月数",
            f"{held} months lie before the account; how many of them are deemed is not told",
        ),
        field="deemed_months",
        basis=BASIS,
        remedy=Text(f"请填写{zh},没有则填0", f"Write it, 0 if there is none: {en}"),
    )


def _too_many_deemed(deemed: int, held: int) -> Refusal:
    return Refusal(
        code="benefit.too_many_deemed_months",
        text=Text(
            f"视同缴费{deemed}个月,而建账前只有{held}个月",
            f"{deemed} deemed months, but only {held} lie before the account",
        ),
        field="deemed_months",
        basis=BASIS,
        remedy=Text("请核对,或先录入历史缴费记录", "Compare, or enter the prior record first"),
    )
