"""The deep proof reads each delivery's signature again, and compares the rows with it."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings
from told import found, proven

from counter import AT, MAN, MAN_NAME
from tongchou.sync.keys import make_key, signer_of
from tongchou.workflow.changes.deliveries import Taken, take_delivery
from tongchou.workflow.departments import SIGNED_AS


@pytest.fixture(autouse=True)
def _delivered(province: object, tmp_path: Path) -> Iterator[None]:
    """Let 公安 deliver a death, under a key that was replaced since."""
    del province
    copytree(settings.HOME, tmp_path, dirs_exist_ok=True)
    signer, newer = signer_of(make_key()), signer_of(make_key())
    (tmp_path / "departments").mkdir(exist_ok=True)
    key = tmp_path / "departments" / "public_security.pub"
    key.write_bytes(signer.public_pem)
    dead = {"kind": "death", "ssn": MAN, "name": MAN_NAME, "died_on": "2024-10-20"}
    told = {"department": "public_security", "to": "34", "purpose": "death",
            "said_on": "2024-11-01", "rows": [dead, {}]}  # fmt: skip
    line = json.dumps(told).encode()
    text = line + b"\n" + signer.sign(SIGNED_AS + line).hex().encode()
    with override_settings(HOME=tmp_path):
        done = take_delivery(text, department="public_security", home=tmp_path, node="34", at=AT)
        assert isinstance(done, Taken)
        key.write_bytes(newer.public_pem + signer.public_pem)
        yield


def named() -> list[tuple[str, str]]:
    return [(one["table"], one["kind"]) for one in found(proven())]


def test_what_is_as_it_was_signed_is_no_finding() -> None:
    assert named() == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("UPDATE registry_report SET ssn = '340104198503071026' WHERE row = 1",
         ("registry_report", "changed")),
        ("UPDATE registry_delivery SET text = replace(text, '2024-10-20', '2024-10-21')",
         ("registry_delivery", "changed")),
        ("DELETE FROM registry_openreport; DELETE FROM registry_report WHERE row = 2",
         ("registry_report", "missing")),
    ],
)  # fmt: skip
def test_what_was_changed_past_the_system_is_named(
    owner: psycopg.Connection, change: str, expected: tuple[str, str]
) -> None:
    owner.execute(change)

    assert named() == [expected]
