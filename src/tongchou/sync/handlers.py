"""Handlers 消息处理: what each role does with the messages that its peers send.

A handler stands beside what it writes and registers itself there:

    @AT_THE_MINISTRY.on(EntryPosted)
    def hold_entry(message: EntryPosted, received: Received) -> None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from tongchou.standards.messages import Message


@dataclass(frozen=True)
class Received:
    """The circumstances of a message: who sent it, at which place of their log, and when."""

    sender: str
    position: int
    item_number: str
    recorded_at: datetime
    addressee: str
    at: datetime


Handler = Callable[[Any, Received], None]
"""What to do with one kind of message; it takes that kind's own type."""
_Registered = TypeVar("_Registered", bound=Handler)


@dataclass(frozen=True)
class Handlers:
    """The handlers of a role, by kind of message; `otherwise` takes every kind not named.

    Messages of a kind in `joined` that follow each other and differ in their columns only are
    handled as one.
    """

    by_kind: dict[str, Handler] = field(default_factory=dict)
    otherwise: list[Handler] = field(default_factory=list)
    joined: set[str] = field(default_factory=set)

    def on(self, *messages: type[Message]) -> Callable[[_Registered], _Registered]:
        """Register the function below for these messages; each may have one handler only."""

        def register(handler: _Registered) -> _Registered:
            for message in messages:
                if message.kind in self.by_kind:
                    raise ValueError(f"{message.kind} has a handler already")
                self.by_kind[message.kind] = handler
            return handler

        return register

    def on_others(self, handler: _Registered) -> _Registered:
        """Register the function below for every message that no other handler is for."""
        if self.otherwise:
            raise ValueError("other messages have a handler already")
        self.otherwise.append(handler)
        return handler

    def join(self, *messages: type[Message]) -> None:
        """Let runs of these messages be handled as one.

        Only for a message of which writing two is the same as writing one with the rows of both,
        whichever item sent them.
        """
        self.joined.update(message.kind for message in messages)

    def of(self, kind: str) -> Handler | None:
        """Return the handler of a kind of message, or None."""
        return self.by_kind.get(kind) or next(iter(self.otherwise), None)


IN_A_PROVINCE = Handlers()
AT_THE_MINISTRY = Handlers()
BROUGHT_BACK = Handlers()
"""What a province does with events of its own log that come back from the ministry's copy."""
