"""Entering what a person earned before this system knew of it."""

from tongchou.registry.counters import PEOPLE, count
from tongchou.registry.models import EarlierRecord, Person
from tongchou.registry.names import name_key
from tongchou.standards.identity import birth_on, sex_of
from tongchou.standards.messages import EarlierRecordEntered
from tongchou.standards.time import month_of


def enter_earlier_record(message: EarlierRecordEntered, *, province: str, item_number: str) -> None:
    """Enter a span of contribution months 历史缴费记录 that was earned earlier or elsewhere.

    A record that comes here again, after it had left, comes whole: a span it brings stands
    for the same span that an earlier transfer brought.
    """
    person, is_unknown = Person.objects.get_or_create(
        province=province,
        ssn=message.ssn,
        defaults={
            "name": message.name,
            "name_key": name_key(message.name),
            "sex": sex_of(message.ssn),
            "birth_on": birth_on(message.ssn),
        },
    )
    count(PEOPLE, int(is_unknown), province=province, scheme=message.scheme)
    if message.source == "transfer":
        EarlierRecord.objects.filter(
            person=person,
            source=message.source,
            paid_in=message.paid_in,
            from_month=month_of(message.from_month),
            until_month=month_of(message.until_month),
        ).exclude(item_number=item_number).delete()
    EarlierRecord.objects.create(
        person=person,
        source=message.source,
        paid_in=message.paid_in,
        from_month=month_of(message.from_month),
        until_month=month_of(message.until_month),
        months=message.months,
        wage_index_e4=message.wage_index_e4,
        base_sum_fen=message.base_sum_fen,
        account_fen=message.account_fen,
        item_number=item_number,
    )
