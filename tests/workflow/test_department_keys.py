"""A department's key counts from when it was entered until it is revoked, and each act is kept."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from counter import AT
from tongchou.agency.models import UpkeepKind, UpkeepRecord
from tongchou.sync.keys import make_key, signer_of
from tongchou.workflow.department_keys import (
    MachineUser,
    department_keys,
    enter_key,
    revoke_key,
    verifiers_of,
)

pytestmark = pytest.mark.usefixtures("province")

HOUR = timedelta(hours=1)
ANNA = MachineUser("anna", "app")


def test_it_counts_from_entering_to_revoking_and_who_did_it_is_kept(tmp_path: Path) -> None:
    signer = signer_of(make_key())
    mine: dict[str, Any] = {"home": tmp_path, "by": ANNA}

    entered = enter_key("public_security", signer.public_pem, signer.key_id.upper(), at=AT, **mine)
    revoked = revoke_key("public_security", signer.key_id, "密钥泄露", at=AT + HOUR, **mine)

    counts = [
        len(verifiers_of(tmp_path, "public_security", at=at))
        for at in (AT - HOUR, AT, AT + HOUR)
    ]  # fmt: skip
    assert (entered, revoked, counts) == ((), (), [0, 1, 0])
    [key] = department_keys(tmp_path)
    assert (key.entered_by, key.revoked_by, key.why) == ("anna", "anna", "密钥泄露")
    acts = UpkeepRecord.objects.filter(kind=UpkeepKind.DEPARTMENT_KEY)
    assert [act.facts["act"] for act in acts] == ["enter", "revoke"]
    again = enter_key("public_security", signer.public_pem, signer.key_id, at=AT + HOUR, **mine)
    assert [one.code for one in again] == ["department.known_key"]


def test_what_is_no_key_of_theirs_is_refused_and_one_in_the_folder_is_revoked(
    tmp_path: Path,
) -> None:
    signer = signer_of(make_key())
    (tmp_path / "departments").mkdir()
    (tmp_path / "departments" / "civil_affairs.pub").write_bytes(signer.public_pem)
    mine: dict[str, Any] = {"home": tmp_path, "by": ANNA, "at": AT}

    refused = [
        *enter_key("nobody", signer.public_pem, signer.key_id, **mine),
        *enter_key("public_security", b"nonsense", "", **mine),
        *enter_key("public_security", signer.public_pem, "0" * 64, **mine),
        *revoke_key("public_security", signer.key_id, "x", **mine),
    ]

    assert [one.code for one in refused] == [
        "department.unknown",
        "department.no_key",
        "department.other_fingerprint",
        "department.unknown_key",
    ]
    assert revoke_key("civil_affairs", signer.key_id, "更换", **mine) == ()
    assert verifiers_of(tmp_path, "civil_affairs", at=AT) == []
