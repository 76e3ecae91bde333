"""Writes docs/law.md, the page that says what of the law is here: `python tools/law_page.py`.

Everything on it is read from the register, the figures, the rules and the cases themselves.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from tongchou.policy.catalogue import RULES

ROOT = Path(__file__).resolve().parents[1]
POLICY = ROOT / "src" / "tongchou" / "policy"
CASES = ROOT / "tests" / "policy" / "cases"
PAGE = ROOT / "docs" / "law.md"
NATIONAL = "national"
PROVINCES = 32
METHODS = ("years_method", "transitional_method", "addition_method", "basic_method")
EVERYBODYS = ("adjustment_", "urban_income", "monthly_income")
"""Figures that every province has, known here or not."""

Figures = Mapping[str, Mapping[str, Any]]
"""The entries of one file of figures, by name."""


def read(path: Path) -> Any:
    """Return a YAML file whose scalars all stay text."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506


def page() -> str:
    """Return the whole page."""
    register = read(ROOT / "docs" / "law.yaml")
    folders = sorted(path for path in (POLICY / "parameters").iterdir() if path.is_dir())
    schemes = {folder.name: _files_of(folder) for folder in folders}
    files = [figures for places in schemes.values() for figures in places.values()]
    return "\n".join(
        (
            *_head(register, files),
            *_rules(),
            *_articles(register, files),
            *_methods(schemes["110"]),
            *(line for scheme, places in schemes.items() for line in _coverage(scheme, places)),
            *_cases(),
        )
    )


def _files_of(folder: Path) -> dict[str, Figures]:
    """Return a scheme's files of figures by place: the country's first, as `NATIONAL`."""
    paths = (folder / "national.yaml", *sorted((folder / "provinces").glob("*.yaml")))
    return {path.stem: read(path) or {} for path in paths}


def _head(register: Figures, files: Iterable[Figures]) -> Iterator[str]:
    rows = sum(1 for figures in files for _ in _rows_of(figures))
    cases = list(_listed_cases())
    yield "# What of the law is here"
    yield ""
    yield "Written by `tools/law_page.py` from the register, the figures, the rules and the cases;"
    yield "a test keeps it up to date."
    yield ""
    modules = len(_rule_modules())
    yield f"{len(register)} documents, {rows} dated figures, {modules} modules of rules."
    yield f"{len(cases)} cases, of which {len(_differing(cases))} differ from their sheet."
    yield ""


def _rules() -> Iterator[str]:
    yield "## The rules that may be asked"
    yield ""
    yield "`tongchou calc RULE` takes these facts ([how](concepts/calc.md)). Those in brackets may"
    yield "be left out, and whatever figure a rule looks up may be given."
    yield ""
    yield "| rule | version | | facts | besides figures, may be given |"
    yield "|---|--:|---|---|---|"
    for name, rule in RULES.items():
        fields = {
            field.alias or key: field.is_required()
            for key, field in rule.facts.model_fields.items()
            if key != "given"
        }
        facts = ", ".join(key if needed else f"[{key}]" for key, needed in fields.items())
        cells = (f"`{name}`", str(rule.find.version), rule.title.zh, facts, ", ".join(rule.given))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _articles(register: Figures, files: Iterable[Figures]) -> Iterator[str]:
    rules, figures = _citing_rules(register), _citing_figures(files)
    yield "## From the document to the rule and the figure"
    yield ""
    yield "Sure: H seen or beyond doubt, M from reliable secondary publication, L from one source."
    yield ""
    yield "| document | sure | rules | figures |"
    yield "|---|---|---|---|"
    for basis, entry in register.items():
        if basis in rules or basis in figures:
            named = ", ".join(f"`{name}`" for name in sorted(rules[basis]))
            held = ", ".join(f"`{name}`" for name in sorted(figures[basis]))
            yield f"| {entry['title']} | {entry['sure']} | {named} | {held} |"
    yield ""


