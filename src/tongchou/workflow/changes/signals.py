"""Judging a signal 疑点 in a province: by whom, and why it may not be judged."""

from datetime import datetime

from tongchou.agency.changes import kept
from tongchou.agency.models import Clerk
from tongchou.risk import changes as risk
from tongchou.risk.queries import RaisedSignal
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import beijing_day
from tongchou.workflow import refusals
from tongchou.workflow.changes.rows import NOTE_MAX


def judge_signal(signal: RaisedSignal, *, why: str, clerk: Clerk, at: datetime) -> Refusals:
    """Judge a signal that is open; return why not, mostly nothing.

    The judgement is this node's own, as each province makes one. Nobody judges a signal about
    themselves.
    """
    if not (clerk.has_duty_somewhere("review") or clerk.has_duty_somewhere("approve")):
        return (refusals.no_duty(Text("核实疑点", "judging signals")),)
    if signal.ssn == clerk.person_code:
        return (_own_signal(),)
    if not why.strip():
        return (refusals.finding_missing(),)
    words = kept(why, NOTE_MAX)
    was_open = risk.judge_signal(signal.id, login=clerk.login, judgement=words, on=beijing_day(at))
    return () if was_open else (_judged_already(),)


def _own_signal() -> Refusal:
    return Refusal(
        "signal.own",
        Text("不得核实关于本人的疑点", "Nobody judges a signal about themselves"),
        remedy=Text("请由其他经办人员核实", "Let another clerk judge it"),
    )


def _judged_already() -> Refusal:
    return Refusal("signal.judged", Text("该疑点已有结论", "The signal was judged already"))
