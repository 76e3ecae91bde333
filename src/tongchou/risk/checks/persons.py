"""Gates of items about a person: who handles it, and what is still to be judged."""

from collections.abc import Iterator

from tongchou.risk.gate import Found, Matter, Rung, gate
from tongchou.risk.models import Signal
from tongchou.standards.text import Text


@gate(
    title=Text("不得办理本人业务", "No clerk handles an item about themselves"),
    rungs={"risk.own_record": Rung.BLOCK},
)
def own_record(matter: Matter) -> Iterator[Found]:
    """Find that a matter is about the very person who handles it."""
    if matter.ssn and matter.ssn in matter.hands:
        yield Found(
            "risk.own_record",
            Text("经办人员不得办理本人业务", "A clerk may not handle an item about themselves"),
            remedy=Text("请由其他经办人员办理", "Let another clerk handle it"),
        )


@gate(
    title=Text("有待核查疑点", "An open signal"),
    rungs={"risk.open_signal": Rung.NOTE},
)
def open_signal(matter: Matter) -> Iterator[Found]:
    """Find that signals about the person are still to be judged."""
    count = Signal.objects.filter(ssn=matter.ssn, judged_on=None).count()
    if count:
        yield Found(
            "risk.open_signal",
            Text(
                f"该人员有{count}条疑点待核查",
                f"{count} signal(s) about this person are still to be judged",
            ),
        )
