"""The tree of a log as tiles: the same roots and proofs as RFC 6962 gives over the entries."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongchou.sync.checkpoints.tiles import Tree, tile_path


def entry(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


def root_of(entries: list[bytes]) -> bytes:
    """Return the Merkle tree hash as RFC 6962 defines it."""
    if len(entries) < 2:
        return sha256(b"\x00" + entries[0] if entries else b"").digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return sha256(b"\x01" + root_of(entries[:split]) + root_of(entries[split:])).digest()


def root_by_inclusion(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes:
    """Return the root that an inclusion proof leads to, as RFC 9162 (2.1.3.2) verifies it."""
    number, last, root = index, size - 1, sha256(b"\x00" + leaf).digest()
    for step in proof:
        assert last > 0
        if number % 2 or number == last:
            root = sha256(b"\x01" + step + root).digest()
            while number and not number % 2:
                number, last = number // 2, last // 2
        else:
            root = sha256(b"\x01" + root + step).digest()
        number, last = number // 2, last // 2
    assert last == 0
    return root


def roots_by_consistency(
    before: int, size: int, first: bytes, proof: list[bytes]
) -> tuple[bytes, bytes]:
    """Return both roots that a consistency proof leads to, as RFC 9162 (2.1.4.2) verifies it."""
    steps = [first, *proof] if before & (before - 1) == 0 else list(proof)
    number, last = before - 1, size - 1
    while number % 2:
        number, last = number // 2, last // 2
    old = new = steps[0]
    for step in steps[1:]:
        assert last > 0
        if number % 2 or number == last:
            old, new = sha256(b"\x01" + step + old).digest(), sha256(b"\x01" + step + new).digest()
            while number and not number % 2:
                number, last = number // 2, last // 2
        else:
            new = sha256(b"\x01" + new + step).digest()
        number, last = number // 2, last // 2
    assert last == 0
    return old, new


def grown(folder: Path, *steps: int) -> Tree:
    tree = Tree(folder, 0)
    for step in steps:
        tree = tree.extended([entry(tree.size + number) for number in range(step)])
    return tree


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (5, 17, "tile/0/005.p/17"),
        (1_000, 256, "tile/0/x001/000"),
        (1_234_067, 256, "tile/0/x001/x234/067"),
    ],
)
def test_tiles_lie_where_the_specification_says(index: int, width: int, path: str) -> None:
    assert tile_path(0, index, width) == path


def test_a_tree_of_seventy_thousand_has_the_tiles_that_the_specification_names(
    tmp_path: Path,
) -> None:
    tree = grown(tmp_path, 300, 69_700)

    files = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("tile/**/*")}
    tiles = {name: path.stat().st_size // 32 for name, path in files.items() if path.is_file()}

    assert tree.root() == root_of([entry(number) for number in range(70_000)])
    assert sum(name.startswith("tile/0/") and ".p" not in name for name in tiles) == 273
    partial = {name: width for name, width in tiles.items() if ".p" in name}
    assert partial == {
        "tile/0/273.p/112": 112,
        "tile/1/001.p/17": 17,
        "tile/2/000.p/1": 1,
    }
    assert tiles["tile/1/000"] == 256


@given(st.lists(st.integers(1, 700), min_size=1, max_size=4), st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_proof_leads_to_the_roots_however_the_tree_grew(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int], data: st.DataObject
) -> None:
    tree = grown(tmp_path_factory.mktemp("tree"), *steps)
    entries = [entry(number) for number in range(tree.size)]
    size = data.draw(st.integers(1, tree.size))
    before = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, size - 1))

    root = root_of(entries[:size])

    assert tree.root(size) == root
    assert root_by_inclusion(index, size, entries[index], tree.inclusion(index, size)) == root
    if before < size:
        first = root_of(entries[:before])
        proof = tree.consistency(before, size)
        assert roots_by_consistency(before, size, first, proof) == (first, root)


def test_a_tile_that_is_missing_or_short_is_no_root(tmp_path: Path) -> None:
    tree = grown(tmp_path, 300)
    whole, partial = tmp_path / "tile/0/000", tmp_path / "tile/0/001.p/44"

    partial.write_bytes(partial.read_bytes()[:-32])
    with pytest.raises(ValueError, match="short"):
        tree.root()
    partial.unlink()
    with pytest.raises(FileNotFoundError):
        tree.root()
    whole.unlink()
    with pytest.raises(FileNotFoundError):
        tree.root(200)


def test_a_tree_goes_on_from_an_older_state_of_its_tiles(tmp_path: Path) -> None:
    grown(tmp_path, 250, 20)

    again = Tree(tmp_path, 250).extended([entry(number) for number in range(250, 258)])

    assert again.root() == root_of([entry(number) for number in range(258)])
