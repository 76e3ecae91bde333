"""The gates 事前事中核查 that an item passes before it is decided."""

from pydantic import BaseModel

from tongchou.risk.catalogue import Gated, run_gates
from tongchou.risk.check import Matter, Stage
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.item import Act


def gated(
    item: AnyItem, form: BaseModel, act: Act, persons: tuple[str, ...], *, is_first: bool
) -> Gated:
    """Ask the gates about an item; `persons` took its steps so far, or take one now.

    When an item is first accepted, the gates of both stages are asked.
    """
    ssn = item.subject_in(form)[0] if item.is_about_a_person else ""
    matter = Matter(item.code, ssn, act.province, act.today, persons)
    stages = (Stage.BEFORE, Stage.DURING) if is_first else (Stage.DURING,)
    answers = [run_gates(matter, stage) for stage in stages]
    return Gated(
        refusals=tuple(dict.fromkeys(one for answer in answers for one in answer.refusals)),
        hints=tuple(dict.fromkeys(one for answer in answers for one in answer.hints)),
    )
