"""Gates of items about a person."""

from tongchou.risk.check import Matter, Stage, gate
from tongchou.risk.models import Signal
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text


@gate(
    title=Text("不得办理本人业务", "No clerk handles an item about themselves"),
    stages=(Stage.BEFORE, Stage.DURING),
)
def own_record(matter: Matter) -> Refusal | None:
    """Refuse an item about the very person who handles it."""
    if not matter.ssn or matter.ssn not in matter.hands:
        return None
    return Refusal(
        "risk.own_record",
        Text("经办人员不得办理本人业务", "A clerk may not handle an item about themselves"),
        remedy=Text("请由其他经办人员办理", "Let another clerk handle it"),
    )


@gate(
    title=Text("有待核查疑点", "An open signal"),
    stages=(Stage.DURING,),
    items=("retirement_claim", "transfer_in", "transfer_out"),
)
def open_signal(matter: Matter) -> Text | None:
    """Point out that a signal about the person is still to be judged."""
    count = Signal.objects.filter(ssn=matter.ssn, judged_on=None).count()
    if not count:
        return None
    return Text(
        f"该人员有{count}条疑点待核查",
        f"{count} signal(s) about this person are still to be judged",
    )
