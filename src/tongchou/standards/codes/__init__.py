"""Code tables 代码表: one file each, YAML or for long ones CSV, every code with its wording."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from tongchou.standards.text import Text

MINISTRY, CORPS = "00", "66"
"""The ministry's code among the divisions, which are provinces otherwise, and the Xinjiang Corps',
whose own divisions are none of GB/T 2260."""


@dataclass(frozen=True)
class Code:
    """A code, how it is called, and what else its table says of it."""

    code: str
    text: Text
    facts: Mapping[str, Any] = field(default_factory=dict)


def city_of(division_code: str) -> str:
    """Return the city (six digits) in which a division of six or more digits lies.

    A county that stands under the province itself (90 in its code) is its own city.
    """
    return division_code[:6] if division_code[2:4] == "90" else f"{division_code[:4]}00"


@cache
def table(name: str) -> Mapping[str, Code]:
    """Return a code table in the order of its file.

    Raises `FileNotFoundError` for an unknown table, `ValueError` for a file with a faulty row.
    """
    long_one = files(__package__) / f"{name}.csv"
    if long_one.is_file():
        return _long_table(long_one.read_text(encoding="utf-8"))
    source = (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")
    return read_table(name, source)


def _long_table(source: str) -> Mapping[str, Code]:
    """Return a table of thousands of rows; as YAML they would take a second to read."""
    return MappingProxyType(
        {
            row["code"]: Code(
                row["code"], Text(row["zh"], row["en"]), {"now": row.get("now") or ""}
            )
            for row in csv.DictReader(source.splitlines())
        }
    )


def read_table(name: str, source: str) -> Mapping[str, Code]:
    """Return the code table that a YAML text holds; raises `ValueError` and says where."""
    try:
        rows: dict[str, dict[str, Any]] = yaml.load(source, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as fault:
        raise ValueError(f"standards/codes/{name}.yaml: {fault}") from fault
    for code, row in rows.items():
        if not {"zh", "en"} <= row.keys():
            raise ValueError(f"standards/codes/{name}.yaml: {code} is not worded in zh and en")
    return MappingProxyType(
        {
            code: Code(code, Text(row.pop("zh"), row.pop("en")), MappingProxyType(row))
            for code, row in rows.items()
        }
    )
