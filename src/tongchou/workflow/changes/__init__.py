"""Moving an item: accept it, take a step on it, accept it again, take over another's answer."""

from tongchou.workflow.changes.brought_back import follow_decision, follow_effects
from tongchou.workflow.changes.forwarding import Sent, forward, forward_again, send_paper
from tongchou.workflow.changes.hands import comment, pass_on, stop_work, work_on
from tongchou.workflow.changes.lost_files import acknowledge_lost
from tongchou.workflow.changes.moves import Accepted, accept, conclude, resubmit, take
from tongchou.workflow.changes.papers import attach_paper, promise_paper
from tongchou.workflow.changes.taken_over import keep_piece, take_over

__all__ = [
    "Accepted",
    "Sent",
    "accept",
    "acknowledge_lost",
    "attach_paper",
    "comment",
    "conclude",
    "follow_decision",
    "follow_effects",
    "forward",
    "forward_again",
    "keep_piece",
    "pass_on",
    "promise_paper",
    "resubmit",
    "send_paper",
    "stop_work",
    "take",
    "take_over",
    "work_on",
]
