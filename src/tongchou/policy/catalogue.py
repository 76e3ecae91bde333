"""The rules that may be asked, by name, and all rules with their versions, by id.

Nothing is entered by hand: a module `…_asked` says by its `RULE` how a rule is asked, and every
function that is declared with `@rule` is found where it stands.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from tongchou import policy
from tongchou.policy.engine.answer import Asked
from tongchou.policy.engine.rule import NoSuchVersion, Rule


def _modules() -> Iterator[ModuleType]:
    """Give every module of the law in the order of their names, but not this one."""
    for found in walk_packages(policy.__path__, f"{policy.__name__}."):
        if found.name != __name__:
            yield import_module(found.name)


_MODULES = tuple(_modules())


def asked_rules(modules: Iterable[ModuleType]) -> Mapping[str, Asked]:
    """Return what the modules named `…_asked` declare as their `RULE`, by the rule's name.

    Raises `TypeError` for a module that declares none, `ValueError` for two rules of one name.
    """
    found: dict[str, Asked] = {}
    for module in modules:
        if not module.__name__.endswith("_asked"):
            continue
        asked = getattr(module, "RULE", None)
        if not isinstance(asked, Asked):
            raise TypeError(f"{module.__name__} declares no RULE = Asked(...)")
        if asked.name in found:
            raise ValueError(f"two rules are asked as {asked.name}; {module.__name__} is one")
        found[asked.name] = asked
    return found


def declared_rules(modules: Iterable[ModuleType]) -> Mapping[str, Rule[..., Any]]:
    """Return every function declared with `@rule`, by id; raises `ValueError` for an id twice."""
    found: dict[str, Rule[..., Any]] = {}
    for module in modules:
        for value in vars(module).values():
            if not isinstance(value, Rule):
                continue
            if found.setdefault(value.id, value) is not value:
                raise ValueError(f"two rules have the id {value.id}; {module.__name__} has one")
    return found


RULES: Mapping[str, Asked] = asked_rules(_MODULES)
"""The rules that may be asked, by the name under which others know them."""

_BY_ID: Mapping[str, Rule[..., Any]] = declared_rules(_MODULES)


def rule(rule_id: str, version: int | None = None) -> Callable[..., Any]:
    """Return a rule by its id: in force, or as it stood in a version.

    Raises `NoSuchVersion` for an id or a version that is not kept.
    """
    found = _BY_ID.get(rule_id)
    if found is None:
        raise NoSuchVersion(f"there is no rule {rule_id}")
    return found if version is None else found.in_version(version)


def versions() -> Mapping[str, int]:
    """Return the version in force of each rule, by id."""
    return {rule_id: each.version for rule_id, each in _BY_ID.items()}
