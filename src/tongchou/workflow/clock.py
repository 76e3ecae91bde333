"""The clock of a time limit 时限: working days, without those on which an item lay returned.

While the applicant mends what was returned the limit stands still; when the item is handed in
again it goes on with the working days that were left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tongchou.policy.procedure.working_days import limit_from, working_days_between
from tongchou.standards.time import beijing_day
from tongchou.workflow.models import Step
from tongchou.workflow.steps import OWN_STEP

RETURN, HANDED_IN = "return", frozenset({OWN_STEP, "accept"})


@dataclass(frozen=True)
class Pause:
    """A pause 停表 of a limit: returned on a day and handed in again on another, None for not yet.

    `days` are the working days between; those of a pause that lasts are not known yet.
    """

    began_on: date
    ended_on: date | None

    @property
    def days(self) -> int:
        """How many working days the limit stood still."""
        if self.ended_on is None:
            return 0
        return working_days_between(self.began_on, self.ended_on, known_on=self.ended_on)


def pauses_of(steps: Iterable[Step]) -> tuple[Pause, ...]:
    """Return the pauses of an item, by the steps it took, in order."""
    found: list[Pause] = []
    returned_at: datetime | None = None
    for step in steps:
        if step.verb == RETURN:
            returned_at = step.at
        elif step.verb in HANDED_IN and returned_at is not None:
            found.append(Pause(beijing_day(returned_at), beijing_day(step.at)))
            returned_at = None
    if returned_at is not None:
        found.append(Pause(beijing_day(returned_at), None))
    return tuple(found)


def resumed(due_on: date | None, steps: Iterable[Step], today: date) -> date | None:
    """Return when an item is due that goes on today: as much later as its limit stood still."""
    lasting = [pause for pause in pauses_of(steps) if pause.ended_on is None]
    if due_on is None or not lasting:
        return due_on
    stood_still = working_days_between(lasting[0].began_on, today, known_on=today)
    return limit_from(due_on, stood_still, known_on=today)
