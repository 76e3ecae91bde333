"""A node with an embedded server of its own, as a bench measures it."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import django

from tongchou.node.postgres import Postgres


class Node(NamedTuple):
    """Where a node's database is, as its owner, and its home."""

    url: str
    home: Path


@contextmanager
def node(
    code: str,
    *,
    password: str = "",
    peers: Iterable[str] = (),
    settings: Mapping[str, str] | None = None,
) -> Iterator[Node]:
    """Make a node with an empty database, and Django ready for it; all ends with the block.

    With a `password` it has the demo's sign-ins, with `peers` it has keys of its own and theirs.
    `settings` are the server's.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = Postgres(home / "postgres", settings)
        server.start()
        url = server.url(f"tongchou_{code}")
        os.environ |= {"DATABASE_URL": url, "TONGCHOU_NODE": code, "TONGCHOU_HOME": folder}
        os.environ["DJANGO_SETTINGS_MODULE"] = "tongchou.node.settings"
        django.setup()
        from tongchou.node.prepare import prepare  # noqa: PLC0415 - needs Django ready
        from tongchou.sync.keys import create_keys  # noqa: PLC0415

        try:
            if peers:
                create_keys(home, peers)
            prepare([code], home=home, password=password)
            django.db.connections.close_all()
            yield Node(url, home)
        finally:
            django.db.connections.close_all()
            server.stop()
