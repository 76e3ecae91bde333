"""Determining benefits and noting what was paid of them."""

from tongchou.registry.changes.writers import Place, must_touch, writes
from tongchou.registry.counters import count
from tongchou.standards.messages import BenefitDetermined, PaymentsMade, canonical_json
from tongchou.standards.time import month_of
from tongchou.storage.rows import execute

_BENEFIT = """
INSERT INTO registry_benefit
    (ssn, province, scheme, kind, from_month, retirement_month, basic_fen, account_fen, total_fen,
     contribution_months, wage_index_e4, worksheet, provisional, item_number)
SELECT ssn, province, %(scheme)s, %(kind)s, %(from_month)s, %(retirement_month)s, %(basic_fen)s,
       %(account_fen)s, %(total_fen)s, %(contribution_months)s, %(wage_index_e4)s,
       %(worksheet)s::jsonb, %(provisional)s, %(item_number)s
FROM registry_person WHERE ssn = %(ssn)s AND province = %(province)s
"""

_PAYMENTS = """
INSERT INTO registry_payment
    (ssn, province, scheme, kind, month, amount_fen, account_part_fen, paid_on, item_number)
SELECT benefit.ssn, benefit.province, benefit.scheme, benefit.kind, %(month)s, given.amount_fen,
       given.account_part_fen, %(paid_on)s, %(item_number)s
FROM unnest(%(ssns)s::text[], %(amount_fens)s::bigint[], %(account_part_fens)s::bigint[])
    AS given (ssn, amount_fen, account_part_fen)
JOIN registry_benefit AS benefit
    ON benefit.ssn = given.ssn AND benefit.province = %(province)s
    AND benefit.scheme = %(scheme)s AND benefit.kind = %(kind)s
"""


@writes(BenefitDetermined)
def determine(message: BenefitDetermined, place: Place) -> None:
    """Write a benefit as it was determined 待遇核定, with its worksheet: one of a kind a person."""
    written = execute(
        _BENEFIT,
        province=place.province,
        scheme=message.scheme,
        ssn=message.ssn,
        kind=message.benefit,
        from_month=month_of(message.from_month),
        retirement_month=month_of(message.retirement_month),
        basic_fen=message.basic_fen,
        account_fen=message.account_fen,
        total_fen=message.total_fen,
        contribution_months=message.contribution_months,
        wage_index_e4=message.wage_index_e4,
        worksheet=canonical_json(message.worksheet),
        provisional=message.provisional,
        item_number=message.item_number,
    )
    must_touch(1, written, "benefits")
    count(message.benefit, 1, province=place.province, scheme=message.scheme)


@writes(PaymentsMade)
def pay(message: PaymentsMade, place: Place) -> None:
    """Write one month's payments 发放 of benefits that were determined, each month once."""
    written = execute(
        _PAYMENTS,
        province=place.province,
        scheme=message.scheme,
        kind=message.benefit,
        month=month_of(message.month),
        paid_on=message.paid_on,
        item_number=message.item_number,
        ssns=message.ssns,
        amount_fens=message.amount_fens,
        account_part_fens=message.account_part_fens,
    )
    must_touch(len(message.ssns), written, "payments")
