"""When an account is paid out at once 一次性支付: to heirs, or to whoever leaves the scheme."""

from collections.abc import Mapping

from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen, clip
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month

LAW = "social-insurance-law-14"
RULES = "ministry-order-13-6"
FOREIGNERS = "ministry-order-16-5"

GROUNDS: Mapping[str, str] = {
    "death": LAW,
    "lost_nationality": RULES,
    "foreigner_left": FOREIGNERS,
}
"""On what ground an account is paid out at once, and the basis of each."""

INHERITED = ("employee_part", "whole_balance")
"""What heirs take: what the employee paid with its interest, or all that is left."""


def refund_refusals(ground: str, *, asked_in_writing: bool, confirmed_in_writing: bool) -> Refusals:
    """Return why an account is not paid out at once 不得提前支取.

    Who settles abroad and keeps the nationality keeps the account, and draws from it at
    the age. Who gave the nationality up asks in writing, is told what it means, and
    confirms in writing; a foreigner who leaves asks in writing.
    """
    if ground == "settled_abroad":
        return (
            _refusal(
                "account.kept_abroad",
                "出境定居、未丧失中国国籍的,个人账户予以保留",
                "Who settles abroad and is Chinese still keeps the account",
                RULES,
                ("达到法定领取条件时按规定领取", "It is drawn from once the conditions are met"),
            ),
        )
    if ground not in GROUNDS:
        return (
            _refusal(
                "account.no_early_withdrawal",
                "个人账户不得提前支取",
                "Nothing is drawn from an account early",
                LAW,
                ("达到领取条件后按月领取", "It is drawn monthly once the conditions are met"),
            ),
        )
    refused = []
    if ground != "death" and not asked_in_writing:
        refused.append(
            _refusal(
                "account.not_asked",
                "未提交终止养老保险关系的书面申请",
                "No written application to end the relation was made",
                GROUNDS[ground],
                ("提交书面申请", "Make a written application"),
                field="asked_in_writing",
            )
        )
    if ground == "lost_nationality" and not confirmed_in_writing:
        refused.append(
            _refusal(
                "account.not_confirmed",
                "告知保留账户的权利和终止的后果后,本人未书面确认",
                "Told of the right to keep the account, the person has not confirmed in writing",
                RULES,
                ("书面告知并取得书面确认", "Tell the person in writing, and have it confirmed"),
                field="confirmed_in_writing",
            )
        )
    return tuple(refused)


def takes_part(law: Law, province: str, at: Month, ground: str) -> bool:
    """Return whether only the employee's part is paid: to heirs, before the law."""
    return (
        ground == "death"
        and law.word_among(INHERITED, "account_inheritance", at, province) == "employee_part"
    )


def refund(
    law: Law,
    province: str,
    at: Month,
    balance_fen: Fen,
    employee_part_fen: Fen,
    sheet: Sheet,
    *,
    ground: str,
) -> Fen:
    """Return what is paid out at once 一次性支付, on one of the `GROUNDS`.

    Before the Social Insurance Law heirs took the part that the employee had paid, what is
    left of it; the rest stays in the pooled fund. `balance_fen` is what is left in all.
    """
    part_fen = clip(employee_part_fen, 0, balance_fen)
    source = law.figure("account_inheritance", at, province).source
    paid_fen: Fen = sheet.line(
        "refund",
        "个人账户一次性支付额",
        "Paid out of the account at once",
        part_fen if takes_part(law, province, at, ground) else balance_fen,
        "fen",
        "",
        source if ground == "death" else GROUNDS[ground],
    )
    return paid_fen


def _refusal(
    code: str, zh: str, en: str, basis: str, remedy: tuple[str, str], field: str = "ground"
) -> Refusal:
    return Refusal(code=code, text=Text(zh, en), basis=basis, remedy=Text(*remedy), field=field)
