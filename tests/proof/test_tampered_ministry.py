"""At the ministry each row that is not as a province's log says is named, and each stub."""

from collections.abc import Iterator

import psycopg
import pytest
from told import ITEM, book, carried, found, live, proven

from counter import AT, MAN, TODAY, WOMAN, Stand, entry
from tongchou.events.chain import digest_of, follow, sealed_text
from tongchou.events.changes import append
from tongchou.ledger.books import Book
from tongchou.ledger.changes import EntryDraft, hold, post
from tongchou.ledger.queries import incomplete_entries
from tongchou.node.postgres import Postgres
from tongchou.registry import changes as registry
from tongchou.standards.messages import SLICE_ROWS, EntryPosted, canonical, parse
from tongchou.standards.text import Text
from tongchou.standards.time import month_of
from tongchou.storage.rows import execute, fetch
from tongchou.sync.logs import HeldLog
from tongchou.sync.models import Peer
from tongchou.sync.protocol.marks import Mark
from tongchou.sync.queries import verify_held

OCTOBER = month_of("2024-10")


@pytest.fixture
def held(stand: Stand) -> Stand:
    """Let 安徽 live, and the ministry hold it; stand there."""
    stand("34")
    live()
    carried(stand)
    return stand


@pytest.fixture
def owner(server: Postgres) -> Iterator[psycopg.Connection]:
    """Lend a connection as the owner of the ministry's tables."""
    with psycopg.connect(server.url("test_00"), autocommit=True) as connection:
        yield connection


@pytest.mark.usefixtures("held")
def test_an_honest_ministry_has_no_finding() -> None:
    run = proven()

    assert found(run) == []
    assert run.outcome == "whole"
    assert {"chain 00", "chain 34", "registry 34", "ledger 34", "letters"} <= set(run.steps)


TAMPERED = {
    "a contribution zeroed": (
        "UPDATE registry_contribution SET employee_fen = 0 WHERE employee_fen = 32000",
        ("registry_contribution", "employee_fen", "changed", "contributions_assessed"),
    ),
    "a base times ten": (
        "UPDATE registry_contribution SET base_fen = base_fen * 10 WHERE employee_fen = 64000",
        ("registry_contribution", "base_fen", "changed", "contributions_assessed"),
    ),
    "a person's name": (
        f"UPDATE registry_person SET name = '陈建华' WHERE ssn = '{MAN}'",
        ("registry_person", "name", "changed", "earlier_record_entered"),
    ),
    "a benefit's amount": (
        "UPDATE registry_benefit SET total_fen = 30",
        ("registry_benefit", "total_fen", "changed", "benefit_determined"),
    ),
    "a payment removed": (
        "DELETE FROM registry_payment",
        ("registry_payment", "", "missing", "payments_made"),
    ),
    "a transfer that was never completed": (
        "UPDATE registry_transfer SET completed_on = NULL",
        ("registry_transfer", "completed_on", "changed", "transfer_completed"),
    ),
}


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("which", TAMPERED)
def test_what_the_applications_role_changed_is_named(which: str) -> None:
    statement, (table, field, kind, told_by) = TAMPERED[which]
    assert execute(statement)

    named = [one for one in found(proven()) if one["table"] == table]

    ((position,),) = fetch(
        "SELECT max(position) FROM sync_heldevent WHERE kind = %(kind)s", kind=told_by
    )
    assert [(one["province"], one["field"], one["kind"], one["position"]) for one in named] == [
        ("34", field, kind, position)
    ]


BY_THE_OWNER = {
    "a posting moved": f"UPDATE ledger_posting SET holder = '{WOMAN}' WHERE holder = '{MAN}'",
    "both legs doubled": "UPDATE ledger_posting SET amount_fen = amount_fen * 2",
    "an entry removed": "DELETE FROM ledger_entry",
}


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("which", BY_THE_OWNER)
def test_what_the_owner_changed_in_the_books_is_named(
    which: str, owner: psycopg.Connection
) -> None:
    assert owner.execute(BY_THE_OWNER[which]).rowcount

    named = found(proven())

    assert {one["table"] for one in named} & {"ledger_posting", "ledger_entry"}
    assert all(one["position"] for one in named if one["table"].startswith("ledger_entry"))


