"""Finding people and employers by what was typed of their names 检索.

Each way that leads to a name is one range of the search keys, read in their order and only as far
as a page needs; the better way comes first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tongchou.registry.models import Employer, Person
from tongchou.registry.names import (
    BEGINS,
    CODE,
    FORMER,
    INSIDE,
    KEY_MAX,
    WAYS,
    employer_keys,
    person_keys,
)
from tongchou.registry.queries.people import employers_in, people_in
from tongchou.standards.names import has_signs, plain_name
from tongchou.standards.search import Search
from tongchou.storage.rows import fetch

HITS_MAX = 100
"""How many results a search shows. Whoever finds more types more of the name: nobody reads a
thousand people of one surname, and a search is no way to list them all."""

WALKED_MAX = 10_000
"""How many keys of one way are read for the hits within a place, some 50 ms of the server: a place
of one in a hundred has a page of hits among them. Beyond, there may be more, which is said."""

SUBJECTS_MAX = 500
"""How many people are looked at for what is about them, or for the other words of their name."""

Subject = TypeVar("Subject", Person, Employer)


@dataclass(frozen=True)
class Hits(Generic[Subject]):
    """What a search found, the best first; `is_all` unless there are, or may be, more."""

    rows: Sequence[Subject]
    is_all: bool = True

    @property
    def tally(self) -> str:
        """How many were found: exactly, or how many at least."""
        return f"{len(self.rows):,}" if self.is_all else f"{len(self.rows):,}+"


@dataclass(frozen=True)
class Among:
    """Among whom is looked: people or employers of a province and a place, with an ending."""

    province: str
    is_employer: bool
    scope: str = ""
    ending: str = ""

    def keys_of(self, subjects: Iterable[str]) -> Mapping[str, Iterable[str]]:
        """Return the keys of subjects as their names now have them."""
        if self.is_employer:
            employers = Employer.objects.filter(province=self.province, credit_code__in=subjects)
            names = employers.values_list("credit_code", "name")
            return {code: employer_keys(name, code) for code, name in names}
        people = Person.objects.filter(province=self.province, ssn__in=subjects)
        return {ssn: person_keys(name) for ssn, name in people.values_list("ssn", "name")}


# The condition stands behind OFFSET 0, or the planner would read all of a place's people first.
_WALK = """
SELECT walked.subject FROM (
    SELECT key, subject FROM registry_searchkey
    WHERE province = %(province)s AND is_employer = %(is_employer)s
      AND key >= %(first)s AND key < %(last)s AND right(subject, 4) LIKE %(ending)s
    ORDER BY key, subject LIMIT %(walked)s
) AS walked
WHERE %(scope)s = '%%' OR EXISTS ({inside} AND division_code LIKE %(scope)s OFFSET 0)
ORDER BY walked.key, walked.subject LIMIT %(wanted)s
"""
_PEOPLE = _WALK.format(
    inside="""
    SELECT FROM registry_enrolment AS enrolment
    JOIN registry_employer USING (credit_code, province)
    WHERE enrolment.ssn = walked.subject AND enrolment.province = %(province)s"""
)
_EMPLOYERS = _WALK.format(
    inside="""
    SELECT FROM registry_employer AS employer
    WHERE employer.credit_code = walked.subject AND employer.province = %(province)s"""
)
_GOES_ON = """
SELECT FROM registry_searchkey
WHERE province = %(province)s AND is_employer = %(is_employer)s
  AND key >= %(first)s AND key < %(last)s AND right(subject, 4) LIKE %(ending)s
