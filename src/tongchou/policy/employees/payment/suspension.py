"""Suspension 暂停 and termination 终止: when a pension stops, and how it goes on again.

What is suspended may be resumed; what is terminated ends. The two are never the same.
"""

from dataclasses import dataclass

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month

PAID, SUSPENDED, TERMINATED = "paid", "suspended", "terminated"

CERTIFICATION = "ministry-office-2018-107"
SENTENCE = "labour-office-2001-44"
STOPS = "state-council-2023-765-25"


@dataclass(frozen=True)
class Terms:
    """The terms 续发办法 on which a pension goes on: what it pays, and whether it has risen."""

    pays_arrears: bool
    counts_adjustments: bool


WHOLLY = Terms(pays_arrears=True, counts_adjustments=True)
BARELY = Terms(pays_arrears=False, counts_adjustments=False)
RETURNS = {"with_arrears": WHOLLY, "without_arrears": BARELY}
"""What may be said of a missing person's return, of which no text is known."""


@dataclass(frozen=True)
class Reason:
    """A reason 停发原因 to stop: what the pension is meanwhile, and how it goes on afterwards.

    Without `terms` it does not go on, or no text says how.
    """

    text: Text
    state: str
    basis: str
    terms: Terms | None = None


REASONS = {
    "uncertified": Reason(
        Text("未按期认证", "Not certified in time"), SUSPENDED, CERTIFICATION, WHOLLY
    ),
    "sentence": Reason(Text("服刑", "Serving a sentence"), SUSPENDED, SENTENCE, BARELY),
    "at_large": Reason(
        Text("取保候审、缓刑、假释", "On bail, probation or parole"), PAID, SENTENCE, BARELY
    ),
    "missing": Reason(Text("宣告失踪", "Declared missing"), SUSPENDED, STOPS),
    "death": Reason(Text("死亡", "Death"), TERMINATED, STOPS),
}
"""At large one is paid on, without adjustments."""


@dataclass(frozen=True)
class Resumption:
    """A pension resumed 续发: what it is from now on, and what was held back; in fen."""

    monthly_fen: Fen
    arrears_fen: Fen


def certified_until(law: Law, certified_in: Month, sheet: Sheet) -> Month:
    """Return the last month that a life certification 领取资格认证 covers.

    Twelve months run from each pass, however early it came.
    """
    lasts = sheet.figure(law.figure("life_certification_months", certified_in))
    return int(
        sheet.line(
            "certified_until",
            "认证有效至",
            "Certified until",
            certified_in + lasts,
            "month",
            put_in("{} + {}", (certified_in, "month"), (lasts, "months")),
            CERTIFICATION,
        )
    )


def stopped_from(law: Law, reason_code: str, happened_in: Month, sheet: Sheet) -> Month | None:
    """Return the first month that is not paid, or None where the pension goes on.

    A death stops it from the month after; the month in which a sentence or an absence begins
    is paid likewise. Who has not certified is suspended after the last month covered:
    `happened_in` is the month of the last pass then.
    """
    reason = REASONS[reason_code]
    if reason.state == PAID:
        return None
    last_paid = happened_in
    if reason_code == "uncertified":
        last_paid = certified_until(law, happened_in, sheet)
    return int(
        sheet.line(
            "stopped_from",
            "停发起始年月",
            "Stopped from",
            last_paid + 1,
            "month",
            put_in("{} + 1", (last_paid, "month")),
            reason.basis,
        )
    )


def state_in(
    reason_code: str, month: Month, stops: Month | None, resumed_from: Month | None = None
) -> str:
    """Return what a pension is in a month: paid, suspended or terminated."""
    reason = REASONS[reason_code]
    is_stopped = stops is not None and month >= stops
    is_resumed = reason.state == SUSPENDED and resumed_from is not None and month >= resumed_from
    return reason.state if is_stopped and not is_resumed else PAID


def resumption_terms(law: Law, reason_code: str, resumed_from: Month) -> Terms | Refusals:
    """Return on what terms a suspended pension goes on; what was terminated does not.

    Raises `NotInForce` for the return of a missing person.
    """
    reason = REASONS[reason_code]
    if reason.state == TERMINATED:
        return (_terminated(reason),)
    if reason.terms is None:
        return RETURNS[law.word_among(RETURNS, "missing_resumption", resumed_from)]
    return reason.terms


def resumption(
    reason_code: str,
    terms: Terms,
    *,
    before_fen: Fen,
    adjusted_fen: Fen,
    held_back_fen: Fen,
    sheet: Sheet,
) -> Resumption:
    """Return how a suspended pension goes on.

    `before_fen` is the amount before the stop, `adjusted_fen` the same with the adjustments
    since, `held_back_fen` the sum of all months not paid.
    """
    basis = REASONS[reason_code].basis
    return Resumption(
        monthly_fen=sheet.line(
            "monthly",
            "续发月待遇",
            "Monthly amount from now on",
            adjusted_fen if terms.counts_adjustments else before_fen,
            "fen",
            "",
            basis,
        ),
        arrears_fen=sheet.line(
            "arrears",
            "补发金额",
            "Arrears paid",
            held_back_fen if terms.pays_arrears else 0 * held_back_fen,
            "fen",
            "",
            basis,
        ),
    )


def _terminated(reason: Reason) -> Refusal:
    return Refusal(
        code="suspension.terminated",
        text=Text(
            f"待遇已因{reason.text.zh}终止,不能续发",
            f"The pension was terminated ({reason.text.en}) and is not resumed",
        ),
        field="reason",
        basis=reason.basis,
        remedy=Text(
            "终止有误的,应先冲销原业务", "If that was wrong, reverse the termination first"
        ),
    )
