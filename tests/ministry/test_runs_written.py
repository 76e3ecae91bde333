"""Written in runs, an envelope's events leave the same rows, and set aside the same, as alone."""

from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from provinces import EMPLOYERS, MORNING, TODAY

from counter import everything
from tongchou.events.chain import NO_HASH
from tongchou.node.wiring import handlers
from tongchou.risk.models import Signal
from tongchou.standards import messages
from tongchou.standards.messages import (
    BenefitDetermined,
    ContributionsAssessed,
    ContributionsReceived,
    EmployersRegistered,
    EmploymentEnded,
    EntryPosted,
    ItemDecided,
    Message,
    PersonsEnrolled,
    ReceiptsTaken,
)
from tongchou.storage.rows import fetch
from tongchou.sync.changes.effects import write_effects
from tongchou.sync.envelope import Placed, WholeEvent
from tongchou.sync.models import Quarantine

pytestmark = pytest.mark.usefixtures("ministry")

PEOPLE = ("340104198503071015", "340104199012120024", "340104197001010012")
CODES = (EMPLOYERS["34"], EMPLOYERS["32"])
MONTHS = ("2024-09", "2024-10")
DECLARED = ("34-20241105-000001", "34-20241105-000002")

LI, WANG, _ = PEOPLE
OURS, OTHER = CODES


def registered(code: str, name: str = "甲") -> Message:
    return EmployersRegistered(
        scheme="110", registered_on=TODAY, credit_codes=[code], names=[name],
        division_codes=["340104"],
    )  # fmt: skip


def enrolled(ssn: str, code: str, name: str = "李安", month: str = "2024-09") -> Message:
    return PersonsEnrolled(
        scheme="110", from_month=month, ssns=[ssn], names=[name], credit_codes=[code]
    )


def ended(ssn: str, code: str = "", month: str = "2024-10") -> Message:
    return EmploymentEnded(scheme="110", ssn=ssn, credit_code=code, until_month=month, reason="221")


def assessed(item: str, ssn: str, code: str, month: str = "2024-09") -> Message:
    return ContributionsAssessed(
        scheme="110", month=month, item_number=item, rows=[1], ssns=[ssn], credit_codes=[code],
        wage_fens=[800_000], base_fens=[800_000], employer_fens=[128_000], employee_fens=[64_000],
    )  # fmt: skip


def received(item: str, code: str, month: str = "2024-09") -> Message:
    return ContributionsReceived(
        scheme="110", month=month, received_on=TODAY, item_number="34-20241112-000002",
        credit_codes=[code], declarations=[item],
    )  # fmt: skip


def taken(serial: str, code: str, month: str = "2024-09") -> Message:
    return ReceiptsTaken(
        scheme="110", serials=[serial], credit_codes=[code], months=[month], amount_fens=[12],
        received_ons=[TODAY],
    )  # fmt: skip


def posted(number: str, off: int = 0, slice_of: tuple[int, int] = (1, 1)) -> Message:
    part, parts = slice_of
    return EntryPosted(
        scheme="110", number=number, book="fund", posted_on=TODAY, month="2024-09",
        memo='入库"1"', memo_en="Received", accounts=["1005", "4001.01"], holders=["", ""],
        amount_fens=[100, -100 + off], part=part, parts=parts,
    )  # fmt: skip


def determined(ssn: str) -> Message:
    return BenefitDetermined(
        scheme="110", benefit="pension", ssn=ssn, from_month="2024-12",
        retirement_month="2024-11", basic_fen=1, account_fen=2, total_fen=3,
        contribution_months=240, wage_index_e4=9_500, worksheet=[], item_number="34-3",
        provisional=False,
    )  # fmt: skip


DECIDED = ItemDecided(
    scheme="110", item_number="34-1", item="person_enrolment", status="completed",
    content="0" * 64, steps="", files="", handling="0" * 64, figures="0" * 64,
)  # fmt: skip

