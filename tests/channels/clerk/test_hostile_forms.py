"""Forms take what a hand or a program sends: they take it, or refuse and keep what was typed."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from filled import FORMS, chosen, fields
from hostile import EVERYTHING, broken, typed
from visiting import browser, was_refused

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    accepted,
    clerk,
    contribute,
    enrol,
    fund,
    register_employer,
)
from tongchou.registry.models import Transfer
from tongchou.workflow import changes as workflow
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.models import Attachment, Item, Status, Step


@pytest.fixture(autouse=True)
def _open(counter: dict[str, Any]) -> None:
    """Open the counter, with a factory and a man who works in it."""
    del counter
    register_employer()
    enrol(MAN, MAN_NAME)
    contribute(MAN, "2024-01", "2024-03")
    fund(100_000_00)


def handled_to_the_end(taken: Client, number: str) -> list[Any]:
    """Look at an item, review it and approve it; return all answers."""
    page = f"/clerk/items/{number}"
    step = f"{page}/step"
    return [
        taken.get(page),
        browser("reviewer").post(step, {"verb": "review"}),
        browser("approver").post(step, {"verb": "approve"}),
        taken.get(page),
    ]


def test_every_item_at_the_counter_is_tried() -> None:
    taken = browser("clerk")

    at_the_counter = {
        code for code in catalogue() if taken.get(f"/clerk/items/start/{code}").status_code == 200
    }

    assert at_the_counter == FORMS.keys()


@pytest.mark.parametrize("code", FORMS)
def test_no_value_of_a_field_breaks_a_form_nor_the_item_made_of_it(code: str) -> None:
    taken = browser("clerk")
    answers: list[tuple[Any, Any]] = []
    for name in fields(code):
        for value in EVERYTHING:
            given = FORMS[code] | {name: typed(value)}
            answer = taken.post(f"/clerk/items/start/{code}", given)
            answers.append(((name, value[:20]), answer))
            if answer.status_code == 302:
                number = answer["Location"].rsplit("/", 1)[1]
                answers += [((name, value[:20]), one) for one in handled_to_the_end(taken, number)]

    assert len(answers) >= len(EVERYTHING)
    assert broken(answers) == []


def test_a_refused_form_keeps_what_was_typed() -> None:
    taken = browser("clerk")
    typed_in = [code for code in FORMS if not catalogue()[code].takes_file]

    answers = {
        code: taken.post(
            f"/clerk/items/start/{code}",
            {name: f"{value}<?>" for name, value in FORMS[code].items()},
        )
        for code in typed_in
    }

    assert all(map(was_refused, answers.values()))
    lost = [
        (code, name)
        for code in typed_in
        for name, value in FORMS[code].items()
        if name not in chosen(code)
        and f'value="{value}&lt;?&gt;"' not in answers[code].content.decode()
    ]
    assert lost == []


def test_what_was_chosen_is_kept_too() -> None:
    form = FORMS["employment_end"] | {"reason": "223", "ssn": "x"}

    said = browser("clerk").post("/clerk/items/start/employment_end", form).content.decode()

    assert '<option value="223" selected>' in said
    assert said.count(" selected>") == 1


def test_a_refused_file_keeps_the_month() -> None:
    empty = SimpleUploadedFile("wages.csv", b" ")

    answer = browser("clerk").post(
        "/clerk/items/start/wage_declaration", {"month": "2024-09", "file": empty}
    )

    assert was_refused(answer)
    assert 'value="2024-09"' in answer.content.decode()
    assert "文件中没有申报人员" in answer.content.decode()


def test_a_missing_file_is_asked_for() -> None:
    answer = browser("clerk").post("/clerk/items/start/wage_declaration", {"month": "2024-09"})

    assert was_refused(answer)
    assert "请选择文件" in answer.content.decode()


@pytest.mark.parametrize("name", ["1234", "—", "１２", "(1)"])
def test_what_has_no_letter_is_no_name(name: str) -> None:
    form = FORMS["person_enrolment"] | {"name": name}

    said = browser("clerk").post("/clerk/items/start/person_enrolment", form)

    assert was_refused(said)
    assert "姓名或名称应有文字" in said.content.decode()


def test_markup_in_a_field_is_shown_and_not_run() -> None:
    form = FORMS["person_enrolment"] | {"name": "<script>alert</script>"}

    said = browser("clerk").post("/clerk/items/start/person_enrolment", form)
    page = browser("clerk").get(said["Location"]).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_file_may_be_called_anything() -> None:
    names = (
        *("../../etc/passwd", "a\\b.csv", "x" * 300 + ".csv", "名" * 240),
        *("😀.csv", "<b>.csv", "&#0;.csv"),
    )
    header, taken = "统一社会信用代码,姓名,社会保障号码,申报月工资", browser("clerk")
    files = [
        SimpleUploadedFile(name, f"{header}\n{FACTORY},{MAN_NAME},{MAN},{wage}\n".encode())
        for wage, name in enumerate(names, start=8000)
    ]

    answers = [
        taken.post("/clerk/items/start/wage_declaration", {"month": "2024-10", "file": file})
        for file in files
    ]

    assert [answer.status_code for answer in answers] == [302] * len(names)
    assert {taken.get(answer["Location"]).status_code for answer in answers} == {200}
    kept = Attachment.objects.values_list("name", flat=True)
    assert all(len(name) <= 200 and "/" not in name for name in kept)


def test_any_note_may_stand_beside_a_step() -> None:
    notes = [typed(value) for value in EVERYTHING if "\x00" not in value]
    numbers = [accepted("employment_end", FORMS["employment_end"]).number for _ in notes]
    reviewer = browser("reviewer")

    answers = [
        reviewer.post(f"/clerk/items/{number}/step", {"verb": "return", "note": note})
        for number, note in zip(numbers, notes, strict=True)
    ]

    statuses = [302 if note.strip() else 422 for note in notes]
    assert [answer.status_code for answer in answers] == statuses
    kept = Step.objects.filter(verb="return").order_by("id").values_list("note", flat=True)
    assert list(kept) == [note.strip()[:500] for note in notes if note.strip()]


def test_a_long_note_with_which_a_transfer_is_declined_is_kept_whole() -> None:
    letter = {"letter": "32-1", "ssn": MAN, "name": MAN_NAME, "destination": "32"}
    Transfer.objects.create(
        scheme="110",
        letter="32-1",
        ssn=MAN,
        name=MAN_NAME,
        origin="34",
        destination="32",
        requested_on=AT,
    )
    workflow.accept("transfer_out", letter, province="34", at=AT, source="peer")
    item, note = Item.objects.get(code="transfer_out"), "理由" * 400

    answer = browser("reviewer").post(
        f"/clerk/items/{item.number}/step", {"verb": "refuse", "note": note}
    )

    assert answer.status_code == 302
    assert Transfer.objects.get().reason == note[:500]


def test_a_step_that_is_none_changes_nothing() -> None:
    item, reviewer = accepted("employment_end", FORMS["employment_end"]), browser("reviewer")
    verbs = ("", "accept", "conclude", "abc", "x" * 5000, "😀")

    answers = [
        reviewer.post(f"/clerk/items/{item.number}/step", {"verb": verb, "note": "x"})
        for verb in verbs
    ]

    assert [answer.status_code for answer in answers] == [404] * len(verbs)
    assert Item.objects.get(pk=item.pk).status == Status.ACCEPTED


def test_a_roll_that_is_under_way_is_listed_without_its_sums() -> None:
    Item.objects.create(
        number="34-9", code="payment_roll", status=Status.ACCEPTED, source="clerk",
            agency_level=2, scheme="110",
        agency_code="340000", division_code="340000", form={"month": "2024-10"}, accepted_at=AT,
    )  # fmt: skip

    answer = browser("clerk").get("/clerk/rolls")

    assert answer.status_code == 200
    assert "2024年10月" in answer.content.decode()


def returned() -> str:
    item = accepted("employment_end", FORMS["employment_end"])
    workflow.take(item.number, "return", clerk=clerk("reviewer"), at=AT, note="请更正")
    return str(item.number)


def test_no_value_breaks_a_form_that_is_corrected() -> None:
    address, taken = f"/clerk/items/{returned()}/resubmit", browser("clerk")

    answers = [
        ((name, value[:20]), taken.post(address, FORMS["employment_end"] | {name: typed(value)}))
        for name in FORMS["employment_end"]
        for value in EVERYTHING
    ]

    assert broken(answers) == []


def test_a_corrected_form_that_is_refused_keeps_what_was_typed() -> None:
    form = FORMS["employment_end"] | {"last_month": "2024-13"}

    answer = browser("clerk").post(f"/clerk/items/{returned()}/resubmit", form)

    assert was_refused(answer)
    assert 'value="2024-13"' in answer.content.decode()
    assert f'value="{MAN}"' in answer.content.decode()
