"""A back payment, as others ask it."""

from typing import Annotated, Literal

from pydantic import Field

from tongchou.policy.employees.contribution.back_payment import back_payment, back_payment_refusals
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.cities import city_code
from tongchou.policy.engine.fields import (
    AskedDate,
    AskedFacts,
    AskedMonth,
    AskedProvince,
    YuanFen,
)
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """Months with their wages that are paid now, and whether a document was shown."""

    province: AskedProvince
    months: list[tuple[AskedMonth, Annotated[YuanFen, Field(ge=0)]]] = Field(min_length=1)
    paid_on: AskedDate
    kind: Literal["employee", "flexible"] = "employee"
    document: bool = False
    city: str | None = None


@rule("back-payment", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what is to be paid, and the surcharge; a flexible worker bears none."""
    city = city_code(facts.province, facts.city)
    if isinstance(city, Refusal):
        return (city,)
    months = [at for at, _ in facts.months]
    refused = back_payment_refusals(
        law, facts.province, months, facts.paid_on, kind=facts.kind, document=facts.document
    )
    if refused:
        return refused
    wages = [wage for _, wage in facts.months]
    paid = back_payment(
        law,
        facts.province,
        months,
        wages,
        facts.paid_on,
        sheet,
        kind=facts.kind,
        city=city,
    )
    return {
        "employer": (paid.employer_fen, "fen"),
        "employee": (paid.employee_fen, "fen"),
        "account": (paid.account_fen, "fen"),
        "pooled": (paid.pooled_fen, "fen"),
        "surcharge": (paid.surcharge_fen, "fen"),
        "credited_in": (paid.credited_in, "month"),
    }


RULE = Asked(find, EMPLOYEES, Text("补缴", "back payment"), Facts)