OFFSET %(walked)s LIMIT 1
"""


def people_found(search: Search, *, division: str, province: str) -> Hits[Person]:
    """Return the people of a division for whom a search looks."""
    if search.refusal or search.item_number:
        return Hits([])
    if search.number:
        known = people_in(division, province=province).filter(ssn=search.number)
        words = _words(search.name)
        return Hits([one for one in known if _is_called(words, person_keys(one.name))])
    among = Among(province, is_employer=False, scope=division, ending=search.last_four)
    subjects, is_all = _subjects(search.name, among, HITS_MAX)
    people = Person.objects.filter(province=province, ssn__in=subjects)
    return Hits(sorted(people, key=lambda one: subjects.index(one.ssn)), is_all)


def employers_found(text: str, *, province: str, division: str) -> Hits[Employer]:
    """Return the employers of a division by a part of their name or of their credit code.

    Credit codes are public, and stand unmasked on every page.
    """
    subjects, is_all = _subjects(text, Among(province, is_employer=True, scope=division), HITS_MAX)
    employers = employers_in(province=province, divisions=[division])
    found = employers.filter(credit_code__in=subjects)
    return Hits(sorted(found, key=lambda one: subjects.index(one.credit_code)), is_all)


def subjects_found(name: str, *, ending: str = "", province: str) -> list[str]:
    """Return the numbers of people and the credit codes of employers that are called so.

    They end in `ending`, and are as many of each as a list of what is about them can be asked for.
    """
    return [
        subject
        for is_employer in (False, True)
        for subject in _subjects(name, Among(province, is_employer, "", ending), SUBJECTS_MAX)[0]
    ]


def is_called_so(name: str, text: str) -> bool:
    """Whether a typed text leads to a person of this name, as a search reads both."""
    keys, words = person_keys(name), _words(text)
    return bool(words) and (_is_called([plain_name(text)], keys) or _is_called(words, keys))


def _subjects(text: str, among: Among, wanted: int) -> tuple[list[str], bool]:
    """Return whom a text leads to, the best first, and whether that is all.

    Words that lead nowhere as they stand are looked for in any order.
    """
    found, is_all = _walked(plain_name(text), among, wanted)
    words = _words(text)
    if len(words) > 1 and not found:
        several, is_all = _walked(max(words, key=len), among, SUBJECTS_MAX)
        keys = among.keys_of(several)
        found = [one for one in several if _is_called(words, keys.get(one, ()))]
    return found[:wanted], is_all and len(found) <= wanted


def _walked(plain: str, among: Among, wanted: int) -> tuple[list[str], bool]:
    """Return whom a plain text leads to by each way in turn, and whether that is all."""
    found: dict[str, None] = {}
    is_all = True
    for way in _ways(plain, among):
        facts = {
            "province": among.province,
            "is_employer": among.is_employer,
            "first": way + plain[:KEY_MAX],
            "last": way + plain[:KEY_MAX] + "\U0010ffff",
            "ending": f"%{among.ending}",
            "scope": f"{among.scope}%",
            "walked": WALKED_MAX,
        }
        walk = _EMPLOYERS if among.is_employer else _PEOPLE
        limit = len(found) + wanted + 1
        subjects = [subject for (subject,) in fetch(walk, **facts, wanted=limit)]
        found.update(dict.fromkeys(subjects))
        if len(subjects) == limit or (among.scope and fetch(_GOES_ON, **facts)):
            is_all = False
        if len(found) > wanted:
            break
    return list(found), is_all


def _ways(plain: str, among: Among) -> str:
    """Return the ways by which a plain text may lead to somebody, the best first.

    One sign is a surname, or any sign of an employer's name; one letter is nothing.
    """
    if has_signs(plain):
        return BEGINS + INSIDE + FORMER if len(plain) > 1 or among.is_employer else BEGINS
    if len(plain) <= 1:
        return ""
    return WAYS if among.is_employer else WAYS.replace(CODE, "")


def _words(text: str) -> list[str]:
    return [plain for word in text.split() if (plain := plain_name(word))]


def _is_called(words: Iterable[str], keys: Iterable[str]) -> bool:
    """Whether each of some plain words leads to a name with these keys."""
    return all(any(key.startswith(word, 1) for key in keys) for word in words)
