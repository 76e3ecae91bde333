"""Mutants: a piece of Python with one small fault put in, of the kinds that people make.

A condition is turned round, a comparison moved by one, an operator exchanged, a number raised
by one, a text spoiled, an argument or an assigned value lost. Faults are put into the bodies of
functions only; annotations and docstrings are none of them.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.RShift: ast.LShift, ast.LShift: ast.RShift,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Break: ast.Continue,
    ast.Continue: ast.Break,
}  # fmt: skip
"""What stands instead of an operator or a keyword."""

UNTYPED = frozenset(["annotation", "returns", "decorator_list", "type_comment"])
"""The fields of a node that hold no behaviour of a function's body."""

Place = tuple[str, int | None]
"""Where a node hangs: the field of its parent, and the place in it if it holds a list."""


@dataclass(frozen=True)
class Mutant:
    """One fault: in which function and line, how it reads, and the code of the module with it."""

    function: str
    line: int
    before: str
    after: str
    module_code: CodeType
    function_code: CodeType


def mutants_of(source: str, path: str) -> Iterator[Mutant]:
    """Return every mutant of a module's functions, one after another, in the order of the text."""
    tree = ast.parse(source)
    for owner, function in _functions(tree, ""):
        for parent, place, node in list(_nodes(function)):
            for changed in _faults(node):
                _put(parent, place, changed)
                code = compile(tree, path, "exec")
                _put(parent, place, node)
                yield Mutant(
                    owner,
                    getattr(node, "lineno", 0) or getattr(parent, "lineno", 0),
                    _text(node, parent),
                    _text(changed, parent),
                    code,
                    _code_of(code, owner, function),
                )


def _functions(node: ast.AST, inside: str) -> Iterator[tuple[str, ast.FunctionDef | ast.Lambda]]:
    """Return the outermost functions of a module, with their qualified names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{inside}{child.name}.")
        elif isinstance(child, ast.FunctionDef):
            yield f"{inside}{child.name}", child
        elif isinstance(child, ast.Lambda):
            yield f"{inside}<lambda>", child
        else:
            yield from _functions(child, inside)


def _nodes(node: ast.AST) -> Iterator[tuple[ast.AST, Place, ast.AST]]:
    """Return every node below one, each with its parent and where it hangs there."""
    for field, value in ast.iter_fields(node):
        if field in UNTYPED or (field == "args" and isinstance(value, ast.arguments)):
            continue
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST) and not _is_docstring(node, field, index, child):
                yield node, (field, index if isinstance(value, list) else None), child
                yield from _nodes(child)


def _is_docstring(parent: ast.AST, field: str, index: int, child: ast.AST) -> bool:
    return (
        isinstance(parent, ast.FunctionDef)
        and field == "body"
        and index == 0
        and isinstance(child, ast.Expr)
        and isinstance(child.value, ast.Constant)
    )


def _put(parent: ast.AST, place: Place, node: ast.AST) -> None:
    field, index = place
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _faults(node: ast.AST) -> Iterator[ast.AST]:
    """Return what may stand wrongly in the place of a node."""
    if type(node) in SWAPPED:
        yield ast.copy_location(SWAPPED[type(node)](), node)
    match node:
        case ast.Constant(value=bool() as value):
            yield _with(node, value=not value)
        case ast.Constant(value=int() as number):
            yield _with(node, value=number + 1)
        case ast.Constant(value=str() as text):
            yield _with(node, value=f"XX{text}")
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.If() | ast.IfExp() | ast.While():
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.Assign() | ast.AnnAssign(value=ast.expr()):
            yield _with(node, value=ast.Constant(None))
        case ast.Call():
            yield from _with_an_argument_lost(node)


def _with_an_argument_lost(call: ast.Call) -> Iterator[ast.AST]:
    for index, argument in enumerate(call.args):
        if not isinstance(argument, ast.Starred):
            before, after = call.args[:index], call.args[index + 1 :]
            yield _with(call, args=[*before, ast.Constant(None), *after])
    for index in range(len(call.keywords)):
        yield _with(call, keywords=[*call.keywords[:index], *call.keywords[index + 1 :]])


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """Return a node with other fields, at the same place of the text."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return ast.fix_missing_locations(changed)


def _text(node: ast.AST, parent: ast.AST) -> str:
    """Return how a node reads; the head alone of what has a body."""
    if isinstance(node, ast.If | ast.While):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    if not isinstance(node, ast.expr | ast.stmt):
        return f"{type(node).__name__} in {ast.unparse(parent)}"
    return ast.unparse(node)


def _code_of(module: CodeType, owner: str, function: ast.FunctionDef | ast.Lambda) -> CodeType:
    """Return the code of a function inside that of its module."""
    found = [
        code
        for code in _codes(module)
        if code.co_qualname == owner and code.co_firstlineno == _first_line(function)
    ]
    return found[0]


def _first_line(function: ast.FunctionDef | ast.Lambda) -> int:
    """Return the line at which a function's code begins: that of its first decorator, if any."""
    decorators = [] if isinstance(function, ast.Lambda) else function.decorator_list
    return min([function.lineno, *(each.lineno for each in decorators)])


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)
