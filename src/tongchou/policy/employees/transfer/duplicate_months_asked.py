"""Months that stand in two relations 重复参保, as others ask about them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tongchou.policy.employees.transfer.duplicate_months import TWO_RECORDS, Relation, clean
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import month_text

Amount = Annotated[YuanFen, Field(ge=0)]


class AskedRelation(BaseModel):
    """A relation: where it is, and each of its months with what the account holds for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    province: AskedProvince
    months: list[tuple[AskedMonth, Amount]] = Field(max_length=1200)


class Facts(AskedFacts):
    """The relations of one person, the one to be kept first."""

    relations: list[AskedRelation] = Field(min_length=1, max_length=50)


@rule("duplicate-months", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return, for each relation, the months that count, those that do not, and the refund."""
    del law
    twice = tuple(
        _twice(place, at)
        for place, relation in enumerate(facts.relations)
        for at in _named_twice([at for at, _ in relation.months])
    )
    if twice:
        return twice
    if len(facts.relations) > 1:
        sheet.note(
            "按所列顺序保留:重复的月份留在列在前面的关系中;应保留哪一段,须由本人选定后列在首位",
            "A month that stands twice stays with the relation listed first; the person says which"
            " one is kept, and it must be listed first",
        )
    relations = [
        Relation(one.province, [at for at, _ in one.months], [fen for _, fen in one.months])
        for one in facts.relations
    ]
    return {
        "rows": [
            {
                "province": one.province,
                "months": (len(one.months), "months"),
                "duplicate": [(at, "month") for at in one.duplicate],
                "refund": (one.refund_fen, "fen"),
            }
            for one in clean(relations, sheet)
        ]
    }


def _named_twice(months: list[int]) -> list[int]:
    return sorted({at for at in months if months.count(at) > 1})


def _twice(place: int, at: int) -> Refusal:
    said = month_text(at)
    return Refusal(
        code="duplicates.named_twice",
        text=Text(f"同一段关系中{said}写了两次", f"{said} is named twice in one relation"),
        field=f"relations.{place}.months",
        basis=TWO_RECORDS,
        remedy=Text("每个月只写一次", "Name each month once"),
    )


RULE = Asked(find, EMPLOYEES, Text("重复参保清理", "months that stand twice"), Facts)
