"""A completed item is reversed by one of its own kind, unless something rests on it since."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db.models import Sum

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    WOMAN_NAME,
    accepted,
    carried,
    clerk,
    completed,
    everything,
    hand_in,
    here,
    refusal_codes,
    said,
)
from tongchou.events.models import Event
from tongchou.ledger.models import Entry, Posting
from tongchou.registry.counters import unequal_counters
from tongchou.registry.models import SearchKey
from tongchou.registry.queries.reversals import reversible
from tongchou.standards.messages import KINDS
from tongchou.workflow import changes as workflow
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.changes import Accepted
from tongchou.workflow.files import File
from tongchou.workflow.models import Attachment, Content, Item, Status, Step
from tongchou.workflow.reversal import SUFFIX

HISTORY = {table.__name__ for table in (Item, Step, Attachment, Content, Event, Entry, Posting)} | {
    "Unsealed"
}
"""What a reversal adds to and takes nothing out of."""

HEADER = "统一社会信用代码,姓名,社会保障号码,申报月工资"
REVERSED = "填错了"


def registration(code: str) -> tuple[str, dict[str, Any]]:
    name = {FACTORY: "皖江机械", MILL: "弋江纺织"}[code]
    return "employer_registration", {"credit_code": code, "name": name, "division_code": "340104"}


def enrolment(ssn: str, name: str, employer: str, month: str) -> tuple[str, dict[str, Any]]:
    form = {"ssn": ssn, "name": name, "credit_code": employer, "from_month": month}
    return "person_enrolment", form


def end(ssn: str, employer: str, month: str) -> tuple[str, dict[str, Any]]:
    return "employment_end", {"ssn": ssn, "credit_code": employer, "last_month": month}


def record(ssn: str, name: str, last: str, months: str, yuan: str) -> tuple[str, dict[str, Any]]:
    form = {"ssn": ssn, "name": name, "from_month": "1996-01", "last_month": last}
    told = {"months": months, "wage_index": "0.8", "account_yuan": yuan, "document": "档案"}
    return "prior_record", form | told


def declaration(month: str, *rows: tuple[str, str, str]) -> tuple[str, dict[str, Any]]:
    lines = (f"{employer},{name},{ssn},8000" for employer, name, ssn in rows)
    return "wage_declaration", {"month": month, "content": "\n".join((HEADER, *lines))}


MATTERS = (
    registration(FACTORY),
    registration(MILL),
    enrolment(MAN, MAN_NAME, FACTORY, "2024-07"),
    enrolment(MAN, MAN_NAME, MILL, "2024-08"),
    enrolment(WOMAN, WOMAN_NAME, FACTORY, "2024-07"),
    enrolment(WOMAN, WOMAN_NAME, FACTORY, "2024-10"),
    end(MAN, FACTORY, "2024-08"),
    end(WOMAN, FACTORY, "2024-08"),
    record(MAN, MAN_NAME, "2024-06", "342", "80000.00"),
    record(WOMAN, WOMAN_NAME, "2003-12", "90", "0"),
    (
        "retirement_claim",
        {"ssn": MAN, "name": MAN_NAME, "track": "man", "retirement_month": "2024-09"},
    ),
    declaration("2024-07", (FACTORY, MAN_NAME, MAN), (FACTORY, WOMAN_NAME, WOMAN)),
    declaration("2024-08", (MILL, MAN_NAME, MAN), (FACTORY, WOMAN_NAME, WOMAN)),
    declaration("2024-10", (MILL, WOMAN_NAME, WOMAN)),
)


def handled(code: str, form: dict[str, Any], *, by: str = "clerk") -> Item | None:
    """Handle a matter to its end, where nothing speaks against it."""
    if code == "wage_declaration":
        files = (File("申报.csv", form["content"].encode()),)
        told = {"month": form["month"], "file_name": "申报.csv", "file_digest": "00"}
        done = workflow.accept(code, told, province=here(), at=AT, clerk=clerk(by), files=files)
    else:
        done = hand_in(code, form)
    if not isinstance(done, Accepted) or done.repeated:
        return None
    moved = done.item if done.item.status == Status.COMPLETED else carried(done.item)
    return moved if isinstance(moved, Item) and moved.outcome.get("accepted") != 0 else None


def reversal(item: Item) -> tuple[str, dict[str, Any]]:
    """Return the form that reverses an item."""
    form: dict[str, Any] = {"item_number": item.number, "reason": REVERSED}
    declared = catalogue()[item.code]
    if declared.is_about_a_person:
        form["ssn"] = item.subject
    elif declared.subject_field:
        form["credit_code"] = item.subject
    return item.code + SUFFIX, form


def registry_now() -> dict[str, Any]:
    return {name: rows for name, rows in everything().items() if name not in HISTORY}


def account_sums() -> list[int]:
    """Return what every account of every holder comes to, month by month, where it is not 0."""
    grouped = Posting.objects.values("book", "month", "account", "holder")
    sums = grouped.annotate(fen=Sum("amount_fen")).order_by("book", "month", "account", "holder")
    return [row["fen"] for row in sums if row["fen"]]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_was_done_and_reversed_leaves_the_registry_as_it_was(
    province: Any, seed: int
) -> None:
    del province
    before, chance = registry_now(), Random(seed)  # noqa: S311  # the seed decides it again
    matters = list(MATTERS[:2])
    matters += chance.sample(MATTERS[2:], k=len(MATTERS) - 2)

    done = [item for code, form in matters * 2 if (item := handled(code, form))]
    waiting, refused = list(done), Counter[str]()
    while waiting:
        item = chance.choice(waiting)
        undone = hand_in(*reversal(item))
        if isinstance(undone, Accepted):
            assert isinstance(carried(undone.item), Item)
            waiting.remove(item)
        else:
            refused.update(refusal_codes(undone))
            assert sum(refused.values()) < 2_000, [item.number for item in waiting]

    assert len(done) >= 6
    assert set(refused) <= {"reversal.rests"}
    assert registry_now() == before
    assert account_sums() == []
    assert unequal_counters() == []
    assert not SearchKey.objects.exists()


def test_between_them_the_matters_tell_all_that_can_be_taken_back(province: Any) -> None:
    del province
    for code, form in MATTERS:
        handled(code, form)
    told = {KINDS[event.kind] for event in Event.objects.all()}

    assert reversible() <= told
    reversals = {code for code in catalogue() if code.endswith(SUFFIX)}
    assert reversals <= {code + SUFFIX for code, _ in MATTERS}


def test_what_rests_on_an_item_is_named_and_must_be_reversed_first(factory: Any) -> None:
    del factory
    enrolled = completed(*enrolment(MAN, MAN_NAME, FACTORY, "2024-07"))
    declared = handled(*declaration("2024-08", (FACTORY, MAN_NAME, MAN)))
    assert declared

    refused = hand_in(*reversal(enrolled))

    assert said(refused) == [
        (
            "reversal.rests",
            "item_number",
            f"缴费申报{declared.number}以本办件为依据",
            f"This rests on the item: a declared contribution, {declared.number}",
        )
    ]
    completed(*reversal(declared))
    assert completed(*reversal(enrolled)).outcome == {"reversed": enrolled.number}


def test_what_came_between_approval_and_review_stops_a_reversal(factory: Any) -> None:
    del factory
    enrolled = completed(*enrolment(MAN, MAN_NAME, FACTORY, "2024-07"))
    undone = accepted(*reversal(enrolled))
    handled(*declaration("2024-08", (FACTORY, MAN_NAME, MAN)))

    assert refusal_codes(carried(undone)) == ["reversal.rests"]


def test_an_item_is_reversed_once_and_only_when_completed(factory: Any) -> None:
    del factory
    under_way = accepted(*enrolment(MAN, MAN_NAME, FACTORY, "2024-07"))
    assert refusal_codes(hand_in(*reversal(under_way))) == ["reversal.not_completed"]
    carried(under_way)
    undone = accepted(*reversal(under_way))

    assert refusal_codes(hand_in(*reversal(under_way))) == ["reversal.under_way"]
    carried(undone)
    assert refusal_codes(hand_in(*reversal(under_way))) == ["reversal.reversed"]


def test_an_item_of_another_person_or_kind_is_unknown(factory: Any) -> None:
    del factory
    enrolled = completed(*enrolment(MAN, MAN_NAME, FACTORY, "2024-07"))
    code, form = reversal(enrolled)

    for wrong in (
        (code, form | {"ssn": WOMAN}),
        ("employment_end" + SUFFIX, form),
        (code, form | {"item_number": "34-20241105-999999"}),
    ):
        assert refusal_codes(hand_in(*wrong)) == ["reversal.unknown"]


def test_what_was_reversed_can_be_declared_again_as_it_should_have_been(factory: Any) -> None:
    """A wrong wage was final: to declare anew was refused, since the month was declared."""
    del factory
    first = handled(*declaration("2024-08", (FACTORY, MAN_NAME, MAN)))
    assert first
    completed(*reversal(first))

    again = handled(*declaration("2024-08", (FACTORY, MAN_NAME, MAN)))

    assert again is not None
    assert again.outcome["accepted"] == 1
    assert handled(*declaration("2024-08", (FACTORY, MAN_NAME, MAN))) is None  # known again


def test_nothing_of_the_reversed_item_is_edited(factory: Any) -> None:
    del factory
    first = handled(*declaration("2024-08", (FACTORY, MAN_NAME, MAN)))
    assert first
    before = Item.objects.filter(pk=first.pk).values().get()

    completed(*reversal(first))

    assert Item.objects.filter(pk=first.pk).values().get() == before


def test_a_county_reverses_the_declarations_that_it_took_itself(factory: Any) -> None:
    del factory
    taken = handled(*declaration("2024-08", (FACTORY, MAN_NAME, MAN)), by="clerk340104")
    assert taken

    assert refusal_codes(hand_in(*reversal(taken), by="clerk340209")) == ["workflow.out_of_scope"]
    assert isinstance(hand_in(*reversal(taken), by="clerk340104"), Accepted)
