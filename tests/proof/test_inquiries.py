"""A province asks the ministry about people, by signed questions that get signed answers."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from tiers import Tiers, clock
from told import found, proven

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    TODAY,
    WOMAN,
    apply,
    clerk,
    enrol,
    pension,
    refusal_codes,
    register_employer,
)
from tongchou.agency.models import AccessRecord
from tongchou.events.chain import moment_text
from tongchou.ministry.query import inquiries
from tongchou.registry import changes as registry
from tongchou.risk.inquiry import Asks, Elsewhere
from tongchou.risk.models import Asked, Inquiry, InquiryAnswer
from tongchou.standards.messages import (
    ContributionsAssessed,
    EmployersRegistered,
    Message,
    PersonsEnrolled,
    TransferRequested,
)
from tongchou.standards.refusal import Refusal
from tongchou.standards.time import month_of
from tongchou.sync.keys import Keyring
from tongchou.workflow import changes as workflow
from tongchou.workflow.inquiry import exchange
from tongchou.workflow.inquiry.exchange import NotAnswered, inquire
from tongchou.workflow.inquiry.messages import Answered, Question, digest_of
from tongchou.workflow.inquiry.queries import answer_for
from tongchou.workflow.models import Item, Status

LETTER = "32-20241104-000009"
JIANGSU, SHOP = "32", "91320104B8PHNT1R2T"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _linked() -> Iterator[None]:
    with override_settings(MINISTRY_URL="http://ministry"):
        yield


@pytest.fixture
def matter(tiers: Tiers) -> Item:
    """Lend a transfer that 江苏 asks of 安徽, taken in where the test stands."""
    del tiers
    register_employer()
    enrol(MAN, MAN_NAME)
    return asked_by_jiangsu()


def asked_by_jiangsu() -> Item:
    form = {"letter": LETTER, "ssn": MAN, "name": MAN_NAME, "destination": JIANGSU}
    asked = {"origin": "34", "requested_on": TODAY}
    apply(TransferRequested(scheme="110", **form, **asked))
    done = workflow.accept("transfer_out", form, province="34", at=AT, source="peer")
    assert isinstance(done, workflow.Accepted)
    return done.item


def at_the_ministry(tiers: Tiers, *messages: Message, province: str = JIANGSU) -> None:
    """Let the ministry hold what another province told."""
    tiers.stand("00")
    for message in messages:
        registry.apply(message, province=province, item_number="32-1")
    tiers.stand("34")


def lives_in_jiangsu(ssn: str, *months: str) -> list[Message]:
    told: list[Message] = [
        EmployersRegistered(
            scheme="110", registered_on=TODAY, credit_codes=[SHOP], names=["一家单位"],
            division_codes=["320104"],
        ),
        PersonsEnrolled(
            scheme="110", from_month=(months or ("2024-01",))[0], ssns=[ssn], names=[MAN_NAME],
            credit_codes=[SHOP],
        ),
    ]  # fmt: skip
    told += [
        ContributionsAssessed(
            scheme="110", month=one, item_number=f"32-{one}", rows=[1], ssns=[ssn],
            credit_codes=[SHOP], wage_fens=[500_000], base_fens=[500_000],
            employer_fens=[80_000], employee_fens=[40_000],
        )
        for one in months
    ]  # fmt: skip
    return told


def take(item: Item, verb: str, login: str, *, later: timedelta = timedelta()) -> list[str]:
    done = workflow.take(item.number, verb, clerk=clerk(login), at=AT + later)
    return refusal_codes(done)


def kept(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def named() -> set[tuple[str, str]]:
    """Return what a deep proof names of inquiries and items."""
    tables = ("risk_", "workflow_")
    told = found(proven())
    return {(one["table"], one["kind"]) for one in told if one["table"].startswith(tables)}


def question(*ssns: str, kinds: tuple[Asks, ...] = tuple(Asks), **other: Any) -> Question:
    """Return a question of 安徽's about people and all their months."""
    people = len(ssns)
    asked: dict[str, Any] = {
        "node": "34", "to": "00", "moment": moment_text(AT), "scheme": "110",
        "kinds": list(kinds), "numbers": ["34-1"] * people, "ssns": list(ssns),
        "from_months": [month_of("2024-01")] * people,
        "until_months": [month_of("2025-01")] * people,
    }  # fmt: skip
    return Question(**asked | other)


def answer_to(asked: Question) -> Answered:
    """Return what the ministry, where the test stands, answers."""
    text = asked.signed(Keyring(settings.HOME, asked.node))
    answer = inquiries.answered(text, Keyring(settings.HOME, "00"), at=AT)
    assert isinstance(answer, bytes), answer
    told = Answered.read(answer, Keyring(settings.HOME, asked.node), at=AT, sender="00")
    assert told is not None
    return told


