"""Whom a node knows before it reads a large body: by token, by session, by a peer's signature."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from counter import AT
from tongchou.events.chain import NO_HASH, SealedEvent
from tongchou.node.bodies import START_BYTES
from tongchou.node.visitors import is_known
from tongchou.sync.envelope import build, pack
from tongchou.sync.keys import Keyring, create_keys
from tongchou.sync.protocol.marks import Mark

MOMENT = "2024-10-08T01:00:00.000000Z"


def knows(start: bytes = b"", **headers: str) -> bool:
    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    return is_known({"headers": named}, start[:START_BYTES])


def test_a_token_or_a_session_is_known_and_an_invented_one_is_not(province: dict[str, Any]) -> None:
    token = next(iter(province["services"]))["token"]
    signed_in, left = SessionStore(), SessionStore()
    signed_in[SESSION_KEY] = "1"
    for session in (signed_in, left):
        session.save()

    assert knows(authorization=f"Bearer {token}")
    assert knows(cookie=f"language=zh; session_34={signed_in.session_key}")
    assert not knows()
    assert not knows(authorization="Bearer invented")
    assert not knows(authorization=token)
    assert not knows(cookie=f"session_34={left.session_key}")
    assert not knows(cookie="session_34=invented")
    assert not knows(cookie=f"session_32={signed_in.session_key}")


@pytest.mark.usefixtures("province")
def test_an_envelope_is_known_by_the_signature_under_its_head(tmp_path: Path) -> None:
    create_keys(tmp_path, ("00",))
    event = SealedEvent(1, "a", "", "", MOMENT, "{}", "sha256", NO_HASH, NO_HASH)
    ours, forged = (
        pack(
            build(
                [event],
                sender="00",
                receiver="34",
                signer=keyring.signer(),
                at=AT,
                tip=Mark(1, 1, NO_HASH),
            )
        )
        for keyring in (Keyring(settings.HOME, "00"), Keyring(tmp_path, "00"))
    )

    assert knows(ours)
    assert not knows(forged)
    assert not knows(ours[:100])
    assert not knows(b"x" * START_BYTES)
