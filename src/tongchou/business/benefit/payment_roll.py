"""Payment roll 发放名册: the month's pensions, granted to the payment account and paid."""

from pydantic import BaseModel, Field

from tongchou.ledger import queries as ledger
from tongchou.ledger.changes import EntryDraft
from tongchou.ledger.vouchers import voucher
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.registry import queries as registry
from tongchou.standards.fields import MonthText
from tongchou.standards.messages import SLICE_ROWS, PaymentsMade
from tongchou.standards.money import yuan_grouped
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import PENSION
from tongchou.standards.text import Text
from tongchou.standards.time import month_of, month_on
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects, Figure, Panel


class Form(BaseModel, frozen=True, extra="forbid"):
    """The month to be paid."""

    month: MonthText = Field(title="发放年月", description="Month to be paid")


class Facts(BaseModel, frozen=True):
    """Who is to be paid what, how much each account still holds, and the fund's cash."""

    form: Form
    this_month: int
    ssns: list[str]
    total_fens: list[int]
    account_part_fens: list[int]
    cash_fen: int


def gather(form: Form, act: Act) -> Facts:
    """Collect the benefits due for the month and not yet paid for it."""
    due = registry.benefits_due(
        month_of(form.month), province=act.province, scheme=act.scheme, kind=PENSION
    )
    balances = ledger.account_balances(
        (benefit.ssn for benefit in due), scheme=act.scheme, province=act.province
    )
    return Facts(
        form=form,
        this_month=month_on(act.today),
        ssns=[benefit.ssn for benefit in due],
        total_fens=[benefit.total_fen for benefit in due],
        account_part_fens=[
            min(benefit.account_fen, balances.get(benefit.ssn, 0)) for benefit in due
        ],
        cash_fen=ledger.cash_in_special_account(scheme=act.scheme, province=act.province),
    )


def decide(facts: Facts, law: Law) -> Decision[None] | Refusals:
    """Pay a month that has come, to those who are owed it, from cash that is there."""
    del law
    if month_of(facts.form.month) > facts.this_month:
        return (
            Refusal(
                code="payment.month_ahead",
                text=Text("发放年月尚未到来", "This month has not come yet"),
                field="month",
            ),
        )
    if not facts.ssns:
        return (
            Refusal(
                code="payment.nothing_due",
                text=Text("该月没有应发而未发的待遇", "Nothing is due and unpaid for this month"),
                field="month",
            ),
        )
    total_fen = sum(facts.total_fens)
    if total_fen > facts.cash_fen:
        return (
            Refusal(
                code="fund.shortfall",
                text=Text(
                    f"财政专户余额{yuan_grouped(facts.cash_fen)}元,不足以发放"
                    f"{yuan_grouped(total_fen)}元",
                    f"The special account holds {yuan_grouped(facts.cash_fen)} yuan; "
                    f"{yuan_grouped(total_fen)} are to be paid",
                ),
                remedy=Text("请先申请基金拨付", "Ask for an allocation first"),
            ),
        )
    sheet = Sheet()
    sheet.line("people", "发放人数", "People paid", len(facts.ssns), "people", "", "roll")
    sheet.line("total", "发放总额", "Total paid", total_fen, "fen", "Σ", "roll")
    sheet.line(
        "account_part",
        "其中个人账户支付",
        "Of which from individual accounts",
        sum(facts.account_part_fens),
        "fen",
        Text("Σ min(账户养老金, 储存额)", "Σ min(account pension, balance)"),
        "state-council-2005-38-6",
    )
    return Decision(None, sheet.worksheet())


def record(facts: Facts, found: None, act: Act) -> Effects:
    """Grant the money to the payment account, pay it, and take each account's part out."""
    del found
    slices = [slice(start, start + SLICE_ROWS) for start in range(0, len(facts.ssns), SLICE_ROWS)]
    paid = tuple(
        PaymentsMade(
            scheme=act.scheme,
            benefit=PENSION,
            month=facts.form.month,
            paid_on=act.today,
            item_number=act.item_number,
            ssns=facts.ssns[rows],
            amount_fens=facts.total_fens[rows],
            account_part_fens=facts.account_part_fens[rows],
        )
        for rows in slices
    )
    return Effects(
        messages=paid,
        entries=(*_fund_entries(facts, act), *_account_entries(facts, act)),
        outcome={
            "people": len(facts.ssns),
            "total_fen": sum(facts.total_fens),
            "account_part_fen": sum(facts.account_part_fens),
        },
    )


def _fund_entries(facts: Facts, act: Act) -> tuple[EntryDraft, ...]:
    """Return the entries that move the pensions to the payment account, and pay them."""
    return tuple(
        voucher(
            name,
            scheme=act.scheme,
            posted_on=act.today,
            month=month_on(act.today),
            amounts={"pensions": sum(facts.total_fens)},
            facts={"benefit_month": facts.form.month},
        )
        for name in ("pensions_funded", "pensions_paid")
    )


def _account_entries(facts: Facts, act: Act) -> tuple[EntryDraft, ...]:
    taken = [
        (ssn, amount)
        for ssn, amount in zip(facts.ssns, facts.account_part_fens, strict=True)
        if amount
    ]
    if not taken:
        return ()
    return (
        voucher(
            "account_pensions_paid",
            scheme=act.scheme,
            posted_on=act.today,
            month=month_on(act.today),
            amounts={"account_part": sum(amount for _, amount in taken)},
            holders=[ssn for ssn, _ in taken],
            shares_fen=[amount for _, amount in taken],
            facts={"benefit_month": facts.form.month},
        ),
    )


ITEM = BusinessItem(
    code="payment_roll",
    form=Form,
    facts=Facts,
    gather=gather,
    decide=decide,
    record=record,
    panels=(Panel.WORKSHEET, Panel.PAYMENTS),
    amount_line="total",
    figures=(
        Figure(Text("人数", "People"), "people", ("people",)),
        Figure(Text("发放总额", "Total"), "fen", ("total_fen",)),
        Figure(Text("其中个人账户", "From accounts"), "fen", ("account_part_fen",)),
    ),
)
