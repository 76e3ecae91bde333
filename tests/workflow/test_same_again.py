"""The same again is the same item: feeds by their content, other items by their sender's key."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from matters import NOTHING, enrolment, feed, plant, registration

from counter import (
    AT,
    FACTORY,
    MILL,
    TODAY,
    accepted,
    at_once,
    clerk,
    everything,
    hand_in,
    refusal_codes,
    register_employer,
)
from tongchou.node.postgres import Postgres
from tongchou.registry.models import Employer
from tongchou.standards.messages import EmployersRegistered
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import Accepted
from tongchou.workflow.item import Effects, File
from tongchou.workflow.models import Item

pytestmark = pytest.mark.usefixtures("province")


def fed(code: str = "employer_feed", form: Any = None, *files: File) -> Accepted:
    done = workflow.accept(
        code, form or feed(FACTORY), province="34", at=AT, source="system", files=files
    )
    assert isinstance(done, Accepted), refusal_codes(done)
    return done


def declared(name: str, content: bytes = b"", digest: str = "a") -> Accepted:
    form = {"month": "2024-10", "file_digest": digest, "file_name": name}
    header = "统一社会信用代码,姓名,社会保障号码,申报月工资\n".encode()
    return fed("wage_declaration", form, File(name, header + content))


def test_a_feed_told_again_is_the_item_it_was_and_changes_nothing() -> None:
    first = fed()
    before = everything()

    again = fed()

    assert (first.repeated, again.repeated) == (False, True)
    assert again.item.number == first.item.number
    assert everything() == before


def test_what_was_registered_at_the_counter_is_not_registered_twice() -> None:
    first = accepted("employer_registration", registration())

    again = hand_in("employer_registration", registration())

    assert isinstance(again, Accepted)
    assert (again.repeated, again.item) == (True, first)


def test_any_difference_makes_another_item() -> None:
    first, second = fed(form=feed(FACTORY)), fed(form=feed(FACTORY, name="另一个名字"))

    assert not second.repeated
    assert first.item.number != second.item.number


def test_the_order_in_which_a_form_names_its_fields_makes_no_difference() -> None:
    row = registration()
    turned = dict(reversed(row.items()))
    fed(form={"employers": [row]})

    assert fed(form={"employers": [turned]}).repeated


def test_the_same_content_for_another_item_is_another_item(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says_something = Effects(
        messages=(
            EmployersRegistered(scheme="110",
                registered_on=TODAY, credit_codes=[FACTORY], names=["厂"],
                division_codes=["340104"],
            ),
        )
    )  # fmt: skip
    for code in ("employer_feed", "contribution_receipt"):
        plant(monkeypatch, code, effects=says_something)
    first = fed("employer_feed", {"word": "same"})

    second = fed("contribution_receipt", {"word": "same"})

    assert fed("employer_feed", {"word": "same"}).item == first.item
    assert not second.repeated
    assert second.item != first.item


ROW = f"{FACTORY},陈建国,340104196409151012,8000\n".encode()


def test_a_file_is_known_by_its_content_and_not_by_its_name() -> None:
    register_employer()
    first = declared("一月.csv", ROW)

    again = declared("再来一次.csv", ROW)

    assert again.repeated
    assert again.item == first.item


def test_another_file_under_the_same_name_is_another_matter() -> None:
    register_employer()
    first = declared("a.csv", ROW)

    second = declared("a.csv", ROW + b"\n")

    assert not second.repeated
    assert second.item != first.item


def test_what_changed_nothing_does_not_stand_in_the_way() -> None:
    """An employer that was unknown yesterday may be registered today."""
    first = declared("a.csv", ROW)
    register_employer()

    second = declared("a.csv", ROW)

    assert first.item.outcome["accepted"] == 0
    assert not second.repeated
    assert second.item.outcome["accepted"] == 1


def test_what_was_refused_does_not_stand_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = Refusal(code="not.yet", text=Text("尚未", "not yet"))
    plant(monkeypatch, "employer_feed", decides=(refusal,))
    refused = workflow.accept("employer_feed", {}, province="34", at=AT, source="system")
    plant(monkeypatch, "employer_feed", effects=NOTHING)

    done = fed(form={"word": "x"})

    assert refusal_codes(refused) == ["not.yet"]
    assert not done.repeated


def with_key(key: str, *, by: str = "clerk", **form: Any) -> Accepted:
    done = hand_in("person_enrolment", enrolment(**form), by=by, key=key)
    assert isinstance(done, Accepted), refusal_codes(done)
    return done


def test_a_key_names_an_item_of_several_steps() -> None:
    register_employer()
    first = with_key("k1")

    again = with_key("k1")
    other = with_key("k2")

    assert (again.repeated, again.item) == (True, first.item)
    assert not other.repeated


def test_without_a_key_two_forms_alike_are_two_items() -> None:
    register_employer()

    first, second = with_key(""), with_key("")

    assert first.item != second.item


def test_one_sender_s_key_is_no_other_sender_s() -> None:
    """Whoever guesses a key is not shown another agency's item."""
    register_employer()
    first = with_key("1", by="clerk340104")

    second = with_key("1", by="clerk")

    assert not second.repeated
    assert second.item != first.item


@pytest.mark.parametrize("key", ["k" * 10_000, "钥匙", "a\nb"])
def test_any_key_will_do(key: str) -> None:
    register_employer()

    first, again = with_key(key), with_key(key)

    assert first.item == again.item


def both(act: Callable[[], Any]) -> list[Any]:
    """Do the same in two threads at the same instant."""
    ready = Barrier(2)

    def one(_: int) -> Any:
        try:
            ready.wait(10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(one, range(2)))


@pytest.mark.parametrize("round_", range(3))
def test_the_same_feed_twice_at_once_is_one_item(round_: int) -> None:
    del round_

    done = both(lambda: fed(form=feed(FACTORY, MILL)))

    assert sorted(one.repeated for one in done) == [False, True]
    assert done[0].item == done[1].item
    assert Item.objects.count() == 1
    assert Employer.objects.count() == 2


def test_the_same_registration_twice_at_once_is_one_item() -> None:
    taker = clerk("clerk")

    done = both(
        lambda: workflow.accept(
            "employer_registration", registration(), province="34", at=AT, clerk=taker
        )
    )

    assert sorted(one.repeated for one in done) == [False, True]
    assert Item.objects.count() == Employer.objects.count() == 1


def test_the_same_key_twice_at_once_is_one_item() -> None:
    register_employer()

    done = both(lambda: with_key("k1"))

    assert sorted(one.repeated for one in done) == [False, True]
    assert Item.objects.count() == 1


def test_of_two_forms_about_one_employer_at_once_the_second_is_refused(server: Postgres) -> None:
    """Their content differs, so nothing but the registry tells that they are about the same."""

    def registered(name: str) -> Accepted | Refusals:
        return hand_in("employer_registration", registration(name=name))

    first, second = at_once(server, lambda: registered("甲"), lambda: registered("乙"))

    assert isinstance(first, Accepted)
    assert refusal_codes(second) == ["employer.known"]
    assert Employer.objects.get().name == "甲"
