"""Handing out a scan 扫描件: its bytes, read in pieces, as what they say they are."""

from tempfile import TemporaryFile

from django.http import FileResponse

from tongchou.workflow.models import Attachment
from tongchou.workflow.paper_queries import pieces_of
from tongchou.workflow.scans import media_type_in


def handed_out(scan: Attachment) -> FileResponse:
    """Return the answer that hands out a kept file to be saved, never shown by a browser."""
    body = TemporaryFile()  # noqa: SIM115 - closed with the answer
    first = b""
    for piece in pieces_of(str(scan.content_id)):
        first = first or piece
        body.write(piece)
    body.seek(0)
    return FileResponse(
        body, as_attachment=True, filename=scan.name, content_type=media_type_in(first)
    )
