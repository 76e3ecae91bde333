"""How an answer asks the gate to wait: a header between view and gate, which no caller sees."""

WAIT = "Tongchou-Wait"
"""Of an answer that has nothing to tell: behind which position, and for how many seconds."""

WAIT_SECONDS_MAX = 25
WAITING_MAX = 20
"""How long a caller may wait for the log to go on, and how many may at once."""
