"""The contributions of many months, as others ask them."""

from typing import Annotated, Literal

from pydantic import Field

from tongchou.policy.employees.contribution.contribution_span import stretches, totals
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.cities import city_code
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import month_text


class Facts(AskedFacts):
    """One wage, or one chosen base, from a month to another, both counted."""

    province: AskedProvince
    from_month: AskedMonth
    until_month: AskedMonth
    wage: Annotated[YuanFen, Field(ge=0)]
    kind: Literal["employee", "flexible"] = "employee"
    city: str | None = None


@rule("contribution-span", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the totals, and the stretches of equal months with why each begins."""
    if facts.until_month < facts.from_month:
        return (backwards(facts),)
    city = city_code(facts.province, facts.city)
    if isinstance(city, Refusal):
        return (city,)
    found = stretches(
        law,
        facts.province,
        facts.from_month,
        facts.until_month + 1,
        facts.wage,
        sheet,
        kind=facts.kind,
        city=city,
    )
    return {
        **{key: (sum_fen, "fen") for key, sum_fen in totals(found).items()},
        "stretches": [
            {
                "from_month": (one.piece.from_month, "month"),
                "months": (one.piece.months, "months"),
                "base": (one.monthly.base_fen, "fen"),
                "employer": (one.monthly.employer_fen, "fen"),
                "employee": (one.monthly.employee_fen, "fen"),
                "reason": one.piece.reason.as_json(),
            }
            for one in found
        ],
    }


def backwards(facts: Facts) -> Refusal:
    """Return why a span that ends before it begins is refused."""
    first, last = month_text(facts.from_month), month_text(facts.until_month)
    return Refusal(
        code="contribution.backwards",
        text=Text(f"止月{last}早于起月{first}", f"The last month {last} is before {first}"),
        field="until_month",
        remedy=Text("核对起止年月", "Compare the first and the last month"),
    )


RULE = Asked(find, EMPLOYEES, Text("多月缴费", "contributions of many months"), Facts)
