"""Handlers 消息处理: what each role does with the messages that its peers send.

A handler stands beside what it writes and registers itself there:

    @AT_THE_MINISTRY.on(EntryPosted)
    def hold_entry(message: EntryPosted, received: Received) -> None: ...

    @AT_THE_MINISTRY.on_runs(EntryPosted)
    def hold_entries(told: Sequence[Told]) -> None: ...
"""

from collections.abc import Callable, Sequence
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


Told = tuple[Any, Received]
"""A message, of its kind's own type, and the circumstances in which it came."""
Handler = Callable[[Any, Received], None]
"""What to do with one kind of message."""
RunHandler = Callable[[Sequence[Told]], None]
"""What to do with several messages of one kind, none of which is about what another is about."""
_Registered = TypeVar("_Registered", bound=Handler)
_RegisteredRun = TypeVar("_RegisteredRun", bound=RunHandler)


@dataclass(frozen=True)
class InRuns:
    """How messages of one kind are handled together, and the fields that name what they rest on."""

    handler: RunHandler
    rests_on: tuple[str, ...]


@dataclass(frozen=True)
class Handlers:
    """The handlers of a role, by kind of message; `otherwise` takes every kind not named.

    Messages of a kind in `in_runs` are handled together, see `sync/runs.py`. `ends` are done once,
    behind all that was written: what takes a lock that provinces share.
    """

    by_kind: dict[str, Handler] = field(default_factory=dict)
    otherwise: list[Handler] = field(default_factory=list)
    in_runs: dict[str, InRuns] = field(default_factory=dict)
    ends: list[RunHandler] = field(default_factory=list)

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

    def on_runs(
        self, *messages: type[Message], rests_on: tuple[str, ...] = ()
    ) -> Callable[[_RegisteredRun], _RegisteredRun]:
        """Register the function below for runs of each of these messages.

        It must leave the same rows as their handler would one by one. `rests_on` are the fields
        that name what a message needs to be there, beside whom it is about.
        """

        def register(handler: _RegisteredRun) -> _RegisteredRun:
            for message in messages:
                self.in_runs[message.kind] = InRuns(handler, rests_on)
            return handler

        return register

    def at_the_end(self, handler: _RegisteredRun) -> _RegisteredRun:
        """Register the function below for all that was written of an envelope, of any kind."""
        self.ends.append(handler)
        return handler

    def handle(self, told: Sequence[Told]) -> None:
        """Handle messages of one kind; raises `LookupError` for a kind that nobody handles."""
        message, received = told[0]
        if len(told) > 1:
            self.in_runs[message.kind].handler(told)
            return
        handler = self.of(message.kind)
        if handler is None:
            raise LookupError(f"nobody here handles {message.kind}")
        handler(message, received)

    def end(self, told: Sequence[Told]) -> None:
        """Do what is left for the end of an envelope, with all of it that was written."""
        for handler in self.ends:
            handler(told)

    def of(self, kind: str) -> Handler | None:
        """Return the handler of a kind of message, or None."""
        return self.by_kind.get(kind) or next(iter(self.otherwise), None)


IN_A_PROVINCE = Handlers()
AT_THE_MINISTRY = Handlers()
BROUGHT_BACK = Handlers()
"""What a province does with events of its own log that come back from the ministry's copy."""
