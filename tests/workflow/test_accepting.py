"""Taking a matter in: what is kept of it, and what is refused at the counter."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from matters import enrolment, plant, registration

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    accepted,
    clerk,
    everything,
    hand_in,
    refusal_codes,
    said,
)
from databases import Databases
from tongchou.agency.models import Clerk
from tongchou.standards import codes
from tongchou.workflow import changes as workflow
from tongchou.workflow import hindrances
from tongchou.workflow.changes import Accepted
from tongchou.workflow.item import File
from tongchou.workflow.models import Attachment, Item, Status

pytestmark = pytest.mark.usefixtures("factory")


def refused_and_not_kept(code: str, form: Any, *, by: str = "clerk") -> list[tuple[str, str]]:
    """Hand in what is refused; return the code and field of each refusal."""
    before = everything()
    refused = hand_in(code, form, by=by)
    assert everything() == before
    return [(one, field) for one, field, _, _ in said(refused)]


def test_an_accepted_item_waits_for_its_review() -> None:
    item = accepted("person_enrolment", enrolment())

    assert (item.code, item.status, item.source) == ("person_enrolment", "accepted", "clerk")
    assert (item.accepted_at, item.completed_at) == (AT, None)
    assert (item.subject, item.subject_name) == (MAN, MAN_NAME)
    assert item.form == enrolment()
    [step] = item.steps.all()
    assert (step.verb, step.login, step.name, step.at) == ("accept", "clerk", "王受理", AT)


def test_an_item_of_one_step_is_complete_at_once() -> None:
    item = accepted("employer_registration", registration())

    assert (item.status, item.completed_at) == (Status.COMPLETED, AT)
    assert [step.verb for step in item.steps.all()] == ["accept"]


def test_an_item_lies_where_the_clerk_who_took_it_works() -> None:
    item = accepted("person_enrolment", enrolment(), by="clerk340104")

    assert (item.agency_code, item.division_code) == ("340104", "340104")


def test_what_comes_from_a_system_lies_with_the_province() -> None:
    done = workflow.accept(
        "employer_feed", {"employers": [registration()]}, province="34", at=AT, source="system"
    )

    assert isinstance(done, Accepted)
    assert (done.item.agency_code, done.item.division_code) == ("340000", "340000")
    assert [(step.login, step.name) for step in done.item.steps.all()] == [("", "")]


def test_numbers_carry_the_province_and_the_day_and_never_repeat() -> None:
    first = accepted("person_enrolment", enrolment())
    hand_in("person_enrolment", enrolment(name="错名!"), by="reviewer")
    second = accepted("person_enrolment", enrolment())

    assert first.number.startswith("34-20241105-")
    assert len(first.number.rpartition("-")[2]) == 6
    assert first.number < second.number


def test_the_millionth_item_has_a_number_of_its_own(databases: Databases) -> None:
    databases.copy("34").owner.execute("SELECT setval('workflow_item_number', 999998)")

    numbers = [accepted("person_enrolment", enrolment()).number for _ in range(3)]

    assert [number.rpartition("-")[2] for number in numbers] == ["999999", "1000000", "1000001"]


def test_the_day_is_the_counter_s_not_greenwich_s() -> None:
    half_past_midnight = datetime(2024, 11, 4, 16, 30, tzinfo=UTC)  # 5 November, 0:30 in 北京

    item = accepted("person_enrolment", enrolment(), at=half_past_midnight)

    assert item.number.startswith("34-20241105-")


def test_files_are_kept_byte_for_byte_under_names_that_fit() -> None:
    content = bytes(range(256))
    files = (File("工资" * 150 + ".csv", content), File("b.csv", b""))

    done = workflow.accept(
        "employer_registration", registration(), province="34", at=AT, clerk=clerk("clerk"),
        files=files,
    )  # fmt: skip

    assert isinstance(done, Accepted)
    attached = Attachment.objects.order_by("id").values_list("name", "content__body")
    kept = [(name, bytes(body)) for name, body in attached]
    # 302 characters were given, 200 fit
    assert kept == [(files[0].name[:200], content), ("b.csv", b"")]


def test_an_item_that_nobody_handles_is_refused() -> None:
    assert refused_and_not_kept("no_such_item", {}) == [("workflow.unknown_item", "")]


@pytest.mark.parametrize("login", ["reviewer", "approver"])
def test_who_has_no_duty_to_accept_may_not(login: str) -> None:
    refused = refused_and_not_kept("person_enrolment", enrolment(), by=login)

    assert refused == [("workflow.no_duty", "")]


def test_who_belongs_to_no_agency_may_accept_nothing() -> None:
    Clerk.objects.create(login="stray", name="无处", person_code="1", duties=["accept"])

    assert refused_and_not_kept("person_enrolment", enrolment(), by="stray") == [
        ("workflow.out_of_scope", "")
    ]


@pytest.mark.parametrize("login", ["clerk340209", "clerk340111"])
def test_another_county_s_employer_is_out_of_scope(login: str) -> None:
    assert refused_and_not_kept("person_enrolment", enrolment(), by=login) == [
        ("workflow.out_of_scope", "")
    ]


@pytest.mark.parametrize("code", ["employer_feed", "contribution_receipt", "transfer_out"])
def test_what_systems_and_other_provinces_start_no_clerk_starts(code: str) -> None:
    assert refused_and_not_kept(code, {}) == [("workflow.other_entrance", "")]


@pytest.mark.parametrize("source", ["system", "peer"])
def test_what_a_clerk_starts_no_system_starts(source: str) -> None:
    before = everything()

    done = workflow.accept("person_enrolment", enrolment(), province="34", at=AT, source=source)

    assert refusal_codes(done) == ["workflow.other_entrance"]
    assert everything() == before


def test_an_item_of_several_schemes_must_be_told_which(monkeypatch: pytest.MonkeyPatch) -> None:
    row = codes.table("items")["person_enrolment"]
    facts = {**row.facts, "schemes": ["110", "170"]}
    items = {**codes.table("items"), "person_enrolment": replace(row, facts=facts)}
    monkeypatch.setattr(hindrances.codes, "table", lambda _: items)
    before = everything()

    told = [
        refusal_codes(workflow.accept("person_enrolment", {}, province="34", at=AT, scheme=scheme))
        for scheme in ("", "410")
    ]

    assert told == [["workflow.other_scheme"]] * 2
    assert everything() == before


def test_an_empty_form_is_told_every_field_that_is_missing() -> None:
    assert refused_and_not_kept("person_enrolment", {}) == [
        ("form.missing", "ssn"),
        ("form.missing", "name"),
        ("form.missing", "credit_code"),
        ("form.missing", "from_month"),
    ]


def test_a_missing_field_is_told_in_both_languages() -> None:
    form = enrolment()
    del form["name"]

    assert said(hand_in("person_enrolment", form)) == [
        ("form.missing", "name", "此项必填", "This field is required")
    ]


def test_a_field_that_the_form_does_not_have_is_refused() -> None:
    assert refused_and_not_kept("person_enrolment", enrolment(approved="yes")) == [
        ("form.extra_forbidden", "approved")
    ]


@pytest.mark.parametrize("form", [None, 7, "form", [], [enrolment()], True])
def test_what_is_no_form_at_all_is_refused(form: Any) -> None:
    [(code, field)] = refused_and_not_kept("person_enrolment", form)

    assert code.startswith("form.")
    assert field == ""


@pytest.mark.parametrize(
    "wrong", [None, 7, 1.5, True, [], {}, [MAN], {"ssn": MAN}, b"\xff", "\ud800"]
)
@pytest.mark.parametrize("field", ["ssn", "name", "credit_code", "from_month"])
def test_a_field_of_the_wrong_kind_is_refused(field: str, wrong: Any) -> None:
    [(code, where)] = refused_and_not_kept("person_enrolment", enrolment(**{field: wrong}))

    assert code.startswith("form.")
    assert where == field


def test_several_faults_are_told_together_in_the_order_of_the_form() -> None:
    form = enrolment(ssn="340104", from_month="2024-13", name="")

    assert refused_and_not_kept("person_enrolment", form) == [
        ("form.value_error", "ssn"),
        ("form.value_error", "name"),
        ("form.value_error", "from_month"),
    ]


def test_faults_in_a_list_say_in_which_row() -> None:
    form = {"employers": [registration(), registration(credit_code="?", extra=1)]}

    refused = workflow.accept("employer_feed", form, province="34", at=AT, source="system")

    assert [(code, field) for code, field, _, _ in said(refused)] == [
        ("form.value_error", "employers.1.credit_code"),
        ("form.extra_forbidden", "employers.1.extra"),
    ]


def test_a_text_holds_no_nul_when_it_is_kept() -> None:
    item = accepted("person_enrolment", enrolment(name="陈\x00建\x00国"))

    assert item.form["name"] == MAN_NAME


def test_the_law_s_refusals_are_told_and_nothing_is_kept() -> None:
    form = enrolment(credit_code="91340203B8PHNT1R26")

    assert refusal_codes(hand_in("person_enrolment", form)) == ["form.value_error"]
    assert refused_and_not_kept("person_enrolment", enrolment(from_month="1975-01")) == [
        ("age.under_16", "from_month")
    ]


def test_what_an_item_decided_is_kept_as_its_worksheet() -> None:
    item = accepted(
        "prior_record",
        {
            "ssn": MAN, "name": MAN_NAME, "from_month": "1990-01", "last_month": "1994-12",
            "months": 58, "wage_index": "0.95", "account_yuan": "1,234.50", "document": "手册",
        },
    )  # fmt: skip

    kept = Item.objects.get(pk=item.pk)
    assert {line["name"]: line["value"] for line in kept.worksheet} == {
        "months": 58, "account": 123_450,
    }  # fmt: skip


def test_the_form_that_is_kept_is_the_form_as_it_was_understood() -> None:
    item = accepted("person_enrolment", enrolment(ssn=f" {MAN[:6]} {MAN[6:]} ", name="陈 建 国"))

    assert item.form == enrolment(ssn=MAN, name=MAN_NAME, credit_code=FACTORY)


def test_what_the_form_itself_fills_in_is_kept_too(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "prior_record")

    item = accepted("prior_record", {})

    assert item.form == {"word": "x"}
