"""Rules 规则 by id and version, so that a decision can be made again by the rule of its day.

A rule is a function of the law. It is declared where it stands, with an id and a version that
begins at 1. When its method is mended after it decided money, the mended function gets the next
version and the old one stays beside it, runnable under its own number.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, Generic, ParamSpec, TypeVar

from tongchou.policy.engine.law import Law

P = ParamSpec("P")
R = TypeVar("R")
Method = Callable[Concatenate[Law, P], R]


class NoSuchVersion(LookupError):
    """A version of a rule that never was, or that is no longer kept."""


class Rule(Generic[P, R]):
    """A rule 规则: the function in force under an id, and the versions that stood before it.

    Calling it runs the version that the law names, the newest where it names none, and the law
    keeps note of which it was.
    """

    def __init__(self, rule_id: str, version: int, method: Method[P, R]) -> None:
        self.id = rule_id
        self.version = version
        self._methods = {version: method}
        update_wrapper(self, method)

    def __call__(self, law: Law, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the rule in the version that the law names."""
        return self.in_version(law.version_of(self.id, self.version))(law, *args, **kwargs)

    def in_version(self, version: int) -> Method[P, R]:
        """Return the rule as it stood in a version; raises `NoSuchVersion`."""
        if version not in self._methods:
            raise NoSuchVersion(f"rule {self.id} has no version {version}")
        return self._methods[version]

    def earlier(self, version: int) -> Callable[[Method[P, R]], Method[P, R]]:
        """Return a decorator that keeps a function as an earlier version of this rule."""
        if not 1 <= version < self.version or version in self._methods:
            raise ValueError(f"version {version} of rule {self.id} is not free")

        def keep(method: Method[P, R]) -> Method[P, R]:
            self._methods[version] = method
            return method

        return keep


def rule(rule_id: str, version: int) -> Callable[[Method[P, R]], Rule[P, R]]:
    """Return a decorator that declares a function as a rule; its first argument is the law."""

    def declare(method: Method[P, R]) -> Rule[P, R]:
        return Rule(rule_id, version, method)

    return declare
