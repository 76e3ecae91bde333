"""A matter taken in by one agency for the one that is competent, which handles it."""

from typing import Any

import pytest
from matters import kept, registration

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    SCAN,
    WOMAN,
    WOMAN_NAME,
    accepted,
    clerk,
    enrol,
    refusal_codes,
    register_employer,
)
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import Accepted
from tongchou.workflow.files import File
from tongchou.workflow.models import Item
from tongchou.workflow.queries import inbox, items_in_scope, items_seen_by, items_taken_in

pytestmark = pytest.mark.usefixtures("province")

HERE, THERE = "340104", "340209"
"""The county of the man's employer, and another one."""
FORM = {"ssn": MAN, "credit_code": FACTORY, "last_month": "2024-10", "reason": "221"}


@pytest.fixture(autouse=True)
def insured(province: Any) -> None:
    del province
    register_employer()
    enrol(MAN, MAN_NAME)


def take_in(code: str = "employment_end", form: dict[str, Any] = FORM, by: str = THERE) -> Any:
    return workflow.accept(
        code, form, province="34", at=AT, clerk=clerk(f"clerk{by}"), on_behalf=True
    )


def taken_in() -> Item:
    done = take_in()
    assert isinstance(done, Accepted), refusal_codes(done)
    return done.item


def test_without_being_told_so_nothing_is_taken_in_for_another() -> None:
    done = workflow.accept(
        "employment_end", FORM, province="34", at=AT, clerk=clerk(f"clerk{THERE}")
    )

    assert refusal_codes(done) == ["workflow.out_of_scope"]


def test_it_is_the_matter_of_the_agency_that_is_competent() -> None:
    item = taken_in()

    assert (item.agency_code, item.division_code, item.taken_in_by) == (HERE, HERE, THERE)
    assert item in inbox(clerk("reviewer"))
    assert item not in items_in_scope(clerk(f"clerk{THERE}"))


def test_whoever_took_it_in_sees_how_it_goes_and_takes_no_part_in_it() -> None:
    item, counter = taken_in(), clerk(f"clerk{THERE}")

    assert item in items_seen_by(counter)
    assert item in items_taken_in(counter)
    assert item not in items_taken_in(clerk(f"clerk{HERE}"))
    for verb in ("review", "approve"):
        done = workflow.take(item.number, verb, clerk=clerk(f"clerk{THERE}"), at=AT)
        assert refusal_codes(done)


def test_it_is_handled_to_its_end_where_it_belongs() -> None:
    item = taken_in()

    for verb, login in (("review", "reviewer"), ("approve", "approver")):
        done = workflow.take(item.number, verb, clerk=clerk(login), at=AT)
        assert isinstance(done, Item), refusal_codes(done)

    assert kept(item).status == "completed"


def test_what_is_given_back_is_mended_where_it_was_taken_in() -> None:
    item = taken_in()
    workflow.take(item.number, "return", clerk=clerk("reviewer"), at=AT, note="请核对")

    done = workflow.resubmit(item.number, FORM, clerk=clerk(f"clerk{THERE}"), at=AT)

    assert isinstance(done, Item), refusal_codes(done)
    assert (kept(item).status, kept(item).agency_code) == ("accepted", HERE)


def test_it_may_be_withdrawn_where_it_was_taken_in() -> None:
    item = taken_in()

    done = workflow.take(item.number, "withdraw", clerk=clerk(f"clerk{THERE}"), at=AT)

    assert isinstance(done, Item), refusal_codes(done)


def test_papers_are_handed_in_where_it_was_taken_in() -> None:
    form = {
        "ssn": MAN, "name": MAN_NAME, "from_month": "1990-01", "last_month": "1994-12",
        "months": 58, "wage_index": "0.95", "account_yuan": "0", "document": "手册",
    }  # fmt: skip
    item = take_in("prior_record", form).item

    done = workflow.attach_paper(
        item.number, "contribution_archive", File("档案.pdf", SCAN),
        clerk=clerk(f"clerk{THERE}"), at=AT,
    )  # fmt: skip

    assert item.agency_code == HERE
    assert isinstance(done, Item), refusal_codes(done)


def test_what_completes_at_once_is_taken_in_by_its_own_agency_alone() -> None:
    done = take_in("employer_registration", registration())

    assert refusal_codes(done) == ["workflow.out_of_scope"]


def test_one_s_own_matter_is_taken_in_for_nobody() -> None:
    item = take_in(by=HERE).item

    assert item.taken_in_by == ""


def test_a_refusal_names_the_field_and_nothing_of_the_person() -> None:
    gone = FORM | {"last_month": "2020-01"}

    own, others = (refused_of(take_in(form=gone, by=place)) for place in (HERE, THERE))

    assert {one.field for one in own} == {one.field for one in others} != set()
    assert {one.code for one in others} == {"workflow.others_record"} != {one.code for one in own}


def refused_of(done: Any) -> Any:
    assert isinstance(done, tuple), done
    return done


def test_a_third_agency_sees_nothing_of_it() -> None:
    item = taken_in()

    assert item not in items_seen_by(clerk("clerk340111"))


def test_the_clerk_of_the_whole_province_takes_nothing_in_for_others() -> None:
    assert accepted("employment_end", FORM).taken_in_by == ""


def test_what_is_mended_where_it_was_taken_in_stays_the_competent_agency_s() -> None:
    register_employer(MILL, "包河纺织有限公司", "340111")
    enrol(WOMAN, WOMAN_NAME, employer=MILL)
    item = taken_in()
    workflow.take(item.number, "return", clerk=clerk("reviewer"), at=AT, note="请核对")
    of_a_third = FORM | {"ssn": WOMAN, "credit_code": MILL}

    done = workflow.resubmit(item.number, of_a_third, clerk=clerk(f"clerk{THERE}"), at=AT)

    assert refusal_codes(done) == ["workflow.out_of_scope"]
    assert kept(item).subject == MAN
