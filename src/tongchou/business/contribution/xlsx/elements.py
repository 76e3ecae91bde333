"""Walking through XML as it arrives: no document type, no entities, no element kept."""

from collections.abc import Iterable, Iterator
from typing import Protocol
from xml.parsers.expat import ParserCreate

from tongchou.business.contribution import limits
from tongchou.business.contribution.xlsx.package import broken, overgrown


class Visitor(Protocol):
    """What is told of every element in turn, by its name without prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note that an element begins."""

    def text(self, text: str) -> None:
        """Take note of text, which may come in several pieces."""

    def end(self, name: str) -> None:
        """Take note that an element ends."""


def walked(pieces: Iterable[bytes], visitor: Visitor) -> Iterator[None]:
    """Tell a visitor what XML holds, pausing after every piece of it.

    Raises `Unreadable`, and `ExpatError` where it is not well formed.
    """
    parser = ParserCreate()
    parser.buffer_text = True
    names = _Names()

    def refuse(*_: object) -> None:
        raise broken()

    def start(name: str, attributes: dict[str, str]) -> None:
        visitor.start(names[name], attributes)

    def end(name: str) -> None:
        visitor.end(names[name])

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = visitor.text
    given = 0
    for piece in pieces:
        parser.Parse(piece, False)
        given += len(piece)
        if given - parser.CurrentByteIndex > limits.XML_TOKEN_BYTES_MAX:
            raise overgrown("工作簿中有过长的标记", "A tag of the workbook is far too long")
        yield
    parser.Parse(b"", True)
    yield


class _Names(dict[str, str]):
    """The names of elements without their prefixes, each worked out once."""

    def __missing__(self, name: str) -> str:
        plain = name.rpartition(":")[2]
        if len(self) < limits.COLUMNS_MAX:
            self[name] = plain
        return plain


def attribute(attributes: dict[str, str], name: str) -> str:
    """Return an attribute whatever its prefix, or nothing."""
    found = attributes.get(name)
    if found is None:
        found = next((text for key, text in attributes.items() if key.endswith(f":{name}")), "")
    return found
