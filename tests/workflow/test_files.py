"""A file that is handed in is the same wherever its bytes lie, and however large it is."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from counter import AT
from tongchou.workflow.changes.attachments import attach
from tongchou.workflow.changes.effects import write
from tongchou.workflow.changes.rows import StepTaken, files_of
from tongchou.workflow.files import File
from tongchou.workflow.item import Act, Effects
from tongchou.workflow.models import Item

CONTENT = bytes(range(256)) * 4_000  # about a MB: several pieces


def test_a_file_in_memory_and_one_on_disk_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "wages").write_bytes(CONTENT)

    with (tmp_path / "wages").open("rb") as body:
        files = (File("a", CONTENT), File("a", BytesIO(CONTENT)), File("a", body))

        for file in files:
            assert (file.size, file.digest) == (len(CONTENT), sha256(CONTENT).digest())
            assert b"".join(file.pieces()) == CONTENT == b"".join(file.pieces())


@pytest.mark.parametrize("content", [CONTENT, b""])
def test_a_file_is_kept_byte_for_byte(province: dict[str, Any], content: bytes) -> None:
    del province
    item = Item.objects.create(
        number="34-20241105-000001", code="wage_declaration", scheme="110", status="completed",
        source="system", agency_code="340000", division_code="340000",
        agency_level=1, form={}, accepted_at=AT,
    )  # fmt: skip

    with transaction.atomic():
        attach(File("ignored", content), number=item.number, name="工资\t\\N.csv")

    (kept,) = files_of(item)
    assert (kept.name, b"".join(kept.pieces())) == ("工资\t\\N.csv", content)


def test_messages_that_can_be_read_only_once_are_a_fault() -> None:
    act = Act("34", AT, "34-20241105-000001", "110")

    with pytest.raises(TypeError, match="twice"):
        write(Item(), Effects(messages=iter(())), act, step=StepTaken("accept", None, AT))
