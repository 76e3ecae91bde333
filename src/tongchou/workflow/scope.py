"""The scope of a clerk 权限范围: whose matters one may take in."""

from pydantic import BaseModel

from tongchou.agency.models import Clerk
from tongchou.registry import queries as registry
from tongchou.workflow.definition import File


def is_in_scope(clerk: Clerk, form: BaseModel, files: tuple[File, ...], *, province: str) -> bool:
    """Whether what a form is about lies in the clerk's scope.

    An employer lies where it is registered, a person where their employers do. Whoever is not
    registered yet lies nowhere, and everyone may begin with them; a person who joins another
    employer is that employer's agency's matter. What names nobody concerns the whole province,
    but for a file, whose rows are judged one by one.
    """
    scope = clerk.insured_scope
    if scope is None:
        return False
    place, credit_code, ssn = (
        str(getattr(form, name, "")) for name in ("division_code", "credit_code", "ssn")
    )
    if credit_code:
        employer = registry.employer_of(credit_code, province=province)
        place = employer.division_code if employer else place
        return place.startswith(scope) or not place
    if ssn:
        people = registry.people_like(ssn, province=province, divisions=[scope])
        return people.exists() or registry.person_of(ssn, province=province) is None
    return scope == "" or bool(files)
