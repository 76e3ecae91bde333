"""What fund and locality bear of a rise since the national pooling, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, YuanFen
from tongchou.policy.engine.formulas import shown
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.policy.fund.pooled_share import (
    AUDIT,
    pooled_share,
)
from tongchou.standards.fields import FEN_MAX
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text

Amount = Annotated[YuanFen, Field(ge=0, le=FEN_MAX)]


class Facts(AskedFacts):
    """A pension before the pooling and one of a month since, of one and the same person."""

    month: AskedMonth
    before: Amount
    after: Amount


@rule("pooled-share", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the rise, and what fund and locality bear of it."""
    if facts.after < facts.before:
        return (_no_rise(facts.before, facts.after),)
    rise = facts.after - facts.before
    borne = pooled_share(law, facts.month, facts.before, facts.after, sheet)
    return {"rise": (rise, "fen"), "fund": (borne, "fen"), "locality": (rise - borne, "fen")}


def _no_rise(before_fen: int, after_fen: int) -> Refusal:
    before, after = shown(before_fen, "fen"), shown(after_fen, "fen")
    return Refusal(
        code="fund.no_rise",
        text=Text(
            f"待遇由{before}元变为{after}元,没有增加额(须不低于{before}元)",
            f"The pension went from {before} to {after} yuan; a rise needs {before} or more",
        ),
        field="after",
        basis=AUDIT,
        remedy=Text("请核对两次待遇", "Compare both pensions"),
    )


RULE = Asked(find, EMPLOYEES, Text("待遇增加额分担", "sharing of a rise"), Facts)
