"""Writing the proof's own tables: runs that are asked for, how far they are, what they found."""

from tongchou.proof.changes.runs import ask, begin, cancel, end, note, note_step

__all__ = ["ask", "begin", "cancel", "end", "note", "note_step"]
