"""The package of an XLSX file: a ZIP archive whose parts are read as streams, within limits."""

from collections.abc import Iterator
from os import SEEK_END
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tongchou.business.contribution import limits
from tongchou.business.contribution.refusals import file_overgrown, file_unreadable
from tongchou.business.contribution.table import Unreadable

_PIECE = 4 * 1024
"""Small, because a few bytes of a sheet may stand for a long string that its cells share."""


def broken() -> Unreadable:
    """Return what is said of a file that is no whole workbook."""
    return Unreadable(
        file_unreadable("XLSX文件已损坏或已加密", "The XLSX file is broken or encrypted")
    )


def no_workbook() -> Unreadable:
    """Return what is said of an archive that holds something else, such as a text document."""
    return Unreadable(
        file_unreadable(
            "文件是压缩包或其他文档,不是XLSX工作簿", "An archive or a document, no XLSX"
        )
    )


def overgrown(zh: str, en: str) -> Unreadable:
    """Return what is said of a workbook that holds more of something than it may."""
    return Unreadable(file_overgrown(zh, en))


class Package:
    """The parts of a workbook by name; what they claim of their size is checked on opening.

    A part never yields more bytes than the archive's directory claims, so the claims are what
    the limits are held against. Raises `Unreadable`.
    """

    def __init__(self, body: IO[bytes]) -> None:
        self._archive = ZipFile(body)
        listed = self._archive.infolist()
        self._parts = {_plain(part.filename): part for part in listed}
        if len(listed) > limits.PARTS_MAX:
            most = f"{limits.PARTS_MAX:,}"
            raise overgrown(f"工作簿的组成部分超过{most}个", f"The workbook has over {most} parts")
        if len(self._parts) < len(listed):
            raise broken()  # two parts of one name: two readers would read two files
        if sum(part.compress_size for part in listed) > body.seek(0, SEEK_END):
            raise broken()  # parts that overlap, or claim bytes that are not there
        if sum(part.file_size for part in listed) > limits.UNPACKED_BYTES_MAX:
            raise _too_big("工作簿", "The workbook", limits.UNPACKED_BYTES_MAX)
        for part in listed:
            _refuse_odd(part)

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._parts

    def size(self, name: str) -> int:
        """Return how many bytes a part unpacks to, at most."""
        return self._part(name).file_size

    def packed(self, name: str) -> int:
        """Return how many bytes of the file a part takes up."""
        return self._part(name).compress_size

    def pieces(self, name: str, bytes_max: int = limits.UNPACKED_BYTES_MAX) -> Iterator[bytes]:
        """Return a part's bytes piece by piece."""
        part = self._part(name)
        if part.file_size > bytes_max:
            raise _too_big(
                f"工作簿的{part.filename}", f"{part.filename} of the workbook", bytes_max
            )
        with self._archive.open(part) as unpacked:
            while piece := unpacked.read(_PIECE):
                yield piece

    def _part(self, name: str) -> ZipInfo:
        found = self._parts.get(_plain(name))
        if found is None:
            raise broken()
        return found


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _refuse_odd(part: ZipInfo) -> None:
    is_encrypted = part.flag_bits & 1
    if is_encrypted or part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise broken()
    ratio_max = limits.PACKED_RATIO_MAX * max(part.compress_size, 1)
    if part.file_size > max(ratio_max, limits.PACKED_RATIO_FROM):
        raise overgrown(
            f"工作簿的{part.filename}展开后是压缩时的{limits.PACKED_RATIO_MAX}倍以上",
            f"{part.filename} of the workbook unpacks to over {limits.PACKED_RATIO_MAX} times"
            " its size",
        )


def _too_big(zh: str, en: str, bytes_max: int) -> Unreadable:
    most = f"{bytes_max // limits.MB} MB"
    return overgrown(f"{zh}展开后超过{most}", f"{en} unpacks to more than {most}")
