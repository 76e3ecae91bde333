"""Files that are handed in, on disk without a name: nothing of them outlives the process.

Django gives each a name, and a process that is killed leaves the file there, with all its wages.
"""

from tempfile import TemporaryFile
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NamelessUpload(FileUploadHandler):
    """Keeps a file that is too large for memory."""

    file: "UploadedFile[bytes]"

    def new_file(self, *given: Any, **facts: Any) -> None:
        """Begin to keep a file."""
        super().new_file(*given, **facts)
        content = TemporaryFile()  # noqa: SIM115 - closed with the request
        self.file = UploadedFile(content, self.file_name, self.content_type)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece of it."""
        del start
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Return the file from its start."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Drop what came of a file that never comes to its end."""
        if hasattr(self, "file"):
            self.file.close()
