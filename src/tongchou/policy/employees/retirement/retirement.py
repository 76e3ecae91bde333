"""Retirement 退休: when a person reaches the age, and whether they have months enough."""

from dataclasses import dataclass

import numpy as np

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Figure, Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Number,
    choose,
    clip,
)
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month, month_text, month_zh

MEASURES_1978 = "state-council-1978-104"
DECISION_2024 = "npc-standing-committee-2024-09-13-1"
MINIMUM_2024 = "npc-standing-committee-2024-09-13-2"
CHOICE_2024 = "npc-standing-committee-2024-09-13-3"
FLEXIBLE_2024 = "ministry-2024-94"
BIRTHDAY_1999 = "labour-ministry-1999-8"
REFORM = month(2025, 1)
EARLY_MONTHS_MAX = 3 * MONTHS_PER_YEAR
LATE_MONTHS_MAX = 3 * MONTHS_PER_YEAR


@dataclass(frozen=True)
class Track:
    """A track 退休类别: the old age, and how fast and how far it is delayed; all in months."""

    text: Text
    age_months: int
    birth_months_per_delay_month: int
    delay_months_max: int


TRACKS = {
    "man": Track(Text("男职工", "Man"), 60 * 12, 4, 36),
    "woman_55": Track(Text("女职工(原55周岁)", "Woman, old age 55"), 55 * 12, 4, 36),
    "woman_flexible": Track(Text("女灵活就业人员", "Woman, flexible worker"), 55 * 12, 4, 36),
    "woman_50": Track(Text("女职工(原50周岁)", "Woman, old age 50"), 50 * 12, 2, 60),
}


def retirement_month(birth_month: Number, track: Track, sheet: Sheet) -> Number:
    """Return the month in which a person reaches retirement age 法定退休年龄.

    The delay grows with the month of birth, and runs in step with the month in which the
    old age is reached, so it is counted from the month the reform began; whoever reached
    the old age before it gets no delay. `birth_month` is a month or a column of months.
    """
    old_age = track.age_months // MONTHS_PER_YEAR
    old_month = sheet.line(
        "old_month",
        f"原法定退休年月({old_age}周岁)",
        f"Month of the old age, {old_age}",
        birth_month + track.age_months,
        "month",
        put_in("{} + {}", (birth_month, "month"), (track.age_months, "months")),
        MEASURES_1978,
    )
    steps = (old_month - REFORM) // track.birth_months_per_delay_month + 1
    delay_months = sheet.line(
        "delay_months",
        "延迟月数",
        "Delay",
        clip(steps, 0, track.delay_months_max),
        "months",
        put_in(
            "min(max(⌊({} − {}) ÷ {}⌋ + 1, 0), {})",
            (old_month, "month"),
            (REFORM, "month"),
            (track.birth_months_per_delay_month, "months"),
            (track.delay_months_max, "months"),
        ),
        DECISION_2024,
    )
    return sheet.line(
        "statutory_month",
        "法定退休年月",
        "Statutory month of retirement",
        old_month + delay_months,
        "month",
        put_in("{} + {}", (old_month, "month"), (delay_months, "months")),
        DECISION_2024,
    )


def earliest_month(statutory: Number, track: Track, birth_month: Number) -> Number:
    """Return the earliest month one may choose: three years early, never before the old age."""
    old_month = birth_month + track.age_months
    early = statutory - EARLY_MONTHS_MAX
    return choose(early > old_month, early, old_month)


def latest_month(statutory: Number) -> Number:
    """Return the latest month one may agree on: three years late, and not at all before 2025."""
    return choose(statutory < REFORM, statutory, statutory + LATE_MONTHS_MAX)


@dataclass(frozen=True)
class Months:
    """The months between which one may retire 弹性退休, with the statutory one; or columns."""

    statutory: Number
    earliest: Number
    latest: Number


def months_open(birth_month: Number, track: Track, sheet: Sheet) -> Months:
    """Return the statutory month, and the first and last ones that may be chosen instead."""
    statutory = retirement_month(birth_month, track, sheet)
    earliest = sheet.line(
        "earliest_month",
        "可选择的最早退休年月",
        "Earliest month that may be chosen",
        earliest_month(statutory, track, birth_month),
        "month",
        put_in(
            "max({} − {}, {})",
            (statutory, "month"),
            (EARLY_MONTHS_MAX, "months"),
            (birth_month + track.age_months, "month"),
        ),
        CHOICE_2024,
    )
    latest = sheet.line(
        "latest_month",
        "可延迟至的最晚退休年月",
        "Latest month that may be agreed on",
        latest_month(statutory),
        "month",
        put_in("{} + {}", (statutory, "month"), (latest_month(statutory) - statutory, "months")),
        CHOICE_2024,
    )
    return Months(statutory, earliest, latest)


