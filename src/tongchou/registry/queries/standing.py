"""How one person stands in a province: what most items ask before anything else."""

from dataclasses import dataclass
from datetime import date

from tongchou.standards.schemes import PENSION
from tongchou.standards.time import Month
from tongchou.storage.rows import Prepared, fetch


@dataclass(frozen=True)
class Insured:
    """A person's insured time with one employer, '' for none; `until_month` is exclusive."""

    credit_code: str
    from_month: Month
    until_month: Month | None


@dataclass(frozen=True)
class Reported:
    """What a department said of a person on a day, and whether a clerk confirmed it.

    `facts` are `died_on`, or `name_now` and `ssn_now`, those of them that were said.
    """

    kind: str
    department: str
    said_on: str
    facts: dict[str, str]
    is_confirmed: bool


@dataclass(frozen=True)
class Standing:
    """How a person stands in a province and scheme: name, insured times, free to act or not.

    `name` is None for somebody whom the province does not know. `has_moved` says that the record
    went to another province and did not return, `is_moving` that a transfer is under way,
    `employer_is_known` that the employer who was asked about is registered. `reports` are those
    of other departments that no clerk rejected.
    """

    name: str | None
    sex: str
    insured: tuple[Insured, ...]
    draws_pension: bool
    has_moved: bool
    is_moving: bool
    employer_is_known: bool
    birth_on: date | None = None
    """As registered; facts kept before numbers could be without it do not tell it."""
    reports: tuple[Reported, ...] = ()

    @property
    def is_enrolled(self) -> bool:
        """Whether an enrolment is open."""
        return any(one.until_month is None for one in self.insured)

    def enrolled_since(self, credit_code: str) -> Month | None:
        """Return since when an enrolment with an employer is open, or None."""
        open_ones = (
            one.from_month
            for one in self.insured
            if one.credit_code == credit_code and one.until_month is None
        )
        return next(open_ones, None)

    def enrolled_until(self, credit_code: str) -> Month | None:
        """Return the month before which all ended enrolments with an employer lie, or None."""
        ends = [one.until_month for one in self.insured if one.credit_code == credit_code]
        return max((end for end in ends if end is not None), default=None)


_STANDING = Prepared("""
SELECT person.name, coalesce(person.sex, ''),
       (SELECT coalesce(json_agg(json_build_array(credit_code, from_month, until_month)
                                 ORDER BY from_month, credit_code), '[]')
        FROM registry_enrolment
        WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s),
       (SELECT coalesce(json_agg(json_build_array(kind, department, said_on, facts,
                                                  coalesce(verb = 'confirm', false))
                                 ORDER BY report.id), '[]')
        FROM registry_report AS report
        LEFT JOIN LATERAL (SELECT verb FROM registry_reportstep AS step
                           WHERE step.report_id = report.id ORDER BY step.id DESC LIMIT 1) AS last
            ON true
        WHERE report.ssn = %(ssn)s AND verb IS DISTINCT FROM 'reject'),
       EXISTS (SELECT FROM registry_benefit
               WHERE ssn = %(ssn)s AND province = %(province)s AND scheme = %(scheme)s
                 AND kind = %(pension)s),
       coalesce((SELECT origin = %(province)s FROM registry_transfer
                 WHERE ssn = %(ssn)s AND scheme = %(scheme)s AND NOT refused
                   AND answered_on IS NOT NULL AND %(province)s IN (origin, destination)
                 ORDER BY answered_on DESC, id DESC LIMIT 1), false),
       EXISTS (SELECT FROM registry_transfer
               WHERE ssn = %(ssn)s AND scheme = %(scheme)s AND NOT refused
                 AND completed_on IS NULL AND letter <> %(letter)s),
       EXISTS (SELECT FROM registry_employer
               WHERE credit_code = %(credit_code)s AND province = %(province)s),
       person.birth_on
FROM (VALUES (1)) AS one (row)
LEFT JOIN registry_person AS person ON person.ssn = %(ssn)s AND person.province = %(province)s
""")


def standing_of(
    ssn: str, *, province: str, scheme: str, letter: str = "", credit_code: str = ""
) -> Standing:
    """Return how a person stands, in one question, and whether an employer is registered.

    A transfer of this `letter` does not count as under way.
    """
    ((name, sex, insured, reports, draws, has_moved, is_moving, is_employer, born),) = fetch(
        _STANDING,
        ssn=ssn,
        province=province,
        scheme=scheme,
        letter=letter,
        credit_code=credit_code,
        pension=PENSION,
    )
    return Standing(
        name,
        sex,
        tuple(Insured(*one) for one in insured),
        draws_pension=draws,
        has_moved=has_moved,
        is_moving=is_moving,
        employer_is_known=is_employer,
        birth_on=born,
        reports=tuple(Reported(*one) for one in reports),
    )
