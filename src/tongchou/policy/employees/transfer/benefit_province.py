"""The benefit province 待遇领取地: which province pays a pension earned in several."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards import codes
from tongchou.standards.money import (
    Flag,
    Number,
    choose,
)
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month

BASIS = "state-council-office-2009-66-6"
COUNTED = "state-council-office-2009-66-12"
DEEMED = "ministry-2016-5-1"
DRAWN = "state-council-office-2009-66-2"

HOME, HERE = -1, 0
"""Places as the rule counts them: the hukou, where the relation is, and from 1 on the places
before that, the nearest first."""


@dataclass(frozen=True)
class Stay:
    """A stay 参保经历: months earned in a province; a temporary account makes no candidate."""

    province: str
    months: int
    temporary: bool = False


def place_and_rule(
    is_home: Flag, months_here: Number, months_before: Sequence[Number], months_needed: int
) -> tuple[Number, Number]:
    """Return which place pays, and by which of the four rules 待遇领取地规则.

    1 the hukou, if the relation is there; 2 where the relation is, if enough months were
    earned there; 3 else the nearest earlier place with enough; 4 else the hukou. Takes one
    person, or a column of people with an equal number of earlier places (0 months for none).
    """
    place: Number = choose(is_home, HOME, HOME)
    rule: Number = choose(is_home, 4, 4)
    for distance in range(len(months_before), 0, -1):
        is_enough = months_before[distance - 1] >= months_needed
        place, rule = choose(is_enough, distance, place), choose(is_enough, 3, rule)
    is_enough = months_here >= months_needed
    place, rule = choose(is_enough, HERE, place), choose(is_enough, 2, rule)
    return choose(is_home, HOME, place), choose(is_home, 1, rule)


def benefit_province(
    law: Law,
    hukou: str,
    current: str,
    history: Sequence[Stay],
    deemed: Sequence[tuple[str, int]],
    asked_in: Month,
    sheet: Sheet,
) -> tuple[str, int]:
    """Return the province that pays 待遇领取地, and the rule of article 6 by which it does.

    Deemed months count in the province where the person then worked, wherever he enrolled
    later. Months of a temporary account stay out. A place comes as late as its last stay;
    one that has deemed months only comes before all others.
    """
    needed = sheet.figure(law.figure("benefit_province_months", asked_in))
    months = _months_by_province(history, deemed)
    for province, (paid, counted) in months.items():
        _write_months(province, paid, counted, sheet)
    places = _places(history, deemed, current)
    place, rule = place_and_rule(
        hukou == current,
        sum(months.get(current, (0, 0))),
        [sum(months[province]) for province in places],
        needed,
    )
    sheet.line("rule", "适用规则", "Rule", rule, "none", _said(int(rule)), BASIS)
    found = hukou if place == HOME else (current, *places)[place]
    sheet.line(
        "benefit_province",
        "待遇领取地",
        "Benefit province",
        int(found),
        "none",
        codes.table("divisions")[found].text,
        BASIS,
    )
    return found, int(rule)


def drawn_refusals(province: str) -> Refusals:
    """Return why nothing is decided for whoever draws a pension already 已领取待遇."""
    place = codes.table("divisions")[province].text
    return (
        Refusal(
            code="transfer.draws_pension",
            text=Text(
                f"已在{place.zh}领取基本养老金,关系不再转移",
                f"A pension is drawn in {place.en} already; the relation moves no more",
            ),
            field="drawing",
            basis=DRAWN,
            remedy=Text("由现领取地继续发放", "It goes on where it is drawn"),
        ),
    )


def _months_by_province(
    history: Sequence[Stay], deemed: Sequence[tuple[str, int]]
) -> Mapping[str, tuple[int, int]]:
    """Return the months that count in each province: paid, and deemed."""
    paid, counted = (
        _summed((stay.province, 0 if stay.temporary else stay.months) for stay in history),
        _summed(deemed),
    )
    return {
        province: (paid.get(province, 0), counted.get(province, 0))
        for province in dict.fromkeys((*counted, *paid))
    }


def _summed(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for province, months in rows:
        found[province] = found.get(province, 0) + months
    return found


def _places(history: Sequence[Stay], deemed: Sequence[tuple[str, int]], current: str) -> list[str]:
    """Return the places other than the current one, the nearest first, each once."""
    latest_first = [stay.province for stay in reversed(history)]
    latest_first += [province for province, _ in reversed(deemed)]
    return [province for province in dict.fromkeys(latest_first) if province != current]


def _write_months(province: str, paid: int, counted: int, sheet: Sheet) -> None:
    name = codes.table("divisions")[province].text
    sheet.line(
        f"months_{province}",
        f"{name.zh}缴费月数(含视同)",
        f"Months in {name.en}, deemed ones in",
        paid + counted,
        "months",
        put_in("{} + {}", (paid, "months"), (counted, "months")),
        DEEMED if counted else COUNTED,
    )


def _said(rule: int) -> Text:
    return {
        1: Text("关系在户籍地", "the record is where the household is"),
        2: Text("关系所在地满年限", "enough months where the record is"),
        3: Text("上一个满年限的参保地", "the last place with enough months"),
        4: Text("各地均不满年限,归集至户籍地", "enough months nowhere: where the household is"),
    }[rule]
