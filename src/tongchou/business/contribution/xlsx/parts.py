"""What a workbook says beside its rows: its sheets, its strings, which styles are dates."""

import re
from array import array
from collections.abc import Callable
from posixpath import dirname, join, normpath

from tongchou.business.contribution import limits
from tongchou.business.contribution.xlsx.elements import attribute, walked
from tongchou.business.contribution.xlsx.package import Package, broken, overgrown

_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""The numbers of the built-in formats that show a date or a time, those of Chinese programs too."""

_FORMAT_LENGTH_MAX = 255
"""What the format allows; a pattern on a longer one takes time with the square of its length."""

_LITERAL = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DATE_SIGN = re.compile(r"(?<![_\\])[dmhysDMHYS]")


def related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Return the parts that one is related to: kind and name of each, by its id."""
    folder = dirname(part)
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "")
            whole = target if target.startswith("/") else join(folder, target)
            found[attributes.get("Id", "")] = kind, normpath(whole).lstrip("/")

    _read(package, join(folder, "_rels", f"{part.rpartition('/')[2]}.rels"), start)
    return found


def workbook_of(package: Package) -> str:
    """Return the name of the part that is the workbook; nothing where there is none."""
    if "_rels/.rels" not in package:
        return ""
    parts = related(package, "")
    return next((name for kind, name in parts.values() if kind == "officeDocument"), "")


def sheets_of(package: Package, workbook: str) -> dict[str, str]:
    """Return the names of the sheets of a workbook by their ids, in their order."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            found[attribute(attributes, "id")] = attributes.get("name", "")
            if len(found) > limits.SHEETS_MAX:
                most = limits.SHEETS_MAX
                raise overgrown(f"工作簿超过{most}张表", f"The workbook has over {most} sheets")

    _read(package, workbook, start)
    return found


def date_styles_of(package: Package, part: str) -> frozenset[int]:
    """Return the styles of cells whose numbers are shown as dates or times."""
    dates = set(_DATE_FORMATS)
    styles: list[int] = []
    inside = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if name in {"cellXfs", "cellStyleXfs", "dxfs"}:
            inside = name
        elif name == "numFmt" and inside != "dxfs":
            code = attributes.get("formatCode", "")[:_FORMAT_LENGTH_MAX]
            plain = _LITERAL.sub("", code.split(";")[0])
            if _DATE_SIGN.search(plain):
                dates.add(int(attributes["numFmtId"]))
        elif name == "xf" and inside == "cellXfs":
            styles.append(int(attributes.get("numFmtId", 0)))

    _read(package, part, start, limits.STYLES_BYTES_MAX)
    return frozenset(place for place, number in enumerate(styles) if number in dates)


def _read(
    package: Package,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    bytes_max: int = limits.CONTENTS_BYTES_MAX,
) -> None:
    for _ in walked(package.pieces(part, bytes_max), _Starts(start)):
        pass


class _Starts:
    """A visitor of beginnings only."""

    def __init__(self, start: Callable[[str, dict[str, str]], None]) -> None:
        self.start = start

    def text(self, text: str) -> None:
        """Pass text over."""

    def end(self, name: str) -> None:
        """Pass ends over."""


class Strings:
    """The strings that cells of a workbook share, by number; one run of bytes holds them all."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("I", [0])
        self._is_text = False
        self._phonetic_depth = 0

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends) - 1:
            raise broken()
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note where a string's text begins; how it is pronounced is passed over."""
        del attributes
        if name == "t":
            self._is_text = not self._phonetic_depth
        elif name == "rPh":
            self._phonetic_depth += 1

    def text(self, text: str) -> None:
        """Keep the text of a string."""
        if self._is_text:
            self._bytes += text.encode()

    def end(self, name: str) -> None:
        """Note where a string ends."""
        if name == "t":
            self._is_text = False
        elif name == "rPh":
            self._phonetic_depth -= 1
        elif name == "si":
            self._ends.append(len(self._bytes))


def strings_of(package: Package, part: str) -> Strings:
    """Return the strings that the cells of a workbook share."""
    strings = Strings()
    for _ in walked(package.pieces(part, limits.STRINGS_BYTES_MAX), strings):
        pass
    return strings
