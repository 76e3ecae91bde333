"""Employer feed 市场监管登记信息共享: the market regulator tells which employers there are."""

from typing import Annotated

from pydantic import BaseModel, Field

from tongchou.policy.engine.law import Law
from tongchou.registry import queries as registry
from tongchou.standards.fields import ROWS_MAX, CreditCode, DivisionCode, Kind, Name
from tongchou.standards.messages import SLICE_ROWS, EmployersRegistered
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Figure, Panel


class Employer(BaseModel, frozen=True, extra="forbid"):
    """One employer of the feed."""

    credit_code: CreditCode
    name: Name = Field(max_length=128)
    division_code: DivisionCode


class Form(BaseModel, frozen=True, extra="forbid"):
    """The feed: employers, as many as a form may have rows."""

    employers: Annotated[list[Employer], Kind.ROWS] = Field(
        title="单位清单", description="Employers", min_length=1, max_length=ROWS_MAX
    )


class Facts(BaseModel, frozen=True):
    """The feed, and which of its employers are registered already."""

    form: Form
    province: str
    known: frozenset[str]


def gather(form: Form, act: Act) -> Facts:
    """Look which employers are registered already."""
    known = registry.employers_known(
        (employer.credit_code for employer in form.employers), province=act.province
    )
    return Facts(form=form, province=act.province, known=frozenset(known))


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """Refuse rows of other provinces; everything else is registered or brought up to date."""
    del law
    strangers = tuple(
        Refusal(
            code="employer.other_province",
            text=Text(
                f"第{row}行单位“{employer.name}”不在本省",
                f"Row {row}: '{employer.name}' lies in another province",
            ),
            row=row,
            remedy=Text("请从清单中移出后重新提交", "Take it out of the list and send it again"),
        )
        for row, employer in enumerate(facts.form.employers, start=1)
        if employer.division_code[:2] != facts.province
    )
    return strangers or Decision(None)


def record(facts: Facts, found: None, act: Act) -> Effects:
    """Enter all employers into the registry, in slices that fit a message."""
    del found
    by_code = {employer.credit_code: employer for employer in facts.form.employers}
    employers = list(by_code.values())
    return Effects(
        messages=tuple(
            EmployersRegistered(
                scheme=act.scheme,
                registered_on=act.today,
                credit_codes=[employer.credit_code for employer in rows],
                names=[employer.name for employer in rows],
                division_codes=[employer.division_code for employer in rows],
            )
            for rows in (
                employers[start : start + SLICE_ROWS]
                for start in range(0, len(employers), SLICE_ROWS)
            )
        ),
        outcome={
            "employers": len(employers),
            "registered": len(by_code.keys() - facts.known),
            "known": len(by_code.keys() & facts.known),
        },
    )


ITEM = BusinessItem(
    code="employer_feed",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    panels=(Panel.OUTCOME,),
    figures=(
        Figure(Text("共享的单位", "Employers told of"), "employers", ("employers",)),
        Figure(Text("新登记", "Newly registered"), "employers", ("registered",)),
        Figure(Text("此前已登记", "Registered before"), "employers", ("known",)),
    ),
    keeps_facts=False,
)
