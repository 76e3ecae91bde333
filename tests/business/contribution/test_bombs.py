"""A file that was built to exhaust whoever reads it costs little, and is refused with a reason."""

import json
import resource
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bombs import BOMBS
from tongchou.business.contribution import limits

MB = 1 << 20
ATTEMPT = textwrap.dedent(
    """
    import json, resource, sys
    from pathlib import Path
    from tongchou.business.contribution.reading import read_declaration
    content = Path(sys.argv[1]).open("rb")
    def spent(who):
        used = resource.getrusage(who)
        return used.ru_utime + used.ru_stime
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = spent(resource.RUSAGE_SELF)
    found = read_declaration(content)
    print(json.dumps({
        "found": found.as_json() if hasattr(found, "as_json") else len(found),
        "memory": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10,
        "seconds": spent(resource.RUSAGE_SELF) - began + spent(resource.RUSAGE_CHILDREN),
    }))
    """
)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_at_little_cost(name: str, tmp_path: Path) -> None:
    file = tmp_path / "declaration"
    file.write_bytes(BOMBS[name]())

    done = subprocess.run(
        [sys.executable, "-c", ATTEMPT, str(file)],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (512 * MB, 512 * MB)),
    )
    cost = json.loads(done.stdout)

    assert cost["found"]["code"].startswith("file."), cost
    assert cost["found"]["zh"]
    assert cost["found"]["remedy"]
    assert cost["memory"] + limits.READER_MEMORY_BYTES_MAX < 300 * MB, cost
    assert cost["seconds"] < 5, cost
