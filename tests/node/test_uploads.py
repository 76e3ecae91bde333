"""A file that is handed in lies on disk without a name, so that no process leaves it there."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from tongchou.node.uploads import NamelessUpload

CONTENT = b"wages " * 500_000


def test_a_large_file_lies_on_disk_without_a_name() -> None:
    handed_in = {
        "file": SimpleUploadedFile("a.csv", CONTENT),
        "other": SimpleUploadedFile("b.csv", b"b"),
    }

    request = RequestFactory().post("/", handed_in)

    file, other = request.FILES["file"], request.FILES["other"]
    assert file.file is not None
    assert isinstance(file.file.name, int)  # a file without a name shows its number
    assert (file.name, file.size, file.read()) == ("a.csv", len(CONTENT), CONTENT)
    assert (other.name, other.size, other.read()) == ("b.csv", 1, b"b")


def test_a_file_that_breaks_off_is_dropped() -> None:
    upload = NamelessUpload()
    upload.new_file("file", "a.csv", "text/csv", None)
    upload.receive_data_chunk(b"wages", 0)

    upload.upload_interrupted()

    assert upload.file.closed
