import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tongchou.node.databases import as_app
from tongchou.node.postgres import Postgres
from tongchou.node.roles import MINISTRY, PROVINCE, role_of


def test_the_ministry_is_node_00_and_every_other_code_is_a_province() -> None:
    assert role_of("00") is MINISTRY
    assert role_of("34") is role_of("66") is PROVINCE


def test_provinces_handle_and_the_ministry_supervises() -> None:
    assert set(PROVINCE.apps) - set(MINISTRY.apps) == {"tongchou.business"}
    assert set(MINISTRY.apps) - set(PROVINCE.apps) == {"tongchou.ministry"}


@pytest.mark.parametrize("code", ["34", "00"])
def test_both_roles_boot_and_their_tables_follow_their_code(
    code: str, server: Postgres, prepared: Callable[[str], Path]
) -> None:
    home = prepared(code)
    url = as_app(server.url(f"tongchou_{code}"), home)
    where = {
        "TONGCHOU_NODE": code,
        "TONGCHOU_HOME": str(home),
        "DATABASE_URL_APP": url,
        "DJANGO_SETTINGS_MODULE": "tongchou.node.settings",
    }
    programs = (
        ["tongchou.node", "node", "check"],
        ["django", "makemigrations", "--check", "--dry-run"],
    )
    done = [
        subprocess.run(
            [sys.executable, "-m", *program],
            env={**os.environ, **where},
            capture_output=True, text=True, check=False,
        )
        for program in programs
    ]  # fmt: skip

    assert [one.returncode for one in done] == [0, 0], done
    assert "No changes detected" in done[1].stdout
