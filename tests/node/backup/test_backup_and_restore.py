"""A node is backed up while it works, and brought back, to the end or to a moment."""

import json
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from counter import credit_code_of
from running import Cluster, cluster, server_home, tongchou
from tongchou.node.backup.folders import About, NoBackup, opened_for, whole_run
from tongchou.node.backup.restore import NUMBERS_PASSED
from tongchou.node.backup.sealed import Key
from tongchou.node.databases import app_role

NODE = "31"
EMPLOYERS = [credit_code_of(f"9131010{number}B8PHNT1R2") for number in (5, 6, 7)]

pytestmark = pytest.mark.timeout(480)  # a day of a node's life in real processes


class Story:
    """One node's life: a deed and a backup, a deed and another backup that goes on, one more."""

    def __init__(self, place: Path) -> None:
        self.home, self.folder, self.key = place / "home", place / "backups", place / "key"
        self.key.write_text("a secret that is long enough")
        self.key.chmod(0o600)
        self.taken: list[dict[str, Any]] = []
        self.log: list[int] = []
        self.moments: list[datetime] = []

    def live(self, running: Cluster) -> None:
        """Do three deeds and keep them, and note how the node was."""
        self.work(running, EMPLOYERS[0])
        self.back_up(running)
        self.work(running, EMPLOYERS[1])
        with self.following(running):
            self.work(running, EMPLOYERS[2])
            self.wait_until_fetched()
            self.drilled = self.drill_at_work(running)
        self.status = json.loads(running.tongchou("status", "--json").stdout)
        self.live_files = files_of(running.home)
        self.records = json.loads(running.tongchou("node", "records", NODE, "--json").stdout)
        self.roles = roles(running)

    @contextmanager
    def following(self, running: Cluster) -> Iterator[None]:
        """Take another backup that goes on fetching the log, until it is told to stop."""
        follower = running.started(
            "backup", NODE, "--to", str(self.folder), "--key", str(self.key), "--follow", "1",
            "--json",
        )  # fmt: skip
        assert follower.stdout is not None
        try:
            said = ""
            while not said.endswith("\n}\n"):
                line = follower.stdout.readline()
                assert line, said
                said += line
            self.taken.append(json.loads(said))
            yield
        finally:
            follower.send_signal(signal.SIGINT)
            follower.communicate(timeout=30)

    def wait_until_fetched(self) -> None:
        """Wait until all that happened until now is in the folder."""
        until, now = time.monotonic() + 60, datetime.now(UTC)
        while time.monotonic() < until:
            self.listed = self.list()
            if datetime.fromisoformat(self.listed["log_until"]) > now:
                return
            time.sleep(0.5)
        raise TimeoutError("the log is not fetched")

    def list(self) -> dict[str, Any]:
        """Return what is in the folder."""
        done = tongchou("backup", "list", str(self.folder), "--key", str(self.key), "--json")
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def work(self, running: Cluster, credit_code: str) -> None:
        """Register an employer, and note how far the log is."""
        told = {"credit_code": credit_code, "name": "某某机械厂", "division_code": "310106"}
        running.nodes.call(NODE, "POST", "/feeds/employer_feed", json={"employers": [told]})
        assert running.nodes.wait_until_held([NODE], seconds=30)
        self.log.append(running.nodes.sealed_by(NODE))
        self.moments.append(datetime.now(UTC))

    def back_up(self, running: Cluster) -> None:
        """Take a backup, and note what was said of it."""
        done = running.tongchou(
            "backup", NODE, "--to", str(self.folder), "--key", str(self.key), "--json"
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self.taken.append(json.loads(done.stdout))

    def drill_at_work(self, running: Cluster) -> dict[str, Any]:
        """Drill while people sign in and fail to; return what was said."""
        stopped = threading.Event()

        def keep_trying() -> None:
            while not stopped.is_set():
                with suppress(httpx.HTTPError):
                    url = running.listed["nodes"][NODE]["url"]
                    token = {"Authorization": "Bearer nobody's"}
                    httpx.get(f"{url}/api/v1/log", headers=token, timeout=5)

        trying = threading.Thread(target=keep_trying)
        trying.start()
        done = running.tongchou("backup", "drill", NODE, "--key", str(self.key), "--json")
        stopped.set()
        trying.join()
        assert done.returncode == 0, done.stdout + done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def restore(self, home: Path, *more: str, key: Path | None = None) -> Any:
        """Give the command that brings it back."""
        return tongchou(
            "restore", str(self.folder), "--home", str(home), "--key", str(key or self.key),
            "--json", *more,
        )  # fmt: skip


def files_of(home: Path) -> dict[str, bytes]:
    names = (f"nodes/{NODE}/key.pem", f"nodes/{NODE}/secret", "peers/00.pub")
    return {name: (home / name).read_bytes() for name in names}


def roles(running: Cluster) -> dict[str, tuple[bool, bool]]:
    with psycopg.connect(running.owner_url(NODE)) as asked:
        found = asked.execute("SELECT rolname, rolsuper, rolreplication FROM pg_roles").fetchall()
    return {name: (is_super, replicates) for name, is_super, replicates in found}


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with server_home() as place:
        told = Story(place)
        with cluster(told.home, provinces=(NODE,)) as running:
            told.live(running)
        yield told


@pytest.fixture
def home() -> Iterator[Path]:
    with server_home() as place:
        yield place / "restored"


def test_a_backup_says_what_it_holds_and_that_the_server_is_shared(story: Story) -> None:
    first, second = story.taken

    assert first["nodes"] == second["nodes"] == ["00", NODE]
    assert [first["sealed"][NODE], second["sealed"][NODE]] == story.log[:2]
    assert first["from"] <= first["until"] <= second["from"]
    assert any("shared" in warning for warning in first["warnings"])


def test_each_backup_is_recorded_at_the_node(story: Story) -> None:
    backups = [one for one in story.records["records"] if one["kind"] == "backup"]

    assert [one["facts"]["base"] for one in backups] == [
        taken["base"] for taken in reversed(story.taken)
    ]
    assert {one["role"] for one in backups} == {"tongchou_backup"}


def test_the_role_that_copies_the_server_is_neither_its_owner_nor_the_application(
    story: Story,
) -> None:
    assert story.roles["tongchou_backup"] == (False, True)
    assert story.roles[app_role()] == (False, False)


def test_nothing_in_the_folder_can_be_read_without_the_key(story: Story) -> None:
    key = story.live_files[f"nodes/{NODE}/key.pem"].splitlines()[1]
    files = [path for path in story.folder.rglob("*") if path.is_file()]

    assert len(files) > 6
    assert not any(
        told in path.read_bytes()
        for path in files
        for told in ("某某机械厂".encode(), key, b"PG_VERSION")
    )
    assert all(path.stat().st_mode & 0o077 == 0 for path in files if path.suffix == ".sealed")


def test_a_drill_finds_the_restored_node_equal_while_the_other_one_works_on(story: Story) -> None:
    drilled = story.drilled
    noted = [one for one in story.records["records"] if one["kind"] == "drill"]

    assert (drilled["different"], drilled["faults"], drilled["equal"]) == ([], [], True)
    assert drilled["sealed"] == story.log[2]
    assert drilled["tables"] > 30
    assert drilled["rows"] > 100
    assert drilled["seconds"]["all"] > drilled["seconds"]["restore"] > 0
    assert [one["facts"] for one in noted] == [drilled]
    assert list(story.home.parent.glob("home-drill-*")) == []


def test_the_status_shows_the_last_backup_and_the_last_drill(story: Story) -> None:
    last = story.status["upkeep"][NODE]

    assert last["backup"]["facts"]["base"] == story.taken[1]["base"]
    assert last["drill"]["facts"]["equal"] is True


def test_it_is_brought_back_to_its_end_with_its_keys(story: Story, home: Path) -> None:
    done = story.restore(home)

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["nodes"][NODE]["sealed"] == story.log[2]
    assert files_of(home) == story.live_files
    written = home.joinpath("postgres").resolve()
    assert "trust" not in (written / "pg_hba.conf").read_text()
    assert "restore_command" not in (written / "postgresql.conf").read_text()
    assert not (written / "restored_wal").exists()


def test_a_node_brought_back_to_a_moment_says_truthfully_how_far_it_is_and_goes_on(
    story: Story, home: Path
) -> None:
    too_early = story.restore(home, "--until", story.moments[0].isoformat())
    done = story.restore(home, "--until", story.taken[0]["from"])
    assert (too_early.returncode, done.returncode) == (1, 0), done.stdout + done.stderr

    assert json.loads(done.stdout)["nodes"][NODE]["sealed"] == story.log[0] < story.log[1]
    with cluster(home, provinces=(NODE,)) as running:
        assert running.nodes.sealed_by(NODE) == story.log[0]
        status = json.loads(running.tongchou("status", "--json").stdout)
        assert running.tongchou("verify").returncode == 0
        records = json.loads(running.tongchou("node", "records", NODE, "--json").stdout)
        told = {"credit_code": EMPLOYERS[2], "name": "新厂", "division_code": "310106"}
        item = running.nodes.call(NODE, "POST", "/feeds/employer_feed", json={"employers": [told]})
        assert running.nodes.wait_until_held([NODE], seconds=30)
        assert running.nodes.sealed_by(NODE) == story.log[1], "the same deed again"
        place = int(item["number"].rpartition("-")[2])
        assert place > NUMBERS_PASSED, "what was entered since the copy had the next one"

    (row,) = [row for row in status["provinces"] if row["province"] == NODE]
    assert row["held"] == story.log[0], "the ministry on this server was brought back with it"
    assert records["records"][0]["kind"] == "restore"
    assert records["records"][0]["facts"]["sealed"] == story.log[0]


def test_the_last_moment_that_was_fetched_can_be_reached_though_nothing_happened_after_it(
    story: Story, home: Path
) -> None:
    done = story.restore(home, "--until", story.list()["log_until"])

    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["nodes"][NODE]["sealed"] == story.log[2]


@pytest.mark.parametrize(
    ("until", "why"),
    [("2020-01-01", "reach back to"), ("2999-01-01", "reach until"), ("yesterday", "write a")],
)
def test_a_moment_that_is_not_there_is_refused(
    story: Story, home: Path, until: str, why: str
) -> None:
    done = story.restore(home, "--until", until)

    assert done.returncode == 1
    assert why in json.loads(done.stdout)["error"]
    assert not home.exists() or not any(home.iterdir())


def test_nothing_is_restored_over_what_is_there(story: Story, home: Path) -> None:
    home.mkdir()
    (home / "mine").write_text("kept")

    done = story.restore(home)

    assert done.returncode == 1
    assert "is not empty" in json.loads(done.stdout)["error"]
    assert [path.name for path in home.iterdir()] == ["mine"]


def test_another_key_is_refused(story: Story, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("another secret that is long enough")
    other.chmod(0o600)

    done = story.restore(home, key=other)

    assert done.returncode == 1
    assert "another key" in json.loads(done.stdout)["error"]


def test_a_byte_that_was_altered_is_refused_and_leaves_the_home_empty(
    story: Story, home: Path
) -> None:
    path = max(story.folder.glob("wal/*.sealed"))
    content = path.read_bytes()
    path.write_bytes(content[:-40] + bytes([content[-40] ^ 1]) + content[-39:])

    done = story.restore(home)

    path.write_bytes(content)
    assert done.returncode == 1
    assert "not as it was written" in json.loads(done.stdout)["error"]
    assert not home.exists() or not any(home.iterdir())


def test_a_log_with_a_gap_is_restored_to_what_is_there_for_certain_and_no_further(
    story: Story, home: Path, tmp_path: Path
) -> None:
    base = story.list()["bases"][1]
    lost = story.folder / "wal" / f"{base['first_segment']}.sealed"
    kept = shutil.move(lost, tmp_path / "away")

    end = story.restore(home)
    certain = story.restore(home, "--until", base["ended_at"])

    shutil.move(kept, lost)
    assert [done.returncode for done in (end, certain)] == [1, 0]
    assert f"--until {base['ended_at']}" in json.loads(end.stdout)["error"]
    assert "without a gap" in json.loads(end.stdout)["error"]
    assert json.loads(certain.stdout)["nodes"][NODE]["sealed"] == story.log[1]


def test_only_as_many_copies_are_kept_as_asked_for(tmp_path: Path) -> None:
    folder = opened_for(tmp_path / "kept", Key(b"a long enough secret"), node="31", server="1")
    names = [f"0000000100000000000000{last:02X}" for last in range(1, 7)]
    for name in names:
        with folder.write(f"wal/{name}"):
            pass
    for moment, first in (("1", names[0]), ("2", names[2]), ("3", names[4])):
        about = About("31", {}, {}, "x", 180_004, 16 << 20, first, moment, moment, 0)
        folder.note(f"base/{moment}/about.json", asdict(about))

    assert folder.throw_away(0) == []
    assert len(folder.bases()) == 3
    assert folder.throw_away(2) == ["1"]
    assert [base.name for base in folder.bases()] == ["2", "3"]
    assert folder.segments() == names[2:]


def test_a_folder_of_another_server_takes_no_backup(tmp_path: Path) -> None:
    key = Key(b"a long enough secret")
    opened_for(tmp_path / "kept", key, node="31", server="1")

    with pytest.raises(NoBackup, match="another server"):
        opened_for(tmp_path / "kept", key, node="31", server="2")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    with pytest.raises(NoBackup, match="no backup in"):
        opened_for(tmp_path / "mine", key, node="31", server="1")


def test_a_run_of_the_log_ends_where_a_file_is_missing() -> None:
    names = [f"0000000100000000000000{last:02X}" for last in (1, 2, 4)]

    assert whole_run(names, names[0], size=16 << 20) == (names[:2], True)
    assert whole_run(names[:2], names[0], size=16 << 20) == (names[:2], False)
    assert whole_run(names[1:], names[0], size=16 << 20) == ([], True)
    across = ["0000000100000000000000FF", "000000010000000100000000"]
    assert whole_run(across, across[0], size=16 << 20) == (across, False)
