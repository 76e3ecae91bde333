"""Transfer out 关系转出: the old province answers a contact letter and lets the record go."""

from pydantic import BaseModel, Field

from tongchou.business.standing import free_to_act, name_hints, named_so
from tongchou.ledger import queries as ledger
from tongchou.ledger.changes import EntryDraft
from tongchou.ledger.vouchers import voucher
from tongchou.policy.employees.transfer.departure import Departure, HeldRecord, departure
from tongchou.policy.employees.transfer.transfer_amount import PaidYear
from tongchou.policy.engine.law import Law
from tongchou.registry import queries as registry
from tongchou.registry.queries import Standing
from tongchou.risk.checks import national, persons, reports
from tongchou.risk.gate import Seen
from tongchou.standards.fields import Name, Province, SocialSecurityNumber
from tongchou.standards.messages import EarlierSpan, EmploymentEnded, TransferAnswered
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month, month_of, month_on, month_text, year_of
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Panel

MOVED = "231"
"""The end reason 转出统筹外."""


class Form(BaseModel, frozen=True, extra="forbid"):
    """What the contact letter says."""

    letter: str = Field(title="联系函编号", description="Contact letter", max_length=32)
    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    name: Name = Field(title="姓名", description="Name", max_length=64)
    destination: Province = Field(title="转入地(省份代码)", description="Destination")


class Facts(BaseModel, frozen=True):
    """All that this province holds of the person: months, earlier spans, account; and the year."""

    form: Form
    province: str
    city: str | None
    year: int
    standing: Standing
    months: list[int]
    base_fens: list[int]
    earlier: list[EarlierSpan]
    account_months: list[int]
    account_fens: list[int]
    unreceived_months: int


def gather(form: Form, act: Act) -> Facts:
    """Collect the record that would move."""
    # Asked before the months that were received: one received in between is missed by neither.
    unreceived = registry.unreceived_months(form.ssn, province=act.province, scheme=act.scheme)
    paid = registry.paid_months(form.ssn, province=act.province, scheme=act.scheme)
    movements = ledger.movements_since_empty(form.ssn, scheme=act.scheme, province=act.province)
    return Facts(
        form=form,
        province=act.province,
        city=registry.last_city(form.ssn, province=act.province, scheme=act.scheme),
        year=act.today.year,
        standing=registry.standing_of(form.ssn, province=act.province, scheme=act.scheme),
        months=[month for month, _ in paid],
        base_fens=[base for _, base in paid],
        earlier=[
            EarlierSpan(
                paid_in=record.paid_in,
                from_month=month_text(record.from_month),
                until_month=month_text(record.until_month),
                months=record.months,
                wage_index_e4=record.wage_index_e4,
                base_sum_fen=record.base_sum_fen,
            )
            for record in registry.earlier_records(
                form.ssn, province=act.province, scheme=act.scheme
            )
        ],
        account_months=[movement.month for movement in movements],
        account_fens=[movement.amount_fen for movement in movements],
        unreceived_months=unreceived,
    )


def decide(facts: Facts, law: Law) -> Decision[Departure] | Refusals:
    """Let go of a record that is here, complete, and not yet a pension."""
    refused = [
        *named_so(facts.standing, facts.form.name),
        *free_to_act(facts.standing, may_be_moving=True),
    ]
    if facts.unreceived_months:
        refused.append(
            Refusal(
                code="transfer.months_unreceived",
                text=Text(
                    f"还有{facts.unreceived_months}个月的缴费未到账",
                    f"{facts.unreceived_months} declared months have not been received",
                ),
                field="ssn",
                remedy=Text("请在到账后再办理转出", "Let the record go once they are received"),
            )
        )
    if refused:
        return tuple(refused)
    leaves = departure(law, _held(facts))
    return Decision(leaves, leaves.worksheet)


