"""An hour of a province's events is caught up, while live items of others go on beside it.

One province wrote small events for an hour, 20 a second, and could not send them. Then its link
is back. Meanwhile clerks hand in items in another province, 20 a second, and in the one that
catches up, too. Measured are how many events a second the ministry takes in of the backlog, how
soon it holds each item of the other province, and how soon each item that was handed in when the
backlog had been caught up.
"""

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from secrets import token_urlsafe
from statistics import quantiles
from threading import Event
from time import monotonic, sleep

import django
from shared.live import delays, handed_in, held, held_after, is_level, made_up, tip, watched
from shared.pair import MINISTRY, PROVINCE, Pair, pair, value

from tongchou.standards.messages import (
    EmployersRegistered,
    EmploymentEnded,
    EntryPosted,
    ItemDecided,
    Message,
    PersonsEnrolled,
)

PORT = 18_800
PASSWORD = token_urlsafe()
AT = datetime(2024, 12, 5, 2, tzinfo=UTC)
RATE = 20
"""Items a second, in each of the two provinces."""
EVENTS = RATE * 3_600
ELSEWHERE = "32"
TIMES_LIVE_MIN = 10.0
LIVE_MS_MAX = 1_000.0
BEFORE_SECONDS = AFTER_SECONDS = 5
LONGEST_SECONDS = 600
GROUP = 500
FIRST_BIRTH = date(1970, 1, 1)
EMPLOYER = f"91{PROVINCE}0104B8PHNT1R2T"


def write_an_hour() -> None:
    """Write in the province what its clerks told within an hour, with all its rows."""
    from django.db import transaction  # noqa: PLC0415 - needs Django ready

    from tongchou.events.changes import append  # noqa: PLC0415
    from tongchou.ledger.changes_in_runs import hold_all  # noqa: PLC0415
    from tongchou.registry.changes import apply_run  # noqa: PLC0415

    deeds = list(_deeds())
    for start in range(0, len(deeds), GROUP):
        item, told = f"{PROVINCE}-20241205-{start:06d}", deeds[start : start + GROUP]
        with transaction.atomic():
            for kind in dict.fromkeys(map(type, told)):
                if kind is EntryPosted:
                    entries = [(one, item) for one in told if isinstance(one, EntryPosted)]
                    hold_all(entries, province=PROVINCE)
                else:
                    run = [(message, item) for message in told if type(message) is kind]
                    apply_run(run, province=PROVINCE)
            decided = [
                ItemDecided(
                    scheme="110", item_number=item, item="person_enrolment", status="completed",
                    content=f"{number:064x}", steps="", files="", handling="",
                    figures="0" * 64,
                )
                for number in range(len(told))
            ]  # fmt: skip
            pairs = zip(told, decided, strict=True)
            append([one for pair in pairs for one in pair], item_number=item, recorded_at=AT)


