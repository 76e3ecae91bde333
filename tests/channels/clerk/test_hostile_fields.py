"""Each field's hostile values over all items: taken, or refused so that the field is named."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from filled import FORMS, fields
from pydantic import ValidationError

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    apply,
    clerk,
    contribute,
    enrol,
    fund,
    pension,
    register_employer,
)
from tongchou.agency.models import Agency
from tongchou.standards import codes
from tongchou.standards.fields import Kind, kind_of
from tongchou.standards.messages import EmploymentEnded
from tongchou.standards.refusal import Refusal
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.changes import Accepted, accept

HOSTILE = {
    "empty": "",
    "blank": " \u3000 ",
    "a milliard": "1000000000",
    "negative": "-1",
    "very long": "长" * 5_000,
    "a little too long": "长" * 257,
    "control characters": "a\x00b\x07\x1b[31m",
    "turned about": "\u202e01X\u2066",
    "a formula": "=HYPERLINK(1)",
    "a list": ["a"],
    "an object": {"a": "b"},
    "a truth": True,
    "nothing": None,
    "a number": 10**9,
    "a fraction": -0.5,
    "half a pair": "\ud800",
}
ENDED, DRAWING, ELSEWHERE = "ended", "drawing", "elsewhere"


@pytest.fixture(autouse=True)
def _open(counter: dict[str, Any]) -> None:
    """Open the counter: a man who works, a woman whose enrolment ended and who draws a pension."""
    del counter
    register_employer()
    register_employer(MILL, "弋江纺织有限公司", "340209")
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME, employer=MILL)
    contribute(MAN, "2024-01", "2024-03")
    fund(100_000_00)
    ended = EmploymentEnded(
        scheme="110", ssn=WOMAN, credit_code=MILL, until_month="2024-06", reason="221"
    )
    apply(ended)
    apply(pension(WOMAN))


def tried(code: str, form: dict[str, Any], *, scheme: str = "") -> Any:
    """Return what becomes of a form; whatever was written for it is undone."""
    with transaction.atomic():
        done = accept(code, form, province="34", at=AT, clerk=clerk("clerk"), scheme=scheme)
        transaction.set_rollback(True)
    return done


def faulty(code: str, form: dict[str, Any]) -> set[str]:
    """Return the fields with which a form by itself finds fault."""
    try:
        catalogue()[code].form.model_validate(form)
    except ValidationError as fault:
        return {str(error["loc"][0]) for error in fault.errors()}
    return set()


def unsaid(code: str, form: dict[str, Any], done: Any) -> Iterator[str]:
    """Return what a refusal leaves unsaid: a field, a language."""
    if isinstance(done, Accepted):
        return
    told: list[Refusal] = list(done)
    named = {refusal.field.partition(".")[0] for refusal in told}
    yield from (f"the field {name} is not named" for name in faulty(code, form) - named)
    known = {*catalogue()[code].form.model_fields, "file", "scheme", ""}
    yield from (f"{name} is no field" for name in named - known if not faulty(code, form))
    yield from (
        f"{refusal.code} in one language"
        for refusal in told
        if not refusal.text.zh.strip() or not refusal.text.en.strip()
    )
    if not told:
        yield "nothing at all"


@pytest.mark.parametrize("code", FORMS)
def test_every_field_of_every_item_takes_or_refuses_what_is_hostile(code: str) -> None:
    found = [
        (name, said, lack)
        for name in fields(code)
        for said, value in HOSTILE.items()
        for form in [FORMS[code] | {name: value}]
        for lack in unsaid(code, form, tried(code, form))
    ]

    assert found == []


@pytest.mark.parametrize("code", FORMS)
def test_a_field_that_is_wanted_is_named_where_it_is_missing(code: str) -> None:
    wanted = [
        name
        for name, field in catalogue()[code].form.model_fields.items()
        if field.is_required() and name in FORMS[code]
    ]
    found = {}
    for name in wanted:
        form = {other: value for other, value in FORMS[code].items() if other != name}
        found[name] = {refusal.field for refusal in tried(code, form)}

    assert {name: name in named for name, named in found.items()} == dict.fromkeys(wanted, True)


@pytest.mark.parametrize("code", FORMS)
def test_what_is_hostile_in_meaning_is_refused_with_a_reason_or_taken(code: str) -> None:
    named = catalogue()[code].form.model_fields
    meant = {Kind.PERSON: WOMAN, Kind.NAME: WOMAN_NAME, Kind.EMPLOYER: MILL, Kind.PLACE: "110101"}
    ended = FORMS[code] | {
        name: meant[kind_of(field)]
        for name, field in named.items()
        if name in FORMS[code] and kind_of(field) in meant
    }

    assert list(unsaid(code, ended, tried(code, ended))) == []


@pytest.mark.parametrize("code", FORMS)
def test_another_scheme_is_refused(code: str) -> None:
    other = next(
        one
        for one in codes.table("schemes")
        if one not in codes.table("items")[code].facts["schemes"]
    )

    (refusal,) = tried(code, FORMS[code], scheme=other)

    assert refusal.code == "workflow.other_scheme"


@pytest.mark.parametrize("code", FORMS)
def test_a_closed_agency_breaks_nothing(code: str) -> None:
    Agency.objects.filter(code="340000").update(closed_at=AT)

    assert list(unsaid(code, FORMS[code], tried(code, FORMS[code]))) == []


def test_the_employer_may_be_another_one_than_the_persons() -> None:
    form = {"ssn": MAN, "credit_code": MILL, "last_month": "2024-10"}

    assert [refusal.field for refusal in tried("employment_end", form)] == ["credit_code"]
    assert TODAY.year == 2024
    assert FACTORY != MILL
