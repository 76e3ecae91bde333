"""The source tree as the architecture tests read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tongchou"


@dataclass(frozen=True)
class Module:
    """One source file: where it is, what it says, and its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path below src/tongchou."""
        return str(self.path.relative_to(SOURCE))

    @property
    def part(self) -> str:
        """The top-level part it stands in."""
        return self.name.split("/")[0]

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """All functions and methods."""
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def calls(self) -> tuple[tuple[str, int], ...]:
        """All calls as dotted text, with their lines."""
        return self._calls

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the syntax tree, walked once for all tests."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def _calls(self) -> tuple[tuple[str, int], ...]:
        return tuple(
            (ast.unparse(node.func), node.lineno)
            for node in self.nodes
            if isinstance(node, ast.Call)
        )


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the product; migrations are history, not style."""
    return tuple(
        Module(path, text, ast.parse(text))
        for path in sorted(SOURCE.rglob("*.py"))
        if "migrations" not in path.parts
        for text in [path.read_text(encoding="utf-8")]
    )
