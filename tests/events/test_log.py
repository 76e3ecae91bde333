"""The log: every event gets its place once, after its commit, chained to the place before."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import AT_PLACE, behind_the_back, breaks, names_sealed, registered, say

from counter import AT, credit_code_of
from tongchou.events.chain import (
    HASHES,
    NO_HASH,
    SHA256,
    SM3,
    digest_of,
    follow,
    moment_text,
    sealed_text,
)
from tongchou.events.changes import TooLarge, append, seal
from tongchou.events.models import Event, Seal, Unsealed
from tongchou.events.queries import Told, reach, sealed_after, tip, told_by, verify
from tongchou.node.postgres import Postgres
from tongchou.standards.messages import EmployersRegistered

# A body may hold anything but the NUL that PostgreSQL's text cannot; nor half an emoji.
ANY_TEXT = st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=40
)

ODD_NAMES = (
    '"海天"公司',
    "it's\n第二行\t制表",
    "back\\slash \\n",
    "🏭厂👩‍🔧",
    "ＦＵＬＬ　Ｗｉｄｔｈ",
    "%s {0} $1",
    "\u2028\u2029\ufeff",
)


def test_sealed_events_stand_without_gap_each_chained_to_the_one_before(province: Any) -> None:
    del province
    say("甲", "乙")
    say("丙")

    sealed = seal()

    told = sealed_after(0)
    assert sealed == 3
    assert [event.position for event in told] == [1, 2, 3]
    assert names_sealed() == ["甲", "乙", "丙"]
    assert [event.previous_hash for event in told] == [NO_HASH, told[0].hash, told[1].hash]
    assert tip() == (3, told[2].hash)
    assert breaks() == []


def test_an_empty_log_ends_at_nothing(province: Any) -> None:
    del province

    append([], item_number="34-1", recorded_at=AT)

    assert seal() == 0
    assert tip() == (0, NO_HASH)
    assert reach() == (0, 0)
    assert sealed_after(0) == []
    assert breaks() == []


def test_a_log_longer_than_one_round_is_sealed_in_several(province: Any) -> None:
    del province
    say(*(f"单位{number}" for number in range(7)))

    rounds = [seal(limit=3), seal(limit=3), seal(limit=3), seal(limit=3)]

    assert rounds == [3, 3, 1, 0]
    assert reach() == (7, 7)
    assert names_sealed() == [f"单位{number}" for number in range(7)]
    assert breaks() == []


def test_reach_counts_what_is_written_and_not_yet_sealed(province: Any) -> None:
    del province
    say("甲", "乙")
    seal()
    say("丙")

    assert reach() == (2, 3)


def test_what_is_read_after_a_position_is_bounded_in_number_and_in_size(province: Any) -> None:
    del province
    say("甲" * 100, "乙" * 100, "丙" * 100)
    seal()

    assert [event.position for event in sealed_after(1, limit=1)] == [2]
    assert [event.position for event in sealed_after(0, limit_bytes=1_000)] == [1, 2]
    assert [event.position for event in sealed_after(0, limit_bytes=1)] == [1]
    assert sealed_after(3) == []


def test_a_run_is_bounded_in_rows_of_its_messages(province: Any) -> None:
    del province
    several = EmployersRegistered(
        scheme="110",
        registered_on=AT.date(),
        credit_codes=[credit_code_of()] * 3,
        names=["甲", "乙", "丙"],
        division_codes=["340104"] * 3,
    )
    append([several, several, registered("丁")], item_number="1", recorded_at=AT)
    seal()

    assert [event.position for event in sealed_after(0, limit_rows=6)] == [1, 2]
    assert [event.position for event in sealed_after(0, limit_rows=1)] == [1]
    assert [event.position for event in sealed_after(0, limit_rows=7)] == [1, 2, 3]


def test_a_message_that_could_never_travel_is_not_appended(province: Any) -> None:
    del province

    huge = registered("甲").model_copy(update={"names": ["甲" * 3_000_000]})

    with pytest.raises(TooLarge, match="cannot travel"):
        append([huge], item_number="1", recorded_at=AT)

    assert not Event.objects.exists()


def test_a_log_goes_on_under_another_hash_algorithm(province: Any) -> None:
    del province
    say("甲", "乙")
    seal()
    say("丙", "丁")
    seal(algorithm=SM3)

    runs = [[event.position for event in sealed_after(position)] for position in (0, 2)]

    assert runs == [[1, 2], [3, 4]]
    assert [seal.algorithm for seal in Seal.objects.order_by("position")] == [
        "sha256", "sha256", "sm3", "sm3",
    ]  # fmt: skip
    assert breaks() == []
    third = Seal.objects.get(position=3)
    digest = HASHES[SM3](sealed_after(2)[0].text())
    assert third.hash == HASHES[SM3](third.previous_hash + (3).to_bytes(8, "big") + digest)


@pytest.mark.usefixtures("province")
def test_a_log_goes_back_to_the_hash_algorithm_of_before() -> None:
    for name, algorithm in (("甲", SHA256), ("乙", SM3), ("丙", SHA256)):
        say(name)
        seal(algorithm=algorithm)

    assert [event.position for event in sealed_after(0)] == [1]
    assert [event.position for event in sealed_after(1)] == [2]
    assert breaks() == []


def rows_read() -> int:
    """Return how many rows of the log's tables this connection has read so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables"
            " WHERE relname IN ('events_event', 'events_unsealed', 'events_seal')"
        )
        ((read,),) = cursor.fetchall()
    return int(read)


