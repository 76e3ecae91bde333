"""The law register: whatever the code or a figure cites is in docs/law.yaml."""

import ast
import re
from pathlib import Path

import yaml
from tree import ROOT, SOURCE, modules

LAW = yaml.safe_load((ROOT / "docs" / "law.yaml").read_text(encoding="utf-8"))
PARAMETERS = SOURCE / "policy" / "parameters"
FIGURES = sorted(set(PARAMETERS.rglob("*.yaml")) - {PARAMETERS / "holidays.yaml"})
"""Holidays are days, no figures; their notices are tested with the working days."""

CITATION = re.compile(
    r"(state-council|npc|social-insurance-law|labour|ministry|fund-accounting)[a-z0-9-]*\d[a-z0-9-]*"
)


def _listed(path: Path) -> dict[str, dict[str, object]]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader) or {}  # noqa: S506


def test_every_figure_names_a_source_that_the_register_knows() -> None:
    unknown = [
        f"{path.name} {name} {row['source']}"
        for path in FIGURES
        if path.name != "titles.yaml"
        for name, entry in _listed(path).items()
        for row in entry["values"]
        if row["source"] not in LAW
    ]

    assert not unknown


def test_no_name_stands_twice_in_a_file() -> None:
    for path in (ROOT / "docs" / "law.yaml", *FIGURES):
        names = re.findall(r"^([\w-]+):", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(names) == len(set(names)), path.name


def test_the_dates_of_every_figure_rise() -> None:
    for path in FIGURES:
        if path.name == "titles.yaml":
            continue
        for name, entry in _listed(path).items():
            begins = [row["from"] for row in entry["values"]]
            assert begins == sorted(set(begins)), f"{path.name} {name}"


def test_every_figure_is_used() -> None:
    names = {name for path in FIGURES if path.name != "titles.yaml" for name in _listed(path)}
    text = "\n".join(module.text for module in modules())

    assert not [name for name in names if f'"{name}"' not in text and name != "transfer_money_mode"]


def test_every_basis_in_the_code_is_in_the_register() -> None:
    cited = {
        node.value
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CITATION.fullmatch(node.value)
    }
    items = yaml.safe_load((SOURCE / "standards" / "codes" / "items.yaml").read_text("utf-8"))
    cited |= {row["basis"] for row in items.values()}

    unknown = sorted(cited - LAW.keys())
    assert cited
    assert not unknown, "enter it in docs/law.yaml"
