"""Birth and sex of people as their numbers tell them, or as a message does of those that do not."""

from collections.abc import Iterable, Sequence

from tongchou.registry.changes.writers import Contradiction
from tongchou.standards.identity import is_foreign, sex_of
from tongchou.standards.messages import Born


def births_and_sexes(ssns: Sequence[str], births: Iterable[Born]) -> tuple[list[str], list[str]]:
    """Return the days of birth 出生日期, as 1985-03-07, and the sexes 性别 of people.

    Raises `Contradiction` where a number tells neither and nothing else does.
    """
    told = {one.ssn: one for one in births}
    days, sexes = [], []
    for ssn in ssns:
        if not is_foreign(ssn):
            days.append(f"{ssn[6:10]}-{ssn[10:12]}-{ssn[12:14]}")
            sexes.append(sex_of(ssn))
        elif ssn in told:
            days.append(told[ssn].birth_on.isoformat())
            sexes.append(told[ssn].sex)
        else:
            raise Contradiction("a number that tells no birth, and no message that does")
    return days, sexes
