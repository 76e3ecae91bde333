"""The echo 回声: a small event that an idle node writes, to hear that its peer holds it.

It goes the way that everything goes: it is sealed, sent in a signed envelope, held, and the
peer's signed answer says so. A node that is not idle needs none: each of its events is as good.
"""

from datetime import datetime, timedelta

from tongchou.events.changes import append
from tongchou.standards.messages import NodeEchoed
from tongchou.standards.schemes import EMPLOYEES
from tongchou.storage.rows import Prepared, execute, fetch
from tongchou.sync.changes.links import halted
from tongchou.sync.handlers import AT_THE_MINISTRY, BROUGHT_BACK, Received

IDLE = timedelta(minutes=10)
"""An echo is written when nothing was for so long: at most 144 a day, of 300 bytes each."""

_LAST = Prepared("SELECT recorded_at FROM events_event ORDER BY id DESC LIMIT 1")
_ANSWERED = """
UPDATE sync_peer SET echo_seconds = %(seconds)s, echoed_at = %(at)s WHERE code = %(peer)s
"""


def echo_when_idle(node: str, *, at: datetime) -> bool:
    """Write an echo if the last event of our log is old; return whether one was written.

    A log in which nothing was written yet has nothing to lose, and a halted one takes nothing.
    """
    last = fetch(_LAST)
    if not last or at - last[0][0] < IDLE or halted():
        return False
    message = NodeEchoed(scheme=EMPLOYEES, node=node)
    append([message], item_number="", recorded_at=at, in_order=True)
    return True


def note_answer_to_echo(peer: str, *, recorded: datetime, at: datetime) -> None:
    """Note how long it took until the peer said that it holds an event of ours, and when."""
    execute(_ANSWERED, peer=peer, seconds=max(0.0, (at - recorded).total_seconds()), at=at)


@AT_THE_MINISTRY.on(NodeEchoed)
@BROUGHT_BACK.on(NodeEchoed)
def hear(message: NodeEchoed, received: Received) -> None:
    """Hold an echo: nothing follows from it."""
    del message, received
