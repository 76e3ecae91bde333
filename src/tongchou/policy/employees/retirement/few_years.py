"""Too few years 缴费年限不足: what is open to whoever reaches the age without the months needed."""

from dataclasses import dataclass

from tongchou.policy.employees.retirement.retirement import MINIMUM_2024, REFORM
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Number,
    choose,
    round_up,
)
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month

BASIS = "social-insurance-law-16"
ONE_SUM = "ministry-2011-13-2"
ENDING = "ministry-2011-13-3"
RESIDENTS = "ministry-2014-17-3"

ONE_SUM_INSURED_BEFORE = month(2011, 7)
ONE_SUM_AFTER_MONTHS = 5 * MONTHS_PER_YEAR
RESIDENTS_BELOW_MONTHS = 15 * MONTHS_PER_YEAR
"""The link between the schemes names 15 years, whatever the minimum has risen to since."""

ONE_SUMS = ("all_missing_months",)
OPEN, CLOSED, NOT_IN_FORCE = "open", "closed", "not_in_force"


@dataclass(frozen=True)
class Way:
    """A way 办法 out of too few years: `open`, `closed`, or `not_in_force` where no text says."""

    code: str
    text: Text
    state: str
    basis: str


def missing_months(months: Number, needed: Number, sheet: Sheet) -> Number:
    """Return how many contribution months are missing; none where there are enough."""
    gap = needed - months
    return sheet.line(
        "missing_months",
        "尚缺缴费月数",
        "Months missing",
        choose(gap < 0, 0, gap),
        "months",
        put_in("max({} − {}, 0)", (needed, "months"), (months, "months")),
        BASIS,
    )


def missing_years(gap_months: Number, sheet: Sheet) -> Number:
    """Return the missing years, a part of one counting as a whole: 56 months are 5."""
    return sheet.line(
        "missing_years",
        "尚缺缴费年数",
        "Years missing",
        round_up(gap_months, MONTHS_PER_YEAR),
        "none",
        put_in("⌈{} ÷ 12⌉", (gap_months, "months")),
        BASIS,
    )


def ways_open(
    law: Law, *, months: int, insured_from: Month, reached_in: Month, asked_in: Month
) -> tuple[Way, ...]:
    """Return every way out of too few years, and whether it is open to the person.

    Whoever has too few years is not retired: the months paid on count as contribution months.
    """
    is_below = months < RESIDENTS_BELOW_MONTHS
    return (
        Way(
            "continue",
            Text("延长缴费至最低年限", "Contribute on to the minimum"),
            OPEN,
            BASIS if asked_in < REFORM else MINIMUM_2024,
        ),
        Way(
            "one_sum",
            Text("一次性缴费至最低年限", "Pay the missing months in one sum"),
            _one_sum(law, insured_from, reached_in, asked_in),
            ONE_SUM if asked_in < REFORM else MINIMUM_2024,
        ),
        Way(
            "residents",
            Text("转入城乡居民基本养老保险", "Move the record to the residents' scheme"),
            OPEN if is_below else NOT_IN_FORCE,
            RESIDENTS,
        ),
        Way(
            "end",
            Text(
                "书面申请终止关系,个人账户储存额一次性支付",
                "End the relation in writing; the account balance is paid once",
            ),
            OPEN,
            ENDING,
        ),
    )


def _one_sum(law: Law, insured_from: Month, reached_in: Month, asked_in: Month) -> str:
    """Return whether the missing months may be paid in one sum.

    Insured before July 2011 and still short five years after the age: open. Since 2025 the
    decision lets others pay so too, "as regulated"; no regulation is known.
    """
    if insured_from < ONE_SUM_INSURED_BEFORE and asked_in - reached_in >= ONE_SUM_AFTER_MONTHS:
        return OPEN
    if asked_in < REFORM:
        return CLOSED
    try:
        law.figure("one_sum_payment", asked_in)
    except NotInForce:
        return NOT_IN_FORCE
    law.word_among(ONE_SUMS, "one_sum_payment", asked_in)
    return OPEN
