"""Writing what peers send: each event once, in order, with its effects and the cursor at once."""

from tongchou.sync.changes.acceptance import Receipt, accept
from tongchou.sync.changes.epochs import accept_epoch, open_epoch, waive
from tongchou.sync.changes.heads import keep_head
from tongchou.sync.changes.links import (
    Busy,
    begin_after_restore,
    halted,
    meet,
    note_answer,
    note_outage,
    note_request,
)
from tongchou.sync.changes.recovery import put_together, take_own, tell_once
from tongchou.sync.changes.settling import settle_quarantine

__all__ = [
    "Busy",
    "Receipt",
    "accept",
    "accept_epoch",
    "begin_after_restore",
    "halted",
    "keep_head",
    "meet",
    "note_answer",
    "note_outage",
    "note_request",
    "open_epoch",
    "put_together",
    "settle_quarantine",
    "take_own",
    "tell_once",
    "waive",
]
