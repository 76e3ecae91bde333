"""How the tests are kept: one run holds all of them."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_every_file_of_tests_has_a_name_of_its_own() -> None:
    """Tests are no package: two files of one name cannot be collected in one run."""
    names = Counter(path.name for path in TESTS.rglob("*.py") if path.name != "conftest.py")

    assert [name for name, files in names.items() if files > 1] == []