def test_a_matter_waits_for_the_answer_and_goes_on_by_itself(tiers: Tiers, matter: Item) -> None:
    assert matter.waits_for == "ministry"
    assert take(matter, "review", "reviewer") == ["gate.answer_awaited"]

    assert inquire(tiers.link, at=clock()) == 1

    assert kept(matter).waits_for == ""
    assert take(matter, "review", "reviewer") == []
    assert take(matter, "approve", "approver") == []
    assert kept(matter).status == Status.COMPLETED
    assert inquire(tiers.link, at=clock()) == 0
    assert named() == set()


def test_a_matter_that_waits_can_still_be_refused(matter: Item) -> None:
    done = workflow.take(matter.number, "refuse", clerk=clerk("reviewer"), at=AT, note="不予办理")

    assert isinstance(done, Item)
    assert done.status == Status.REFUSED


def test_a_benefit_in_another_province_stops_the_matter(tiers: Tiers, matter: Item) -> None:
    at_the_ministry(tiers, *lives_in_jiangsu(MAN), pension(MAN, total_fen=300_000))

    inquire(tiers.link, at=clock())

    assert take(matter, "review", "reviewer") == ["national.draws_benefit"]
    assert kept(matter).status == Status.ACCEPTED


def test_an_answer_counts_for_the_person_who_was_asked_about_alone(
    tiers: Tiers, matter: Item
) -> None:
    at_the_ministry(tiers, *lives_in_jiangsu(MAN), pension(MAN, total_fen=300_000))

    inquire(tiers.link, at=clock())

    assert answer_for(matter.number, MAN) is not None
    assert answer_for(matter.number, WOMAN) is None


def test_what_another_province_asks_to_move_goes_to_the_level_above(
    tiers: Tiers, matter: Item
) -> None:
    moving = TransferRequested(
        scheme="110", letter="31-20241104-000001", ssn=MAN, name=MAN_NAME, origin="32",
        destination="31", requested_on=TODAY,
    )  # fmt: skip
    at_the_ministry(tiers, moving, province="31")

    inquire(tiers.link, at=clock())
    take(matter, "review", "reviewer")
    assert take(matter, "approve", "approver") == []

    assert kept(matter).status == Status.APPROVED
    [outcome] = kept(matter).gates
    assert (outcome["rung"], outcome["code"]) == ("authorise", "national.transfer_under_way")
    assert outcome["evidence"] == InquiryAnswer.objects.get().digest


def test_without_a_ministry_it_is_asked_again_after_longer_and_longer_pauses(
    tiers: Tiers, matter: Item
) -> None:
    def away(_: object) -> None:
        raise httpx.ConnectError("no route to the ministry")

    tiers.before_request = away
    pauses = []
    at = clock()
    for _ in range(4):
        with pytest.raises(NotAnswered):
            inquire(tiers.link, at=at)
        assert inquire(tiers.link, at=at) == 0
        asked = Asked.objects.get()
        pauses.append((asked.ask_after - at).total_seconds())
        at = asked.ask_after
    assert pauses == [1, 2, 4, 8]
    assert kept(matter).waits_for == "ministry"
    assert not Inquiry.objects.exists()

    tiers.before_request = repr
    assert inquire(tiers.link, at=at) == 1

    assert kept(matter).waits_for == ""


