"""Checks of what one province tells against what others hold, and what departments reported.

They ask afterwards what the gates of a matter ask before it goes on, for all that did not wait.
"""

from collections.abc import Iterator, Sequence

from tongchou.risk.check import Among, Doubt, Severity, check
from tongchou.standards.messages import (
    BenefitDetermined,
    ContributionsAssessed,
    EarlierRecordEntered,
    EmploymentEnded,
    Message,
    PersonsEnrolled,
    SignalPlace,
    people_in,
)
from tongchou.standards.schemes import PENSION
from tongchou.standards.text import Text
from tongchou.storage.rows import fetch

_INSURING = (
    PersonsEnrolled,
    EmploymentEnded,
    ContributionsAssessed,
    EarlierRecordEntered,
    BenefitDetermined,
)

# Whoever contributes is enrolled. Each of the few people is looked up by number and province, so
# that one partition is read of each table. An enrolment says no item: the province knows which.
_PENSIONED = """
WITH pension AS MATERIALIZED (
    SELECT benefit.ssn, benefit.province, from_month, item_number
    FROM registry_person AS person JOIN registry_benefit AS benefit
        ON benefit.ssn = person.ssn AND benefit.province = person.province
        AND benefit.scheme = %(scheme)s AND benefit.kind = %(pension)s
    WHERE person.ssn = ANY(%(ssns)s)
), beside AS (
    SELECT pension.ssn, pension.from_month AS month, enrolled.province, '' AS item_number
    FROM pension JOIN registry_person AS person
        ON person.ssn = pension.ssn AND person.province <> pension.province
    JOIN registry_enrolment AS enrolled
        ON enrolled.ssn = person.ssn AND enrolled.province = person.province
        AND enrolled.scheme = %(scheme)s
        AND (enrolled.until_month IS NULL OR enrolled.until_month > pension.from_month)
    UNION
    SELECT pension.ssn, pension.from_month, other.province, other.item_number
    FROM pension JOIN pension AS other
        ON other.ssn = pension.ssn AND other.province <> pension.province
), shown AS (
    SELECT * FROM beside
    UNION
    SELECT pension.ssn, pension.from_month, pension.province, pension.item_number
    FROM pension JOIN beside
        ON beside.ssn = pension.ssn AND beside.month = pension.from_month
        AND beside.province <> pension.province
)
SELECT ssn, month,
       json_agg(json_build_object('province', province, 'item_number', item_number, 'row', 0)
                ORDER BY province, item_number)
FROM shown GROUP BY ssn, month ORDER BY ssn, month
"""
# Where contributions of the same month stand in both provinces, that is a finding of its own. Of
# those that stand in the other province alone the first is shown: later ones are no news.
_ELSEWHERE = """
WITH told AS MATERIALIZED (
    SELECT span.ssn, span.province, span.from_month, span.until_month, span.item_number
    FROM registry_person AS person CROSS JOIN LATERAL (
        SELECT ssn, province, from_month, coalesce(until_month, 1000000) AS until_month,
               '' AS item_number
        FROM registry_enrolment AS enrolled
        WHERE enrolled.ssn = person.ssn AND enrolled.province = person.province
          AND enrolled.scheme = %(scheme)s
        UNION ALL
        SELECT ssn, province, from_month, until_month, item_number
        FROM registry_earlierrecord AS earlier
        WHERE earlier.ssn = person.ssn AND earlier.province = person.province
          AND earlier.scheme = %(scheme)s AND earlier.source = 'prior'
    ) AS span
    WHERE person.ssn = ANY(%(ssns)s)
), paid AS (
    SELECT told.ssn, told.from_month, told.province AS told_in, told.item_number AS told_by,
           contribution.province, contribution.item_number, contribution.row,
           row_number() OVER (
               PARTITION BY told.ssn, told.from_month, told.province, contribution.province
               ORDER BY contribution.month, contribution.item_number, contribution.row) AS place
    FROM told JOIN registry_person AS person
        ON person.ssn = told.ssn AND person.province <> told.province
    JOIN registry_contribution AS contribution
        ON contribution.ssn = person.ssn AND contribution.province = person.province
        AND contribution.scheme = %(scheme)s
        AND contribution.month >= told.from_month AND contribution.month < told.until_month
    WHERE NOT EXISTS (
        SELECT FROM registry_contribution AS own
        WHERE own.ssn = told.ssn AND own.province = told.province
          AND own.scheme = %(scheme)s AND own.month = contribution.month)
), shown AS (
    SELECT ssn, from_month, told_in AS province, told_by AS item_number, 0 AS row FROM paid
    WHERE place = 1
    UNION
    SELECT ssn, from_month, province, item_number, row FROM paid WHERE place = 1
)
SELECT ssn, from_month,
       json_agg(json_build_object('province', province, 'item_number', item_number, 'row', row)
                ORDER BY province, item_number, row)
FROM shown GROUP BY ssn, from_month ORDER BY ssn, from_month
"""
_REPORTED = """
WITH said AS MATERIALIZED (
    SELECT report.ssn, kind, facts,
           split_part(day, '-', 1)::int * 12 + split_part(day, '-', 2)::int - 1 AS month
    FROM registry_report AS report
    CROSS JOIN LATERAL (SELECT coalesce(facts ->> 'died_on', said_on::text) AS day) AS told
    LEFT JOIN LATERAL (SELECT verb FROM registry_reportstep AS step
                       WHERE step.report_id = report.id ORDER BY step.id DESC LIMIT 1) AS last
        ON true
    WHERE report.ssn = ANY(%(ssns)s) AND verb IS DISTINCT FROM 'reject'
), shown AS (
    SELECT said.ssn, said.month, enrolled.province, '' AS item_number
    FROM said JOIN registry_person AS person ON person.ssn = said.ssn
    JOIN registry_enrolment AS enrolled
        ON enrolled.ssn = person.ssn AND enrolled.province = person.province
        AND enrolled.scheme = %(scheme)s
    WHERE CASE said.kind
        WHEN 'death' THEN enrolled.until_month IS NULL OR enrolled.until_month > said.month + 1
        ELSE enrolled.until_month IS NULL
             AND (facts ->> 'ssn_now' <> said.ssn OR facts ->> 'name_now' <> person.name) END
    UNION
    SELECT said.ssn, said.month, benefit.province, benefit.item_number
    FROM said JOIN registry_person AS person ON person.ssn = said.ssn
    JOIN registry_benefit AS benefit
        ON benefit.ssn = person.ssn AND benefit.province = person.province
        AND benefit.scheme = %(scheme)s AND benefit.from_month > said.month
    WHERE said.kind = 'death'
)
SELECT ssn, month,
       json_agg(json_build_object('province', province, 'item_number', item_number, 'row', 0)
                ORDER BY province, item_number)
FROM shown GROUP BY ssn, month ORDER BY ssn, month
"""


