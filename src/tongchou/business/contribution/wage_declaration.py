"""Wage declaration 缴费工资申报: a month's wages of employers, a verdict for every row.

A bulk item: its file may hold one row or a million. The rows that stand enrol whoever is not
enrolled yet and are assessed; the others are told to the employer and change nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from tongchou.business.contribution import limits, refusals
from tongchou.business.contribution.answer import answer_to
from tongchou.business.contribution.assessed import assessed
from tongchou.business.contribution.declaration import Declaration, slices_of, values_at
from tongchou.business.contribution.periods import other_period
from tongchou.business.contribution.queries import employers_of, looked_up
from tongchou.business.contribution.reading import read_declaration
from tongchou.business.contribution.verdicts import Known, Verdicts, judge
from tongchou.policy.employees.contribution.contribution import Contribution
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.codes import city_of
from tongchou.standards.fields import FileDigest, FileEmployer, FileName, MonthText
from tongchou.standards.messages import ContributionsAssessed, Message, PersonsEnrolled
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month_of, month_on
from tongchou.workflow.item import (
    Act,
    BusinessItem,
    Decision,
    Effects,
    Figure,
    FileAsked,
    Panel,
)
from tongchou.workflow.memory import unswept
from tongchou.workflow.reversal import reversal_of

BASIS = "social-insurance-law-60"


def _is_none(said: str | None) -> bool:
    """Whether an answer was left out, which makes no other matter than not asking did."""
    return said is None


class Form(BaseModel, frozen=True, extra="forbid"):
    """What is declared with the file; the name is the file's own and makes no other matter."""

    month: MonthText = Field(title="费款所属期", description="Month the wages are for")
    credit_code: FileEmployer | None = Field(
        default=None,
        title="统一社会信用代码(文件中没有单位时填写)",
        description="Credit code, where the file names no employer",
        exclude_if=_is_none,
    )
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


@dataclass(frozen=True)
class Assessed:
    """What a declaration comes to: the verdict on each row, and what the accepted ones owe."""

    verdicts: Verdicts
    due: Contribution


def gather(form: Form, act: Act) -> Facts:
    """Read the file, and look up everyone in it, a slice of rows at a time."""
    this_month = month_on(act.today)
    look = partial(
        looked_up,
        month=month_of(form.month),
        province=act.province,
        scheme=act.scheme,
        own_only=act.is_outside,
    )
    if not act.files:
        return Facts(form, act.province, this_month, refusals.file_empty(), Known({}))
    with unswept():
        declaration = read_declaration(act.files[0].body, look, employer=form.credit_code or "")
    if isinstance(declaration, Refusal):
        return Facts(form, act.province, this_month, declaration, Known({}))
    known = employers_of(declaration, province=act.province, scope=act.scope)
    return Facts(form, act.province, this_month, declaration, known)


def names(facts: Facts, ssn: str) -> bool:
    """Return whether a row of the file is about a person."""
    declared = facts.declaration
    return isinstance(declared, Declaration) and bool(np.any(declared.ssns == ssn))


def decide(facts: Facts, law: Law) -> Decision[Assessed] | Refusals:
    """Judge every row, and assess those that stand."""
    if isinstance(facts.declaration, Refusal):
        return (facts.declaration,)
    month = month_of(facts.form.month)
    if month > facts.this_month:
        return (refusals.month_ahead(),)
    if other := other_period(facts.declaration.periods, month):
        return (refusals.other_month(*other, facts.form.month),)
    employer = facts.form.credit_code
    if employer and facts.declaration.employers != [employer]:
        return (refusals.other_employers(facts.declaration.employers, employer),)
    verdicts = judge(facts.declaration, month, facts.known)
    if len(verdicts.refused) > limits.REFUSED_ROWS_MAX:
        return (refusals.too_many_refused(len(verdicts.refused), *verdicts.commonest_case()),)
    wages = facts.declaration.wage_fens[verdicts.accepted]
    sheet = Sheet()
    due = assessed(law, facts.province, month, wages, _cities(facts.known, verdicts), sheet)
    sheet.line("people", "接受人数", "People accepted", len(wages), "people", "", BASIS)
    for name, zh, en, fens in (
        ("wages", "申报工资合计", "Declared wages in all", wages),
        ("bases", "缴费基数合计", "Contribution bases in all", due.base_fen),
        ("employers", "单位缴费合计", "Employers' contributions in all", due.employer_fen),
        ("employees", "个人缴费合计", "Employees' contributions in all", due.employee_fen),
    ):
        sheet.line(name, zh, en, int(np.sum(fens)), "fen", "Σ", BASIS)
    return Decision(Assessed(verdicts, due), sheet.worksheet())


