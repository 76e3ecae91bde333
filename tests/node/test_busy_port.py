"""Whoever cannot have its ports starts nothing: no server, no node, no database."""

import socket
from pathlib import Path

import pytest

from running import free_port
from tongchou.node import supervisor
from tongchou.node.supervisor import CannotRun, run


def test_a_busy_port_is_named_before_anything_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PORT_SECONDS", 0)
    first_port, said = free_port(), list[str]()
    busy = first_port + 34

    with (
        socket.create_server(("127.0.0.1", busy)),
        pytest.raises(CannotRun, match=f"Port {busy} is taken"),
    ):
        run(
            tmp_path, ["34"], first_port=first_port, say=said.append,
            ready=lambda *_: pytest.fail("nodes ran"),
        )  # fmt: skip

    (waited,) = said
    assert f"port {busy} is taken, waiting" in waited
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]
