"""Catching up: small events that the ministry takes in, against a COPY of the rows they leave.

A province's log of items of one person each is brought in envelopes as a link brings them: head,
signature, chain, held copy, registry, books and cursor. Each item writes an event and one that
binds it; of seven items five enrol, one ends an enrolment, one posts an entry of two postings. The
peer is PostgreSQL's COPY of the very rows of held events, people, enrolments and postings, into the
same tables.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg import sql
from shared.node import node
from shared.sizes import size

from tongchou.events.chain import (
    NO_HASH,
    SHA256,
    SealedEvent,
    digest_of,
    follow,
    moment_text,
    sealed_text,
)
from tongchou.standards import messages
from tongchou.standards.messages import (
    EmployersRegistered,
    EmploymentEnded,
    EntryPosted,
    ItemDecided,
    Message,
    PersonsEnrolled,
)

LIMIT = 60.0
EVENTS_A_SECOND_MIN = 2_000
EVENTS = size(12_000, 60_000)
PROVINCE, MINISTRY = "34", "00"
AT = datetime(2024, 12, 5, 2, tzinfo=UTC)
EMPLOYER = "91340104B8PHNT1R2T"
FIRST_BIRTH = date(1970, 1, 1)
TABLES = ("sync_heldevent", "registry_person", "registry_enrolment", "ledger_posting")


def small_messages() -> Iterator[Message]:
    """Return what a province's counters write, one person at a time."""
    for number, deed in enumerate(deeds()):
        yield deed
        yield ItemDecided(
            scheme="110", item_number=f"34-20241205-{number:06d}", item="person_enrolment",
            status="completed", content=f"{number:064x}", steps="", files="", handling="",
            figures="0" * 64,
        )  # fmt: skip


def deeds() -> Iterator[Message]:
    """Return what each item did."""
    yield EmployersRegistered(
        scheme="110", registered_on=date(2024, 12, 5), credit_codes=[EMPLOYER],
        names=["皖江机械有限公司"], division_codes=["340104"],
    )  # fmt: skip
    for number in range(EVENTS):
        born_on = FIRST_BIRTH + timedelta(days=number // 1_000)
        ssn = f"340104{born_on:%Y%m%d}{number % 1_000:03d}0"
        yield PersonsEnrolled(
            scheme="110", from_month="2024-12", ssns=[ssn],
            names=["李安"], credit_codes=[EMPLOYER],
        )  # fmt: skip
        if number % 5 == 0:
            yield EntryPosted(
                scheme="110", number=f"34-{number}", book="fund", posted_on=date(2024, 12, 5),
                month="2024-12", memo="征缴入库", memo_en="Contributions received",
                accounts=["1005", "4001.01"], holders=["", ""], amount_fens=[100, -100],
            )  # fmt: skip
        if number % 5 == 1:
            yield EmploymentEnded(
                scheme="110", ssn=ssn, credit_code="", until_month="2025-01", reason="221"
            )


def sealed() -> list[SealedEvent]:
    """Return the log of these messages, sealed."""
    log, before = [], NO_HASH
    for position, message in enumerate(islice(small_messages(), EVENTS), start=1):
        fields = (message.kind, f"34-20241205-{position:06d}", "", moment_text(AT),
                  messages.canonical(message))  # fmt: skip
        after = follow(before, position, digest_of(sealed_text(*fields)))
        log.append(SealedEvent(position, *fields, SHA256, before, after))
        before = after
    return log


def taken_in(home: Path) -> float:
    """Bring the log in envelopes; return the seconds that the ministry takes for it."""
    from tongchou.node.wiring import handlers  # noqa: PLC0415 - needs Django ready
    from tongchou.sync.changes import accept  # noqa: PLC0415
    from tongchou.sync.envelope import build, pack  # noqa: PLC0415
    from tongchou.sync.keys import Keyring  # noqa: PLC0415
    from tongchou.sync.protocol.marks import FIRST_EPOCH, Mark  # noqa: PLC0415
    from tongchou.sync.queries import EVENTS_MAX, set_aside  # noqa: PLC0415

    log, signer = sealed(), Keyring(home, PROVINCE).signer()
    envelopes = [
        pack(build(log[start : start + EVENTS_MAX], sender=PROVINCE, receiver=MINISTRY,
                   signer=signer, at=AT, tip=Mark(FIRST_EPOCH, EVENTS, log[-1].hash)))
        for start in range(0, EVENTS, EVENTS_MAX)
    ]  # fmt: skip
    began = perf_counter()
    for envelope in envelopes:
        receipt = accept(BytesIO(envelope), handlers(), keyring=Keyring(home, MINISTRY), at=AT)
        assert receipt.refusal is None, receipt
    seconds = perf_counter() - began
    assert not set_aside(), set_aside()[0].fault
    return seconds


def copied(url: str) -> float:
    """COPY the rows that were left into the emptied tables; return the seconds of it."""
    with psycopg.connect(url) as owner:
        rows = {}
        for table in TABLES:
            question = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(table))
            with owner.cursor().copy(question) as taking:
                rows[table] = b"".join(bytes(piece) for piece in taking)
        owner.execute("SET session_replication_role = replica")  # no trigger, only the rows
        for table in reversed(TABLES):
            owner.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        began = perf_counter()
        for table, text in rows.items():
            with owner.cursor().copy(f"COPY {table} FROM STDIN") as copying:
                copying.write(text)
        owner.commit()
        return perf_counter() - began


def main(url: str, home: Path) -> int:
    """Print the rate and the ratio; return 1 when it is over its limit."""
    taking, copying = taken_in(home), copied(url)
    print(
        f"{EVENTS:,} small events taken in in {taking:.2f} s, {EVENTS / taking:,.0f} a second;"
        f" COPY of their rows {copying:.3f} s"
    )
    print(f"ratio catching up: {taking / copying:.1f} (limit {LIMIT})")
    rate = EVENTS / taking / EVENTS_A_SECOND_MIN
    print(f"ratio events to {EVENTS_A_SECOND_MIN} a second: {rate:.2f} (limit 1; more is better)")
    return int(taking / copying > LIMIT or rate < 1)


if __name__ == "__main__":
    with node(MINISTRY, peers=[PROVINCE]) as where:
        sys.exit(main(*where))
