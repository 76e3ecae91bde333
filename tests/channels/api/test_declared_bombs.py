"""A file built to exhaust the node is refused at the door it came through, within 512 MB."""

import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from visiting import Systems, browser

from bombs import BOMBS
from tongchou.business.contribution import limits
from tongchou.channels.api.body import UPLOAD_BYTES_MAX
from tongchou.node.entrances import entrance_of

MB = 1 << 20
NAMES = (
    "one row of commas",
    "styles of 49 MB",
    "one row of empty cells",
    "one row of cells that hardly packs",
    "a cell in the last row and column",
    "tags in tags",
    "laughs",
)


@pytest.fixture
def little_memory() -> Iterator[None]:
    """Let this process, its readers too, take 512 MB more than it has."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + 512 * MB
    resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def test_no_door_is_narrower_than_the_largest_file() -> None:
    doors = [entrance_of(path).body_bytes_max for path in ("/api/v1/declarations", "/clerk/items")]

    assert min(*doors, UPLOAD_BYTES_MAX) > limits.FILE_BYTES_MAX


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("little_memory")
def test_a_bomb_handed_in_is_refused(counter: dict[str, Any], name: str) -> None:
    content = BOMBS[name]()

    by_machine = Systems(counter).post(
        "/api/v1/declarations?month=2024-10", {"file": SimpleUploadedFile("wages.csv", content)}
    )
    by_clerk = browser("clerk").post(
        "/clerk/items/start/wage_declaration",
        {"month": "2024-10", "file": SimpleUploadedFile("wages.csv", content)},
        follow=True,
    )

    refusal = by_machine.json()["refusals"][0]
    assert (by_machine.status_code, by_clerk.status_code) == (422, 200)
    assert refusal["code"].startswith("file.")
    assert refusal["zh"][-4:] in by_clerk.content.decode()