def _held(facts: Facts) -> HeldRecord:
    return HeldRecord(
        province=facts.province,
        city=facts.city,
        year=facts.year,
        months=facts.months,
        base_fens=facts.base_fens,
        brought=[
            PaidYear(year_of(month_of(span.from_month)), span.base_sum_fen)
            for span in facts.earlier
            if span.base_sum_fen  # an archive does not tell the wages
        ],
        brought_months=sum(span.months for span in facts.earlier),
        account_months=facts.account_months,
        account_fens=facts.account_fens,
    )


def hints(facts: Facts) -> tuple[Text, ...]:
    """Say that the name is written otherwise than it is registered."""
    return name_hints(facts.standing, facts.form.name)


def record(facts: Facts, found: Departure, act: Act) -> Effects:
    """Answer the letter, close what is open, and take the account's balance out."""
    form = facts.form
    credits_by_month = _credits(facts, found.year_end_fen)
    answer = TransferAnswered(
        scheme=act.scheme,
        letter=form.letter,
        ssn=form.ssn,
        name=form.name,
        origin=act.province,
        destination=form.destination,
        answered_on=act.today,
        refused=False,
        reason="",
        years=[year.year for year in found.years],
        months=[year.months for year in found.years],
        base_sum_fens=[year.base_sum_fen for year in found.years],
        index_sums_e4=[year.index_sum_e4 for year in found.years],
        earlier=facts.earlier,
        account_fen=found.account_fen,
        account_months=[month_text(at) for at in credits_by_month],
        account_fens=list(credits_by_month.values()),
        pooled_fen=found.pooled_fen,
    )
    ended = EmploymentEnded(
        scheme=act.scheme,
        ssn=form.ssn,
        credit_code="",
        until_month=month_text(month_on(act.today) + 1),
        reason=MOVED,
    )
    return Effects(
        messages=(ended, answer) if facts.standing.is_enrolled else (answer,),
        entries=_entries(form, found.account_fen, found.interest_fen, act),
        outcome={
            "months": found.months,
            "account_fen": answer.account_fen,
            "pooled_fen": answer.pooled_fen,
        },
    )


def _credits(facts: Facts, opening_fen: int) -> dict[int, int]:
    """Return the account by the months from which it earns, in order, without empty ones."""
    credited = {month(facts.year, 1): opening_fen}
    for at, amount in sorted(zip(facts.account_months, facts.account_fens, strict=True)):
        if year_of(at) >= facts.year:
            credited[at] = credited.get(at, 0) + amount
    return {at: amount for at, amount in credited.items() if amount}


def _entries(form: Form, account_fen: int, interest_fen: int, act: Act) -> tuple[EntryDraft, ...]:
    """Return the entries that credit the interest up to last year's end and empty the account."""
    legs = (
        ("interest_credited_at_transfer", "interest", interest_fen),
        ("account_transferred_out", "balance", account_fen),
    )
    return tuple(
        voucher(
            name,
            scheme=act.scheme,
            posted_on=act.today,
            month=month_on(act.today),
            amounts={amount: amount_fen},
            holders=[form.ssn],
            facts={"letter": form.letter},
        )
        for name, amount, amount_fen in legs
        if amount_fen
    )


def decline(form: Form, note: str, act: Act) -> Effects:
    """Answer the letter with the reason why the record does not move."""
    return Effects(
        messages=(
            TransferAnswered(
                scheme=act.scheme,
                letter=form.letter,
                ssn=form.ssn,
                name=form.name,
                origin=act.province,
                destination=form.destination,
                answered_on=act.today,
                refused=True,
                reason=note,
                years=[],
                months=[],
                base_sum_fens=[],
                index_sums_e4=[],
                earlier=[],
                account_fen=0,
                pooled_fen=0,
            ),
        )
    )


ITEM = BusinessItem(
    code="transfer_out",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    hints=hints,
    gates=(
        persons.open_signal,
        reports.identity_changed,
        national.ministry_answer,
        national.draws_benefit_anywhere,
        national.transfer_under_way,
    ),
    seen=lambda facts: Seen(facts.standing),
    panels=(Panel.WORKSHEET,),
    decline=decline,
)
