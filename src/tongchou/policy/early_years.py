"""Years before the account 建账前年限, as the spans of a record show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongchou.policy.claim import NOTHING_EARLY, SHOWN_BY_FILES, Early, NotShown
from tongchou.policy.law import Law
from tongchou.standards.money import round_half_up
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month_text, month_zh

BASIS = "state-council-2005-38-6"
INDEX_E4 = 100


@dataclass(frozen=True)
class Span:
    """Months counted between two months, the second not included, with their average index."""

    from_month: Month
    until_month: Month
    months: int
    index_e4: int


def early_years(
    law: Law, province: str, retired_in: Month, spans: Sequence[Span], deemed_months: int | None
) -> Early | Refusals:
    """Return the years for which a transitional pension is due, or what hinders to tell them.

    A span that runs on beyond the month in which accounts began must be entered as two. How
    many months are deemed 视同缴费 must be told where only these count, or count otherwise.
    """
    if not spans and not deemed_months:
        return NOTHING_EARLY
    began = law.value("account_start", retired_in, province)
    refused = tuple(_runs_on(began) for span in spans if span.from_month < began < span.until_month)
    before = [span for span in spans if span.until_month <= began]
    held = sum(span.months for span in before)
    counted = law.word("early_years", retired_in, province)
    if (deemed_months or 0) > held:
        refused += (_too_many_deemed(deemed_months or 0, held),)
    elif held and deemed_months is None and counted != "all":
        refused += (_deemed_unknown(held),)
    if refused:
        return refused
    months = (deemed_months or 0) if counted == "deemed" else held
    if not months:
        return NOTHING_EARLY
    return Early(
        years=(months, MONTHS_PER_YEAR),
        index_e6=_index_e6(law, province, retired_in, before),
        deemed=(deemed_months or 0, MONTHS_PER_YEAR),
        virtual_account_fen=None,
    )


def _index_e6(law: Law, province: str, retired_in: Month, before: Sequence[Span]) -> int | None:
    """Return the index of these years where it is their own, or None where the average counts."""
    which = law.word("early_index", retired_in, province)
    if which == "average":
        return None
    if which == "own":
        total_e4 = sum(span.months * span.index_e4 for span in before)
        months = sum(span.months for span in before)
        return int(round_half_up(total_e4 * INDEX_E4, months))
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
