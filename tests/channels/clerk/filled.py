"""A form of each item at the counter, filled in by the kinds of its fields, to be spoilt in tests.

A new item needs no entry here. One whose form is refused when it is filled in so says in `OWN`
what else stands in it, so that it is handled to its end.
"""

from pydantic.fields import FieldInfo

from counter import FACTORY, MAN, MAN_NAME, credit_code_of, ssn_of
from tongchou.standards import codes
from tongchou.standards.fields import UNTYPED, Kind, kind_of, options_of
from tongchou.workflow.catalogue import catalogue

NEWCOMER = ssn_of("19900101", "203")
BY_KIND = {
    Kind.PERSON: MAN, Kind.NAME: MAN_NAME, Kind.EMPLOYER: FACTORY, Kind.PLACE: "340104",
    Kind.MONTH: "2024-10", Kind.DATE: "2024-10-10", Kind.AMOUNT: "100.00", Kind.NUMBER: "12",
    Kind.TEXT: "档案", Kind.ITEM: "34-20241105-000001",
}  # fmt: skip
OWN: dict[str, dict[str, str]] = {
    "person_enrolment": {"ssn": NEWCOMER, "name": "张三"},
    "prior_record": {
        "ssn": NEWCOMER, "name": "张三", "from_month": "2009-01", "last_month": "2009-12",
        "wage_index": "1.0",
    },
    "employer_registration": {"credit_code": credit_code_of("91340104B8PHNT1R4"), "name": "新"},
    "transfer_in": {"origin": "32"},
}  # fmt: skip


def fields(code: str) -> list[str]:
    """Return the names of the fields that an item's form shows to be typed in."""
    form = catalogue()[code].form.model_fields
    return [name for name, field in form.items() if kind_of(field) not in UNTYPED]


def chosen(code: str) -> set[str]:
    """Return the names of the fields in which one of several options is chosen."""
    form = catalogue()[code].form.model_fields
    return {name for name, field in form.items() if options_of(field, "34")}


def filled(code: str) -> dict[str, str]:
    """Return an item's form with all that it asks for, and what may be chosen."""
    form, own = catalogue()[code].form.model_fields, OWN.get(code, {})
    wanted = {name for name, field in form.items() if field.is_required()} | chosen(code) | set(own)
    return {
        name: own.get(name) or BY_KIND.get(kind_of(form[name])) or _first_option(form[name])
        for name in fields(code)
        if name in wanted
    }


def _first_option(field: FieldInfo) -> str:
    return next(iter(options_of(field, "34")))


FORMS = {
    code: filled(code) for code in catalogue() if "clerk" in codes.table("items")[code].facts["by"]
}
"""A form of each item at the counter, well filled in."""
