"""Writing the files that an item came with, byte for byte."""

from struct import pack

from django.db import connection

from tongchou.workflow.files import File

_COPY = "COPY workflow_attachment (item_id, name, content) FROM STDIN (FORMAT binary)"
_COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + pack("!ii", 0, 0)
_COPY_END = pack("!h", -1)
_FIELDS = 3


def attach(file: File, *, number: str, name: str) -> None:
    """Write a file to an item. COPY takes it in pieces; a parameter is copied several times."""
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.write(_COPY_HEAD + pack("!h", _FIELDS))
        for text in (number.encode(), name.encode()):
            copy.write(pack("!i", len(text)) + text)
        copy.write(pack("!i", file.size))
        for piece in file.pieces():
            copy.write(piece)
        copy.write(_COPY_END)
