"""Hazardous work 特殊工种: at which age it lets people retire, and after how many months of it.

What holds since 2025 stands in no known document: for men it is drawn from determination sheets,
and provisional; for women it is not known.
"""

from dataclasses import dataclass

from tongchou.policy.employees.retirement.retirement import (
    LATE_MONTHS_MAX,
    REFORM,
    too_few_months,
)
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Flag,
    Number,
    choose,
)
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month_text, month_zh

BASIS = "state-council-1978-104"
MAN_MONTHS = 55 * MONTHS_PER_YEAR
WOMAN_MONTHS = 45 * MONTHS_PER_YEAR


@dataclass(frozen=True)
class Kind:
    """A kind of hazardous work 特殊工种类别: the figure that says how many months of it count."""

    text: Text
    figure: str


KINDS = {
    "underground_or_heat": Kind(
        Text("井下、高温", "Underground or in heat"), "hazardous_months_underground_or_heat"
    ),
    "height_or_heavy": Kind(
        Text("高空、特别繁重体力劳动", "At heights or very heavy labour"),
        "hazardous_months_height_or_heavy",
    ),
    "toxic": Kind(Text("有毒有害", "Toxic or harmful"), "hazardous_months_toxic"),
}


def hazardous_month(birth_month: Number, is_man: Flag, sheet: Sheet) -> Number:
    """Return the month of the age after hazardous work: 55 for men, 45 for women."""
    age_months = choose(is_man, MAN_MONTHS, WOMAN_MONTHS)
    return sheet.line(
        "hazardous_month",
        "特殊工种退休年月",
        "Month of the age after hazardous work",
        birth_month + age_months,
        "month",
        put_in("{} + {}", (birth_month, "month"), (age_months, "months")),
        BASIS,
    )


def delayed_month(law: Law, reached_in: Month, sheet: Sheet, *, is_man: bool) -> Month:
    """Return the month to which the age after hazardous work is delayed since 2025.

    Whoever reached the age before is not delayed. Up to three years early may be chosen, never
    before the age itself; a delay is at most three years, so the age itself is always open.
    Raises `NotInForce` for women.
    """
    if reached_in < REFORM:
        return reached_in
    name = "hazardous_delay_step_man" if is_man else "hazardous_delay_step_woman"
    step = law.figure(name, reached_in)
    delay = min((reached_in - REFORM) // step.value + 1, LATE_MONTHS_MAX)
    sheet.note(
        "2025年起特殊工种退休办法未见文件,按已见核定表推定:55周岁按男职工步幅延迟,可选择提前至55周岁",
        "How hazardous work lets people retire since 2025 is in no known document. It is inferred"
        " from determination sheets: 55, delayed by the steps of men, with the choice to go at 55",
    )
    sheet.note_provisional(step.provisional)
    return sheet.line(
        "hazardous_delayed_month",
        "特殊工种延迟后退休年月",
        "Month after hazardous work, delayed",
        reached_in + delay,
        "month",
        put_in("{} + {}", (reached_in, "month"), (delay, "months")),
        step.source,
    )


def hazardous_refusals(
    law: Law,
    kind_code: str,
    *,
    worked_months: int,
    contribution_months: int,
    reached_in: Month,
    retired_in: Month,
    counted_in: Month,
    sheet: Sheet,
) -> Refusals:
    """Return why hazardous work does not let a person retire in a month, or nothing.

    `counted_in` is the month whose minimum of contributions applies.
    """
    kind = KINDS[kind_code]
    worked = law.figure(kind.figure, retired_in)
    minimum = law.figure("minimum_contribution_months", counted_in)
    sheet.line(
        "worked_months",
        f"{kind.text.zh}工作月数",
        f"{kind.text.en}: months worked",
        worked_months,
        "months",
        "",
        BASIS,
    )
    refused: Refusals = ()
    if retired_in < reached_in:
        refused += (_age_not_reached(retired_in, reached_in),)
    if worked_months < sheet.figure(worked):
        refused += (_too_short(kind, worked_months, worked.value),)
    if contribution_months < sheet.figure(minimum):
        refused += (too_few_months(contribution_months, minimum),)
    return refused


def _age_not_reached(retired_in: Month, reached_in: Month) -> Refusal:
    return Refusal(
        code="hazardous.age_not_reached",
        text=Text(
            f"{month_zh(retired_in)}尚未达到特殊工种退休年龄,应在{month_zh(reached_in)}",
            f"The age after hazardous work is not reached in {month_text(retired_in)},"
            f" but in {month_text(reached_in)}",
        ),
        field="retirement_month",
        basis=BASIS,
        remedy=Text(f"请在{month_zh(reached_in)}起申领", f"Claim from {month_text(reached_in)} on"),
    )


def _too_short(kind: Kind, worked: int, needed: int) -> Refusal:
    return Refusal(
        code="hazardous.too_short",
        text=Text(
            f"{kind.text.zh}工作累计{worked}个月,需要{needed}个月",
            f"{kind.text.en}: {worked} months worked; {needed} are needed",
        ),
        field="work_months",
        basis=BASIS,
        remedy=Text("按法定退休年龄办理", "Retire at the statutory age"),
    )
