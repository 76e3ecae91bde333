"""The glossary: one word, one meaning, and code that says its Chinese terms where it defines."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tongchou"
GLOSSARY: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "docs" / "glossary.yaml").read_text(encoding="utf-8")
)
Named = ast.ClassDef | ast.FunctionDef


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _definitions() -> Iterator[tuple[str, str, str]]:
    """Give every module, class and function: its name, first docstring line and place."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named: list[tuple[str, ast.Module | Named]] = [(path.stem, tree)]
        named += [(node.name, node) for node in ast.walk(tree) if isinstance(node, Named)]
        for name, node in named:
            first = (ast.get_docstring(node) or "").partition("\n")[0]
            yield _snake(name), first, f"{path.relative_to(SOURCE)} {name}"


DEFINITIONS = list(_definitions())
DEFINED = sorted({name for name, _, _ in DEFINITIONS} & GLOSSARY.keys())


def test_no_two_words_mean_the_same() -> None:
    terms = [entry["zh"] for entry in GLOSSARY.values()]

    assert len(terms) == len(set(terms))


def test_every_entry_is_told_in_both_languages() -> None:
    for word, entry in GLOSSARY.items():
        assert set(entry) == {"zh", "en", "not"}, word
        assert re.search(r"[\u4e00-\u9fff]", entry["zh"]), word
        assert entry["en"].isascii(), word


def test_enough_of_the_glossary_is_code() -> None:
    assert len(DEFINED) >= 12


@pytest.mark.parametrize("word", DEFINED)
def test_the_chinese_term_stands_where_the_thing_is_defined(word: str) -> None:
    said = {place: first for name, first, place in DEFINITIONS if name == word}

    assert any(GLOSSARY[word]["zh"] in first for first in said.values()), said


def test_refused_words_name_nothing() -> None:
    refused = {unwanted: word for word, entry in GLOSSARY.items() for unwanted in entry["not"]}

    found = [
        f"{place}: say {refused[unwanted]}"
        for name, _, place in DEFINITIONS
        for unwanted in refused
        if re.search(rf"(^|_){unwanted}s?($|_)", name)
    ]

    assert not found
