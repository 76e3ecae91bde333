"""Lump sums 一次性缴费 of three years and more: which move with a record, and on which paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongchou.policy.engine.formulas import joined, put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.policy.procedure.working_days import working_days_after
from tongchou.standards.money import (
    Number,
    choose,
)
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month

DOCUMENT = "ministry-2016-5-4"
UNDERTAKING = "ministry-office-2019-94-1"
BEFOREHAND = "ministry-office-2019-94-2"
TOLD = "ministry-office-2019-94-3"
INSPECTED = "ministry-office-2019-94-5"

SINCE = date(2016, 11, 28)
"""The day on which lump sums came to need a document; before it an undertaking is enough."""

NOTICE_DAYS = 10
"""Working days, from the letter on, to tell the person in writing what does not move."""

NOTHING, AN_UNDERTAKING, A_DOCUMENT = 0, 1, 2


@dataclass(frozen=True)
class Paper:
    """A paper 证明材料 that lets a lump sum move: what it is, and what it is good for."""

    text: Text
    good_for: int
    basis: str


PAPERS = {
    "undertaking": Paper(
        Text("转出地书面承诺书", "the old province's undertaking"), AN_UNDERTAKING, UNDERTAKING
    ),
    "court_judgment": Paper(
        Text("人民法院法律文书", "a document of a people's court"), A_DOCUMENT, DOCUMENT
    ),
    "audit_report": Paper(
        Text("审计部门文书", "a document of an audit authority"), A_DOCUMENT, DOCUMENT
    ),
    "labour_inspection": Paper(
        Text("劳动保障监察文书", "a document of labour inspection"), A_DOCUMENT, DOCUMENT
    ),
    "arbitration_award": Paper(
        Text("劳动人事争议仲裁文书", "a document of labour arbitration"), A_DOCUMENT, DOCUMENT
    ),
    "inspection_opinion": Paper(
        Text("社会保险稽核意见书", "an opinion of social insurance inspection"),
        A_DOCUMENT,
        INSPECTED,
    ),
}


@dataclass(frozen=True)
class LumpSum:
    """Months paid for at once 一次性缴费, what they hold, and the paper that goes with them."""

    paid_on: date
    months: int
    base_sum_fen: int = 0
    account_fen: int = 0
    paper: str = ""
    paper_on: date | None = None


@dataclass(frozen=True)
class Stays:
    """What stays behind 不可转移 of a record: months, bases and account, and why."""

    months: int
    base_sum_fen: int
    account_fen: int
    refusals: Refusals


def paper_needed(months: Number, paid_on: Number, needed_from: int) -> Number:
    """Return what a lump sum needs: 0 nothing, 1 an undertaking, 2 a document.

    Takes one, or columns; `paid_on` is an ordinal, `needed_from` the months that ask for it.
    """
    kind = choose(paid_on < SINCE.toordinal(), AN_UNDERTAKING, A_DOCUMENT)
    return choose(months < needed_from, NOTHING, kind)


def lump_sum_refusals(law: Law, lump: LumpSum, handled_in: Month, row: int = 0) -> Refusals:
    """Return why a lump sum does not move, or nothing; `row` 1 is the first of several."""
    needed_from = law.value("lump_sum_months", handled_in)
    needed = int(paper_needed(lump.months, lump.paid_on.toordinal(), needed_from))
    if needed == NOTHING:
        return ()
    paper = PAPERS.get(lump.paper)
    if paper is None or paper.good_for != needed:
        return (_paper_missing(lump, needed, needed_from, row),)
    if needed == A_DOCUMENT and (lump.paper_on is None or lump.paper_on >= lump.paid_on):
        return (_made_afterwards(lump, paper, row),)
    return ()


def what_stays(
    law: Law, lumps: Sequence[LumpSum], months: int, handled_in: Month, sheet: Sheet
) -> Stays:
    """Return what stays of a record of so many months; all the rest moves 应转尽转."""
    refused = [lump_sum_refusals(law, lump, handled_in, row) for row, lump in enumerate(lumps, 1)]
    staying = [lump for lump, why in zip(lumps, refused, strict=True) if why]
    stay_months = sheet.line(
        "months_staying",
        "不可转移月数",
        "Months that stay",
        sum(lump.months for lump in staying),
        "months",
        " + ".join(str(lump.months) for lump in staying),
        TOLD,
    )
    sheet.line(
        "months",
        "转出缴费月数",
        "Months that move",
        months - stay_months,
        "months",
        put_in("{} − {}", (months, "months"), (stay_months, "months")),
        TOLD,
    )
    base_sum_fen, account_fen = (
        sheet.line(
            name,
            zh,
            en,
            sum(amounts),
            "fen",
            joined(" + ", (put_in("{}", (amount, "fen")) for amount in amounts)),
            TOLD,
        )
        for name, zh, en, amounts in (
            (
                "base_sum_staying",
                "不可转移的缴费基数",
                "Contribution bases that stay",
                [lump.base_sum_fen for lump in staying],
            ),
            (
                "account_staying",
                "不可转移的个人账户储存额",
                "Of the account, what stays",
                [lump.account_fen for lump in staying],
            ),
        )
    )
    return Stays(
        months=stay_months,
        base_sum_fen=base_sum_fen,
        account_fen=account_fen,
        refusals=tuple(why for reasons in refused for why in reasons),
    )


def notice_due(law: Law, letter_on: date, sheet: Sheet) -> date:
    """Return until when the person must be told in writing 书面告知 of what does not move."""
    return date.fromordinal(
        sheet.line(
            "notice_due_on",
            "书面告知期限",
            "Told in writing by",
            int(working_days_after(law, letter_on.toordinal(), NOTICE_DAYS)),
            "date",
            put_in(
                Text("{} + {} 个工作日", "{} + {} working days"),
                (letter_on.toordinal(), "date"),
                (NOTICE_DAYS, "none"),
            ),
            TOLD,
        )
    )


def _paper_missing(lump: LumpSum, needed: int, needed_from: int, row: int) -> Refusal:
    wanted = {
        AN_UNDERTAKING: Text("转出地书面承诺书", "an undertaking of the old province"),
        A_DOCUMENT: Text(
            "人民法院、审计、劳动监察或劳动仲裁在缴费前出具的文书",
            "a document of court, audit, labour inspection or arbitration, made before",
        ),
    }[needed]
    return Refusal(
        code="lump_sum.paper_missing",
        text=Text(
            f"{lump.paid_on}一次性缴费{lump.months}个月({needed_from}个月及以上),缺{wanted.zh}",
            f"{lump.months} months were paid at once on {lump.paid_on} ({needed_from} or more);"
            f" {wanted.en} is missing",
        ),
        basis=UNDERTAKING if needed == AN_UNDERTAKING else DOCUMENT,
        remedy=Text(
            f"请补齐材料;不能补齐的,{NOTICE_DAYS}个工作日内书面告知本人,其余部分照常转移",
            f"Supply it, or tell the person in writing within {NOTICE_DAYS} working days;"
            " the rest moves",
        ),
        row=row or None,
    )


def _made_afterwards(lump: LumpSum, paper: Paper, row: int) -> Refusal:
    dated = Text(str(lump.paper_on or "日期不明"), str(lump.paper_on or "an unknown day"))
    return Refusal(
        code="lump_sum.paper_made_afterwards",
        text=Text(
            f"{paper.text.zh}({dated.zh})应产生于缴费({lump.paid_on})之前",
            f"{paper.text.en} of {dated.en} must come before the payment of {lump.paid_on}",
        ),
        basis=BEFOREHAND if paper.basis == DOCUMENT else paper.basis,
        remedy=Text(
            f"事后补办的不予认可,{NOTICE_DAYS}个工作日内书面告知本人",
            f"What is made afterwards does not count; tell the person within {NOTICE_DAYS}"
            " working days",
        ),
        row=row or None,
    )
