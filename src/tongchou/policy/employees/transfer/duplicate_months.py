"""Duplicates 重复参保、重复领取: months and benefits that stand twice, and what is given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongchou.policy.employees.payment.recovery import Recovery, recovery
from tongchou.policy.engine.worksheet import Sheet, put_in
from tongchou.standards.money import Fen, round_half_up
from tongchou.standards.time import Month

EMPLOYEES = "ministry-2010-70"
RESIDENTS = "ministry-2014-17-7"
TWO_BENEFITS = "ministry-2014-17-8"


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
        EMPLOYEES,
    )
    sheet.line(
        f"refund_{number}",
        f"第{number}个关系退还个人账户",
        f"Account paid back, relation {number}",
        one.refund_fen,
        "fen",
        "",
        EMPLOYEES,
    )


def residents_refund(
    individual_fen: Fen, collective_fen: Fen, duplicate_months: Any, paid_months: Any, sheet: Sheet
) -> Fen:
    """Return what the residents' scheme pays back for months also paid as an employee, in fen.

    Such a month counts as an employee's. What the person and the collective paid comes back
    month by month, what the government added does not. A year's payment of one person is
    below 10¹⁰ fen, so times twelve it fits.
    """
    refund_fen: Fen = sheet.line(
        "refund",
        "退还个人缴费和集体补助",
        "Own payments and collective aid paid back",
        round_half_up((individual_fen + collective_fen) * duplicate_months, paid_months),
        "fen",
        put_in(
            "({} + {}) × {} ÷ {}",
            (individual_fen, "fen"),
            (collective_fen, "fen"),
            (duplicate_months, "months"),
            (paid_months, "months"),
        ),
        RESIDENTS,
    )
    sheet.line(
        "residents_months",
        "居民养老保险计算月数",
        "Months that stay with the residents' scheme",
        paid_months - duplicate_months,
        "months",
        put_in("{} − {}", (paid_months, "months"), (duplicate_months, "months")),
        RESIDENTS,
    )
    return refund_fen


def residents_benefit_ended(
    account_fen: Fen, subsidy_fen: Fen, base_drawn_fen: Fen, repaid_fen: Fen, sheet: Sheet
) -> Recovery:
    """Return how a residents' pension drawn beside an employee's ends 重复领取.

    The account without the subsidies is the person's. The base pension drawn meanwhile comes
    back: from the person, else from that account, else from the employee pension.
    """
    own_fen = sheet.line(
        "own_account",
        "扣除政府补贴的个人账户余额",
        "Account without subsidies",
        account_fen - subsidy_fen,
        "fen",
        put_in("{} − {}", (account_fen, "fen"), (subsidy_fen, "fen")),
        TWO_BENEFITS,
    )
    return recovery(base_drawn_fen, repaid_fen, own_fen, sheet)
