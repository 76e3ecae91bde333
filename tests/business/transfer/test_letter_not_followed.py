"""A contact letter that waits with its reasons, or is declined: the record stays where it is."""

import pytest
from mail import arrives, refusals_of

from counter import (
    AT,
    MAN,
    MAN_NAME,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    apply,
    at_once,
    booked,
    carried,
    clerk,
    contribute,
    credit,
    declare,
    everything,
    pension,
    receive,
    refusal_codes,
    said,
    told,
)
from tongchou.ledger.queries import account_balance
from tongchou.node.postgres import Postgres
from tongchou.registry.models import Enrolment, Transfer
from tongchou.standards.messages import (
    TransferAnswered,
)
from tongchou.standards.time import month
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Item


@pytest.mark.usefixtures("anhui")
def test_a_letter_about_somebody_unknown_waits_with_the_reason() -> None:
    item = arrives(ssn=MAN, name=MAN_NAME)

    assert (item.status, refusals_of(item)) == ("accepted", ["person.not_registered"])
    assert said(carried(item))[0][2:] == (
        "本省没有该人员的参保登记",
        "This province does not know the person",
    )


@pytest.mark.usefixtures("anhui")
def test_a_letter_with_another_name_waits_with_the_reason() -> None:
    assert refusals_of(arrives(name="李晏")) == ["identity.name_mismatch"]


@pytest.mark.usefixtures("anhui")
def test_a_pensioner_does_not_move() -> None:
    apply(pension(WOMAN))

    assert refusals_of(arrives()) == ["person.retired"]


@pytest.mark.usefixtures("anhui")
def test_a_month_that_was_not_received_keeps_the_record_until_it_is() -> None:
    declare(WOMAN, "2024-10")
    item = arrives()
    waiting = carried(item)

    receive("2024-10")
    credit(WOMAN, 64_000, month(2024, 10))
    done = carried(item)

    assert said(waiting) == [
        (
            "transfer.months_unreceived",
            "ssn",
            "还有1个月的缴费未到账",
            "1 declared months have not been received",
        )
    ]
    assert isinstance(waiting, tuple)
    assert waiting[0].remedy is not None
    assert waiting[0].remedy.zh == "请在到账后再办理转出"
    assert isinstance(done, Item)
    assert done.outcome["months"] == 22


@pytest.mark.usefixtures("anhui")
def test_a_record_that_left_does_not_leave_again() -> None:
    carried(arrives("32-1"))

    item = arrives("31-1", destination="31")

    assert refusals_of(item) == ["person.moved_away"]
    assert refusal_codes(carried(item)) == ["person.moved_away"]


@pytest.mark.usefixtures("anhui")
def test_of_two_letters_in_the_same_instant_one_gets_the_record(server: Postgres) -> None:
    to_jiangsu, to_shanghai = arrives("32-1"), arrives("31-1", destination="31")

    first, second = at_once(server, lambda: carried(to_jiangsu), lambda: carried(to_shanghai))

    assert isinstance(first, Item)
    assert refusal_codes(second) == ["person.moved_away"]
    assert account_balance(WOMAN, scheme="110") == 0


@pytest.mark.usefixtures("anhui")
def test_all_reasons_are_told_together() -> None:
    carried(arrives("32-1"))
    declare(WOMAN, "2024-12")

    assert refusals_of(arrives("31-1", destination="31", name="李晏")) == [
        "identity.name_mismatch",
        "person.moved_away",
        "transfer.months_unreceived",
    ]


@pytest.mark.usefixtures("anhui")
def test_a_letter_may_be_declined_with_the_reason_and_nothing_moves() -> None:
    item = arrives()
    before = account_balance(WOMAN, scheme="110")

    done = workflow.take(item.number, "refuse", clerk=clerk("reviewer"), at=AT, note="档案有疑")

    assert isinstance(done, Item)
    assert done.status == "refused"
    (answer,) = told(item)
    assert answer == TransferAnswered(
        scheme="110",
        letter="32-1",
        ssn=WOMAN,
        name=WOMAN_NAME,
        origin="34",
        destination="32",
        answered_on=TODAY,
        refused=True,
        reason="档案有疑",
        years=[],
        months=[],
        base_sum_fens=[],
        index_sums_e4=[],
        earlier=[],
        account_fen=0,
        pooled_fen=0,
    )
    assert (account_balance(WOMAN, scheme="110"), booked(item)) == (before, [])
    assert Enrolment.objects.get().until_month is None
    assert Transfer.objects.get().reason == "档案有疑"


@pytest.mark.usefixtures("anhui")
def test_a_declined_letter_keeps_the_person_here() -> None:
    item = arrives()
    workflow.take(item.number, "refuse", clerk=clerk("reviewer"), at=AT, note="档案有疑")

    contribute(WOMAN, "2024-10", "2024-10")

    assert refusals_of(arrives("32-2")) == []


@pytest.mark.usefixtures("anhui")
@pytest.mark.parametrize("verb", ["return", "withdraw"])
def test_a_letter_must_be_answered_and_cannot_be_laid_aside(verb: str) -> None:
    item = arrives()
    before = everything()

    done = workflow.take(
        item.number,
        verb,
        clerk=clerk({"return": "reviewer", "withdraw": "clerk"}[verb]),
        at=AT,
        note="不办",
    )

    assert refusal_codes(done) == ["workflow.must_be_answered"]
    assert everything() == before
