"""Writing the files that an item comes with, byte for byte, the bytes of each once."""

from datetime import date, datetime
from struct import pack

from django.db import connection

from tongchou.agency.models import Clerk
from tongchou.storage.rows import Prepared, fetch
from tongchou.workflow.files import File

_COPY = "COPY workflow_content (digest, size, body) FROM STDIN (FORMAT binary)"
_COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + pack("!ii", 0, 0)
_COPY_END = pack("!h", -1)
_FIELDS = 3

_ATTACH = Prepared("""
INSERT INTO workflow_attachment (item_id, name, digest, paper, login, by, at, until)
VALUES (%(number)s, %(name)s, %(digest)s, %(paper)s, %(login)s, %(by)s, %(at)s, %(until)s)
RETURNING EXISTS (SELECT FROM workflow_content WHERE digest = %(digest)s)
""")


def attach(file: File, *, number: str, name: str) -> None:
    """Write the file that an item comes with; who hands it in takes the item's first step."""
    if not _row(number, name, file, "", None, None):
        keep(file)


def attach_paper(
    file: File, *, number: str, name: str, paper: str, clerk: Clerk, at: datetime
) -> None:
    """Write a file that is handed in for a paper of an item."""
    if not _row(number, name, file, paper, clerk, at):
        keep(file)


def promise(*, number: str, paper: str, until: date, clerk: Clerk, at: datetime) -> None:
    """Write that a paper of an item was promised by a day."""
    _row(number, "", None, paper, clerk, at, until)


def keep(file: File) -> None:
    """Write the bytes of a file. COPY takes them in pieces; a parameter is copied several times.

    Raises the database's `IntegrityError` where another transaction kept the same bytes meanwhile.
    """
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        digest = file.digest.hex().encode()
        copy.write(_COPY_HEAD + pack("!h", _FIELDS))
        copy.write(pack("!i", len(digest)) + digest)
        copy.write(pack("!iq", 8, file.size))
        copy.write(pack("!i", file.size))
        for piece in file.pieces():
            copy.write(piece)
        copy.write(_COPY_END)


def _row(
    number: str,
    name: str,
    file: File | None,
    paper: str,
    clerk: Clerk | None,
    at: datetime | None,
    until: date | None = None,
) -> bool:
    """Write the row of a file or of a promise; return whether the bytes are kept already."""
    ((is_kept,),) = fetch(
        _ATTACH,
        number=number,
        name=name,
        digest=file.digest.hex() if file else None,
        paper=paper,
        login=clerk.login if clerk else "",
        by=clerk.name if clerk else "",
        at=at,
        until=until,
    )
    return bool(is_kept)