def counted_birth(card_month: Number, file_month: Number, sheet: Sheet) -> Number:
    """Return the month of birth that counts: what the personnel file recorded first.

    The card and the file are read together; where they differ, the file's first record wins.
    """
    return sheet.line(
        "birth_month",
        "认定的出生年月",
        "Month of birth that counts",
        file_month,
        "month",
        put_in(
            Text("身份证 {},档案最先记载 {}", "card {}, first record of the file {}"),
            (card_month, "month"),
            (file_month, "month"),
        ),
        BIRTHDAY_1999,
    )


def counted_month(retired_in: Number, statutory: Number) -> Number:
    """Return the month whose minimum applies: an earlier one that was chosen, or the statutory.

    Who retires late is held to the minimum of the statutory month.
    """
    return choose(retired_in < statutory, retired_in, statutory)


def minimum_months(law: Law, retired_in: Number) -> Number:
    """Return how many contribution months a monthly pension needs 最低缴费年限."""
    if isinstance(retired_in, np.ndarray):
        return law.column("minimum_contribution_months", retired_in)
    return law.value("minimum_contribution_months", retired_in)


@rule("retirement-eligibility", version=1)
def eligibility(
    law: Law, birth_month: Month, track_code: str, retired_in: Month, months: int, sheet: Sheet
) -> Refusals:
    """Return why a person may not retire in a month, or nothing.

    Since 2025 one may choose a month before the statutory one (人社部发〔2024〕94号); the
    months needed are then those of the chosen month, and otherwise those of the statutory.
    Before 2025 the month of the old age is the first. Nobody who has the months needed may
    go on for longer than the law allows; whoever lacks some may, until they are there.
    """
    track = TRACKS[track_code]
    open_months = months_open(birth_month, track, sheet)
    statutory, latest = int(open_months.statutory), int(open_months.latest)
    sheet.line("retirement_month", "退休年月", "Retires in", retired_in, "month", "", DECISION_2024)
    sheet.line(
        "contribution_months",
        "累计缴费月数",
        "Months contributed",
        months,
        "months",
        "",
        MINIMUM_2024,
    )
    minimum = law.figure("minimum_contribution_months", int(counted_month(retired_in, statutory)))
    needed = sheet.figure(minimum)
    refused = age_refusals(retired_in, open_months)
    if retired_in > latest and months - (retired_in - latest) >= needed:
        refused += (too_late(retired_in, latest),)
    if months < needed:
        refused += (too_few_months(months, minimum),)
    return refused


def age_refusals(retired_in: Month, open_months: Months) -> Refusals:
    """Return why the age is not reached in a month, or nothing."""
    if retired_in >= open_months.earliest:
        return ()
    return (_age_not_reached(retired_in, int(open_months.earliest)),)


def _age_not_reached(retired_in: Month, earliest: Month) -> Refusal:
    return Refusal(
        code="retirement.age_not_reached",
        text=Text(
            f"{month_zh(retired_in)}尚未达到退休年龄,最早为{month_zh(earliest)}",
            f"The age is not reached in {month_text(retired_in)};"
            f" the earliest month is {month_text(earliest)}",
        ),
        field="retirement_month",
        basis=DECISION_2024 if earliest >= REFORM else MEASURES_1978,
        remedy=Text(f"请在{month_zh(earliest)}起申领", f"Claim from {month_text(earliest)} on"),
    )


def too_late(retired_in: Month, latest: Month) -> Refusal:
    """Return the refusal of a month after the latest, to whoever had the months needed by then."""
    return Refusal(
        code="retirement.too_late",
        text=Text(
            f"缴费年限已满,最晚退休年月为{month_zh(latest)},不能迟至{month_zh(retired_in)}",
            f"The months needed were there; the latest month to retire in is {month_text(latest)},"
            f" not {month_text(retired_in)}",
        ),
        field="retirement_month",
        basis=FLEXIBLE_2024 if latest >= REFORM else MEASURES_1978,
        remedy=Text("请填写该月或之前的年月", "Write that month or an earlier one"),
    )


def too_few_months(months: int, minimum: Figure) -> Refusal:
    """Return the refusal of whoever lacks contribution months, with what is open to them."""
    missing = minimum.value - months
    return Refusal(
        code="retirement.too_few_months",
        text=Text(
            f"累计缴费{months}个月,按月领取需要{minimum.value}个月",
            f"{months} months contributed; a monthly pension needs {minimum.value}",
        ),
        field="ssn",
        basis=minimum.source,
        remedy=Text(
            f"还差{missing}个月,可延长缴费至最低年限,也可申请转入城乡居民基本养老保险",
            f"{missing} are missing: contributions may go on to the minimum,"
            " or the record may move to the residents' scheme",
        ),
    )
