"""Citations 法律依据: a basis by its id, said by the document's number and article."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


@cache
def register() -> Mapping[str, Mapping[str, str]]:
    """Return the law register 法规目录: what each id stands for, how sure it is, what it gave."""
    source = (files("tongchou.standards.codes") / "law.yaml").read_text(encoding="utf-8")
    listed: dict[str, dict[str, str]] = yaml.load(source, Loader=yaml.CBaseLoader)  # noqa: S506  # it makes text of every scalar
    return listed


_SAID = {"given": "按给定参数", "determination-sheet": "按核定表"}
"""What a line rests on that rests on no document."""


def citation(basis: str) -> str:
    """Return how a basis is cited, 国发〔2005〕38号 六; plain words are said as they are.

    Statutes are never translated, so both languages cite alike.
    """
    known = register().get(basis)
    return known["title"] if known else _SAID.get(basis, basis)
