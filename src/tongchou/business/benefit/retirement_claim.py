"""Retirement claim 退休申领: a person reaches retirement age, and the pension is determined."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from tongchou.business.standing import born_in, free_to_act, name_hints, named_so
from tongchou.ledger import queries as ledger
from tongchou.ledger.changes import EntryDraft
from tongchou.ledger.vouchers import voucher
from tongchou.policy.employees.pension.determination import (
    Determination,
    WorkingLife,
    determine,
)
from tongchou.policy.employees.pension.early_years import Span
from tongchou.policy.employees.retirement.hazardous import KINDS
from tongchou.policy.employees.retirement.retirement import TRACKS
from tongchou.policy.employees.retirement.retirement_terms import RetirementFacts
from tongchou.policy.engine.law import Law
from tongchou.registry import queries as registry
from tongchou.registry.queries import Standing
from tongchou.risk.checks import national, persons, reports
from tongchou.risk.gate import Seen
from tongchou.standards.fields import (
    Choice,
    MonthText,
    Name,
    SocialSecurityNumber,
    WholeNumber,
    YuanText,
)
from tongchou.standards.messages import BenefitDetermined, EmploymentEnded
from tongchou.standards.money import fen_of
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import PENSION
from tongchou.standards.text import Text
from tongchou.standards.time import month_of, month_on, month_text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Panel
from tongchou.workflow.reversal import reversal_of

RETIRED = "251"
"""The end reason 在职转退休."""


Track = Annotated[
    Literal["man", "woman_55", "woman_50", "woman_flexible"],
    Choice(lambda _: {code: track.text for code, track in TRACKS.items()}),
]
"""A retirement track 退休类别."""

AGE, DISABILITY = "age", "disability"
GROUNDS = {
    AGE: Text("达到退休年龄", "By age"),
    **{code: kind.text for code, kind in KINDS.items()},
    DISABILITY: Text("完全丧失劳动能力", "Wholly unable to work"),
}

Ground = Annotated[
    Literal["age", "underground_or_heat", "height_or_heavy", "toxic", "disability"],
    Choice(lambda _: GROUNDS),
]
"""A ground of retirement 退休依据: the age, a kind of hazardous work, or disability."""

FIELDS = {"work": "ground", "wholly_unable": "ground", "contribution_months": "ssn"}
"""Which field is at fault where the law names a fact of its own."""


class Form(BaseModel, frozen=True, extra="forbid"):
    """What the person claims."""

    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    name: Name = Field(title="姓名", description="Name", max_length=64)
    track: Track = Field(title="退休类别", description="Retirement track")
    retirement_month: MonthText = Field(title="退休年月", description="Month of retirement")
    ground: Ground = Field(default="age", title="退休依据", description="Ground of retirement")
    work_months: WholeNumber | None = Field(
        default=None,
        title="特殊工种工作月数",
        description="Months of hazardous work",
        ge=0,
        le=1200,
    )
    birth_in_file: MonthText | None = Field(
        default=None,
        title="档案最先记载的出生年月",
        description="Month of birth in the first record of the file",
    )
    deemed_months: WholeNumber | None = Field(
        default=None,
        title="建账前月数中的视同缴费月数",
        description="Deemed months among those before the account",
        ge=0,
        le=600,
    )
    old_transitional: YuanText | None = Field(
        default=None,
        title="原办法计算的过渡性养老金(元)",
        description="Transitional pension by the old method, yuan",
    )


class Facts(BaseModel, frozen=True):
    """A working life, as the province holds it."""

    form: Form
    province: str
    city: str | None
    standing: Standing
    months: list[int]
    base_fens: list[int]
    months_after: int
    earlier: list[Span]
    account_months: list[int]
    account_fens: list[int]
    unreceived_months: int
    this_month: int


def gather(form: Form, act: Act) -> Facts:
    """Collect months, wages and the account's movements.

    Contributions for months after the retirement earn no right; what they put into the
    account is the person's all the same.
    """
    # Asked before the months that were received: one received in between is missed by neither.
    unreceived = registry.unreceived_months(form.ssn, province=act.province, scheme=act.scheme)
    received = registry.paid_months(form.ssn, province=act.province, scheme=act.scheme)
    paid = [row for row in received if row[0] <= month_of(form.retirement_month)]
    earlier = registry.earlier_records(form.ssn, province=act.province, scheme=act.scheme)
    movements = ledger.movements_since_empty(form.ssn, scheme=act.scheme, province=act.province)
    return Facts(
        form=form,
        province=act.province,
        city=registry.last_city(form.ssn, province=act.province, scheme=act.scheme),
        standing=registry.standing_of(form.ssn, province=act.province, scheme=act.scheme),
        months=[month for month, _ in paid],
        base_fens=[base for _, base in paid],
        months_after=len(received) - len(paid),
        earlier=[
            Span(record.from_month, record.until_month, record.months, record.wage_index_e4)
            for record in earlier
        ],
        account_months=[movement.month for movement in movements],
        account_fens=[movement.amount_fen for movement in movements],
        unreceived_months=unreceived,
        this_month=month_on(act.today),
    )


def decide(facts: Facts, law: Law) -> Decision[Determination] | Refusals:
    """Ask when the person may retire, what they earned, and what pension follows."""
    hindrances = _hindrances(facts)
    if hindrances:
        return hindrances
    determined = determine(law, _working_life(facts))
    if not isinstance(determined, Determination):
        return tuple(replace(why, field=FIELDS.get(why.field, why.field)) for why in determined)
    return Decision(determined, determined.worksheet)


def _working_life(facts: Facts) -> WorkingLife:
    form = facts.form
    return WorkingLife(
        province=facts.province,
        city=facts.city,
        retirement=RetirementFacts(
            born_in=born_in(form.ssn, facts.standing),
            track_code=form.track,
            file_born_in=month_of(form.birth_in_file) if form.birth_in_file else None,
            chosen_in=month_of(form.retirement_month),
            work_code=form.ground if form.ground in KINDS else None,
            work_months=form.work_months,
            is_wholly_unable=form.ground == DISABILITY,
        ),
        months=facts.months,
        base_fens=facts.base_fens,
        earlier=facts.earlier,
        account_months=facts.account_months,
        account_fens=facts.account_fens,
        deemed_months=form.deemed_months,
        months_after=facts.months_after,
        old_transitional_fen=fen_of(form.old_transitional) if form.old_transitional else None,
    )


def _hindrances(facts: Facts) -> Refusals:
    standing = facts.standing
    refused = [*named_so(standing, facts.form.name), *free_to_act(standing)]
    if month_of(facts.form.retirement_month) > facts.this_month:
        refused.append(
            Refusal(
                code="retirement.month_ahead",
                text=Text("退休年月尚未到来", "The month of retirement has not come yet"),
                field="retirement_month",
                remedy=Text("请在该月或之后申领", "Claim in that month or later"),
            )
        )
    if standing.sex and (standing.sex == "1") != (facts.form.track == "man"):
        refused.append(
            Refusal(
                code="retirement.track_sex",
                text=Text(
                    "退休类别与登记的性别不符",
                    "The track does not fit the sex on record",
                ),
                field="track",
            )
        )
    if facts.unreceived_months:
        refused.append(
            Refusal(
                code="retirement.months_unreceived",
                text=Text(
                    f"还有{facts.unreceived_months}个月的缴费未到账",
                    f"{facts.unreceived_months} declared months have not been received",
                ),
                field="ssn",
                remedy=Text("请在到账后再申领", "Claim once they are received"),
                own=Text(
                    f"您还有{facts.unreceived_months}个月的缴费未到账",
                    f"{facts.unreceived_months} of your declared months have not been received",
                ),
            )
        )
    return tuple(refused)


def hints(facts: Facts) -> tuple[Text, ...]:
    """Say that the name is written otherwise than it is registered."""
    return name_hints(facts.standing, facts.form.name)


def record(facts: Facts, found: Determination, act: Act) -> Effects:
    """Determine the pension, credit the last interest, and end the enrolments."""
    form, from_month = facts.form, month_text(found.from_month)
    determined = BenefitDetermined(
        scheme=act.scheme,
        benefit=PENSION,
        ssn=form.ssn,
        from_month=from_month,
        retirement_month=form.retirement_month,
        basic_fen=found.basic_fen,
        account_fen=found.account_fen,
        total_fen=found.total_fen,
        contribution_months=found.contribution_months,
        wage_index_e4=found.wage_index_e4,
        worksheet=found.worksheet.as_json(),
        item_number=act.item_number,
        provisional=found.is_provisional,
    )
    ended = EmploymentEnded(
        scheme=act.scheme,
        ssn=form.ssn,
        credit_code="",
        until_month=from_month,
        reason=RETIRED,
    )
    return Effects(
        messages=(determined, ended) if facts.standing.is_enrolled else (determined,),
        entries=_interest(form, found.interest_fen, act),
        outcome={"total_fen": found.total_fen, "from_month": from_month},
    )


def _interest(form: Form, interest_fen: int, act: Act) -> tuple[EntryDraft, ...]:
    if not interest_fen:
        return ()
    return (
        voucher(
            "interest_credited_at_retirement",
            scheme=act.scheme,
            posted_on=act.today,
            month=month_on(act.today),
            amounts={"interest": interest_fen},
            holders=[form.ssn],
            facts={"retirement_month": form.retirement_month},
        ),
    )


def offered(standing: Standing) -> Mapping[str, str] | None:
    """Offer a claim while the person's record is here and no pension is drawn."""
    if standing.draws_pension or standing.has_moved or standing.is_moving:
        return None
    return {"track": "man"} if standing.sex == "1" else {}


ITEM = BusinessItem(
    code="retirement_claim",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    amount_line="total",
    offered=offered,
    hints=hints,
    gates=(
        persons.open_signal,
        reports.identity_changed,
        national.ministry_answer,
        national.draws_benefit_anywhere,
        national.contributes_elsewhere,
        national.transfer_under_way,
    ),
    seen=lambda facts: Seen(facts.standing, tuple(facts.months)),
    panels=(Panel.WORKSHEET,),
    for_agency=frozenset({"work_months", "birth_in_file", "deemed_months", "old_transitional"}),
)

REVERSAL = reversal_of(ITEM)
