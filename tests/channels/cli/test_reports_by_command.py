"""What a department said comes in by command, and is judged by command."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commanding import Command
from django.conf import settings

from counter import MAN, MAN_NAME
from tongchou.sync.keys import make_key, signer_of
from tongchou.workflow.departments import SIGNED_AS

AT_34 = ("--province", "34", "--json")


@pytest.fixture
def file(nodes: dict[str, Any], tmp_path: Path) -> Iterator[Path]:
    """Lend a file that 民政 signed: a death, and a row of nonsense."""
    del nodes
    signer = signer_of(make_key())
    key = settings.HOME / "departments" / "civil_affairs.pub"
    key.parent.mkdir(exist_ok=True)
    key.write_bytes(signer.public_pem)
    dead = {"kind": "death", "ssn": MAN, "name": MAN_NAME, "died_on": "2024-10-20"}
    told = {"department": "civil_affairs", "to": "34", "purpose": "death",
            "said_on": "2024-11-01", "rows": [dead, {}]}  # fmt: skip
    line = json.dumps(told, ensure_ascii=False)
    path = tmp_path / "deaths.txt"
    path.write_text(f"{line}\n{signer.sign(SIGNED_AS + line.encode()).hex()}\n", "utf-8")
    yield path
    key.unlink()
    key.parent.rmdir()


def test_a_signed_file_is_delivered_listed_and_judged(tongchou: Command, file: Path) -> None:
    delivered = tongchou("report", "deliver", str(file), "--department", "civil_affairs", *AT_34)
    listed = tongchou("report", "list", *AT_34)
    good, bad = listed.answer
    confirm = ("report", "confirm", str(good["id"]), "--why", "已核实", *AT_34)
    proposed, judged = tongchou(*confirm), tongchou(*confirm, "--as", "approver")
    rejected = tongchou("report", "reject", str(bad["id"]), "--why", "请更正", *AT_34)

    assert (delivered.answer["rows"], delivered.answer["unread"]) == (2, 1)
    assert (good["kind"], good["ssn"], good["faults"]) == ("death", MAN, [])
    assert bad["faults"]
    assert (proposed.answer["status"], judged.answer["status"]) == ("proposed", "confirmed")
    assert rejected.answer["status"] == "rejected"
    assert tongchou("report", "list", *AT_34).answer == []


def test_a_file_that_was_altered_is_refused(tongchou: Command, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("2024-10-20", "2024-10-21"), "utf-8")

    done = tongchou("report", "deliver", str(file), "--department", "civil_affairs", *AT_34)

    assert done.code == 1
    assert done.answer["refusals"][0]["code"] == "delivery.not_theirs"
    assert tongchou("report", "list", *AT_34).answer == []