def _citing_rules(register: Figures) -> Mapping[str, set[str]]:
    """Return, for each document, the modules that cite it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in _rule_modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in register:
                found[str(node.value)].add(path.name)
    return found


def _rule_modules() -> list[Path]:
    """Return the modules that hold rules: not how they are asked, nor what only names a folder."""
    return sorted(
        (path for path in POLICY.rglob("*.py") if not path.stem.endswith(("_asked", "__"))),
        key=lambda path: path.name,
    )


def _citing_figures(files: Iterable[Figures]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for figures in files:
        for name, row in _rows_of(figures):
            found[row["source"]].add(name)
    return found


def _rows_of(figures: Figures) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, entry in figures.items():
        for rows in (entry["values"], *entry.get("cities", {}).values()):
            for row in rows:
                yield name, row


def _methods(places: Mapping[str, Figures]) -> Iterator[str]:
    """Show how each province determines a pension, and on how many sheets each way was seen."""
    names = read(ROOT / "src/tongchou/standards/codes/divisions.yaml")
    yield "## How each province determines, and how sure that is"
    yield ""
    yield "Behind a way stands on how many determination sheets 核定表 among the cases it was seen:"
    yield "those that are met by it and not by the commonest others. Ways without a number are what"
    yield "a document says, or what a sheet prints. What rests on fewer than 2 sheets is marked on"
    yield "every worksheet (办法据N份核定表); the last column is the least of the ways in force."
    yield ""
    yield "| province | 年限 years | 过渡性 transitional | 增发 additions | 基础 basic | how sure |"
    yield "|---|---|---|---|---|--:|"
    for code, figures in places.items():
        if code == NATIONAL:
            continue
        entries = [figures.get(name, {"values": []}) for name in METHODS]
        in_force = [entry["values"][-1] for entry in entries if entry["values"]]
        least = min(int(row["sheets"]) for row in in_force if "sheets" in row)
        yield f"| {names[code]['zh']} | {' | '.join(map(_ways, entries))} | {least} |"
    yield ""


def _ways(entry: Mapping[str, Any]) -> str:
    """Return the ways of one figure through time and by city, each with its number of sheets."""
    rows = [(row["from"], row) for row in entry["values"]]
    rows += [(city, row) for city, own in entry.get("cities", {}).items() for row in own]
    return "; ".join(
        " ".join(
            (
                f"`{row['value']}`",
                *([row["sheets"]] if "sheets" in row else []),
                *([f"({where})"] if len(rows) > 1 else []),
            )
        )
        for where, row in rows
    )


def _coverage(scheme: str, places: Mapping[str, Figures]) -> Iterator[str]:
    """Show each figure of the provinces: where it is known for which years, and where not."""
    provinces = {place: figures for place, figures in places.items() if place != NATIONAL}
    titles = read(POLICY / "parameters" / "titles.yaml")
    names = read(ROOT / "src/tongchou/standards/codes/divisions.yaml")
    scheme_name = read(ROOT / "src/tongchou/standards/codes/schemes.yaml")[scheme]["zh"]
    yield f"## From the province to the year: {scheme_name} {scheme}"
    yield ""
    yield "Where a figure is a hole, the rule refuses and says what is missing."
    yield ""
    for name in dict.fromkeys(name for figures in provinces.values() for name in figures):
        spans: dict[str, list[str]] = defaultdict(list)
        for code, figures in provinces.items():
            if name in figures:
                spans[_years(figures[name])].append(names[code]["zh"])
        missing = [names[code]["zh"] for code, figures in provinces.items() if name not in figures]
        yield f"### {titles[name]['zh']} `{name}`"
        yield ""
        for years, where in sorted(spans.items()):
            yield f"- {years}: {'、'.join(where)}"
        if missing:
            yield f"- {_elsewhere(name, places[NATIONAL], missing)}"
        yield ""


def _elsewhere(name: str, national: Figures, missing: Sequence[str]) -> str:
    """Return what it means that provinces have no such figure."""
    if name in national:
        return "elsewhere the country's figure 别处按全国"
    is_everybodys = name.startswith(EVERYBODYS) or len(missing) <= PROVINCES // 2
    return f"hole 空缺: {'、'.join(missing)}" if is_everybodys else "elsewhere nothing 别处无此项"


def _years(entry: Mapping[str, Any]) -> str:
    """Return the years for which a figure has values, as spans."""
    rows = [row for rows in (entry["values"], *entry.get("cities", {}).values()) for row in rows]
    if not rows:
        return "hole 空缺"
    if "lasts_months" not in entry:
        return f"since {min(row['from'] for row in rows)}"
    years = sorted({int(row["from"][:4]) for row in rows})
    return ", ".join(_spans(years))


def _spans(years: Sequence[int]) -> Iterator[str]:
    first = last = years[0]
    for year in (*years[1:], 0):
        if year == last + 1:
            last = year
            continue
        yield str(first) if first == last else f"{first}–{last}"
        first = last = year


def _cases() -> Iterator[str]:
    cases = list(_listed_cases())
    yield "## The cases"
    yield ""
    yield "| file | cases | of them determination sheets 核定表 |"
    yield "|---|--:|--:|"
    for path in sorted(CASES.glob("*.yaml")):
        own = [case for file, case in cases if file == path.name]
        sheets = sum("determination sheet" in str(case.get("source", "")) for case in own)
        yield f"| `{path.name}` | {len(own)} | {sheets} |"
    yield ""
    differing = _differing(cases)
    if differing:
        yield "### Sheets that are not met to the fen"
        yield ""
        for file, case in differing:
            yield f"- `{file}` {case['case']}: {case['differs']} — {case['why']}"
        yield ""


def _listed_cases() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for path in sorted(CASES.glob("*.yaml")):
        listed = read(path)
        for group in listed if isinstance(listed, list) else _flat(listed):
            yield path.name, group


def _flat(listed: Mapping[str, Iterable[Any]]) -> Iterator[Mapping[str, Any]]:
    for group in listed.values():
        yield from group


def _differing(cases: Iterable[tuple[str, Mapping[str, Any]]]) -> list[tuple[str, Any]]:
    return [(file, case) for file, case in cases if "differs" in case]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
