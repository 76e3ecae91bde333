"""Batches on the clerks' pages: ticked or by filter, a summary, then what became of each."""

import re
from typing import Any

import pytest
from town import Town, settle
from visiting import browser, machine, page_of, token_of

from counter import AT, MAN
from tongchou.agency.models import AccessRecord
from tongchou.standards.identity import mask_ssn
from tongchou.workflow.changes import batches as changes
from tongchou.workflow.models import Batch, Item

JSON = "application/json"


@pytest.fixture
def town(counter: dict[str, Any]) -> Town:
    """Settle the town."""
    del counter
    return settle()


def numbers(town: Town) -> list[str]:
    return [town.mans_item.number, town.womans_item.number]


def test_the_inbox_offers_each_item_and_all_of_its_filter(town: Town) -> None:
    page = page_of(browser("reviewer").get("/clerk/?which=review"))

    for number in numbers(town):
        assert f'name="number" value="{number}" form="batch"' in page
    assert 'name="all" value="yes"' in page
    assert 'name="asked" value="which=review"' in page


@pytest.mark.parametrize("asked", ["ticked", "all"])
def test_a_batch_is_summed_up_begun_and_reported_one_by_one(town: Town, asked: str) -> None:
    visitor = browser("reviewer")
    given = {"number": numbers(town)} if asked == "ticked" else {"all": "yes"}
    chosen = visitor.post("/clerk/batches/choose", {**given, "asked": "which=review"})

    summary = page_of(visitor.get(chosen["Location"]))
    begin = re.findall(r'action="([^"]*/begin)"', summary)[0]
    visitor.post(begin)
    going = page_of(visitor.get(chosen["Location"]))
    changes.work(lambda: AT)
    ended = page_of(visitor.get(chosen["Location"]))

    assert "确认，办理2件" in summary
    assert {item.status for item in Item.objects.all()} == {"reviewed"}
    assert 'hx-trigger="every 2s"' in going
    assert "停止" in going
    assert 'hx-trigger="every 2s"' not in ended
    assert ended.count("已办理") >= 2
    assert mask_ssn(MAN) in ended
    assert MAN not in ended


def test_who_was_shown_in_a_batch_is_recorded(town: Town) -> None:
    visitor = browser("reviewer")
    chosen = visitor.post("/clerk/batches/choose", {"number": numbers(town)})

    visitor.get(chosen["Location"])

    look = AccessRecord.objects.get(what="batch.page")
    assert MAN in look.ssns
    assert look.reason.startswith("batch ")


def test_what_became_of_each_is_exported(town: Town) -> None:
    visitor = browser("reviewer")
    chosen = visitor.post("/clerk/batches/choose", {"number": numbers(town)})
    visitor.post(f"{chosen['Location']}/begin")
    changes.work(lambda: AT)

    file = visitor.get(f"{chosen['Location']}?export=entries.csv").getvalue().decode()

    assert all(number in file for number in numbers(town))


def test_nothing_ticked_says_so_and_a_stranger_s_batch_is_not_there(town: Town) -> None:
    visitor = browser("reviewer")
    chosen = visitor.post("/clerk/batches/choose", {"number": numbers(town)})

    none = visitor.post("/clerk/batches/choose", {}, follow=True)
    other = [
        browser("approver").get(chosen["Location"]),
        browser("approver").post(f"{chosen['Location']}/begin"),
        browser("approver").post(f"{chosen['Location']}/stop"),
    ]

    assert "所选办件均不能批量办理" in page_of(none)
    assert [answer.status_code for answer in other] == [404] * 3


def test_a_machine_chooses_reads_the_summary_begins_and_follows(
    counter: dict[str, Any], town: Town
) -> None:
    token = machine(token_of(counter, "reviewer"))
    asked = {"numbers": [*numbers(town), "34-nobody"]}

    summary = token.post("/api/v1/batches", asked, content_type=JSON)
    path = summary["Location"]
    begun = token.post(f"{path}/begin", {}, content_type=JSON)
    changes.work(lambda: AT)
    ended = token.get(path).json()
    again = token.post(f"{path}/begin", {}, content_type=JSON)
    stopped = token.post(f"{path}/stop", {}, content_type=JSON)

    assert (summary.status_code, begun.status_code) == (201, 202)
    told = summary.json()
    assert (told["ready"], told["unknown"]) == (2, ["34-nobody"])
    assert [(one["item"], one["verb"], one["count"]) for one in told["groups"]] == [
        ("employment_end", "review", 2)
    ]
    assert [(one["verb"], one["outcome"]) for one in ended["entries"]] == [("review", "taken")] * 2
    assert again.status_code == 202
    assert stopped.json()["is_stopped"] is False
    assert [one["id"] for one in token.get("/api/v1/batches").json()] == [ended["id"]]
    assert machine(token_of(counter, "approver")).get(path).status_code == 404


def test_a_machine_s_choice_is_bounded_and_hostile_numbers_are_refused(
    counter: dict[str, Any], town: Town
) -> None:
    token = machine(token_of(counter, "reviewer"))
    hostile = (["x"] * 201, [], ["a" * 33], [1], "34-1", ["34-nobody"])

    said = [
        token.post("/api/v1/batches", {"numbers": one}, content_type=JSON).status_code
        for one in hostile
    ]

    assert town
    assert said == [422] * len(hostile)
    assert not Batch.objects.exists()
