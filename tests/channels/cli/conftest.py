"""The command line in this process, and nodes in it that answer without a port."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from commanding import Command, Done, write_down

from tongchou.channels.cli import client
from tongchou.node.main import main
from tongchou.node.wsgi import application

CODES = ("00", "34")
FIRST_PORT = 8600


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the state folder that commands look into; nothing is in it."""
    monkeypatch.setenv("TONGCHOU_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def tongchou(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Return how a test gives a command."""
    del home

    def give(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["tongchou", *words])
        capsys.readouterr()
        try:
            main()
            code: Any = 0
        except SystemExit as end:
            code = end.code
        printed, complained = capsys.readouterr()
        return Done(int(code or 0), printed, complained)

    return give


@pytest.fixture
def nodes(
    home: Path, opened: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Let the ministry and 安徽 answer commands from within this process."""
    listed = {
        code: {
            "url": f"http://localhost:{FIRST_PORT + int(code)}",
            "pid": 0,
            "sign_ins": opened(code),
        }
        for code in CODES
    }

    def ask(method: str, url: str, **given: Any) -> httpx.Response:
        opened(f"{int(httpx.URL(url).port or 0) - FIRST_PORT:02d}")
        for how in ("trust_env", "verify"):
            given.pop(how, None)
        with httpx.Client(transport=httpx.WSGITransport(application)) as inside:
            return inside.request(method, url, **given)

    monkeypatch.setattr(client.httpx, "request", ask)
    write_down(home, listed)
    return listed
