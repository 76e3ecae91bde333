"""Entering what a person earned before this system knew of it."""

from tongchou.registry.changes import keys
from tongchou.registry.changes.births import births_and_sexes
from tongchou.registry.changes.writers import Place, must_touch, writes
from tongchou.registry.counters import PEOPLE, count
from tongchou.registry.names import name_key
from tongchou.standards.identity import is_foreign
from tongchou.standards.messages import EarlierRecordEntered
from tongchou.standards.time import month_of
from tongchou.storage.rows import execute, fetch

_PERSON = """
INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
VALUES (%(ssn)s, %(province)s, %(name)s, %(name_key)s, %(sex)s, %(birth_on)s)
ON CONFLICT (ssn, province) DO NOTHING
"""
_IS_KNOWN = """
SELECT EXISTS (SELECT FROM registry_person WHERE ssn = %(ssn)s AND province = %(province)s)
"""

_REPLACED = """
DELETE FROM registry_earlierrecord
WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s
  AND source = 'transfer' AND paid_in = %(paid_in)s AND from_month = %(from_month)s
  AND until_month = %(until_month)s AND item_number <> %(item_number)s
"""

# Two spans alike of one transfer are two records; an archive shows a span once.
_RECORD = """
INSERT INTO registry_earlierrecord
    (ssn, province, scheme, source, paid_in, from_month, until_month, place, months,
     wage_index_e4, base_sum_fen, account_fen, item_number)
SELECT %(ssn)s, %(province)s, %(scheme)s, %(source)s, %(paid_in)s, %(from_month)s,
       %(until_month)s,
       1 + (SELECT count(*) FROM registry_earlierrecord
            WHERE %(source)s = 'transfer' AND ssn = %(ssn)s AND province = %(province)s
              AND scheme = %(scheme)s AND source = 'transfer' AND paid_in = %(paid_in)s
              AND from_month = %(from_month)s AND until_month = %(until_month)s),
       %(months)s, %(wage_index_e4)s, %(base_sum_fen)s, %(account_fen)s, %(item_number)s
"""


def _registered(message: EarlierRecordEntered, place: Place) -> int:
    """Register the person where nobody has; return how many were."""
    if is_foreign(message.ssn) and not message.births:
        ((is_known,),) = fetch(_IS_KNOWN, ssn=message.ssn, province=place.province)
        if is_known:
            return 0
    (born,), (sex,) = births_and_sexes([message.ssn], message.births)
    return execute(
        _PERSON,
        ssn=message.ssn,
        province=place.province,
        name=message.name,
        name_key=name_key(message.name),
        sex=sex,
        birth_on=born,
    )


@writes(EarlierRecordEntered)
def enter_earlier_record(message: EarlierRecordEntered, place: Place) -> None:
    """Enter a span of contribution months 历史缴费记录 that was earned earlier or elsewhere.

    A record that comes here again, after it had left, comes whole: a span it brings stands
    for the same span that an earlier transfer brought.
    """
    joined = _registered(message, place)
    if joined and not place.is_shadow:
        found = keys.as_columns(keys.of_people([message.ssn], [message.name]))
        execute(keys.ENTER, province=place.province, is_employer=False, **found)
    count(PEOPLE, joined, province=place.province, scheme=message.scheme)
    span = {
        "ssn": message.ssn,
        "province": place.province,
        "scheme": message.scheme,
        "paid_in": message.paid_in,
        "from_month": month_of(message.from_month),
        "until_month": month_of(message.until_month),
        "item_number": place.item_number,
    }
    if message.source == "transfer":
        execute(_REPLACED, **span)
    entered = execute(
        _RECORD,
        **span,
        source=message.source,
        months=message.months,
        wage_index_e4=message.wage_index_e4,
        base_sum_fen=message.base_sum_fen,
        account_fen=message.account_fen,
    )
    must_touch(1, entered, "earlier records")