@check(
    title=Text("在一地参保、另一地领取养老金", "Insured in one province, pensioned in another"),
    remedy=Text(
        "请与另一省核实：参保有误的办理停保或冲销，待遇有误的由该省更正",
        "Ask the other province: end or reverse the enrolment if it is wrong; a wrong pension is"
        " put right where it is paid",
    ),
    severity=Severity.DOUBT,
    basis="state-council-office-2009-66-2",
    messages=_INSURING,
)
def insured_beside_pension(messages: Sequence[Message], people: frozenset[str]) -> Iterator[Doubt]:
    """Find who is insured in one province while another pays a pension, or two do."""
    yield from _doubts(_PENSIONED, messages, people)


@check(
    title=Text("参保或补录期间在外省缴费", "Insured here, contributions elsewhere"),
    remedy=Text(
        "请与另一省核实参保起止时间，商定保留哪一地的关系",
        "Compare the months with the other province, and agree which of the two stands",
    ),
    severity=Severity.DOUBT,
    basis="ministry-office-2019-94",
    messages=(PersonsEnrolled, EmploymentEnded, EarlierRecordEntered),
)
def insured_beside_contributions(
    messages: Sequence[Message],
    people: frozenset[str],
) -> Iterator[Doubt]:
    """Find whose enrolment or prior record spans months that were paid in another province."""
    yield from _doubts(_ELSEWHERE, messages, people)


@check(
    title=Text("与部门反馈的死亡或身份信息不符", "Not as a department reported"),
    remedy=Text(
        "请核实该人员的生存状况和身份信息，再办理停保、信息变更或冲销",
        "Look into it; then end the enrolment, mend the record, or reverse",
    ),
    severity=Severity.DOUBT,
    basis="social-insurance-law-74",
    messages=_INSURING,
    among=Among.REPORTED,
)
def told_against_report(messages: Sequence[Message], people: frozenset[str]) -> Iterator[Doubt]:
    """Find who is insured or pensioned after a reported death, or under another name or number."""
    yield from _doubts(_REPORTED, messages, people)


def _doubts(statement: str, messages: Sequence[Message], people: frozenset[str]) -> Iterator[Doubt]:
    """Ask about those of the people who stand in the messages; all are of one scheme."""
    ssns = people_in(messages) & people
    if not ssns:
        return
    facts = {"scheme": messages[0].scheme, "ssns": sorted(ssns)}
    if "%(pension)s" in statement:
        facts["pension"] = PENSION
    for ssn, month, places in fetch(statement, **facts):
        yield Doubt(ssn, month, [SignalPlace(**place) for place in places])
