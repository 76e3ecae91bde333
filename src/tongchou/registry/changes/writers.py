"""Which function writes which message: each writer enters itself here, beside its statements."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tongchou.standards.messages import Message

_Written = TypeVar("_Written", bound=Message)


@dataclass(frozen=True)
class Place:
    """Where something happened: the province, and the business item that told it.

    `is_vouched` says that whoever tells it has looked up, in the same transaction, everybody it
    is about: a writer need not do so again. `is_shadow` says that it is written to be compared
    alone, into tables in which nobody searches.
    """

    province: str
    item_number: str
    is_vouched: bool = False
    is_shadow: bool = False


class Contradiction(ValueError):
    """A message about somebody or something that is not held, or not as the message says."""


_WRITERS: dict[type[Message], Callable[[Any, Place], None]] = {}


def writes(
    kind: type[_Written],
) -> Callable[[Callable[[_Written, Place], None]], Callable[[_Written, Place], None]]:
    """Enter a function as the writer of a kind of message."""

    def enter(writer: Callable[[_Written, Place], None]) -> Callable[[_Written, Place], None]:
        _WRITERS[kind] = writer
        return writer

    return enter


def writers() -> Mapping[type[Message], Callable[[Any, Place], None]]:
    """Return the writer of every message that says something about the registry."""
    return _WRITERS


def must_touch(told: int, touched: int, what: str) -> None:
    """Refuse a statement that touched other than the rows that were told.

    The tables have no foreign keys: this is how it shows that somebody is not known here.
    """
    if touched != told:
        raise Contradiction(f"{told} {what} told, {touched} could be written")
