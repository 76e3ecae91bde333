"""Wage declaration 缴费工资申报: a month's wages of employers, a verdict for every row.

A bulk item: its file may hold one row or a million. The rows that stand enrol whoever is not
enrolled yet and are assessed; the others are told to the employer and change nothing.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from tongchou.business.contribution import refusals
from tongchou.business.contribution.answer import answer_to
from tongchou.business.contribution.assessed import assessed
from tongchou.business.contribution.reading import read_declaration
from tongchou.business.contribution.repairs import Declaration, repaired
from tongchou.business.contribution.verdicts import Known, Verdicts, judge
from tongchou.policy.employees.contribution.contribution import Contribution
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.registry import queries as registry
from tongchou.standards.codes import city_of
from tongchou.standards.fields import FileDigest, FileName, MonthText
from tongchou.standards.messages import SLICE_ROWS, ContributionsAssessed, PersonsEnrolled
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.time import month_of, month_on
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Panel

BASIS = "social-insurance-law-60"


class Form(BaseModel, frozen=True, extra="forbid"):
    """What is declared with the file; the name is the file's own and makes no other matter."""

    month: MonthText = Field(title="费款所属期", description="Month the wages are for")
    file_digest: FileDigest = Field(
        title="文件摘要", description="SHA-256 of the file", max_length=64
    )
    file_name: FileName = Field(default="", title="文件名", description="File name", exclude=True)


@dataclass(frozen=True)
class Facts:
    """The file as it was meant, and what the registry holds of the people in it."""

    form: Form
    province: str
    this_month: int
    declaration: Declaration | Refusal
    known: Known
    enrolled: AbstractSet[tuple[str, str]]


@dataclass(frozen=True)
class Assessed:
    """What a declaration comes to: the verdict on each row, and what the accepted ones owe."""

    verdicts: Verdicts
    due: Contribution


def gather(form: Form, act: Act) -> Facts:
    """Read the file, and look up everyone in it at once."""
    this_month = month_on(act.today)
    table = read_declaration(act.files[0].name, act.files[0].content) if act.files else None
    if table is None or isinstance(table, Refusal):
        refusal = table or refusals.file_empty()
        return Facts(form, act.province, this_month, refusal, Known({}), frozenset())
    declaration = repaired(table)
    credit_codes = _written(declaration.credit_codes)
    ssns = _written(declaration.ssns)
    month = month_of(form.month)
    employers = registry.employers_known(credit_codes, province=act.province)
    known = Known(
        employers=employers,
        outside={code for code, at in employers.items() if not at.startswith(act.scope)},
        names=registry.names_of(ssns, province=act.province),
        pensioners=registry.pensioners_among(ssns, province=act.province),
        assessed=registry.already_assessed(credit_codes, month, province=act.province),
    )
    enrolled = registry.enrolled_with(credit_codes, month, province=act.province)
    return Facts(form, act.province, this_month, declaration, known, enrolled)


def _written(texts: list[str]) -> set[str]:
    """Return the texts that can be a number or a code; the rest is not worth a question."""
    return {text for text in texts if text.isascii() and text.isalnum()}


def decide(facts: Facts, law: Law) -> Decision[Assessed] | Refusals:
    """Judge every row, and assess those that stand."""
    if isinstance(facts.declaration, Refusal):
        return (facts.declaration,)
    month = month_of(facts.form.month)
    if month > facts.this_month:
        return (refusals.month_ahead(),)
    verdicts = judge(facts.declaration, month, facts.known)
    wages = facts.declaration.wage_fens[verdicts.accepted]
    sheet = Sheet()
    due = assessed(law, facts.province, month, wages, _cities(facts, verdicts), sheet)
    sheet.line("people", "接受人数", "People accepted", len(wages), "people", "", BASIS)
    for name, zh, en, fens in (
        ("wages", "申报工资合计", "Declared wages in all", wages),
        ("bases", "缴费基数合计", "Contribution bases in all", due.base_fen),
        ("employers", "单位缴费合计", "Employers' contributions in all", due.employer_fen),
        ("employees", "个人缴费合计", "Employees' contributions in all", due.employee_fen),
    ):
        sheet.line(name, zh, en, int(np.sum(fens)), "fen", "Σ", BASIS)
    return Decision(Assessed(verdicts, due), sheet.worksheet())


def _cities(facts: Facts, verdicts: Verdicts) -> list[str]:
    """Return in which city the employer of each row that stands is."""
    cities = {code: city_of(division) for code, division in facts.known.employers.items()}
    credit_codes = verdicts.declaration.credit_codes
    return [cities[credit_codes[place]] for place in verdicts.accepted.tolist()]


def record(facts: Facts, found: Assessed, act: Act) -> Effects:
    """Enrol whoever is not enrolled yet, and assess what is due 应缴核定."""
    columns = _accepted(found.verdicts)
    names = columns.pop("names")
    pairs = zip(columns["ssns"], columns["credit_codes"], strict=True)
    is_joining = [pair not in facts.enrolled for pair in pairs]
    joining = {
        "ssns": list(compress(columns["ssns"], is_joining)),
        "names": list(compress(names, is_joining)),
        "credit_codes": list(compress(columns["credit_codes"], is_joining)),
    }
    columns |= {
        "base_fens": np.asarray(found.due.base_fen).tolist(),
        "employer_fens": np.asarray(found.due.employer_fen).tolist(),
        "employee_fens": np.asarray(found.due.employee_fen).tolist(),
    }
    month = facts.form.month
    enrolled = [
        PersonsEnrolled(scheme=act.scheme, from_month=month, **piece) for piece in _slices(joining)
    ]
    assessed = [
        ContributionsAssessed(scheme=act.scheme, month=month, item_number=act.item_number, **piece)
        for piece in _slices(columns)
    ]
    return Effects(
        messages=(*enrolled, *assessed),
        outcome={
            "province": facts.province,
            "month": month,
            **answer_to(found.verdicts, found.due),
        },
    )


def _accepted(verdicts: Verdicts) -> dict[str, list[Any]]:
    """Return the columns of the rows that stand."""
    declaration, places = verdicts.declaration, verdicts.accepted.tolist()
    columns = {
        "rows": declaration.table.rows,
        "ssns": declaration.ssns,
        "names": declaration.names,
        "credit_codes": declaration.credit_codes,
        "wage_fens": declaration.wage_fens.tolist(),
    }
    if len(places) == len(declaration):
        return columns
    return {name: [column[place] for place in places] for name, column in columns.items()}


def _slices(columns: dict[str, list[Any]]) -> list[dict[str, list[Any]]]:
    """Return columns cut into pieces that fit a message."""
    count = len(columns["ssns"])
    return [
        {name: column[start : start + SLICE_ROWS] for name, column in columns.items()}
        for start in range(0, count, SLICE_ROWS)
    ]


ITEM = BusinessItem(
    code="wage_declaration",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    panels=(Panel.FILE, Panel.ROWS, Panel.WORKSHEET),
    keeps_facts=False,
)
