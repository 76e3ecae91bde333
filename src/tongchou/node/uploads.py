"""Files that are handed in, on disk without a name: nothing of them outlives the process.

Django gives each a name, and a process that is killed leaves the file there, with all its wages.
"""

from functools import cached_property
from tempfile import TemporaryFile

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class NamelessUpload(FileUploadHandler):
    """Keeps each file of a form that is too large for memory."""

    @cached_property
    def file(self) -> "UploadedFile[bytes]":
        """The file that is being taken in."""
        content = TemporaryFile()  # noqa: SIM115 - closed with the request
        return UploadedFile(content, self.file_name, self.content_type)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece of the file."""
        del start
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Return the file from its start, and be ready for the next one."""
        taken = self.file
        del self.file
        taken.seek(0)
        taken.size = file_size
        return taken

    def upload_interrupted(self) -> None:
        """Drop what came of a file that never comes to its end."""
        self.file.close()
