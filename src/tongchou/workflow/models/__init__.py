"""Items handled, the steps they took, their files, and in whose hands they are."""

from tongchou.workflow.batch_models import Batch, BatchEntry
from tongchou.workflow.batch_models import Outcome as BatchOutcome
from tongchou.workflow.models.forwarded import Piece
from tongchou.workflow.models.hands import Comment, FormChange, Hand, HandOver
from tongchou.workflow.models.items import (
    ENDED,
    OPEN,
    Attachment,
    Awaited,
    Content,
    Item,
    LostFile,
    Status,
    Step,
)

__all__ = [
    "ENDED",
    "OPEN",
    "Attachment",
    "Awaited",
    "Batch",
    "BatchEntry",
    "BatchOutcome",
    "Comment",
    "Content",
    "FormChange",
    "Hand",
    "HandOver",
    "Item",
    "LostFile",
    "Piece",
    "Status",
    "Step",
]