def test_an_answer_that_was_altered_on_the_way_is_none(
    tiers: Tiers, matter: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = exchange._asked

    def altered(*given: Any) -> bytes:
        return asked(*given).replace(b'"rows":[]', b'"rows":[ ]')

    with monkeypatch.context() as on_the_way:
        on_the_way.setattr(exchange, "_asked", altered)
        with pytest.raises(NotAnswered):
            inquire(tiers.link, at=clock())

    assert kept(matter).waits_for == "ministry"
    assert not InquiryAnswer.objects.exists()


def test_an_answer_that_is_too_old_is_asked_for_anew_before_the_matter_is_completed(
    tiers: Tiers, matter: Item
) -> None:
    inquire(tiers.link, at=clock())
    take(matter, "review", "reviewer")

    assert take(matter, "approve", "approver", later=2 * DAY) == ["gate.asked_anew"]
    assert kept(matter).waits_for == "ministry"
    assert (kept(matter).status, Asked.objects.get().answered_at) == (Status.REVIEWED, None)
    with override_settings(NOW=lambda: AT + 2 * DAY):
        assert inquire(tiers.link, at=AT + 2 * DAY) == 1
    assert take(matter, "approve", "approver", later=2 * DAY) == []

    assert kept(matter).status == Status.COMPLETED


def test_a_node_without_a_ministry_waits_for_nobody_and_says_so(tiers: Tiers) -> None:
    del tiers
    with override_settings(MINISTRY_URL=""):
        register_employer()
        enrol(MAN, MAN_NAME)
        item = asked_by_jiangsu()

    assert item.waits_for == ""
    assert [(one["rung"], one["code"]) for one in item.gates] == [("note", "national.no_ministry")]
    assert not Asked.objects.exists()


def test_what_others_hold_is_answered_by_person_and_by_run_of_months(tiers: Tiers) -> None:
    own = pension(WOMAN, total_fen=1)
    at_the_ministry(tiers, *lives_in_jiangsu(MAN, "2024-01", "2024-02", "2024-05"))
    tiers.stand("00")
    told = (
        EmployersRegistered(scheme="110", registered_on=TODAY, credit_codes=[FACTORY],
                            names=["皖江机械"], division_codes=["340104"]),
        PersonsEnrolled(scheme="110", from_month="2024-01", ssns=[WOMAN], names=["某人"],
                        credit_codes=[FACTORY]),
        own,
    )  # fmt: skip
    for message in told:
        registry.apply(message, province="34", item_number="34-1")

    answered = answer_to(question(WOMAN, MAN))

    kind, first = Asks.CONTRIBUTIONS, month_of("2024-01")
    assert answered.by_row() == {
        1: [
            Elsewhere(kind, JIANGSU, first, first + 2),
            Elsewhere(kind, JIANGSU, first + 4, first + 5),
        ]
    }


def test_a_question_is_a_look_at_each_person_it_names(tiers: Tiers) -> None:
    tiers.stand("00")

    answer_to(question(MAN, WOMAN))

    look = AccessRecord.objects.get()
    assert (look.login, look.what, look.reason) == ("node 34", "sync.inquiry", "34-1 34-1")
    assert look.ssns == sorted([MAN, WOMAN])


def test_ten_thousand_people_are_one_statement_a_kind(tiers: Tiers) -> None:
    at_the_ministry(tiers, *lives_in_jiangsu(MAN, "2024-03"), pension(MAN, total_fen=1))
    tiers.stand("00")
    nobody = [f"{place:018d}" for place in range(9_999)]

    with CaptureQueriesContext(connection) as taken:
        answered = answer_to(question(*nobody, MAN))

    assert set(answered.by_row()) == {9_999}
    about = [one["sql"] for one in taken if "registry_" in one["sql"]]
    assert len(about) == len(Asks)


def test_the_same_question_gets_the_same_answer_and_another_moments_none(tiers: Tiers) -> None:
    tiers.stand("00")
    first = answer_to(question(MAN))
    again = answer_to(question(MAN))
    old = question(MAN, moment=moment_text(AT - DAY)).signed(Keyring(settings.HOME, "34"))

    refused = inquiries.answered(old, Keyring(settings.HOME, "00"), at=AT)

    assert first == again
    assert isinstance(refused, Refusal)
    assert refused.code == "inquiry.stale"


def test_a_province_that_asks_too_much_is_put_off(
    tiers: Tiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiers.stand("00")
    monkeypatch.setattr(inquiries, "PEOPLE_A_MINUTE", 3)
    answer_to(question(MAN, WOMAN))
    more = question(MAN, WOMAN, moment=moment_text(AT + timedelta(seconds=1)))
    text = more.signed(Keyring(settings.HOME, "34"))

    refused = inquiries.answered(text, Keyring(settings.HOME, "00"), at=AT)
    answered = inquiries.answered(text, Keyring(settings.HOME, "00"), at=AT + timedelta(minutes=2))

    assert isinstance(refused, Refusal)
    assert refused.code == "inquiry.too_much"
    assert isinstance(answered, bytes)


def test_a_question_that_another_node_signed_is_not_read(tiers: Tiers) -> None:
    tiers.stand("00")
    text = question(MAN).signed(Keyring(settings.HOME, "32"))

    refused = inquiries.answered(text, Keyring(settings.HOME, "00"), at=AT)

    assert isinstance(refused, Refusal)
    assert refused.code == "inquiry.unreadable"
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("UPDATE risk_inquiryanswer SET text = replace(text, '\"rows\":[0]', '\"rows\":[1]')",
         ("risk_inquiryanswer", "changed")),
        ("UPDATE risk_inquiry SET text = replace(text, '\"110\"', '\"111\"')",
         ("risk_inquiry", "changed")),
        ("UPDATE risk_asked SET found = '[]'", ("risk_asked", "changed")),
        ("DELETE FROM risk_inquiryanswer", ("risk_inquiryanswer", "missing")),
    ],
)  # fmt: skip
def test_evidence_changed_or_removed_past_the_system_is_named(
    tiers: Tiers, matter: Item, change: str, expected: tuple[str, str]
) -> None:
    at_the_ministry(tiers, *lives_in_jiangsu(MAN), pension(MAN, total_fen=300_000))
    inquire(tiers.link, at=clock())
    assert digest_of(InquiryAnswer.objects.get().text.encode()) == Asked.objects.get().answer
    assert named() == set()
    assert matter

    tiers.as_owner("34", change)

    assert expected in named()
