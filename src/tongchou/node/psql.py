"""A node's database by PostgreSQL's own client: psql, opened only once that is recorded."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tongchou.node.postgres import NoPostgres, binaries


def client(name: str = "psql") -> Path:
    """Return one of PostgreSQL's clients: the embedded server's own, or the system's.

    Raises `NoPostgres` where neither is there.
    """
    try:
        carried = binaries() / name
    except NoPostgres:
        carried = None
    found = carried if carried and carried.exists() else shutil.which(name)
    if found is None:
        raise NoPostgres(
            f"这里没有 {name};请安装 postgresql-client,或设置 TONGCHOU_PG_BIN"
            f" · there is no {name} here: install postgresql-client, or set TONGCHOU_PG_BIN"
        )
    return Path(found)


@contextmanager
def without_secret(address: str) -> Iterator[str]:
    """Lend the same address with its password in a private file, which is removed afterwards.

    A command line and an environment can be read by others on the machine while a program runs.
    """
    given = conninfo_to_dict(address)
    password = str(given.pop("password", "") or "")
    if not password:
        yield make_conninfo("", **given)
        return
    with tempfile.TemporaryDirectory(prefix="tongchou-") as folder:
        passfile = Path(folder) / "pgpass"
        escaped = password.replace("\\", "\\\\").replace(":", "\\:")
        descriptor = os.open(passfile, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"*:*:*:*:{escaped}\n")
        yield make_conninfo("", **{**given, "passfile": str(passfile)})


def run_psql(address: str, arguments: Sequence[str], *, person: str) -> int:
    """Let psql talk to a database until it ends; return its exit code.

    Statements hold people's numbers, so none is kept in a history, unless the user names one.
    """
    program = str(client())
    with without_secret(address) as place:
        named = make_conninfo(place, application_name=f"tongchou psql ({person})")
        handled = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for psql
        try:
            return subprocess.run(
                [program, named, *arguments],
                env={"PSQL_HISTORY": os.devnull, **_environment()},
                preexec_fn=_heed_ctrl_c,
                check=False,
            ).returncode
        finally:
            signal.signal(signal.SIGINT, handled)


def _environment() -> dict[str, str]:
    """Return what a client is told of our environment: none of the addresses of databases."""
    return {name: said for name, said in os.environ.items() if not name.startswith("DATABASE_")}


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
