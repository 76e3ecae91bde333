"""The style of the house, as tests: sizes and names."""

import ast
import re

from tree import SOURCE, modules

FILE_LINES_MAX, FILE_LINES_USUAL = 330, 300
FUNCTION_LINES_MAX = 60
PART_IT = "part it along what it is about"
BANNED = frozenset(
    (
        *("manager", "helper", "helpers", "util", "utils", "common", "misc"),
        *("data", "info", "process", "do", "tmp", "new"),
    )
)
"""Beside these, no function or class is called plain `base`: that is a word of the law 缴费基数."""
SAYS_NOTHING = f"of a thing these words say nothing: {', '.join(sorted(BANNED))}"
OF_THE_MACHINE = frozenset(["data", "process"])
"""In `node` these are words of the trade: a server's data folder, a process of the system."""
FROM_OUTSIDE = {"setUpTestData", "bulk_create", "do_handshake"}


def test_no_file_is_longer_than_a_reader_holds() -> None:
    lengths = {module.name: module.text.count("\n") for module in modules()}
    long_ones = [name for name, lines in lengths.items() if lines > FILE_LINES_MAX]

    assert not long_ones, PART_IT
    assert sorted(lengths.values())[len(lengths) * 95 // 100] <= FILE_LINES_USUAL


def test_no_function_is_longer_than_a_screen() -> None:
    long_ones = [
        f"{module.name}:{node.lineno} {node.name}"
        for module in modules()
        for node in module.functions()
        if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES_MAX
    ]

    assert not long_ones, PART_IT


def test_names_say_what_things_are() -> None:
    found = []
    for module in modules():
        banned = BANNED - OF_THE_MACHINE if module.part == "node" else BANNED
        for node in module.nodes:
            name = getattr(node, "name", "") or getattr(node, "id", "")
            if isinstance(node, ast.FunctionDef | ast.ClassDef) or (
                isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            ):
                is_defined = not isinstance(node, ast.Name)
                words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_")
                if name not in FROM_OUTSIDE and (
                    banned & set(words) or (is_defined and words == ["base"])
                ):
                    found.append(f"{module.name}:{node.lineno} {name}")

    assert not found, SAYS_NOTHING


def test_files_have_names_that_say_what_they_hold() -> None:
    found = [
        module.name
        for module in modules()
        if BANNED & set(module.path.stem.split("_")) and module.path.stem != "__init__"
    ]

    assert not found, SAYS_NOTHING


def test_every_part_answers_its_question_in_its_first_line() -> None:
    for folder in sorted(SOURCE.iterdir()):
        if folder.is_dir() and folder.name != "__pycache__":
            said = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
            assert said, f"{folder.name} does not say which question it answers"
            assert said.splitlines()[0].endswith((".", "?", ":")), folder.name


def test_initial_files_hold_no_code() -> None:
    allowed = (ast.Expr, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    with_code = [
        module.name
        for module in modules()
        if module.path.name == "__init__.py"
        and module.part != "standards"
        and not all(isinstance(node, allowed) for node in module.tree.body)
        and "changes" not in module.path.parts
    ]

    assert not with_code
