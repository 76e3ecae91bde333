"""Row repair 数据修复: rows that a deep proof found damaged are brought to what the log says.

Whoever accepts it sees each row as the log says it and as it is held; others review and approve;
then the owner of the tables carries it out (`changes.carrying_out`). It tells of no change: what
the log says stays as it was, and the decision is bound in the log like any other.
"""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from tongchou.ledger.balances import BALANCES
from tongchou.policy.engine.formulas import Formula
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Line, Worksheet
from tongchou.proof.queries import REPAIR, ended_run, findings_left, repairs_open
from tongchou.proof.repair import refusals
from tongchou.proof.repair.damage import (
    REPAIRED,
    Damaged,
    damaged_in,
    is_repairable,
    judged_by_whole_logs,
)
from tongchou.standards.fields import Choice, WholeNumber, Words
from tongchou.standards.identity import mask_ssn
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import value_said
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Figure, Panel

ROWS_MAX = 200
"""How many rows one item repairs."""
RUN_MAX = 10**15
SHOWN_MAX = 60
"""How much of a value the worksheet shows."""
PEOPLE = frozenset({"ssn", "holder"})

TABLES = Choice(lambda _: REPAIRED)


class Form(BaseModel, frozen=True, extra="forbid"):
    """Which findings of which deep proof are put right, and why."""

    run: WholeNumber = Field(
        title="深度核对编号", description="Number of the deep proof", ge=1, le=RUN_MAX
    )
    table: Annotated[Words, TABLES] = Field(
        title="数据表(空为全部)", description="Table (empty for all)", default="", max_length=40
    )
    reason: Words = Field(title="原因", description="Reason", min_length=1, max_length=200)


class Facts(BaseModel, frozen=True):
    """The rows to put right, and of which tables findings are beyond repair.

    `has_ended` says whether there is such a proof and it is over; `left` is how many rows are too
    many for one item, `must_wait` how many findings rest on a log that is not whole. `others` are
    the repairs that are under way beside it.
    """

    form: Form
    has_ended: bool
    rows: tuple[Damaged, ...]
    left: int
    must_wait: int
    beyond: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class CarriedOut:
    """That an approved repair was carried out: by whom on the machine, as which database role."""

    person: str
    role: str
    rows: int


def gather(form: Form, act: Act) -> Facts:
    """Read what the proof found of the tables, and was not put right since."""
    found = findings_left(form.run)
    judged = judged_by_whole_logs(found)
    asked = [one for one in judged if form.table in {"", one.table}]
    rows = damaged_in(one for one in asked if is_repairable(one))
    return Facts(
        form=form,
        has_ended=ended_run(form.run),
        rows=tuple(rows[:ROWS_MAX]),
        left=len(rows[ROWS_MAX:]),
        must_wait=len(found) - len(judged),
        beyond=tuple(sorted({one.table for one in found if not is_repairable(one)})),
        others=tuple(repairs_open(but=act.item_number)),
    )


def decide(facts: Facts, law: Law) -> Decision[tuple[Damaged, ...]] | Refusals:
    """Repair what the log can put right; show each row before and after."""
    del law
    if not facts.has_ended:
        return (refusals.no_such_proof(facts.form.run),)
    if not facts.rows:
        if facts.must_wait:
            return (refusals.log_first(facts.must_wait),)
        return (refusals.nothing_to_repair(facts.form.run),)
    return Decision(facts.rows, Worksheet(tuple(map(_line, facts.rows))))


def hints(facts: Facts) -> tuple[Text, ...]:
    """Say what this item leaves as it is."""
    said = {
        refusals.beyond_repair(facts.beyond): facts.beyond,
        refusals.under_way(facts.others): facts.others,
        refusals.more_are_left(facts.left): facts.left,
        refusals.log_first(facts.must_wait).text: facts.must_wait,
    }
    return tuple(text for text, applies in said.items() if applies)


def record(facts: Facts, found: tuple[Damaged, ...], act: Act) -> Effects:
    """Wait for the owner of the tables; nothing is written before."""
    del facts, act
    return Effects(outcome={"rows": len(found)})


def conclude(form: Form, message: object, act: Act) -> Effects:
    """Note who carried it out."""
    del form, act
    if not isinstance(message, CarriedOut):
        raise TypeError(f"{message!r} carries out no repair")
    by = f"{message.person} ({message.role})"
    return Effects(outcome={"carried_out_by": by, "repaired": message.rows})


def _line(row: Damaged) -> Line:
    """Return a row as the worksheet shows it: by its key, with what becomes of each column."""
    title = REPAIRED[row.table]
    key = " ".join(f"{name}={_shown(name, value)}" for name, value in row.key.items())
    return Line(
        name=row.table,
        title=Text(f"{row.node} {title.zh} {key}", f"{row.node} {title.en} {key}"),
        value=row.position or 0,
        unit="position",
        formula=Formula(*_changes(row)),
        basis="",
    )


def _changes(row: Damaged) -> tuple[str, str]:
    if row.table == BALANCES.table:
        return "按分录合计重算", "set to what the postings sum to"
    if not row.columns:
        return "按日志重新取得", "taken from the log anew"
    if row.told is None:
        return "无事件记载,删除", "told by no event: removed"
    if row.held is None:
        return "缺失,按日志补写", "missing: written as the log says"
    said = "; ".join(
        f"{name}: {_shown(name, held)} → {_shown(name, told)}"
        for name, told, held in zip(row.columns, row.told, row.held, strict=False)
        if told != held
    )
    return said, said


def _shown(name: str, value: str | None) -> str:
    if value is None:
        return "∅"
    shown = mask_ssn(value) if name in PEOPLE and value else value_said(name, value)
    return shown if len(shown) <= SHOWN_MAX else f"{shown[:SHOWN_MAX]}…"


ITEM = BusinessItem(
    code=REPAIR,
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    hints=hints,
    conclude=conclude,
    panels=(Panel.OUTCOME, Panel.WORKSHEET),
    figures=(
        Figure(Text("受损记录", "Damaged rows"), "rows", ("rows",)),
        Figure(Text("已修复", "Put right"), "rows", ("repaired",)),
        Figure(Text("执行人", "Carried out by"), "text", ("carried_out_by",)),
    ),
)
