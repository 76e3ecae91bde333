"""The scope of a clerk 权限范围: whose matters one may take in, or hand in."""

from pydantic import BaseModel

from tongchou.agency.models import Agency, Clerk
from tongchou.agency.queries import agency_serving
from tongchou.registry import queries as registry
from tongchou.standards.fields import Kind
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.files import File
from tongchou.workflow.outside import is_own
from tongchou.workflow.queries import items_in_scope


def is_in_scope(
    clerk: Clerk, item: AnyItem, form: BaseModel, files: tuple[File, ...], *, province: str
) -> bool:
    """Whether what a form is about lies in the clerk's scope.

    An employer lies where it is registered, a person where their employers do. Whoever is not
    registered yet lies nowhere, and everyone may begin with them; a person who joins another
    employer is that employer's agency's matter. What names nobody concerns the whole province,
    but for a file, whose rows are judged one by one. Of somebody outside only their own is.
    """
    if clerk.is_outside:
        return is_own(clerk, item, form)
    scope = clerk.insured_scope
    if not scope:
        return scope is not None
    place, credit_code, ssn = (
        _value(item, form, kind) for kind in (Kind.PLACE, Kind.EMPLOYER, Kind.PERSON)
    )
    if credit_code:
        employer = registry.employer_of(credit_code, province=province)
        place = employer.division_code if employer else place
        return place.startswith(scope) or not place
    if ssn:
        people = registry.people_in(scope, province=province).filter(ssn=ssn)
        return people.exists() or registry.person_of(ssn, province=province) is None
    number = _value(item, form, Kind.ITEM)
    if number:
        return items_in_scope(clerk).filter(number=number).exists()
    return bool(files)


def competent_for(item: AnyItem, form: BaseModel, *, province: str) -> Agency | None:
    """Return the agency that is competent 管辖 for what a form asks: that of the place it is about.

    That is where its employer is registered, or the place that it names, or else where the
    person's latest employer is; what is about no such place is the whole province's.
    """
    place, credit_code, ssn = (
        _value(item, form, kind) for kind in (Kind.PLACE, Kind.EMPLOYER, Kind.PERSON)
    )
    employer = registry.employer_of(credit_code, province=province) if credit_code else None
    if employer is not None:
        place = employer.division_code
    elif ssn and not place:
        place = registry.last_place(ssn, province=province)
    return agency_serving(place, node=province)


def _value(item: AnyItem, form: BaseModel, kind: Kind) -> str:
    field = item.field_of(kind)
    return str(getattr(form, field)) if field else ""
