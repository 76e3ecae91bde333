"""What an item told and a reversal took back is proven gone, in both ways of asking."""

import psycopg
import pytest
from told import MISTAKEN, found, proven

from counter import FACTORY, accepted, completed, credit_code_of, ssn_of
from tongchou.events.changes import seal
from tongchou.events.models import Seal
from working_life import PASSER_BY, SHOP

pytestmark = pytest.mark.usefixtures("province", "life")

OTHER_SHOP = credit_code_of("91340104MA2N00021")
NEWCOMER = ssn_of("19900101", "203")
CONTRIBUTION = """
INSERT INTO registry_contribution
    (ssn, province, scheme, month, credit_code, item_number, row, wage_fen, base_fen,
     employer_fen, employee_fen)
VALUES (%s, '34', '110', 24296, %s, %s, 1, 800000, 800000, 128000, 64000)
"""
ENROLMENT = """
INSERT INTO registry_enrolment (ssn, province, scheme, credit_code, from_month, end_reason)
VALUES (%s, '34', '110', %s, 24289, '')
"""


def removal() -> int:
    """Return the position at which the contributions were taken back."""
    return Seal.objects.get(event__kind="contributions_removed").position


def test_a_row_that_was_taken_back_and_stands_there_again_is_surplus(
    owner: psycopg.Connection,
) -> None:
    owner.execute(CONTRIBUTION, [PASSER_BY, SHOP, MISTAKEN])
    owner.execute(ENROLMENT, [PASSER_BY, SHOP])

    named = {(one["table"], one["kind"]) for one in found(proven())}

    assert named >= {("registry_contribution", "surplus"), ("registry_enrolment", "surplus")}


def test_it_is_found_too_where_only_what_was_told_since_is_asked(
    owner: psycopg.Connection,
) -> None:
    assert found(proven(since=removal() - 1)) == []

    owner.execute(CONTRIBUTION, [PASSER_BY, SHOP, MISTAKEN])

    named = {(one["table"], one["kind"]) for one in found(proven(since=removal() - 1))}
    assert ("registry_contribution", "surplus") in named


def test_items_and_rows_are_as_told_once_matters_were_reversed() -> None:
    registered = accepted(
        "employer_registration",
        {"credit_code": OTHER_SHOP, "name": "另一小店", "division_code": "340104"},
    )
    person = {"ssn": NEWCOMER, "credit_code": FACTORY}
    enrolled = completed("person_enrolment", person | {"name": "张三", "from_month": "2024-07"})
    ended = completed("employment_end", person | {"last_month": "2024-08"})

    for item, whom in (
        (ended, {"ssn": NEWCOMER}),
        (enrolled, {"ssn": NEWCOMER}),
        (registered, {"credit_code": OTHER_SHOP}),
    ):
        form = {"item_number": item.number, "reason": "填错了", **whom}
        completed(f"{item.code}_reversal", form)
    while seal():
        pass

    assert found(proven()) == []