@pytest.mark.usefixtures("held")
def test_an_entry_that_no_province_told_is_named() -> None:
    legs = (("8101", "", 100_000_000), ("8001", WOMAN, -100_000_000))
    post(
        entry(Book.ACCOUNTS, TODAY, OCTOBER, "记账", *legs),
        province="34", item_number=ITEM, number="34-e-9",
    )  # fmt: skip

    named = found(proven())

    assert {(one["table"], one["kind"]) for one in named} == {
        ("ledger_entry", "surplus"),
        ("ledger_posting", "surplus"),
    }


@pytest.mark.usefixtures("held")
def test_an_event_of_which_the_ministry_holds_the_digest_only_is_named(
    owner: psycopg.Connection,
) -> None:
    owner.execute(
        "UPDATE sync_heldevent SET kind = '', item_number = '', addressee = '', recorded_at = '',"
        " body = '' WHERE position = 4"
    )

    assert list(verify_held("34")) == []
    assert [(one.position, one.what) for one in verify_held("34", may_withhold=False)] == [
        (4, "withheld")
    ]
    named = [one for one in found(proven()) if one["table"] == "sync_heldevent"]
    assert [(one["position"], one["kind"]) for one in named] == [(4, "withheld")]


@pytest.mark.usefixtures("held")
def test_a_kind_alone_that_was_emptied_is_another_content(owner: psycopg.Connection) -> None:
    owner.execute("UPDATE sync_heldevent SET kind = '' WHERE position = 4")

    assert [(one.position, one.what) for one in verify_held("34")] == [(4, "content")]


def test_an_entry_of_which_a_part_never_came_is_named(stand: Stand) -> None:
    stand("34")
    live()
    draft = EntryDraft(
        scheme="110", book=Book.ACCOUNTS, posted_on=TODAY, month=OCTOBER, memo=Text("记账", "x"),
        accounts=["8101"] + ["8001"] * SLICE_ROWS, holders=[""] + [WOMAN] * SLICE_ROWS,
        amounts_fen=[SLICE_ROWS] + [-1] * SLICE_ROWS,
    )  # fmt: skip
    first, _ = post(draft, province="34", item_number=ITEM, number="34-e-5")
    append([first], item_number=ITEM, recorded_at=AT, in_order=True)  # the other is not told
    carried(stand)

    arriving = found(proven())
    stand("34")
    book("34-e-6", MAN, 1)
    carried(stand)
    named = found(proven())

    assert arriving == []
    assert [(one["table"], one["key"], one["kind"], one["held"]) for one in named] == [
        ("ledger_entry", {"number": "34-e-5"}, "incomplete", "1")
    ]
    assert [(one.number, one.parts) for one in incomplete_entries()["34"]] == [("34-e-5", (1,))]


def test_a_part_that_came_from_nowhere_is_named(held: Stand) -> None:
    del held
    part = EntryPosted(
        scheme="110", number="34-e-7", book="accounts", posted_on=TODAY, month="2024-10",
        memo="记账", memo_en="x", accounts=["8001"], holders=[WOMAN], amount_fens=[-1], part=2,
        parts=2,
    )  # fmt: skip
    hold(part, province="34", item_number=ITEM)

    named = found(proven())

    assert [(one["table"], one["key"], one["kind"]) for one in named] == [
        ("ledger_slice", {"number": "34-e-7", "part": "2"}, "surplus")
    ]


