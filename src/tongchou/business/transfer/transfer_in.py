"""Transfer in 关系转入: the new province asks the old one for a person's record.

The item's number is the number of the contact letter 联系函; it waits until the origin
has answered through the ministry, then takes the record over.
"""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, Field

from tongchou.business.standing import free_to_act, name_hints, named_so
from tongchou.ledger.changes import EntryDraft
from tongchou.ledger.vouchers import voucher
from tongchou.policy.engine.law import Law
from tongchou.registry import queries as registry
from tongchou.registry.queries import Standing
from tongchou.risk.checks import national, persons, reports
from tongchou.risk.gate import Seen
from tongchou.standards.fields import Name, Province, SocialSecurityNumber
from tongchou.standards.messages import (
    EarlierRecordEntered,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.standards.money import round_half_up
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month, month_of, month_on, month_text
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Figure, Panel


class Form(BaseModel, frozen=True, extra="forbid"):
    """What the person applies for."""

    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    name: Name = Field(title="姓名", description="Name", max_length=64)
    origin: Province = Field(title="转出地(省份代码)", description="Origin (province code)")


class Facts(BaseModel, frozen=True):
    """Where the person stands in this province."""

    form: Form
    province: str
    standing: Standing
    has_contributed: bool


def gather(form: Form, act: Act) -> Facts:
    """Look for enrolment, first contribution and transfers under way."""
    standing = registry.standing_of(
        form.ssn, province=act.province, scheme=act.scheme, letter=act.item_number
    )
    paid = registry.paid_months(form.ssn, province=act.province, scheme=act.scheme)
    return Facts(
        form=form,
        province=act.province,
        standing=standing,
        # Whoever comes back has paid here before; it is the enrolment of today that must be paid.
        has_contributed=any(
            one.from_month <= month
            for one in standing.insured
            if one.until_month is None
            for month, _ in paid
        ),
    )


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """Ask for the record of a person who is enrolled here and has contributed here."""
    del law
    refused = list(named_so(facts.standing, facts.form.name))
    if not refused and not facts.has_contributed:
        refused.append(
            Refusal(
                code="transfer.not_contributing",
                text=Text(
                    "在本省参保并缴费后才能转入",
                    "A transfer needs an enrolment and a first contribution in this province",
                ),
                field="ssn",
                basis="state-council-office-2009-66-8",
                remedy=Text("请先参保,缴费到账后再申请", "Enrol, and apply once it is received"),
                own=Text(
                    "您在本省参保并缴费后才能转入",
                    "Your record can move here once you are enrolled and have contributed here",
                ),
            )
        )
    if facts.form.origin == facts.province:
        refused.append(
            Refusal(
                code="transfer.same_province",
                text=Text("省内转移不需要申请", "Within one province nothing need be transferred"),
                field="origin",
            )
        )
    refused += free_to_act(facts.standing, may_have_left=True)
    return tuple(refused) or Decision(None)


def hints(facts: Facts) -> tuple[Text, ...]:
    """Say that the name is written otherwise than it is registered."""
    return name_hints(facts.standing, facts.form.name)


def record(facts: Facts, found: None, act: Act) -> Effects:
    """Send the contact letter, and wait."""
    del found
    return Effects(
        messages=(
            TransferRequested(
                scheme=act.scheme,
                letter=act.item_number,
                ssn=facts.form.ssn,
                name=facts.form.name,
                origin=facts.form.origin,
                destination=act.province,
                requested_on=act.today,
            ),
        ),
    )


def conclude(form: Form, message: object, act: Act) -> Effects:
    """Take over what the origin answered: months and account, or its reason for not sending."""
    if not isinstance(message, TransferAnswered):
        raise TypeError(f"{message!r} is no answer to a contact letter")
    if message.refused:
        return Effects(messages=(message,), outcome={"reason": message.reason}, is_refusal=True)
    completed = TransferCompleted(
        scheme=act.scheme,
        letter=message.letter,
        ssn=form.ssn,
        origin=form.origin,
        destination=act.province,
        completed_on=act.today,
        months=sum(message.months) + sum(earlier.months for earlier in message.earlier),
        account_fen=message.account_fen,
    )
    return Effects(
        messages=(message, *_records_of(form, message, act), completed),
        entries=tuple(_entries(form, message, act)),
        outcome={"months": completed.months, "account_fen": message.account_fen},
    )


def _entries(form: Form, message: TransferAnswered, act: Act) -> Iterator[EntryDraft]:
    """Return the entries of what arrived today and is credited for the months it earns from.

    The one counts in the month in which the origin's account let it go, or after; the other
    goes back to January, so that this year's interest is what it would be without the move.
    """
    if sum(message.account_fens) != message.account_fen:
        raise ValueError(f"letter {message.letter}: its months do not sum to the account")
    entries = [
        ("account_transferred_in", month_on(act.today), "balance", (), message.account_fen),
        *(
            ("transfer_credited", month_of(at), "credited", (form.ssn,), amount_fen)
            for at, amount_fen in zip(message.account_months, message.account_fens, strict=True)
        ),
    ]
    for name, at, amount, holders, amount_fen in entries:
        if amount_fen:
            yield voucher(
                name,
                scheme=act.scheme,
                posted_on=act.today,
                month=at,
                amounts={amount: amount_fen},
                holders=holders,
                facts={"letter": message.letter},
            )


def _records_of(form: Form, message: TransferAnswered, act: Act) -> list[EarlierRecordEntered]:
    """Return the record as spans: one a calendar year paid in the origin, and its earlier ones.

    What was paid here, before the record left for other provinces, is held here already.
    """
    spans = [
        EarlierRecordEntered(
            scheme=act.scheme,
            ssn=form.ssn,
            name=form.name,
            source="transfer",
            paid_in=message.origin,
            from_month=month_text(month(year, 1)),
            until_month=month_text(month(year + 1, 1)),
            months=months,
            wage_index_e4=round_half_up(index_sum_e4, months),
            base_sum_fen=base_sum_fen,
            account_fen=0,
        )
        for year, months, base_sum_fen, index_sum_e4 in zip(
            message.years,
            message.months,
            message.base_sum_fens,
            message.index_sums_e4,
            strict=True,
        )
    ]
    earlier = [
        EarlierRecordEntered(
            scheme=act.scheme,
            ssn=form.ssn,
            name=form.name,
            source="transfer",
            paid_in=span.paid_in,
            from_month=span.from_month,
            until_month=span.until_month,
            months=span.months,
            wage_index_e4=span.wage_index_e4,
            base_sum_fen=span.base_sum_fen,
            account_fen=0,
        )
        for span in message.earlier
        if span.paid_in != act.province
    ]
    return [*earlier, *spans]


def offered(standing: Standing) -> Mapping[str, str] | None:
    """Offer a transfer to whoever is enrolled here and has none under way."""
    return {} if standing.is_enrolled and not standing.is_moving else None


ITEM = BusinessItem(
    code="transfer_in",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    offered=offered,
    hints=hints,
    gates=(
        persons.open_signal,
        reports.identity_changed,
        national.ministry_answer,
        national.draws_benefit_anywhere,
        national.transfer_under_way,
    ),
    seen=lambda facts: Seen(facts.standing),
    conclude=conclude,
    panels=(Panel.OUTCOME,),
    figures=(
        Figure(Text("转入缴费月数", "Months that came over"), "months", ("months",)),
        Figure(Text("个人账户储存额", "Individual account"), "fen", ("account_fen",)),
        Figure(Text("对方答复", "What the other province answered"), "text", ("reason",)),
    ),
)
