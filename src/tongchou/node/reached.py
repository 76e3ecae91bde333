"""How an operator's command reaches a node's database: where it is, as whom, and who comes."""

import json
import os
import pwd
from pathlib import Path

from psycopg.conninfo import make_conninfo

from tongchou.node.databases import app_url, name_in, owner_url
from tongchou.node.postgres import OWNER

NOBODY_SIGNED_IN = 2**32 - 1
"""What the kernel says of a process that no login session began."""


class OutOfReach(Exception):
    """A node's database is not known here, or not as this role; the message says what to do."""


def address_of(code: str, home: Path) -> str:
    """Return where a node's database is, as the application: of a running node, or as named."""
    if served := listed_in(home).get(code, ""):
        return served
    if _is_named(code, "DATABASE_URL_APP") or _is_named(code, "DATABASE_URL"):
        return app_url(code, home)
    raise OutOfReach(
        f"节点 {code} 未在 {home} 运行,环境变量也未指明其数据库;"
        "请先 tongchou up,或设置 DATABASE_URL_APP"
        f" · node {code} does not run in {home}, and the environment names no database of it:"
        " start it with tongchou up, or set DATABASE_URL_APP"
    )


def owner_address_of(code: str, home: Path) -> str:
    """Return the same as the owner of the tables: of the embedded server, or as named."""
    listed = listed_in(home).get(code, "")
    if _is_named(code, "DATABASE_URL"):
        return make_conninfo(owner_url(code), **({"dbname": name_in(listed)} if listed else {}))
    if is_embedded(home) and listed:
        passfile = home.absolute() / "owner.pgpass"
        return make_conninfo(listed, user=OWNER, passfile=str(passfile))
    raise OutOfReach(
        f"不知道节点 {code} 数据库属主的地址;请设置 DATABASE_URL"
        f" · how the owner of node {code}'s tables signs in is not known here: set DATABASE_URL"
    )


def is_embedded(home: Path) -> bool:
    """Whether the nodes of a home run on its embedded server."""
    return bool(_written(home).get("postgres", {}).get("pid"))


def stand_in(code: str, home: Path, *, address: str = "") -> None:
    """Make this process one of the node's, which may then read and write its tables as it does.

    With an address it comes there instead, such as the owner of the tables.
    """
    os.environ |= {
        "TONGCHOU_NODE": code,
        "TONGCHOU_HOME": str(home.absolute()),
        "DATABASE_URL_APP": address or address_of(code, home),
        f"DATABASE_URL_APP_{code}": "",
        "TONGCHOU_AS_OWNER": "",
    }
    import django  # noqa: PLC0415 - loads all of Django

    django.setup()


def person_here() -> str:
    """Return which user of the machine this is; of one who became another, both: `anna, root`."""
    us = os.getuid()
    try:
        came_as = int(Path("/proc/self/loginuid").read_text("ascii"))
    except (OSError, ValueError):
        came_as = NOBODY_SIGNED_IN
    both = [us] if came_as in {us, NOBODY_SIGNED_IN} else [came_as, us]
    return ", ".join(_name_of(user) for user in both)


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _is_named(code: str, variable: str) -> bool:
    return bool(os.environ.get(f"{variable}_{code}") or os.environ.get(variable))


def listed_in(home: Path) -> dict[str, str]:
    """Return the databases of the nodes that run in a home, as the application reaches them."""
    nodes = _written(home).get("nodes", {})
    return {code: str(node["database"]) for code, node in nodes.items()}


def _written(home: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Return what the supervisor wrote down; empty where nothing runs."""
    try:
        found: dict[str, dict[str, dict[str, str]]] = json.loads(
            (home / "nodes.json").read_text("utf-8")
        )
    except (OSError, ValueError):
        return {}
    return found
