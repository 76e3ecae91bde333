"""A command reaches a node from anywhere, with an address and a token, and prints what is whole."""

from pathlib import Path
from typing import Any

import pytest
from commanding import Command
from visiting import token_of

from counter import FACTORY, accepted, register_employer, ssn_of
from tongchou.channels.cli import show

URL = "http://localhost:8634"
LIST = ("item", "list", "--province", "34", "--json")


@pytest.fixture
def token(
    nodes: dict[str, Any], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return a clerk's token; this machine knows of no node."""
    (home / "nodes.json").unlink()
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("TONGCHOU_TOKEN", "TONGCHOU_TOKEN_FILE", "TONGCHOU_URL", "TONGCHOU_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return token_of(nodes["34"]["sign_ins"], "reviewer")


def private(file: Path, said: str, mode: int = 0o600) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(said, "utf-8")
    file.chmod(mode)
    return file


def test_a_node_is_named_by_its_address_and_the_token_by_the_environment(
    tongchou: Command, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGCHOU_TOKEN", token)

    done = tongchou("--url", URL, *LIST)
    other = tongchou("--url", URL, "item", "list", "--province", "32", "--json")

    assert (done.code, done.answer) == (0, [])
    assert (other.code, "没有节点32的地址" in other.answer["error"]) == (1, True)


def test_a_token_is_read_from_a_file_that_nobody_else_can_read(
    tongchou: Command, token: str, tmp_path: Path
) -> None:
    file = private(tmp_path / "token", f"{token}\n")
    shown = private(tmp_path / "shown", token, 0o644)

    done = tongchou("--url", URL, "--token-file", str(file), *LIST)
    refused = tongchou("--url", URL, "--token-file", str(shown), *LIST)

    assert (done.code, done.answer) == (0, [])
    assert (refused.code, refused.answer["error"]) == (
        1,
        f"文件可被他人读取 · {shown} may be read by others than you: chmod 600 {shown}",
    )


def test_a_profile_names_nodes_and_tokens_and_is_refused_where_others_read_it(
    tongchou: Command, token: str, tmp_path: Path
) -> None:
    said = f'[34]\nurl = "{URL}/"\ntoken = "{token}"\n'
    named = private(tmp_path / "named.toml", said)
    odd = private(tmp_path / "odd.toml", "[34\n")
    before = tongchou(*LIST)
    private(tmp_path / ".config" / "tongchou" / "profile.toml", said)

    done = [tongchou(*LIST), tongchou("--profile", str(named), *LIST)]
    named.chmod(0o640)
    refused = tongchou("--profile", str(named), *LIST)

    assert (before.code, "--url" in before.answer["error"]) == (1, True)
    assert [(one.code, one.answer) for one in done] == [(0, []), (0, [])]
    assert (refused.code, "chmod 600" in refused.answer["error"]) == (1, True)
    assert tongchou("--profile", str(odd), *LIST).answer["error"].startswith("配置文件无法识别")


def test_without_a_token_or_a_node_a_command_says_what_is_missing(
    tongchou: Command, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = tongchou("--url", URL, *LIST)
    monkeypatch.setenv("TONGCHOU_TOKEN", token)
    nobody = tongchou("--url", "not a url", *LIST)

    assert without.answer["error"].startswith("缺少令牌 · No token: set TONGCHOU_TOKEN")
    assert nobody.answer["error"].startswith("该地址没有节点应答")


@pytest.mark.usefixtures("nodes")
def test_numbers_stand_whole_where_a_list_is_piped(tongchou: Command, opened: Any) -> None:
    opened("34")
    register_employer(FACTORY)
    form = {"ssn": ssn_of("19900101", "203"), "name": "张三", "credit_code": FACTORY}
    number = accepted("person_enrolment", {**form, "from_month": "2024-10"}).number

    done = tongchou("item", "list", "--province", "34")

    (line,) = [line for line in done.printed.splitlines() if number in line]
    assert form["ssn"] in line


def test_a_number_is_not_broken_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    narrow = show.Console(soft_wrap=True, width=40, force_terminal=True, no_color=True)
    monkeypatch.setattr(show, "console", narrow)

    show.table("登录", ("编号 number", "登录 login"), [("34-20241105-000007", "clerk340104" * 2)])

    printed = capsys.readouterr().out
    assert "34-20241105-000007" in printed
    assert "clerk340104" * 2 in printed
