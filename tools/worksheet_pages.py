"""Writes docs/worksheets, a page for each rule: what was asked, and the worksheet of its answer.

`python tools/worksheet_pages.py` after any change to a rule, a figure or a wording. The questions
stand in docs/worksheets/asked.jsonl, and a test compares the pages word by word.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tongchou.policy.catalogue import RULES
from tongchou.policy.engine.answer import Answer, answer
from tongchou.policy.engine.worksheet import Line
from tongchou.standards.refusal import Refusal

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "worksheets"
KNOWN_ON = date(2026, 11, 24)


def questions() -> list[dict[str, Any]]:
    """Return what is asked: each with the rule, a title, and the question itself."""
    lines = (FOLDER / "asked.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def page(name: str) -> str:
    """Return the page of a rule."""
    rule = RULES[name]
    asked = [question for question in questions() if question["rule"] == name]
    head = [
        f"# {rule.title.zh} `{name}`",
        "",
        f"{rule.title.en.capitalize()}.",
        "Written by `tools/worksheet_pages.py`; a test keeps it up to date.",
    ]
    return "\n".join(head) + "\n" + "".join(f"\n{_example(name, each)}" for each in asked)


def _example(name: str, question: Mapping[str, Any]) -> str:
    found = answer(RULES[name], question["asked"], known_on=KNOWN_ON)
    asked = json.dumps(question["asked"], ensure_ascii=False)
    title = question["title"][:1].upper() + question["title"][1:]
    parts = [f"## {title}", f"```json\n{asked}\n```", *_answered(found)]
    return "\n\n".join(parts) + "\n"


def _answered(found: Answer) -> Iterator[str]:
    if found.worksheet.lines:
        head = (
            "| line | 项目 | | formula 算式 | value 结果 | basis 依据 |\n|---|---|---|---|--:|---|"
        )
        yield "\n".join([head, *map(_line, found.worksheet.lines)])
    if found.worksheet.notes:
        yield "\n".join(f"- {note.zh} / {note.en}" for note in found.worksheet.notes)
    if found.refusals:
        yield "\n".join(map(_refusal, found.refusals))
    if found.result is not None:
        yield f"```json\n{json.dumps(found.result, ensure_ascii=False)}\n```"


def _line(line: Line) -> str:
    formula = line.formula.zh
    if line.formula.en != formula:
        formula = f"{formula} / {line.formula.en}"
    cells = (
        f"`{line.name}`", line.title.zh, line.title.en, formula, line.said("zh"),
        f"`{line.basis}`" if line.basis else "",
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _refusal(refusal: Refusal) -> str:
    where = f" of `{refusal.field}`" if refusal.field else ""
    basis = f" (`{refusal.basis}`)" if refusal.basis else ""
    said = [f"- `{refusal.code}`{where}{basis}: {refusal.text.zh} / {refusal.text.en}"]
    if refusal.remedy:
        said.append(f"  → {refusal.remedy.zh} / {refusal.remedy.en}")
    return "\n".join(said)


if __name__ == "__main__":
    for name in RULES:
        (FOLDER / f"{name}.md").write_text(page(name), encoding="utf-8")
