"""Transfer out 关系转出: the old province answers a contact letter and lets the record go."""

from pydantic import BaseModel, Field

from tongchou.ledger import queries as ledger
from tongchou.ledger.books import Book
from tongchou.ledger.changes import entry
from tongchou.policy.law import Law
from tongchou.policy.transfer import transfer_amount
from tongchou.policy.wage_index import wage_indices
from tongchou.policy.worksheet import Sheet, Worksheet
from tongchou.registry import queries as registry
from tongchou.registry import refusals
from tongchou.standards.fields import Name, Province, SocialSecurityNumber
from tongchou.standards.messages import EarlierSpan, EmploymentEnded, TransferAnswered
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month_on, month_text, year_of
from tongchou.workflow.definition import Act, Deed

code = "transfer_out"

ACCOUNT, TRANSFERRED_OUT = "8001", "8104"
MOVED = "231"
"""The end reason 转出统筹外."""


class Form(BaseModel, frozen=True, extra="forbid"):
    """What the contact letter says."""

    letter: str = Field(title="联系函编号", description="Contact letter", max_length=32)
    ssn: SocialSecurityNumber = Field(title="社会保障号码", description="Social security number")
    name: Name = Field(title="姓名", description="Name", max_length=64)
    destination: Province = Field(title="转入地(省份代码)", description="Destination")


class Facts(BaseModel, frozen=True):
    """All that this province holds of the person: months, earlier spans, account."""

    form: Form
    province: str
    registered_name: str | None
    months: list[int]
    base_fens: list[int]
    earlier: list[EarlierSpan]
    account_fen: int
    unreceived_months: int
    draws_pension: bool
    has_moved: bool


def gather(form: Form, act: Act) -> Facts:
    """Collect the record that would move."""
    person = registry.person_of(form.ssn, province=act.province)
    paid = registry.paid_months(form.ssn, province=act.province)
    return Facts(
        form=form,
        province=act.province,
        registered_name=person.name if person else None,
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
            for record in registry.earlier_records(form.ssn, province=act.province)
        ],
        account_fen=ledger.account_balance(form.ssn, province=act.province),
        unreceived_months=registry.unreceived_months(form.ssn, province=act.province),
        draws_pension=registry.benefit_of(form.ssn, province=act.province) is not None,
        has_moved=registry.moved_away(form.ssn, province=act.province),
    )


def decide(facts: Facts, law: Law) -> Worksheet | Refusals:
    """Let go of a record that is here, complete, and not yet a pension."""
    refused: list[Refusal] = []
    if facts.registered_name is None or facts.registered_name != facts.form.name:
        refused.append(
            refusals.person_unknown() if facts.registered_name is None else refusals.name_mismatch()
        )
    if facts.draws_pension:
        refused.append(refusals.draws_pension())
    if facts.has_moved:
        refused.append(refusals.moved_away())
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
    sheet = Sheet()
    months = len(facts.months) + sum(span.months for span in facts.earlier)
    sheet.line(
        "months",
        "转出缴费月数",
        "Months that move",
        months,
        "months",
        f"{len(facts.months)} + {months - len(facts.months)}",
        "state-council-office-2009-66-4",
    )
    years, _, base_sums, _ = _yearly(facts, law)
    transfer_amount(law, years, base_sums, facts.account_fen, sheet)
    return sheet.worksheet()


def record(facts: Facts, worksheet: Worksheet, act: Act) -> Deed:
    """Answer the letter, close what is open, and take the account's balance out."""
    form = facts.form
    years, months, base_sums, index_sums = _yearly(facts, Law(known_on=act.today))
    answer = TransferAnswered(
        letter=form.letter,
        ssn=form.ssn,
        name=form.name,
        origin=act.province,
        destination=form.destination,
        answered_on=act.today,
        refused=False,
        reason="",
        years=years,
        months=months,
        base_sum_fens=base_sums,
        index_sums_e4=index_sums,
        earlier=facts.earlier,
        account_fen=facts.account_fen,
        pooled_fen=worksheet.results["pooled"],
    )
    ended = EmploymentEnded(
        ssn=form.ssn,
        credit_code="",
        until_month=month_text(month_on(act.today) + 1),
        reason=MOVED,
    )
    booked = entry(
        Book.ACCOUNTS,
        act.today,
        month_on(act.today),
        f"关系转出:{form.letter}",
        (ACCOUNT, form.ssn, facts.account_fen),
        (TRANSFERRED_OUT, "", -facts.account_fen),
    )
    return Deed(
        messages=(ended, answer),
        entries=(booked,) if facts.account_fen else (),
        outcome={
            "months": worksheet.results["months"],
            "account_fen": facts.account_fen,
            "pooled_fen": answer.pooled_fen,
        },
    )


def decline(form: Form, note: str, act: Act) -> Deed:
    """Answer the letter with the reason why the record does not move."""
    return Deed(
        messages=(
            TransferAnswered(
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


def _yearly(facts: Facts, law: Law) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return the months paid here by calendar year: year, months, base sum, sum of indices."""
    indices = wage_indices(law, facts.province, facts.months, facts.base_fens)
    years = sorted({year_of(month) for month in facts.months})
    rows = [
        [
            (base, index)
            for month, base, index in zip(facts.months, facts.base_fens, indices, strict=True)
            if year_of(month) == year
        ]
        for year in years
    ]
    return (
        years,
        [len(row) for row in rows],
        [sum(base for base, _ in row) for row in rows],
        [sum(index for _, index in row) for row in rows],
    )
