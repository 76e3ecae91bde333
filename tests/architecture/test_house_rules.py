"""The rules of the house: each with why, a line that keeps it and a line that breaks it."""

import ast
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from tree import Module, modules

BELOW_CHANNELS = {
    "standards", "storage", "policy", "agency", "registry", "ledger", "events", "workflow", "risk",
    "sync", "business", "ministry",
}  # fmt: skip
CLOCKS = {"date.today", "datetime.now", "datetime.today", "datetime.utcnow", "time.time",
          "timezone.now"}  # fmt: skip
WRITES = {"save", "create", "bulk_create", "update", "delete", "get_or_create",
          "update_or_create", "bulk_update"}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """A rule: why it is, what it forbids, a good line and a bad one."""

    why: str
    broken_by: Callable[[Module], list[int]]
    good: str
    bad: str
    bad_part: str = "registry"


def _calls(*names: str) -> Callable[[Module], list[int]]:
    return lambda module: [line for call, line in module.calls() if call in names]


def _clock(module: Module) -> list[int]:
    return _calls(*CLOCKS)(module) if module.part in BELOW_CHANNELS else []


def _atomic(module: Module) -> list[int]:
    if module.part in {"workflow", "ledger", "sync", "node"}:
        return []
    return [line for call, line in module.calls() if call.endswith("atomic")]


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
    if "changes" in module.name or module.part in {"node", "standards", "policy"}:
        return []
    return [
        line
        for call, line in module.calls()
        if ".objects." in call and call.rsplit(".", 1)[-1] in WRITES
    ]


RULES = {
    "time is passed in": Rule(
        "Below the channels nothing asks a clock, so that every decision can be made again.",
        _clock, "act.today", "date.today()",
    ),
    "no float is born": Rule(
        "Money and indices are whole numbers; a float has lost fen before anyone looks.",
        _calls("float", "np.float64"), "fen_of(text)", "float(text)",
    ),
    "one unit of work": Rule(
        "Only workflow, ledger and sync open transactions, so a deed is written whole.",
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
    "writes stand in changes": Rule(
        "Whoever wants to know what changes a table reads one file.",
        _writes, "Person.objects.filter()", "Person.objects.create()",
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
    assert rule.broken_by(_written(rule.bad, rule.bad_part))
