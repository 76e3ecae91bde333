"""The documents say what the code says: parts, items, settings, glossary."""

import ast
import re
import runpy

import yaml
from tree import ROOT, SOURCE, modules

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_map_in_the_readme_asks_each_parts_own_question() -> None:
    rows = dict(re.findall(r"^\| \[(\w+)\]\(src/tongchou/\w+\) \| (.+?) \|$", README, re.MULTILINE))
    parts = {
        folder.name: ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
        for folder in SOURCE.iterdir()
        if (folder / "__init__.py").exists()
    }

    assert rows == {name: (said or "").splitlines()[0] for name, said in parts.items()}


def test_every_setting_of_the_environment_stands_in_the_readme() -> None:
    named = {
        name
        for module in modules()
        for name in re.findall(r"\"((?:TONGCHOU|DATABASE)_[A-Z_]*[A-Z])\"", module.text)
    }

    assert named
    assert not {name for name in named if f"`{name}`" not in README}


def named_in(tests: str) -> set[str]:
    """Return the strings of a file of tests, each as it stands: no part of a longer one."""
    return {
        node.value
        for node in ast.walk(ast.parse(tests))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_item_has_tests_in_the_folder_of_its_line() -> None:
    """All reversals are tried together, in tests/workflow/test_reversals.py."""
    items = yaml.safe_load((SOURCE / "standards" / "codes" / "items.yaml").read_text("utf-8"))
    tested = {
        (folder.name, code)
        for part in ("business", "proof")
        for folder in (ROOT / "tests" / part).iterdir()
        for path in folder.glob("*.py")
        for code in named_in(path.read_text("utf-8"))
    }

    untested = [code for code, item in items.items() if (item["line"], code) not in tested]
    assert not [code for code in untested if not code.endswith("_reversal")]


def test_a_code_that_is_part_of_a_word_is_not_tested() -> None:
    assert named_in('accepted("person_enrolment", form)') == {"person_enrolment"}
    assert named_in('"""Test person_enrolment."""') == {"Test person_enrolment."}


def test_links_in_the_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.name}: {link}"
        for document in documents
        for link in re.findall(r"\]\(([^)#:]+)(?:#[\w-]*)?\)", document.read_text("utf-8"))
        if not (document.parent / link).exists()
    ]

    assert not broken


def test_the_page_of_the_law_is_up_to_date() -> None:
    page = runpy.run_path(str(ROOT / "tools" / "law_page.py"))["page"]

    assert (ROOT / "docs" / "law.md").read_text(encoding="utf-8") == page(), (
        "write it anew: make pages"
    )
