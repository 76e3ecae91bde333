"""Django's connection to PostgreSQL, whose health is looked at before each request."""

from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that asks the server whether it is there only when something was heard of it.

    A server that goes hangs up, and a line that was hung up can be read from; one that is silent
    is as it was left. Asking with a statement would cost every request a round trip.
    """

    def is_usable(self) -> bool:
        """Whether the connection can be used for the next request."""
        line: Any = self.connection
        waiting = poll()
        try:
            waiting.register(line.fileno(), POLLIN)
        except OperationalError:
            return False
        return not waiting.poll(0) or bool(super().is_usable())
