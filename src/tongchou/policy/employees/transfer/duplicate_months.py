"""Duplicate months 重复参保: which of two relations keeps a month, and what is given back."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import Month

TWO_RECORDS = "ministry-2010-70"


@dataclass(frozen=True)
class Relation:
    """A relation 养老保险关系: its months, and what the account holds for each of them, in fen."""

    province: str
    months: Sequence[Month]
    account_fens: Sequence[int]


@dataclass(frozen=True)
class Cleaned:
    """A relation after cleaning 清理: the months that count, those that do not, and the refund."""

    province: str
    months: tuple[Month, ...]
    duplicate: tuple[Month, ...]
    refund_fen: int


def clean(relations: Sequence[Relation], sheet: Sheet) -> tuple[Cleaned, ...]:
    """Return relations of one person, no month counted twice 重复参保.

    They come in the order in which the person and the agency chose to keep them; a month that
    an earlier one holds is taken out of a later one, and its account is paid back.
    """
    held: set[Month] = set()
    cleaned = []
    for number, relation in enumerate(relations, start=1):
        paid = list(zip(relation.months, relation.account_fens, strict=True))
        twice = [(month, fen) for month, fen in paid if month in held]
        one = Cleaned(
            relation.province,
            tuple(month for month in relation.months if month not in held),
            tuple(month for month, _ in twice),
            sum(fen for _, fen in twice),
        )
        held |= set(relation.months)
        cleaned.append(one)
        _write(number, one, sheet)
    return tuple(cleaned)


def _write(number: int, one: Cleaned, sheet: Sheet) -> None:
    whole = len(one.months) + len(one.duplicate)
    sheet.line(
        f"months_{number}",
        f"第{number}个关系计算月数",
        f"Months of relation {number}",
        len(one.months),
        "months",
        put_in("{} − {}", (whole, "months"), (len(one.duplicate), "months")),
        TWO_RECORDS,
    )
    sheet.line(
        f"refund_{number}",
        f"第{number}个关系退还个人账户",
        f"Account paid back, relation {number}",
        one.refund_fen,
        "fen",
        "",
        TWO_RECORDS,
    )