def _deeds() -> Iterator[Message]:
    """Yield what was done: of five deeds three enrolments, one end, one entry of the books."""
    yield EmployersRegistered(
        scheme="110", registered_on=date(2024, 12, 5), credit_codes=[EMPLOYER],
        names=["皖江机械有限公司"], division_codes=[f"{PROVINCE}0104"],
    )  # fmt: skip
    for number in range(EVENTS // 2 - 1):
        born_on = FIRST_BIRTH + timedelta(days=number // 1_000)
        ssn = f"{PROVINCE}0104{born_on:%Y%m%d}{number % 1_000:03d}0"
        if number % 5 < 3:  # noqa: PLR2004
            last = ssn
            yield PersonsEnrolled(
                scheme="110", from_month="2024-12", ssns=[ssn], names=["李安"],
                credit_codes=[EMPLOYER],
            )  # fmt: skip
        elif number % 5 == 3:  # noqa: PLR2004
            yield EmploymentEnded(
                scheme="110", ssn=last, credit_code="", until_month="2025-01", reason="221"
            )
        else:
            yield EntryPosted(
                scheme="110", number=f"{PROVINCE}-{number}", book="fund",
                posted_on=date(2024, 12, 5), month="2024-12", memo="征缴入库",
                memo_en="Contributions received", accounts=["1005", "4001.01"], holders=["", ""],
                amount_fens=[100, -100],
            )  # fmt: skip


def measure(nodes: Pair) -> Iterator[tuple[str, float, float, bool]]:
    """Yield the ratios: name, value, limit, whether more is better."""
    elsewhere, here = made_up(ELSEWHERE, 100_000), made_up(PROVINCE, 100_000)
    caught_up = Event()
    with nodes.served(MINISTRY), nodes.served(ELSEWHERE) as other, ThreadPoolExecutor(2) as apart:
        while not (other.is_ready() and is_level(nodes, ELSEWHERE)):
            sleep(0.1)

        alone = [next(elsewhere) for _ in range(RATE * BEFORE_SECONDS)]
        _said("of another province before", held_after(nodes, other, alone, RATE))

        def hand_in_elsewhere() -> dict[str, float]:
            answered: dict[str, float] = {}
            while not caught_up.is_set():
                forms = [next(elsewhere) for _ in range(RATE)]
                answered |= handed_in(nodes, other, forms, RATE)
            return answered

        with watched(nodes, ELSEWHERE) as reached:
            working = apart.submit(hand_in_elsewhere)
            sleep(1)
            with nodes.served(PROVINCE) as late:
                began = monotonic()
                forms = [next(here) for _ in range(RATE)]
                meanwhile = apart.submit(handed_in, nodes, late, forms, RATE)
                while held(nodes, PROVINCE) < EVENTS:
                    assert monotonic() < began + LONGEST_SECONDS
                    sleep(0.05)
                seconds = monotonic() - began
                caught_up.set()
                answered = working.result()
                meanwhile.result()
                yield from _rate(seconds)
                while not is_level(nodes, ELSEWHERE):
                    sleep(0.05)
                sleep(0.1)
                yield from _live(
                    "of another province meanwhile", delays(nodes, ELSEWHERE, answered, reached)
                )
                own = [next(here) for _ in range(RATE * AFTER_SECONDS)]
                yield from _live("of its own afterwards", held_after(nodes, late, own, RATE))
    aside = value(nodes.url(MINISTRY), "SELECT count(*) FROM sync_quarantine")
    assert not aside, f"{aside} events were set aside"
    assert held(nodes, PROVINCE) == tip(nodes, PROVINCE)


def _rate(seconds: float) -> Iterator[tuple[str, float, float, bool]]:
    rate = EVENTS / seconds
    print(f"{EVENTS:,} events that waited: held in {seconds:.1f} s, {rate:,.0f} a second")
    yield "catching up, times the live rate", rate / RATE, TIMES_LIVE_MIN, True


def _live(whose: str, found: list[float]) -> Iterator[tuple[str, float, float, bool]]:
    _said(whose, found)
    yield f"live items {whose}, the slowest", max(found) / LIVE_MS_MAX, 1.0, False


def _said(whose: str, found: list[float]) -> None:
    p50, p99 = (quantiles(found, n=100)[place] for place in (49, 98))
    print(f"items {whose}: {len(found)}, p50 {p50:.0f} ms, p99 {p99:.0f} ms, max {max(found):.0f}")


def main() -> int:
    """Print every ratio; return 1 when one is past its limit."""
    with pair(PORT, password=PASSWORD, provinces=(PROVINCE, ELSEWHERE)) as nodes:
        os.environ |= nodes.environment(PROVINCE)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tongchou.node.settings"
        django.setup()
        write_an_hour()
        django.db.connections.close_all()
        failed = False
        for name, ratio, limit, more_is_better in measure(nodes):
            print(f"ratio {name}: {ratio:.2f} (limit {limit}{'; more is better' * more_is_better})")
            failed |= ratio < limit if more_is_better else ratio > limit
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
