"""Nodes elsewhere: named by --url, or in a profile 配置文件 that nobody else can read."""

import os
import tomllib
from pathlib import Path
from typing import Any

import httpx

from tongchou.channels.cli.client import Nodes, Unreachable, authorities

PROFILE = Path("~/.config/tongchou/profile.toml")
"""Where a profile is looked for: a table for each node, `[34]`, with its `url` and `token`."""
TOKEN = "TONGCHOU_TOKEN"  # noqa: S105 - the name of a variable
ASKED_SECONDS = 10


class Remote(Nodes):
    """Nodes elsewhere, each with its address and the one token that is shown there.

    Whom a command acts as is whose token it is.
    """

    trusts_env = True

    def __init__(self, listed: dict[str, dict[str, str]]) -> None:
        self._patience = 0
        self.listed = listed

    def node(self, code: str) -> dict[str, Any]:
        """Return what is known of a node; raises `Unreachable` for any other."""
        found: dict[str, Any] | None = self.listed.get(code)
        if found is not None:
            return found
        raise Unreachable(
            f"没有节点{code}的地址 · No address of node {code} is known, only of"
            f" {', '.join(self.codes)}: name it with --url, or in a profile"
        )

    def _token(self, code: str, sign_in: str | None, path: str) -> str:
        del sign_in, path
        return str(self.node(code)["token"])


def elsewhere(
    *, url: str, token_file: Path | None, profile: Path | None, is_stranger: bool = False
) -> Remote | None:
    """Return the nodes that a command names, None where it names none.

    A stranger needs no token at an address: somebody who is about to sign in.

    Raises `Unreachable` where a token is missing, a file may be read by others or says nothing,
    or nothing answers at the address.
    """
    if url:
        token = "" if is_stranger else _token(token_file)
        return Remote({_code_at(url): {"url": url.rstrip("/"), "token": token}})
    return _of_connection_file(profile, token_file) if profile else None


def of_own_file(token_file: Path | None) -> Remote | None:
    """Return the nodes of the user's own profile; None where there is none."""
    own = PROFILE.expanduser()
    return _of_connection_file(own, token_file) if own.exists() else None


def _of_connection_file(profile: Path, token_file: Path | None) -> Remote:
    try:
        told = tomllib.loads(_private(profile))
        listed = {
            code: {"url": str(one["url"]).rstrip("/"), "token": str(one.get("token", ""))}
            for code, one in told.items()
        }
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        raise Unreachable(
            f"配置文件无法识别 · {profile} is no profile; each node is a table such as [34] with"
            f" url and token: {fault}"
        ) from None
    for one in listed.values():
        one["token"] = one["token"] or _token(token_file)
    return Remote(listed)


def _token(file: Path | None) -> str:
    """Return the token that is shown: of the file, or of the environment."""
    token = _private(file).strip() if file else os.environ.get(TOKEN, "").strip()
    if token:
        return token
    raise Unreachable(
        f"缺少令牌 · No token: set {TOKEN}, or name a file with --token-file,"
        " or write it into a profile"
    )


def _private(file: Path) -> str:
    """Return what a file says that only its owner may read."""
    if file.stat().st_mode & 0o077:
        raise Unreachable(
            f"文件可被他人读取 · {file} may be read by others than you: chmod 600 {file}"
        )
    return file.read_text(encoding="utf-8")


def _code_at(url: str) -> str:
    """Return the code of the node that answers at an address, as its health check tells it."""
    try:
        answer = httpx.request(
            "GET", f"{url.rstrip('/')}/healthz", timeout=ASKED_SECONDS, verify=authorities()
        )
        return str(answer.json()["node"])
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, LookupError, TypeError) as fault:
        raise Unreachable(f"该地址没有节点应答 · No node answers at {url}: {fault}") from None
