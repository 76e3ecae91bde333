"""An account through the years, as others ask it."""

from pydantic import Field

from tongchou.policy.employees.account.account import BASIS, Credits, balance_with_interest
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.engine.figures import NATIONAL
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, calendar_month, month_text, year_of


class Facts(AskedFacts):
    """What an account held before a month, what was credited since, and until when it earns."""

    from_month: AskedMonth
    until_month: AskedMonth
    opening: YuanFen = 0
    credits: list[tuple[AskedMonth, YuanFen]] = Field(default_factory=list)
    province: AskedProvince = NATIONAL


@rule("account-balance", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return all interest and the balance, reckoned year by year."""
    strays = tuple(
        _stray(place, at, facts)
        for place, (at, _) in enumerate(facts.credits)
        if not facts.from_month <= at <= facts.until_month
    )
    if strays or facts.from_month > facts.until_month:
        return strays or (backwards(facts.from_month, facts.until_month),)
    if calendar_month(facts.from_month) != 1:
        return (_from_january(facts.from_month),)
    years: dict[int, Credits] = {
        year: [
            sum(amount for at, amount in facts.credits if at == year * MONTHS_PER_YEAR + place)
            for place in range(MONTHS_PER_YEAR)
        ]
        for year in range(year_of(facts.from_month), year_of(facts.until_month) + 1)
    }
    interest_fen, balance_fen = balance_with_interest(
        law, facts.province, years, facts.until_month, sheet, opening_fen=facts.opening
    )
    credited_fen = sum(amount for _, amount in facts.credits)
    sheet.carry_provisional()
    sheet.line(
        "balance",
        "个人账户储存额",
        "Balance",
        balance_fen,
        "fen",
        put_in(
            "{} + {} + {}", (facts.opening, "fen"), (credited_fen, "fen"), (interest_fen, "fen")
        ),
        BASIS,
    )
    return {"interest": (interest_fen, "fen"), "balance": (balance_fen, "fen")}


def _stray(place: int, at: int, facts: Facts) -> Refusal:
    first, last = month_text(facts.from_month), month_text(facts.until_month)
    return Refusal(
        code="account.other_span",
        text=Text(
            f"{month_text(at)}不在{first}至{last}之内",
            f"{month_text(at)} does not lie from {first} to {last}",
        ),
        field=f"credits.{place}",
        remedy=Text("请核对记账月与起止年月", "Compare the month with the first and the last"),
    )


def backwards(from_month: Month, until_month: Month) -> Refusal:
    """Return why a span of an account that ends before it begins is refused."""
    first, last = month_text(from_month), month_text(until_month)
    return Refusal(
        code="account.backwards",
        text=Text(f"止月{last}早于起月{first}", f"The last month {last} is before {first}"),
        field="until_month",
        remedy=Text("请核对起止年月", "Compare the first and the last month"),
    )


def _from_january(at: int) -> Refusal:
    return Refusal(
        code="account.year_begun",
        text=Text(
            f"储存额按年结息,起月应为1月,不是{month_text(at)}",
            f"A balance is of a year's end: begin with a January, not with {month_text(at)}",
        ),
        field="from_month",
        remedy=Text("请从上年末储存额算起", "Begin with what the account held at a year's end"),
    )


RULE = Asked(find, EMPLOYEES, Text("个人账户储存额", "balance of an account"), Facts)