person, employer, month, item = map(st.sampled_from, (PEOPLE, CODES, MONTHS, DECLARED))
serial, number = (st.sampled_from([f"{one}-{n}" for n in range(3)]) for one in ("税", "34"))
name = st.sampled_from(["李安", "李鞍"])
logs = st.lists(
    st.one_of(
        st.builds(registered, employer, name),
        st.builds(enrolled, person, employer, name, month),
        st.builds(ended, person, st.sampled_from(["", *CODES]), month),
        st.builds(assessed, item, person, employer, month),
        st.builds(received, item, employer, month),
        st.builds(taken, serial, employer, month),
        st.builds(posted, number, st.sampled_from([0, 0, 7]),
                  st.sampled_from([(1, 1), (1, 1), (1, 2), (2, 2)])),
        st.builds(determined, person),
        st.just(DECIDED),
    ),
    min_size=2, max_size=25,
)  # fmt: skip

_TURNOVERS = """
SELECT book, month, account, sum(debit_fen), sum(credit_fen) FROM ledger_balance_delta
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_COUNTED = """
SELECT scheme, name, sum(amount) FROM registry_counter_delta GROUP BY 1, 2 ORDER BY 1, 2
"""
_SUMMED = """
SELECT name, sum(rows), sum(low), sum(high) FROM proof_sum_delta GROUP BY 1 ORDER BY 1
"""


@given(logs)
@example([registered(OURS), enrolled(LI, OTHER), registered(OTHER)])
@example([registered(OURS), taken("税-1", OTHER), registered(OTHER)])
@example([enrolled(WANG, OURS), assessed("34-1", LI, OURS), enrolled(LI, OURS)])
@example([registered(OURS), assessed("34-1", LI, OTHER), registered(OTHER)])
@example([enrolled(LI, OURS), ended(LI), enrolled(LI, OURS, month="2024-11"), ended(LI)])
@example([enrolled(LI, OURS), enrolled(LI, OURS, "李鞍"), enrolled(LI, OURS, month="2024-10")])
@example(
    [
        enrolled(LI, OURS),
        assessed("34-1", LI, OURS),
        assessed("34-2", LI, OURS),
        received("34-1", OURS),
        DECIDED,
        received("34-2", OURS),
        received("34-1", OURS),
    ]
)
@example(
    [
        posted("34-1"),
        posted("34-2", slice_of=(1, 2)),
        posted("34-3"),
        posted("34-2", slice_of=(2, 2)),
        DECIDED,
        posted("34-4"),
        posted("34-5"),
        posted("34-1"),
        posted("34-6", off=1),
    ]
)
@example(
    [
        enrolled(LI, OURS),
        enrolled(WANG, OURS),
        DECIDED,
        ended(LI),
        DECIDED,
        ended(WANG),
        determined(LI),
        determined(WANG),
        taken("税-1", OURS),
        DECIDED,
        taken("税-2", OURS),
    ]
)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_runs_leave_the_same_rows_and_set_aside_the_same_as_one_by_one(
    log: Sequence[Message],
) -> None:
    assert left_by(log, envelope=len(log)) == left_by(log, envelope=1)


def left_by(log: Sequence[Message], *, envelope: int) -> dict[str, Any]:
    """Return what is left when a log arrives in envelopes of so many events; it is undone."""
    with transaction.atomic():
        _arrive([registered(OURS)], count(1), 1)
        _arrive(log, count(2), envelope)
        rows: dict[str, Any] = everything()
        rows["Event"] = sorted(row[1:] for row in rows["Event"])
        del rows["Unsealed"]
        rows["aside"] = list(Quarantine.objects.order_by("position").values_list("position"))
        rows["order"] = fetch("SELECT number FROM ledger_entry ORDER BY place")
        rows["signals"] = list(Signal.objects.order_by("ssn").values_list("ssn", "month", "places"))
        rows["balances"] = fetch(_TURNOVERS)
        rows["counters"] = fetch(_COUNTED)
        rows["sums"] = fetch(_SUMMED)
        transaction.set_rollback(True)
    return rows


def _arrive(log: Sequence[Message], positions: Any, envelope: int) -> None:
    placed = [
        Placed(
            position,
            WholeEvent(message.kind, f"34-20241105-{position:06d}", "",
                       "2024-11-05T01:00:00.000000Z", messages.canonical(message)),
            NO_HASH,
            NO_HASH,
        )
        for message, position in zip(log, positions, strict=False)
    ]  # fmt: skip
    for start in range(0, len(placed), envelope):
        run = placed[start : start + envelope]
        write_effects("34", run, handlers(), receiver="00", at=MORNING)
