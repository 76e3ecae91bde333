"""What the pieces of a page consist of: steps, time limit, tiles of the map, values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tongchou.channels.look.wording import counted, plural
from tongchou.policy.procedure.working_days import is_provisional, working_days_between
from tongchou.standards import codes
from tongchou.standards.money import yuan_grouped
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, beijing_day, month_text, month_zh
from tongchou.workflow.clock import pauses_of
from tongchou.workflow.gates import AUTHORISE, is_for_level_above
from tongchou.workflow.models import Item, Status, Step
from tongchou.workflow.steps import OWN_STEP, steps_of

STOPPED = {
    Status.RETURNED: "return",
    Status.REFUSED: "refuse",
    Status.WITHDRAWN: "withdraw",
}
STATE_OF_STATUS = {
    Status.SUBMITTED: "waiting",
    Status.ACCEPTED: "moving",
    Status.REVIEWED: "moving",
    Status.APPROVED: "moving",
    Status.WAITING: "waiting",
    Status.COMPLETED: "done",
    Status.RETURNED: "hand",
    Status.REFUSED: "stopped",
    Status.WITHDRAWN: "stopped",
}
TILE_STATES = {
    "done": Text("已同步", "In step"),
    "waiting": Text("同步滞后", "Behind"),
    "hand": Text("中断，需处理", "Broken, needs a hand"),
    "off": Text("未接入", "Not connected"),
}
COMPLETE = "complete"
NEAR_END_PERCENT = 75
UNITS = {
    "months": ("个月", "month"),
    "people": ("人", "person"),
    "years": ("年", "year"),
    "days": ("天", "day"),
    "rows": ("行", "row"),
    "employers": ("家", "employer"),
}


@dataclass(frozen=True)
class Stage:
    """One stop on the step bar: done, now, ahead or stopped."""

    verb: str
    state: str
    name: str = ""
    at: datetime | None = None

    @property
    def title(self) -> Text:
        """How the stop is called."""
        if self.verb == COMPLETE:
            return Text("办结", "Complete")
        return codes.table("item_verbs")[self.verb].text


@dataclass(frozen=True)
class Limit:
    """How much of a matter's legal time is used; `state` is calm, near or over.

    `days_left` are working days, past the limit those that it is late by. `paused` are the
    working days on which it stood still; `stopped_on` is since when it does so now. A provisional
    limit rests on weekdays: the holidays were not arranged when it began.
    """

    due_on: date
    days_left: int
    share: int
    state: str
    provisional: bool = False
    paused: int = 0
    stopped_on: date | None = None


@dataclass(frozen=True)
class Tile:
    """One province on the grid map; `state` is done, waiting, hand or off."""

    code: str
    state: str = "off"
    figure: str = ""
    url: str = ""
    letters: str = ""
    column: int = 0
    row: int = 0


def stages_of(item: Item) -> list[Stage]:
    """Return the step bar of an item: what was done by whom, what is next, what lies ahead."""
    taken = {step.verb: step for step in _last_round(item)}
    stages: list[Stage] = []
    is_open = item.status in {
        Status.SUBMITTED, Status.ACCEPTED, Status.REVIEWED, Status.APPROVED, Status.WAITING
    }  # fmt: skip
    for verb in [*_steps_of(item, taken), COMPLETE]:
        step = taken.get(verb)
        if verb == COMPLETE and item.status == Status.COMPLETED:
            stages.append(Stage(verb, "done", at=item.completed_at))
        elif step is not None:
            stages.append(Stage(verb, "done", step.name, step.at))
        elif is_open and all(stage.state == "done" for stage in stages):
            stages.append(Stage(verb, "now"))
        else:
            stages.append(Stage(verb, "ahead"))
    ending = STOPPED.get(Status(item.status))
    if ending:
        step = taken.get(ending)
        done = [stage for stage in stages if stage.state == "done"]
        stopped = Stage(ending, "stopped", step.name if step else "", step.at if step else None)
        stages = [*done, stopped]
    return stages


def _steps_of(item: Item, taken: Mapping[str, Step]) -> list[str]:
    """Return the steps of an item: first that of whoever handed it in from outside, if they did.

    The level above takes one where a gate asks for it.
    """
    verbs = [*([OWN_STEP] if OWN_STEP in taken else []), *steps_of(item.code)]
    needs_more = AUTHORISE in taken or is_for_level_above(item.gates)
    return [*verbs, AUTHORISE] if needs_more and AUTHORISE not in verbs else verbs


def _last_round(item: Item) -> list[Step]:
    """Return the steps since the item was handed in or accepted anew: a return voids the others."""
    steps = list(item.steps.order_by("id")) if item.history is None else item.history
    begun = [
        place
        for place, step in enumerate(steps)
        if step.verb in {OWN_STEP, "accept"} and (not place or steps[place - 1].verb == "return")
    ]
    return steps[begun[-1] :] if begun else steps


def limit_of(item: Item, today: date) -> Limit | None:
    """Return how much of an open item's time is used; None where no limit runs."""
    if item.due_on is None or item.completed_at is not None:
        return None
    began, pauses = beijing_day(item.accepted_at), pauses_of(item.history or ())
    stopped_on = next((pause.began_on for pause in pauses if pause.ended_on is None), None)
    as_of, paused = stopped_on or today, sum(pause.days for pause in pauses)
    whole = max(working_days_between(began, item.due_on, known_on=today) - paused, 1)
    left = working_days_between(as_of, item.due_on, known_on=today)
    used = whole - left
    state = "over" if left < 0 else "near" if used * 100 >= whole * NEAR_END_PERCENT else "calm"
    share = max(2, min(100, used * 100 // whole))
    provisional = is_provisional(began, item.due_on)
    return Limit(item.due_on, abs(left), share, state, provisional, paused, stopped_on)


def placed(tiles: Iterable[Any]) -> list[Tile]:
    """Return every province as a tile in its place; one that nobody spoke of is off."""
    known = {tile.code: Tile(tile.code, tile.state, tile.figure, tile.url) for tile in tiles}
    found: list[Tile] = []
    for code, division in codes.table("divisions").items():
        if "grid" not in division.facts:
            continue
        column, row = division.facts["grid"]
        found.append(
            replace(
                known.get(code, Tile(code)),
                letters=division.facts["letters"],
                column=column,
                row=row,
            )
        )
    return sorted(found, key=lambda tile: (tile.row, tile.column))


def value_text(line: Mapping[str, Any]) -> Text:
    """Return a worksheet line's value as a person reads it, by its unit."""
    value, unit = line.get("value"), str(line.get("unit", ""))
    if not isinstance(value, int) or isinstance(value, bool):
        return _same(str(value))
    if unit == "month":
        return Text(month_zh(value), month_text(value))
    if unit == "age":
        years, months = divmod(value, MONTHS_PER_YEAR)
        return Text(f"{years}岁{months}个月", f"{years} years {months} months")
    if unit == "fen":
        return Text(f"{yuan_grouped(value)} 元", f"{yuan_grouped(value)} yuan")
    if unit in UNITS:
        return Text(counted(value, *UNITS[unit], "zh"), counted(value, *UNITS[unit], "en"))
    figure = _figure(value, unit)
    return Text(f"{figure} 个月", f"{figure} months") if unit == "months_e1" else _same(figure)


def number_and_unit(line: Mapping[str, Any]) -> tuple[Text, Text]:
    """Return a value as it is set large, with its unit apart: 1,234.50 and 元."""
    value, unit = line.get("value"), str(line.get("unit", ""))
    if isinstance(value, int) and unit == "fen":
        return _same(yuan_grouped(value)), Text("元", "yuan")
    if isinstance(value, int) and unit in UNITS:
        zh, en = UNITS[unit]
        return _same(f"{value:,}"), Text(zh, en if value == 1 else plural(en))
    return value_text(line), Text("", "")


def _figure(value: int, unit: str) -> str:
    scale = unit.rpartition("_e")[2]
    if not scale.isdigit():
        return f"{value:,}"
    if unit.startswith("rate"):
        return _scaled(value * 100, int(scale)) + "%"
    return _scaled(value, int(scale))


def _same(words: str) -> Text:
    return Text(words, words)


def _scaled(value: int, places: int) -> str:
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(value), 10**places)
    decimals = f"{part:0{places}d}".rstrip("0")
    return f"{sign}{whole:,}" + (f".{decimals}" if decimals else "")


@dataclass(frozen=True)
class Sums:
    """The totals of a trial balance; it balances when both sides agree to the fen."""

    opening_fen: int
    debit_fen: int
    credit_fen: int
    closing_fen: int

    @property
    def balances(self) -> bool:
        """Whether debit equals credit, and opening and closing balances cancel out."""
        return self.debit_fen == self.credit_fen and self.opening_fen == self.closing_fen == 0


def sums_of(rows: Iterable[Any]) -> Sums:
    """Return the totals of trial balance rows."""
    kept = list(rows)
    return Sums(
        sum(row.opening_fen for row in kept),
        sum(row.debit_fen for row in kept),
        sum(row.credit_fen for row in kept),
        sum(row.closing_fen for row in kept),
    )
