"""Scans 扫描件 of papers: what kind of file one is, told by its bytes, and how large it may be."""

from tongchou.workflow.files import File

SCAN_MB_MAX = 20
"""The most that one scan may have: some hundred pages at office quality."""

ATTACHED_MAX = 100
"""How many files and promises are kept with one item at the most."""

_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
MEDIA_TYPES = tuple(_BEGINNINGS.values())


def media_type_of(file: File) -> str:
    """Return the media type that the first bytes of a file tell; '' for any other kind."""
    first = next(file.pieces(), b"")
    return media_type_in(first)


def media_type_in(first: bytes) -> str:
    """Return the media type that these first bytes begin; '' where it is none of a scan."""
    found = (kind for begins, kind in _BEGINNINGS.items() if first.startswith(begins))
    return next(found, "")
