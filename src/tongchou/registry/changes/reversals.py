"""Taking back what was told before: each writer undoes what the writer of another message wrote."""

from tongchou.registry.changes import keys
from tongchou.registry.changes.writers import Place, must_touch, writes
from tongchou.registry.counters import PEOPLE, PERSON_MONTHS, count
from tongchou.standards.messages import (
    BenefitRemoved,
    ContributionsRemoved,
    EarlierRecordRemoved,
    EmployersRemoved,
    EnrolmentsRemoved,
    EnrolmentsReopened,
)
from tongchou.standards.time import month_of
from tongchou.storage.rows import execute, fetch

_EMPLOYERS = """
DELETE FROM registry_employer
WHERE credit_code = ANY(%(credit_codes)s::text[]) AND province = %(province)s
RETURNING credit_code, name, former_names
"""

_ENROLMENTS = """
DELETE FROM registry_enrolment AS enrolment
USING unnest(%(ssns)s::text[], %(credit_codes)s::text[]) AS given (ssn, credit_code)
WHERE enrolment.ssn = given.ssn AND enrolment.province = %(province)s
  AND enrolment.scheme = %(scheme)s AND enrolment.credit_code = given.credit_code
  AND enrolment.from_month = %(from_month)s AND enrolment.until_month IS NULL
"""

_PEOPLE = """
DELETE FROM registry_person WHERE ssn = ANY(%(ssns)s::text[]) AND province = %(province)s
RETURNING ssn, name
"""

_REOPENED = """
UPDATE registry_enrolment AS enrolment SET until_month = NULL, end_reason = ''
FROM unnest(%(credit_codes)s::text[], %(from_months)s::int[]) AS given (credit_code, from_month)
WHERE enrolment.ssn = %(ssn)s AND enrolment.province = %(province)s
  AND enrolment.scheme = %(scheme)s AND enrolment.credit_code = given.credit_code
  AND enrolment.from_month = given.from_month AND enrolment.until_month IS NOT NULL
"""

_RECORD = """
DELETE FROM registry_earlierrecord
WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s AND source = %(source)s
  AND paid_in = %(paid_in)s AND from_month = %(from_month)s AND until_month = %(until_month)s
  AND item_number = %(item_number)s
"""

# What was received stays, and with it what was owed: nothing of that employer is touched then.
_ASSESSMENTS = """
DELETE FROM registry_assessment
WHERE credit_code = ANY(%(credit_codes)s::text[]) AND province = %(province)s
  AND scheme = %(scheme)s AND month = %(month)s AND item_number = %(item_number)s
  AND received_on IS NULL
"""

_CONTRIBUTIONS = """
DELETE FROM registry_contribution
WHERE credit_code = ANY(%(credit_codes)s::text[]) AND province = %(province)s
  AND scheme = %(scheme)s AND month = %(month)s AND item_number = %(item_number)s
"""

_BENEFIT = """
DELETE FROM registry_benefit
WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s AND kind = %(kind)s
  AND item_number = %(item_number)s
"""


@writes(EmployersRemoved)
def remove_employers(message: EmployersRemoved, place: Place) -> None:
    """Take registrations of employers back."""
    codes = message.credit_codes
    removed = fetch(_EMPLOYERS, province=place.province, credit_codes=codes)
    must_touch(len(codes), len(removed), "employers")
    borne = [
        (key, code)
        for code, name, former in removed
        for key in keys.of_employer(code, name, former)
    ]
    keys.remove(borne, place, is_employer=True)


@writes(EnrolmentsRemoved)
def remove_enrolments(message: EnrolmentsRemoved, place: Place) -> None:
    """Take enrolments back that are open, and whoever is known by nothing else."""
    removed = execute(
        _ENROLMENTS,
        province=place.province,
        scheme=message.scheme,
        from_month=month_of(message.from_month),
        ssns=message.ssns,
        credit_codes=message.credit_codes,
    )
    must_touch(len(message.ssns), removed, "open enrolments")
    _forget(message.strangers, message.scheme, place)


def _forget(ssns: list[str], scheme: str, place: Place) -> None:
    """Take people out of the registry of whom it holds nothing else."""
    gone = fetch(_PEOPLE, province=place.province, ssns=ssns) if ssns else []
    must_touch(len(ssns), len(gone), "people")
    keys.remove(keys.of_people([ssn for ssn, _ in gone], [name for _, name in gone]), place)
    count(PEOPLE, -len(gone), province=place.province, scheme=scheme)


@writes(EnrolmentsReopened)
def reopen_enrolments(message: EnrolmentsReopened, place: Place) -> None:
    """Let enrolments that had ended go on."""
    reopened = execute(
        _REOPENED,
        province=place.province,
        scheme=message.scheme,
        ssn=message.ssn,
        credit_codes=message.credit_codes,
        from_months=[month_of(month) for month in message.from_months],
    )
    must_touch(len(message.credit_codes), reopened, "ended enrolments")


@writes(EarlierRecordRemoved)
def remove_earlier_record(message: EarlierRecordRemoved, place: Place) -> None:
    """Take a span out of a person's record."""
    removed = execute(
        _RECORD,
        province=place.province,
        scheme=message.scheme,
        ssn=message.ssn,
        source=message.source,
        paid_in=message.paid_in,
        from_month=month_of(message.from_month),
        until_month=month_of(message.until_month),
        item_number=message.item_number,
    )
    must_touch(1, removed, "earlier records")
    _forget([message.ssn] if message.is_stranger else [], message.scheme, place)


@writes(ContributionsRemoved)
def remove_contributions(message: ContributionsRemoved, place: Place) -> None:
    """Take back what a declaration said employers owe, with the person-months it is made of.

    Person-months have no shadow: a declaration taken back is left out where they are compared.
    """
    facts = {
        "province": place.province,
        "scheme": message.scheme,
        "month": month_of(message.month),
        "item_number": message.item_number,
        "credit_codes": message.credit_codes,
    }
    must_touch(len(message.credit_codes), execute(_ASSESSMENTS, **facts), "unreceived assessments")
    people = sum(message.people)
    if not place.is_shadow:
        must_touch(people, execute(_CONTRIBUTIONS, **facts), "contributions")
    count(PERSON_MONTHS, -people, province=place.province, scheme=message.scheme)


@writes(BenefitRemoved)
def remove_benefit(message: BenefitRemoved, place: Place) -> None:
    """Take a benefit back."""
    removed = execute(
        _BENEFIT,
        province=place.province,
        scheme=message.scheme,
        ssn=message.ssn,
        kind=message.benefit,
        item_number=message.item_number,
    )
    must_touch(1, removed, "benefits")
    count(message.benefit, -1, province=place.province, scheme=message.scheme)
