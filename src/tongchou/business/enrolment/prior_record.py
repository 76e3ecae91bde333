"""Prior record 历史缴费记录补录: what a person earned before this system, from the archive."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, Field

from tongchou.business.enrolment.refusals import is_under_16, under_16
from tongchou.business.standing import (
    births_told,
    free_to_act,
    name_hints,
    named_so,
    register_so,
)
from tongchou.ledger.vouchers import voucher
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.registry import queries as registry
from tongchou.registry.queries import Standing
from tongchou.risk.checks import reports
from tongchou.risk.gate import Seen
from tongchou.standards.fields import MonthText, WholeNumber, Words, YuanText
from tongchou.standards.messages import EarlierRecordEntered
from tongchou.standards.money import fen_of, yuan_grouped
from tongchou.standards.person_fields import Identified, PersonName
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month_of, month_on, month_text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Panel
from tongchou.workflow.reversal import reversal_of


class Form(Identified, frozen=True, extra="forbid"):
    """What the archived record shows."""

    name: PersonName = Field(title="姓名", description="Name", max_length=64)
    from_month: MonthText = Field(title="记录起始年月", description="First month of the record")
    last_month: MonthText = Field(title="记录终止年月", description="Last month of the record")
    months: WholeNumber = Field(
        title="实际缴费月数", description="Months contributed", ge=1, le=600
    )
    wage_index: Words = Field(
        title="平均缴费工资指数",
        description="Average wage index",
        pattern=r"^[0-9](\.[0-9]{1,4})?$",
    )
    account_yuan: YuanText = Field(
        title="个人账户储存额(元,含截至终止年月的利息)",
        description="Account balance, yuan, with interest up to the last month",
    )
    document: Words = Field(
        title="依据材料", description="Document it rests on", min_length=1, max_length=100
    )


class Facts(BaseModel, frozen=True):
    """The record, what the registry holds beside it, and today's month."""

    form: Form
    standing: Standing
    held: list[tuple[int, int]]
    this_month: int


@dataclass(frozen=True)
class Found:
    """What the record brings into the account, in fen."""

    balance_fen: int


def gather(form: Form, act: Act) -> Facts:
    """Find the months that the registry holds already, as (from, until) spans."""
    held = [
        (earlier.from_month, earlier.until_month)
        for earlier in registry.earlier_records(form.ssn, province=act.province, scheme=act.scheme)
    ]
    held += [
        (month, month + 1)
        for month, _ in registry.paid_months(form.ssn, province=act.province, scheme=act.scheme)
    ]
    return Facts(
        form=form,
        standing=registry.standing_of(form.ssn, province=act.province, scheme=act.scheme),
        held=held,
        this_month=month_on(act.today),
    )


def decide(facts: Facts, law: Law) -> Decision[Found] | Refusals:
    """Take a record whose months fit its span and overlap nothing that is held."""
    del law
    form = facts.form
    refused = _hindrances(facts)
    if refused:
        return refused
    sheet = Sheet()
    balance_fen = fen_of(form.account_yuan)
    sheet.line(
        "months", "补录缴费月数", "Months entered", form.months, "months", form.document, "archive"
    )
    sheet.line(
        "account",
        "补录个人账户储存额",
        "Account balance entered",
        balance_fen,
        "fen",
        yuan_grouped(balance_fen),
        "archive",
    )
    return Decision(Found(balance_fen), sheet.worksheet())


def _hindrances(facts: Facts) -> Refusals:
    form = facts.form
    first, until = month_of(form.from_month), month_of(form.last_month) + 1
    refused = [
        *named_so(facts.standing, form.name, must_be_known=False),
        *register_so(facts.standing, form, form.name),
        *free_to_act(facts.standing, may_be_moving=True),
    ]
    if not first < until <= facts.this_month + 1:
        refused.append(
            Refusal(
                code="record.span",
                text=Text(
                    "记录的起止年月不成立", "The record ends before it begins, or lies ahead"
                ),
                field="last_month",
            )
        )
    elif form.months > until - first:
        refused.append(
            Refusal(
                code="record.months",
                text=Text(
                    f"缴费月数{form.months}多于起止年月之间的{until - first}个月",
                    f"{form.months} months do not fit into a span of {until - first}",
                ),
                field="months",
            )
        )
    overlap = next((span for span in facts.held if span[0] < until and first < span[1]), None)
    if overlap:
        refused.append(
            Refusal(
                code="record.overlap",
                text=Text(
                    f"与已有记录({month_text(overlap[0])}起)重叠",
                    f"Overlaps a record held since {month_text(overlap[0])}",
                ),
                field="from_month",
                remedy=Text("请只补录系统中没有的年月", "Enter only months that are not yet held"),
            )
        )
    if is_under_16(month_on(form.born_on), first):
        refused.append(under_16(Text("记录起始年月", "first month of the record")))
    return tuple(refused)


def hints(facts: Facts) -> tuple[Text, ...]:
    """Say that the name is written otherwise than it is registered."""
    return name_hints(facts.standing, facts.form.name)


def record(facts: Facts, found: Found, act: Act) -> Effects:
    """Enter the record, and the balance into the individual account's book.

    The balance has its interest up to the last month, so it is credited for the month after.
    """
    form = facts.form
    balance_fen = found.balance_fen
    told = EarlierRecordEntered(
        scheme=act.scheme,
        ssn=form.ssn,
        name=form.name,
        source="prior",
        paid_in=act.province,
        from_month=form.from_month,
        until_month=month_text(month_of(form.last_month) + 1),
        months=form.months,
        wage_index_e4=fen_of(form.wage_index, scale=4),
        base_sum_fen=0,
        account_fen=balance_fen,
        births=births_told(form),
    )
    if not balance_fen:
        return Effects(messages=(told,))
    booked = voucher(
        "prior_record_entered",
        scheme=act.scheme,
        posted_on=act.today,
        month=min(month_of(form.last_month) + 1, facts.this_month),
        amounts={"balance": balance_fen},
        holders=[form.ssn],
        facts={"document": form.document},
    )
    return Effects(messages=(told,), entries=(booked,))


def offered(standing: Standing) -> Mapping[str, str] | None:
    """Offer a record of earlier months while the person's own is here and no pension is drawn."""
    return None if standing.draws_pension or standing.has_moved else {}


ITEM = BusinessItem(
    code="prior_record",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    offered=offered,
    hints=hints,
    gates=(reports.identity_changed,),
    seen=lambda facts: Seen(facts.standing),
    panels=(Panel.WORKSHEET,),
)

REVERSAL = reversal_of(ITEM)
