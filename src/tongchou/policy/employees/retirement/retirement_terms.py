"""Terms of a retirement 退休条件: from when and on which ground somebody may retire.

One function serves whoever asks and whoever decides a claim.
"""

from dataclasses import dataclass

from tongchou.policy.employees.disability.disability import (
    disability_retirement_month,
    disability_retirement_refusals,
)
from tongchou.policy.employees.retirement.hazardous import (
    delayed_month,
    hazardous_month,
    hazardous_refusals,
)
from tongchou.policy.employees.retirement.retirement import (
    MEASURES_1978,
    TRACKS,
    Months,
    age_refusals,
    counted_birth,
    counted_month,
    eligibility,
    months_open,
    too_late,
)
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month


@dataclass(frozen=True)
class RetirementFacts:
    """A birth and a track 退休类别, and what the person chose; the rest only where it counts.

    `file_born_in` is the first record of the personnel file. `chosen_in` is an earlier or later
    month than the statutory one; None is the statutory. `contribution_months` is None where only
    the age is asked about. `work_code` is a kind of hazardous work and `work_months` its months.
    """

    born_in: Month
    track_code: str
    file_born_in: Month | None = None
    chosen_in: Month | None = None
    contribution_months: int | None = None
    work_code: str | None = None
    work_months: int | None = None
    is_wholly_unable: bool = False

    @property
    def is_man(self) -> bool:
        """Whether the track is a man's."""
        return self.track_code == "man"


@dataclass(frozen=True)
class Retirement:
    """A retirement that is open: its month, the birth that counts, and the months it needs.

    `open_months` are the months that might be chosen; a special ground has none.
    """

    retired_in: Month
    born_in: Month
    minimum_months: int
    open_months: Months | None = None

    @property
    def age_months(self) -> int:
        """The age at retirement, in months."""
        return self.retired_in - self.born_in


@rule("retirement-terms", version=1)
def retirement_terms(law: Law, facts: RetirementFacts, sheet: Sheet) -> Retirement | Refusals:
    """Return the retirement that is open to a person, or why there is none in that month.

    Raises `NotInForce` where a ground is not known to hold any longer.
    """
    refused = _unclear(facts)
    if refused:
        return refused
    born_in = facts.born_in
    if facts.file_born_in is not None:
        born_in = int(counted_birth(facts.born_in, facts.file_born_in, sheet))
    if facts.work_code is not None:
        return _after_hazardous_work(law, facts, facts.work_code, born_in, sheet)
    if facts.is_wholly_unable:
        return _for_disability(law, facts, born_in, sheet)
    return _by_age(law, facts, born_in, sheet)


def _by_age(
    law: Law, facts: RetirementFacts, born_in: Month, sheet: Sheet
) -> Retirement | Refusals:
    """Return the retirement by age alone, or by the months as well where they are given."""
    months = facts.contribution_months
    if months is None:
        open_months = months_open(born_in, TRACKS[facts.track_code], sheet)
        retired_in = _chosen(facts, int(open_months.statutory))
        refused = age_refusals(retired_in, open_months)
        if retired_in > open_months.latest:
            refused += (too_late(retired_in, int(open_months.latest)),)
    else:
        open_months = months_open(born_in, TRACKS[facts.track_code], Sheet())
        retired_in = _chosen(facts, int(open_months.statutory))
        refused = eligibility(law, born_in, facts.track_code, retired_in, months, sheet)
    if refused:
        return refused
    needed = law.figure(
        "minimum_contribution_months", int(counted_month(retired_in, open_months.statutory))
    )
    if months is None:
        sheet.figure(needed)
        if retired_in < open_months.statutory:
            _note_months_not_told(needed.value, sheet)
    if facts.track_code == "woman_flexible":
        sheet.note(
            "灵活就业女性按原55周岁办理为多数省份做法,个别地区另有规定",
            "That women who are flexible workers go by the old age of 55 is what most provinces do;"
            " some have rules of their own",
        )
    return Retirement(retired_in, born_in, needed.value, open_months)


def _note_months_not_told(needed: int, sheet: Sheet) -> None:
    sheet.note(
        f"未填写累计缴费月数,年限未核对:须满{needed}个月",
        f"The months contributed were not given and not checked: {needed} are needed",
    )


def _after_hazardous_work(
    law: Law, facts: RetirementFacts, work_code: str, born_in: Month, sheet: Sheet
) -> Retirement | Refusals:
    reached_in = int(hazardous_month(born_in, facts.is_man, sheet))
    delayed_in = delayed_month(law, reached_in, sheet, is_man=facts.is_man)
    retired_in = _chosen(facts, delayed_in)
    counted_in = int(counted_month(retired_in, delayed_in))
    minimum = law.value("minimum_contribution_months", counted_in)
    months = facts.contribution_months
    if months is None:
        _note_months_not_told(minimum, sheet)
    refused = hazardous_refusals(
        law,
        work_code,
        worked_months=facts.work_months or 0,
        contribution_months=minimum if months is None else months,
        reached_in=reached_in,
        retired_in=retired_in,
        counted_in=counted_in,
        sheet=sheet,
    )
    return refused or Retirement(retired_in, born_in, minimum)


def _for_disability(
    law: Law, facts: RetirementFacts, born_in: Month, sheet: Sheet
) -> Retirement | Refusals:
    reached_in = int(disability_retirement_month(born_in, facts.is_man, sheet))
    retired_in = _chosen(facts, reached_in)
    refused = disability_retirement_refusals(
        law,
        reached_in=reached_in,
        retired_in=retired_in,
        months=facts.contribution_months or 0,
        is_wholly_unable=facts.is_wholly_unable,
        sheet=sheet,
    )
    needed = law.value("disability_retirement_months", retired_in)
    return refused or Retirement(retired_in, born_in, needed)


def _chosen(facts: RetirementFacts, otherwise: Month) -> Month:
    return otherwise if facts.chosen_in is None else facts.chosen_in


def _unclear(facts: RetirementFacts) -> Refusals:
    """Return which facts contradict each other, or are wanting."""
    refused: Refusals = ()
    if facts.work_code is not None and facts.is_wholly_unable:
        refused += (_two_grounds(),)
    if facts.work_code is None and facts.work_months is not None:
        refused += (_no_work(),)
    if facts.is_wholly_unable and facts.contribution_months is None:
        refused += (_no_months(),)
    return refused


def _two_grounds() -> Refusal:
    return Refusal(
        code="retirement.two_grounds",
        text=Text(
            "特殊工种退休与病退不能同时适用",
            "Nobody retires by hazardous work and by disability at once",
        ),
        field="wholly_unable",
        basis=MEASURES_1978,
        remedy=Text("请只填 work 或 wholly_unable", "Give either work or wholly_unable"),
    )


def _no_work() -> Refusal:
    return Refusal(
        code="retirement.no_work",
        text=Text(
            "填写了特殊工种工作月数,未填写工种类别",
            "Months of hazardous work are given, and not its kind",
        ),
        field="work",
        basis=MEASURES_1978,
        remedy=Text("请填写 work,或删去 work_months", "Give work, or leave work_months out"),
    )


def _no_months() -> Refusal:
    return Refusal(
        code="retirement.no_months",
        text=Text(
            "病退须有最低年限,未填写缴费月数",
            "Disability retirement needs its months, and they are not given",
        ),
        field="contribution_months",
        basis=MEASURES_1978,
        remedy=Text("请填写 contribution_months", "Give contribution_months"),
    )
