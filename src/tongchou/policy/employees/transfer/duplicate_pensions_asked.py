"""A residents' pension drawn beside an employee's 重复领取, as others ask about its end."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.transfer.duplicate_pensions import (
    TWO_BENEFITS,
    residents_benefit_ended,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, YuanFen
from tongchou.policy.engine.formulas import shown
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text

Amount = Annotated[YuanFen, Field(ge=0)]


class Facts(AskedFacts):
    """The residents' account and the subsidies in it, and the base pension drawn and repaid."""

    account: Amount
    subsidy: Amount = 0
    drawn: Amount
    repaid: Amount = 0


@rule("duplicate-pensions", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what is set off, what the person is paid, and what is still owed."""
    del law
    refused = _more("subsidy", facts.subsidy, facts.account)
    refused += _more("repaid", facts.repaid, facts.drawn)
    if refused:
        return refused
    found = residents_benefit_ended(facts.account, facts.subsidy, facts.drawn, facts.repaid, sheet)
    return {
        "set_off": (found.set_off_fen, "fen"),
        "paid_out": (found.paid_out_fen, "fen"),
        "debt": (found.debt_fen, "fen"),
    }


def _more(field: str, met_fen: int, most_fen: int) -> Refusals:
    if met_fen <= most_fen:
        return ()
    met, most = shown(met_fen, "fen"), shown(most_fen, "fen")
    return (
        Refusal(
            code="duplicates.too_much",
            text=Text(f"{met}元,不能多于{most}元", f"{met} yuan; it is at most {most}"),
            field=field,
            basis=TWO_BENEFITS,
            remedy=Text("请核对金额", "Compare the amounts"),
        ),
    )


RULE = Asked(
    find,
    EMPLOYEES,
    Text("城乡居民养老金重复领取处理", "residents' pension drawn beside an employee's"),
    Facts,
)