@pytest.mark.parametrize(("written", "waiting"), [(0, 20), (12_000, 20), (0, 1_500)])
def test_sealing_reads_each_waiting_event_a_fixed_number_of_times(
    province: Any, written: int, waiting: int
) -> None:
    """Neither what waits nor the length of the log makes a seal dearer: rows read are counted."""
    del province
    say(*(f"旧{number}" for number in range(written)))
    while seal():
        pass
    say(*(f"新{number}" for number in range(waiting)))

    with transaction.atomic():  # within one transaction no count is lost
        before = rows_read()
        sealed = seal(limit=waiting)
        read = rows_read() - before

    assert sealed == waiting
    assert waiting <= read <= 4 * waiting + 20


def test_the_rest_of_a_log_is_proven_from_a_position_on(province: Any, server: Postgres) -> None:
    del province
    say(*(f"单位{number}" for number in range(6)))
    seal()
    behind_the_back(server, "UPDATE events_event SET addressee = '32'" + AT_PLACE.format(2))
    behind_the_back(server, "UPDATE events_event SET addressee = '32'" + AT_PLACE.format(5))
    behind_the_back(server, "DELETE FROM events_seal WHERE position = 4")

    def breaks_between(since: int, until: int) -> list[tuple[int, str]]:
        return [(fault.position, fault.what) for fault in verify(since=since, until=until)]

    assert breaks_between(0, 2) == [(2, "content")]
    assert breaks_between(2, 5) == [(4, "missing"), (5, "chain"), (5, "content")]
    assert breaks_between(5, 6) == []


def test_what_an_item_told_is_counted_with_its_places_in_the_log(province: Any) -> None:
    del province
    say("甲", item_number="34-20241105-000001")
    say("乙", item_number="34-20241105-000002")
    say("丙", item_number="34-20241105-000001")
    seal()
    say("丁", item_number="34-20241105-000001")

    found = told_by("34-20241105-000001")

    assert found == [Told("employers_registered", 3, 1, first_position=1, last_position=3)]
    assert told_by("34-20241105-000003") == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("UPDATE events_event SET body = replace(body, '乙', '丁')" + AT_PLACE.format(2),
         [(2, "content")]),
        ("UPDATE events_event SET recorded_at = recorded_at + interval '1 us'" + AT_PLACE.format(3),
         [(3, "content")]),
        ("UPDATE events_event SET addressee = '32'" + AT_PLACE.format(1), [(1, "content")]),
        ("DELETE FROM events_seal WHERE position = 2", [(2, "missing"), (3, "chain")]),
        ("DELETE FROM events_seal WHERE position = 1", [(1, "missing"), (2, "chain")]),
        ("DELETE FROM events_seal WHERE position = 4", [(4, "missing")]),
        ("UPDATE events_seal SET hash = sha256('x') WHERE position = 2",
         [(2, "content"), (3, "chain")]),
        ("UPDATE events_seal SET previous_hash = sha256('x') WHERE position = 3",
         [(3, "chain"), (3, "content")]),
    ],
    ids=["body", "moment", "addressee", "seal removed", "first seal removed", "last seal removed",
         "hash", "previous hash"],
)  # fmt: skip
def test_verify_names_the_position_of_what_was_changed_behind_the_system_s_back(
    province: Any, server: Postgres, tampering: str, found: list[tuple[int, str]]
) -> None:
    del province
    say("甲", "乙", "丙", "戊")
    seal()

    behind_the_back(server, tampering)

    assert breaks() == found


def test_two_bodies_that_changed_places_are_both_found(province: Any, server: Postgres) -> None:
    del province
    say("甲", "乙", "丙")
    seal()

    behind_the_back(
        server,
        "UPDATE events_event AS one SET body = other.body FROM events_event AS other"
        " WHERE one.id + other.id = (SELECT sum(event_id) FROM events_seal"
        " WHERE position IN (1, 3)) AND one.id <> other.id",
    )

    assert breaks() == [(1, "content"), (3, "content")]


def test_events_that_wait_for_their_seal_are_no_break(province: Any) -> None:
    del province
    say("甲", "乙", "丙")
    seal()
    say("丁")

    assert breaks() == []


def test_odd_texts_come_back_from_the_database_as_they_were_sealed(province: Any) -> None:
    del province
    say(*ODD_NAMES)
    seal()

    before = NO_HASH
    for event in sealed_after(0):
        before = follow(before, event.position, digest_of(event.text()))
        assert event.hash == before
    assert names_sealed() == list(ODD_NAMES)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    body=ANY_TEXT,
    item_number=st.text("0123456789-", max_size=32),
    addressee=st.sampled_from(["", "32"]),
    at=st.datetimes(
        min_value=datetime(1950, 1, 1), max_value=datetime(2099, 1, 1),  # noqa: DTZ001  # zone below
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]),
    ),
)  # fmt: skip
def test_any_text_comes_back_from_the_database_as_it_was_sealed(
    province: Any, body: str, item_number: str, addressee: str, at: datetime
) -> None:
    del province
    event = Event.objects.create(
        kind="said", item_number=item_number, addressee=addressee, recorded_at=at, body=body
    )
    Unsealed.objects.create(event=event)
    position, before = tip()

    seal()

    digest = digest_of(sealed_text("said", item_number, addressee, moment_text(at), body))
    assert tip() == (position + 1, follow(before, position + 1, digest))
    assert sealed_after(position)[0].body == body