def _cities(known: Known, verdicts: Verdicts) -> NDArray[np.str_]:
    """Return in which city the employer of each row that stands is."""
    declaration = verdicts.declaration
    divisions = [known.employers.get(code, "") for code in declaration.employers]
    cities = np.array([city_of(division) if division else "" for division in divisions])
    return cities[declaration.employer_of[verdicts.accepted]]


def record(facts: Facts, found: Assessed, act: Act) -> Effects:
    """Enrol whoever is not enrolled yet, and assess what is due 应缴核定."""
    return Effects(
        messages=_Messages(facts, found, act),
        outcome={
            "province": facts.province,
            "month": facts.form.month,
            **answer_to(found.verdicts, found.due),
        },
    )


@dataclass(frozen=True)
class _Messages:
    """The messages about the rows that stand, made slice by slice each time they are read."""

    facts: Facts
    found: Assessed
    act: Act

    def __iter__(self) -> Iterator[Message]:
        return chain(self._enrolled(), self._assessed())

    def _enrolled(self) -> Iterator[PersonsEnrolled]:
        declaration, accepted = self.found.verdicts.declaration, self.found.verdicts.accepted
        joining = accepted[declaration.is_joining[accepted]]
        for own in slices_of(declaration.by_number(joining)):
            places = joining[own]
            yield PersonsEnrolled(
                scheme=self.act.scheme,
                from_month=self.facts.form.month,
                ssns=values_at(declaration.ssns, places),
                names=values_at(declaration.names, places),
                credit_codes=declaration.credit_codes(places),
            )

    def _assessed(self) -> Iterator[ContributionsAssessed]:
        declaration, accepted = self.found.verdicts.declaration, self.found.verdicts.accepted
        due = self.found.due
        for own in slices_of(declaration.by_number(accepted)):
            places = accepted[own]
            yield ContributionsAssessed(
                scheme=self.act.scheme,
                month=self.facts.form.month,
                item_number=self.act.item_number,
                rows=values_at(declaration.rows, places),
                ssns=values_at(declaration.ssns, places),
                credit_codes=declaration.credit_codes(places),
                wage_fens=values_at(declaration.wage_fens, places),
                base_fens=values_at(np.asarray(due.base_fen), own),
                employer_fens=values_at(np.asarray(due.employer_fen), own),
                employee_fens=values_at(np.asarray(due.employee_fen), own),
            )


ITEM = BusinessItem(
    code="wage_declaration",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    names=names,
    panels=(Panel.FILE, Panel.ROWS, Panel.WORKSHEET),
    figures=(Figure(Text("应缴合计", "Due in all"), "fen", ("employer_fen", "employee_fen")),),
    file=FileAsked(
        Text("申报文件（CSV 或 XLSX）", "Declaration file (CSV or XLSX)"),
        endings=(".csv", ".xlsx", ".txt"),
        typed_as=(
            Text("姓名", "name"),
            Text("社会保障号码", "social security number"),
            Text("申报月工资", "monthly wage"),
        ),
        notes=(
            (
                Text("表头", "Columns"),
                Text(
                    "统一社会信用代码、单位名称、姓名、社会保障号码、申报月工资",
                    "credit code, employer, name, social security number, monthly wage",
                ),
            ),
            (Text("编码", "Encoding"), Text("UTF-8 或 GB18030", "UTF-8 or GB18030")),
            (
                Text("结论", "Verdicts"),
                Text(
                    "逐行给出，不合格的行不影响其他行",
                    "one for each row; a bad row does not hold up the others",
                ),
            ),
        ),
    ),
    keeps_facts=False,
)

REVERSAL = reversal_of(ITEM)
