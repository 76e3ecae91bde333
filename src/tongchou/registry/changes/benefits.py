"""Determining pensions and noting what was paid of them."""

from tongchou.registry.counters import count
from tongchou.registry.models import Benefit, Person
from tongchou.standards.messages import BenefitDetermined, PaymentsMade
from tongchou.standards.time import month_of
from tongchou.storage.rows import execute

_PAYMENTS = """
INSERT INTO registry_payment
    (benefit_id, month, amount_fen, account_part_fen, paid_on, item_number)
SELECT benefit.id, %(month)s, given.amount_fen, given.account_part_fen, %(paid_on)s,
       %(item_number)s
FROM unnest(%(ssns)s::text[], %(amount_fens)s::bigint[], %(account_part_fens)s::bigint[])
    AS given (ssn, amount_fen, account_part_fen)
JOIN registry_person AS person ON person.ssn = given.ssn AND person.province = %(province)s
JOIN registry_benefit AS benefit ON benefit.person_id = person.id
"""


def determine(message: BenefitDetermined, *, province: str, item_number: str) -> None:
    """Write a pension as it was determined 待遇核定, with its worksheet."""
    del item_number
    Benefit.objects.create(
        person=Person.objects.get(province=province, ssn=message.ssn),
        from_month=month_of(message.from_month),
        retirement_month=month_of(message.retirement_month),
        basic_fen=message.basic_fen,
        account_fen=message.account_fen,
        total_fen=message.total_fen,
        contribution_months=message.contribution_months,
        wage_index_e4=message.wage_index_e4,
        worksheet=message.worksheet,
        provisional=message.provisional,
        item_number=message.item_number,
    )
    count(message.benefit, 1, province=province, scheme=message.scheme)


def pay(message: PaymentsMade, *, province: str, item_number: str) -> None:
    """Write one month's payments 发放, each benefit's month once."""
    del item_number
    written = execute(
        _PAYMENTS,
        province=province,
        month=month_of(message.month),
        paid_on=message.paid_on,
        item_number=message.item_number,
        ssns=message.ssns,
        amount_fens=message.amount_fens,
        account_part_fens=message.account_part_fens,
    )
    if written != len(message.ssns):
        raise ValueError(f"{len(message.ssns)} payments told, {written} could be written")