@pytest.mark.usefixtures("held")
def test_figures_of_the_law_that_are_not_the_ministrys_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tongchou.proof.deep.items.digest_of_figures", lambda: "0" * 64)

    (one,) = found(proven())

    assert (one["table"], one["key"], one["kind"]) == ("figures", {"node": "34"}, "changed")
    assert one["held"] == "0" * 64


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    "changed", ["algorithm = 'sha257'", "algorithm = '', digest = '', hash = ''"]
)
def test_an_event_by_an_algorithm_that_is_none_is_named(
    owner: psycopg.Connection, changed: str
) -> None:
    owner.execute(f"UPDATE sync_heldevent SET {changed} WHERE position = 4")

    named = [one for one in found(proven()) if one["table"] == "sync_heldevent"]

    assert {(one["position"], one["kind"]) for one in named} >= {(4, "content"), (4, "chain")}


FORGED = """
INSERT INTO sync_heldevent (province, position, kind, item_number, addressee, recorded_at, body,
                            algorithm, digest, hash)
SELECT province, %(position)s, kind, item_number, addressee, recorded_at, %(body)s, algorithm,
       %(digest)s, %(hash)s
FROM sync_heldevent WHERE province = '34' AND kind = 'payments_made'
"""
MOVED = """
UPDATE sync_peer SET received_position = %(position)s, received_hash = %(hash)s WHERE code = '34'
"""


def forged(ahead: int) -> Mark:
    """Pay a million as the application's role, with an event behind all that 安徽 sent."""
    ((kind, number, at, body),) = fetch(
        "SELECT kind, item_number, recorded_at, body FROM sync_heldevent"
        " WHERE kind = 'payments_made'"
    )
    paid = parse(kind, body).model_copy(update={"month": "2025-05", "amount_fens": [10**8]})
    registry.apply(paid, province="34", item_number=number, is_vouched=True)
    text = canonical(paid)
    last = HeldLog.of(Peer.objects.get(code="34")).tip
    position, digest = last.position + ahead, digest_of(sealed_text(kind, number, "", at, text))
    own_hash = follow(last.hash, position, digest)
    execute(FORGED, position=position, body=text, digest=digest, hash=own_hash)
    return Mark(last.epoch, position, own_hash)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("ahead", [1, 10**9])
def test_an_event_that_no_envelope_brought_is_named(ahead: int) -> None:
    position = forged(ahead).position

    named = found(proven())

    assert [(one["table"], one["position"], one["kind"]) for one in named] == [
        ("sync_heldevent", position, "surplus")
    ]
    assert [(one.position, one.what) for one in verify_held("34")] == [(position, "surplus")]


@pytest.mark.usefixtures("held")
def test_an_event_that_its_sender_did_not_sign_is_named() -> None:
    mark = forged(1)
    execute(MOVED, position=mark.position, hash=mark.hash)

    named = found(proven())

    assert [(one["table"], one["position"], one["kind"]) for one in named] == [
        ("sync_heldevent", mark.position, "unsigned")
    ]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize(
    "statement", ["UPDATE sync_peer SET received_position = 0", "DELETE FROM sync_peer"]
)
def test_a_node_that_was_taken_out_of_the_links_is_proven_all_the_same(statement: str) -> None:
    execute("UPDATE registry_benefit SET total_fen = 30")
    execute(statement)

    named = {(one["province"], one["table"], one["kind"]) for one in found(proven())}

    assert named >= {
        ("34", "registry_benefit", "changed"),
        ("34", "sync_heldevent", "surplus"),
    }


COPIED = {
    "registry_person": "INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on,"
    " handle) SELECT ssn, %(node)s, name, name_key, sex, birth_on, gen_random_uuid()"
    " FROM registry_person",
    "registry_payment": "INSERT INTO registry_payment (ssn, province, scheme, kind, month,"
    " amount_fen, account_part_fen, paid_on, item_number) SELECT ssn, %(node)s, scheme, kind,"
    " month, amount_fen, account_part_fen, paid_on, item_number FROM registry_payment",
}


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("node", ["51", "00", "99"])
@pytest.mark.parametrize("table", COPIED)
def test_rows_of_a_node_whose_log_is_not_held_are_told_by_nothing(table: str, node: str) -> None:
    assert execute(COPIED[table], node=node)

    assert {(one["province"], one["table"]) for one in found(proven())} == {(node, table)}
