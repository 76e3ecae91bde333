"""The rules of the house: each with why, a line that keeps it and a line that breaks it."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from tree import Module, modules

BELOW_CHANNELS = {
    "standards", "storage", "policy", "agency", "registry", "ledger", "events", "workflow", "risk",
    "sync", "proof", "business", "ministry",
}  # fmt: skip
CLOCKS = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time",
          "timezone.now"}  # fmt: skip
ASKED = tuple(f".{clock}" for clock in CLOCKS)
"""However the module of the clock is called: `date.today`, `datetime.date.today`."""
MANAGER_WRITES = {"create", "get_or_create", "update_or_create"}
FORMULA_AT = 5
BULK_WRITES = {"bulk_create", "bulk_update", "abulk_create"}
STATEMENT = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|MERGE\s+INTO|COPY\s+\w+)\b"
)


@dataclass(frozen=True)
class Rule:
    """A rule: why it is, what it forbids, a good line and a bad one."""

    why: str
    broken_by: Callable[[Module], list[int]]
    good: str
    bad: str
    bad_part: str = "registry"
    also_bad: tuple[str, ...] = ()


def _calls(*names: str) -> Callable[[Module], list[int]]:
    return lambda module: [line for call, line in module.calls() if call in names]


def _clock(module: Module) -> list[int]:
    if module.part not in BELOW_CHANNELS:
        return []
    return [line for call, line in module.calls() if f".{call}".endswith(ASKED)]


def _atomic(module: Module) -> list[int]:
    if module.part in {"workflow", "ledger", "sync", "proof", "agency", "node"}:
        return []
    return [line for call, line in module.calls() if call.endswith("atomic")]


def _normalises(module: Module) -> list[int]:
    if module.name == "standards/text.py":
        return []
    return _calls("unicodedata.normalize", "normalize")(module)


def _signals(module: Module) -> list[int]:
    return [
        node.lineno
        for node in module.nodes
        if isinstance(node, ast.ImportFrom)
        and node.module
        and "django" in node.module
        and node.module.endswith(("signals", "dispatch"))
    ]


def _save_override(module: Module) -> list[int]:
    return [node.lineno for node in module.functions() if node.name == "save"]


def _writes(module: Module) -> list[int]:
    """Return where a row is written: by a model, by a query set, or by a statement of its own."""
    if "changes" in module.name or module.part in {"node", "standards", "policy", "storage"}:
        return []
    return [node.lineno for node in ast.walk(module.tree) if _is_write(node)]


def _is_write(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(STATEMENT.search(node.value))
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    verb, given = node.func.attr, [*node.args, *node.keywords]
    return (
        verb in BULK_WRITES
        or (verb in MANAGER_WRITES and ".objects" in ast.unparse(node.func))
        or (verb == "update" and bool(node.keywords))
        or (verb == "delete" and not given)
        or (verb == "save" and all(isinstance(each, ast.keyword) for each in given))
    )


def _formulas_in_chinese(module: Module) -> list[int]:
    """Return where the formula of a worksheet's line, its sixth argument, is bare Chinese."""
    return [
        node.lineno
        for node in module.nodes
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith(".line")
        and len(node.args) > FORMULA_AT
        and isinstance(node.args[FORMULA_AT], ast.Constant | ast.JoinedStr)
        and re.search("[一-鿿]", ast.unparse(node.args[FORMULA_AT]))
    ]


RULES = {
    "time is passed in": Rule(
        "Below the channels nothing asks a clock, so that every decision can be made again.",
        _clock, "act.today", "date.today()", also_bad=("datetime.date.today()",),
    ),
    "no float is born": Rule(
        "Money and indices are whole numbers; a float has lost fen before anyone looks.",
        _calls("float", "np.float64"), "fen_of(text)", "float(text)",
    ),
    "text is made plain in one place": Rule(
        "Normalising takes time with the square of its accents; `plain_forms` has a limit.",
        _normalises, "plain_forms(text)", "unicodedata.normalize('NFKC', text)",
    ),
    "one unit of work": Rule(
        "Only workflow, ledger, sync, proof and agency open one, so that a deed is written whole.",
        _atomic, "post(draft)", "transaction.atomic()",
    ),
    "nothing happens by signal": Rule(
        "What follows from a change stands where the change is written.",
        _signals, "x = 1", "from django.db.models.signals import post_save",
    ),
    "saving means saving": Rule(
        "A save that does more hides it from every reader.",
        _save_override, "def keep(): pass", "def save(): pass",
    ),
    "a formula with words has them in both languages": Rule(
        "A reader of English pages reads the worksheet too.",
        _formulas_in_chinese,
        "sheet.line('n', '额', 'Sum', 1, 'fen', Text('额 × 2', 'sum × 2'), 'x')",
        "sheet.line('n', '额', 'Sum', 1, 'fen', '额 × 2', 'x')",
        also_bad=("sheet.line('n', '额', 'Sum', 1, 'fen', f'{a} 额', 'x')",),
    ),
    "writes stand in changes": Rule(
        "Whoever wants to know what changes a table reads one file.",
        _writes, "Person.objects.filter()", "Person.objects.create()",
        also_bad=(
            "people.bulk_create([])", "people.filter(ssn=ssn).update(name=name)",
            "people.filter(ssn=ssn).delete()", "person.save(update_fields=['name'])",
            "execute('INSERT INTO registry_person SELECT 1')",
            "execute(f'UPDATE registry_person SET name = {name}')",
            "copy('COPY registry_person FROM STDIN')",
        ),
    ),
}  # fmt: skip


def _written(line: str, part: str) -> Module:
    from tree import SOURCE  # noqa: PLC0415  # only the planted module needs it

    return Module(SOURCE / part / "queries.py", line, ast.parse(line))


@pytest.mark.parametrize("name", RULES)
def test_the_house_keeps_its_rule(name: str) -> None:
    rule = RULES[name]

    broken = [f"{module.name}:{line}" for module in modules() for line in rule.broken_by(module)]

    assert not broken, rule.why


@pytest.mark.parametrize("name", RULES)
def test_the_rule_tells_good_from_bad(name: str) -> None:
    rule = RULES[name]

    assert not rule.broken_by(_written(rule.good, rule.bad_part))
    for bad in (rule.bad, *rule.also_bad):
        assert rule.broken_by(_written(bad, rule.bad_part)), bad
