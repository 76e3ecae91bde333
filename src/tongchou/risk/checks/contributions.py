"""Checks of contributions."""

from collections.abc import Iterator, Sequence

from tongchou.risk.check import Doubt, Severity, check
from tongchou.standards.messages import ContributionsAssessed, SignalPlace
from tongchou.standards.text import Text
from tongchou.standards.time import month_of
from tongchou.storage.rows import fetch

# Few people are known in two provinces: they are looked up first, and only their months are read.
_DUPLICATES = """
WITH elsewhere AS MATERIALIZED (
    SELECT ssn FROM registry_person WHERE ssn = ANY(%(ssns)s)
    GROUP BY ssn HAVING count(*) > 1
)
SELECT contribution.ssn,
       json_agg(json_build_object('province', contribution.province,
                                  'item_number', contribution.item_number,
                                  'row', contribution.row)
                ORDER BY contribution.province, contribution.item_number, contribution.row)
FROM elsewhere
JOIN registry_person AS person ON person.ssn = elsewhere.ssn
JOIN registry_contribution AS contribution
    ON contribution.ssn = person.ssn AND contribution.province = person.province
    AND contribution.scheme = %(scheme)s AND contribution.month = %(month)s
GROUP BY contribution.ssn
HAVING count(DISTINCT contribution.province) > 1
ORDER BY contribution.ssn
"""


@check(
    title=Text("重复缴费月份", "Duplicate contribution month"),
    remedy=Text(
        "请与另一省商定保留哪一地的缴费，并办理另一地的退费",
        "Agree with the other province which of the two stands, and have the other paid back",
    ),
    severity=Severity.DOUBT,
    basis="ministry-office-2019-94",
    messages=(ContributionsAssessed,),
)
def duplicate_contribution_month(
    messages: Sequence[ContributionsAssessed], people: frozenset[str]
) -> Iterator[Doubt]:
    """Find the people for whom two provinces hold the same month 重复缴费月份.

    Which of the two stands is for a person to judge, so nothing is stopped.
    """
    assessed: dict[tuple[str, str], set[str]] = {}
    for message in messages:
        of_month = assessed.setdefault((message.scheme, message.month), set())
        of_month.update(people.intersection(message.ssns))
    for (scheme, month_text), ssns in assessed.items():
        if not ssns:
            continue
        month = month_of(month_text)
        for ssn, places in fetch(_DUPLICATES, scheme=scheme, month=month, ssns=ssns):
            yield Doubt(ssn, month, [SignalPlace(**place) for place in places])
